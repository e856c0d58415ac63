"""The estimand of a quantity measures that quantity, whatever anyone calls it."""

from dataclasses import replace

import numpy as np
import pytest
import sympy as sp

from montecarlo import Conditional, MaskCount, SampleMoments, run, variance
from paper_checks import LEDGER
from paper_checks.evidence.measured import distributed, estimand_at, estimand_of
from theory.derivation.quantities import (
    Covariance,
    Density,
    Deviation,
    ExcessKurtosis,
    MeanSquare,
    Probability,
    Variance,
    dropped,
    entry,
    gradient,
    kept,
    layer_input,
    preactivation,
    product,
    weight,
)
from theory.notation import E, N, h, k, m, u

PAIR = E(sp.Abs(product(1)) * sp.Abs(product(2))) / (E(sp.Abs(product(1))) * E(sp.Abs(product(2))))


@pytest.mark.parametrize(
    ("quantity", "values", "fields"),
    [
        (E(layer_input(m)), {m: 11}, {"x11"}),
        (Variance(layer_input(m + 1)), {m: 1}, {"x2", "x2^2"}),
        (Deviation(preactivation(2)), {}, {"y2", "y2^2"}),
        (ExcessKurtosis(preactivation(m)), {m: 4}, {"y4^2", "y4^4"}),
        (Covariance(product(1), product(2)), {}, {"p1", "p2", "p1 p2"}),
        (E(weight(1) ** 2 * entry(1) ** 2), {}, {"w1^2 x1^2"}),
        (PAIR, {}, {"|p1|", "|p2|", "|p1| |p2|"}),
        (E(dropped**2), {}, {"d^2"}),
        (Probability(layer_input(2) <= h), {h: sp.Rational(-1, 5)}, {"<=-0.2"}),
        (Probability(sp.Eq(kept, k)), {k: 3}, {"k=3"}),
        (Probability(kept <= k), {k: 3}, {"<=3"}),  # and not the count 3 alone
        (u / sp.sqrt(E(layer_input(2) ** 2)), {u: 2}, {"x2^2"}),
        (E(sp.log(MeanSquare(gradient(m)))), {m: 3}, {"log d3^2"}),
        (Variance(MeanSquare(layer_input(m + 1))), {m: 4}, {"x5^2", "x5^2^2"}),
        (Probability(MeanSquare(preactivation(2)) <= h), {h: sp.Rational(1, 2)}, {"<=0.5"}),
    ],
)
def test_fields(quantity: sp.Expr, values: dict[sp.Symbol, object], fields: set[str]) -> None:
    assert set(estimand_of(quantity, values, tuple(fields)).fields) == fields


def test_the_signals_whose_distributions_are_asked_for() -> None:
    square = MeanSquare(layer_input(m + 1))
    asked = Probability(square <= h) + 1 - Probability(square <= 2) + Density(layer_input(2), h) + E(kept)
    assert distributed(asked + Probability(kept <= k), {m: 3}) == {"x4^2", "x2"}
    assert distributed(Probability(sp.log(MeanSquare(gradient(m))) <= h), {m: 1}) == {"log d1^2"}
    assert distributed(Variance(layer_input(m)), {m: 1}) == frozenset()


def test_it_is_the_definition() -> None:
    sample = run(
        Conditional((8, 8, 8), "relu", 2.0, record=("x2", "x2^2", "y2", "y2^2", "y2^4")),
        replicates=500,
        seed=0,
    )
    ours, theirs = estimand_of(Variance(layer_input(m + 1)), {m: 1}, sample.fields), variance("x2", "x2^2")
    assert ours.value(sample) == pytest.approx(theirs.value(sample), rel=1e-15)
    assert ours.standard_error(sample) == pytest.approx(theirs.standard_error(sample), rel=1e-14)
    means = dict(zip(sample.fields, sample.mean, strict=True))
    kurtosis = estimand_of(ExcessKurtosis(preactivation(2)), {}, sample.fields).value(sample)
    assert kurtosis == pytest.approx(means["y2^4"] / means["y2^2"] ** 2 - 3, rel=1e-13)


def test_the_mean_number_of_kept_units_is_the_sum_over_the_counts() -> None:
    sample = run(MaskCount(4, 0.75, (0, 1, 2, 3, 4)), replicates=1000, seed=0)
    found = estimand_of(E(kept), {}, sample.fields).value(sample)
    assert found == pytest.approx(float(np.arange(5) @ sample.mean), rel=1e-14)


@pytest.mark.parametrize(
    ("quantity", "message"),
    [
        (E(layer_input(m)), "needs 'xm'"),
        (E(layer_input(3)), "needs 'x3', but the experiment records x2, x2"),
        (N * E(layer_input(2)), "depends on N"),
        (sp.Symbol("s"), "depends on s"),
        (sp.S(2), "holds no statistic of a signal"),
        (E(sp.exp(layer_input(2))), "no experiment records the mean of"),
        (Probability(layer_input(2) > 0), "no experiment records"),
        (Probability(sp.Eq(layer_input(2), 3)), "no experiment records"),
        (E(MeanSquare(layer_input(2)) ** 3), "state a mean square, its square or its logarithm"),
        (E(sp.log(MeanSquare(layer_input(2))) ** 2), "state a mean square, its square or its logarithm"),
        (E(sp.log(1 + MeanSquare(layer_input(2)))), "state a mean square, its square or its logarithm"),
    ],
)
def test_what_cannot_be_measured_is_refused(quantity: sp.Expr, message: str) -> None:
    sample = SampleMoments.of(("x2", "x2^2"), np.ones((3, 2)))
    with pytest.raises(ValueError, match=message):
        estimand_of(quantity, {}, sample.fields)


def _edges(*values: str) -> SampleMoments:
    """Return the distribution function P(x <= e) = e + e^3, whose slope is 1 + 3 e^2, at some edges."""
    fields = tuple(f"<={float(sp.Rational(value))}" for value in values)
    row = [float(sp.Rational(value)) + float(sp.Rational(value)) ** 3 for value in values]
    return SampleMoments.of(fields, np.array([row, row]))


@pytest.mark.parametrize(("value", "step"), [("1/4", "1/16"), ("0", "1/8"), ("-1/2", "1/32")])
def test_a_density_is_the_slope_of_the_distribution_function(value: str, step: str) -> None:
    """The four edges give a cubic's slope exactly; others may be recorded too."""
    at, d = sp.Rational(value), sp.Rational(step)
    for others in ((), (7, -9)):
        sample = _edges(*(str(at + k * d) for k in (-2, -1, 1, 2, *others)))
        found = estimand_of(Density(layer_input(2), at), {}, sample.fields).value(sample)
        assert found == pytest.approx(float(1 + 3 * at**2), rel=1e-12)


@pytest.mark.parametrize(
    "edges",
    [
        ("-1/8", "1/8"),
        ("-1/4", "-1/8", "1/8"),
        ("-1/4", "-1/8", "1/8", "3/8"),
        ("-1/4", "-1/16", "1/8", "1/4"),
        ("-3/8", "-1/8", "1/8", "1/4"),
    ],
)
def test_a_density_without_its_four_edges_is_refused(edges: tuple[str, ...]) -> None:
    sample = _edges(*edges)
    with pytest.raises(ValueError, match=r"needs the distribution function at 0 ± d and ± 2d: record these"):
        estimand_of(Density(layer_input(2), sp.S.Zero), {}, sample.fields)


@pytest.mark.parametrize("order", [1, 2])
def test_an_approximation_is_extrapolated_per_unit_of_its_power(order: int) -> None:
    """A mean that is c h^order (1 + h) at h, h/2 and h/4 leaves c."""
    claim = replace(
        LEDGER["kumar2017.eq10.corrected"], order=order, small=lambda _: 0.5, symbols=lambda _: {}
    )
    derivation = replace(claim.derivation(), lhs=E(layer_input(2)))
    claim = replace(claim, derivation=lambda: derivation)
    row = [3 * h**order * (1 + h) for h in (0.5, 0.25, 0.125)]
    sample = SampleMoments.of(("0:x2", "1:x2", "2:x2"), np.array([row, row]))
    assert estimand_at(claim, claim.points[0], sample.fields).value(sample) == pytest.approx(3, rel=1e-12)
