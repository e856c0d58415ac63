"""Statistics of signals: each is what its definition says, on samples, and prints as it is read."""

from __future__ import annotations

import numpy as np
import pytest
import sympy as sp

from theory.derivation.quantities import (
    Covariance,
    Density,
    Deviation,
    ExcessKurtosis,
    MeanSquare,
    Probability,
    Signal,
    Statistic,
    Variance,
    batch_variance,
    dropped,
    gradient,
    in_means,
    kept,
    layer_input,
    preactivation,
    product,
    unit,
)
from theory.notation import E, h, k, m

FIRST, SECOND = product(1), product(2)
RNG = np.random.default_rng(4)
SAMPLES = {FIRST: RNG.gamma(2.0, size=500), SECOND: RNG.normal(1.0, 2.0, size=500)}
SAMPLES[SECOND] += SAMPLES[FIRST]


def measured(quantity: sp.Expr) -> float:
    """Put the mean over the samples for each expectation."""
    symbols = {signal: sp.Dummy() for signal in SAMPLES}
    values = {}
    for mean in in_means(quantity).atoms(E):
        function = sp.lambdify(list(symbols.values()), mean.args[0].xreplace(symbols))
        values[mean] = float(np.mean(function(*SAMPLES.values())))
    return float(in_means(quantity).xreplace(values))


def test_each_statistic_is_what_numpy_calls_by_its_name() -> None:
    first, second = SAMPLES[FIRST], SAMPLES[SECOND]
    assert measured(Variance(FIRST)) == pytest.approx(np.var(first), rel=1e-10)
    assert measured(Deviation(SECOND)) == pytest.approx(np.std(second), rel=1e-10)
    assert measured(Covariance(FIRST, SECOND)) == pytest.approx(
        np.cov(first, second, ddof=0)[0, 1], rel=1e-10
    )
    kurtosis = np.mean(first**4) / np.mean(first**2) ** 2 - 3
    assert measured(ExcessKurtosis(FIRST)) == pytest.approx(kurtosis, rel=1e-10)
    ratio = np.var(first) / np.var(second)
    assert measured(Variance(FIRST) / Variance(SECOND)) == pytest.approx(ratio, rel=1e-10)


def test_what_has_no_means_stays() -> None:
    for quantity in (Probability(sp.Eq(kept, k)), Density(layer_input(m), h), E(unit)):
        assert in_means(quantity) == quantity


def test_a_statistic_without_a_definition_is_none() -> None:
    with pytest.raises(NotImplementedError):
        Statistic(unit).in_means()


def test_signals_differ_by_name_and_index() -> None:
    signals = [layer_input(m), layer_input(m + 1), preactivation(m), gradient(m), unit, dropped, kept]
    assert len(set(signals)) == len(signals)
    assert layer_input(m).subs(m, 3) == layer_input(3)
    assert layer_input(m + 1).name == "x"
    assert layer_input(m + 1).index == m + 1
    assert unit.index is None
    assert layer_input(m).free_symbols == {m}
    assert unit.free_symbols == set()
    assert Signal("x", 1) != sp.Symbol("x")
    assert layer_input(m).is_real


@pytest.mark.parametrize(
    ("quantity", "text", "latex"),
    [
        (layer_input(m + 1), "x(m + 1)", "x_{m + 1}"),
        (unit, "h", "h"),
        (dropped**2, "dropped**2", r"\tilde h^{2}"),
        (batch_variance, "variance", r"\hat v"),
        (preactivation(2) ** 2, "y2**2", "y_{2}^{2}"),
        (Variance(layer_input(m)), "Var[x(m)]", r"\operatorname{Var}\left[x_{m}\right]"),
        (Deviation(unit) ** 2, "sd[h]**2", r"\operatorname{sd}\left[h\right]^{2}"),
        (Covariance(FIRST, SECOND), "Cov[p1, p2]", r"\operatorname{Cov}\left[p_{1}, p_{2}\right]"),
        (Probability(sp.Eq(kept, k)), "P[K = k]", r"\operatorname{P}\left[K = k\right]"),
        (MeanSquare(gradient(m)) ** 2, "<d(m)**2>**2", r"\langle d_{m}^{2}\rangle^{2}"),
    ],
    ids=str,
)
def test_quantities_print_as_they_are_read(quantity: sp.Expr, text: str, latex: str) -> None:
    assert str(quantity) == text
    assert sp.latex(quantity) == latex


def test_a_mean_square_is_of_a_signal() -> None:
    assert MeanSquare(layer_input(m)).subs(m, 3) == MeanSquare(layer_input(3))
    assert MeanSquare(layer_input(m)).free_symbols == {m}
    with pytest.raises(
        TypeError, match=r"signal must be a Signal, such as layer_input\(m\), got x\(m\)\*\*2"
    ):
        MeanSquare(layer_input(m) ** 2)
