"""Steps refuse what they cannot prove, whatever it is."""

import pytest
import sympy as sp

from theory import Derivation, DerivationError
from theory.derivation.expansions import Approx
from theory.derivation.identities import Equal, Index
from theory.derivation.integrals import Evaluate, Even, Substitute, Support
from theory.derivation.limits import Limit, Squeeze
from theory.derivation.step import StepRefused
from theory.notation import G0, G1, N, g, j, t, u, x, y
from theory.results.relu import relu_mean

GAUSSIAN = sp.exp(-(x**2) / 2)


def test_an_undecided_difference_is_a_refusal() -> None:
    f, h = sp.Function("f"), sp.Function("h")
    with pytest.raises(StepRefused, match="not identically 0"):
        Equal(h(u), "no reason").prove(f(u))


def test_a_hypothesis_that_replaces_nothing_is_refused() -> None:
    with pytest.raises(StepRefused, match="replaces nothing"):
        Equal(u, "given N", given={N: sp.S.One}).prove(u)


def test_a_limit_that_sympy_cannot_tell_is_refused() -> None:
    ratio = sp.Sum(sp.binomial(N, j) / 2**N, (j, 1, N))
    step = Limit(sp.S.One, "it is 1 - 2^-N", variable=N)
    step.confirm(ratio)
    with pytest.raises((StepRefused, NotImplementedError)):
        step.prove(ratio)


def test_a_squeeze_whose_bound_fails_at_a_size_is_refused() -> None:
    part = 1 + 1 / N
    narrow = Limit(
        sp.S.One, "between 1 and 1", variable=N, parts={part: Squeeze(sp.S.One, sp.S.One, sp.S.One)}
    )
    with pytest.raises(StepRefused, match="fails"):
        narrow.confirm(part)


def test_a_limit_slower_than_stated_is_refused() -> None:
    with pytest.raises(StepRefused, match="distance"):
        Limit(sp.S.Zero, "order 1", variable=N, order=1).confirm(1 / sp.sqrt(N))


def test_an_expansion_must_have_its_order() -> None:
    Approx(G0 + y * G1, "Taylor", variable=y, order=2).prove(g(y))
    with pytest.raises(StepRefused, match=r"not O\(y\*\*3\)"):
        Approx(G0 + y * G1, "Taylor", variable=y, order=3).prove(g(y))


def test_a_sum_is_checked_at_unequal_sizes() -> None:
    with pytest.raises(StepRefused):
        Index(N**2, "wrong", size=N).prove(sp.Sum(j, (j, 1, N)))
    Index(N * (N + 1) / 2, "Gauss", size=N).prove(sp.Sum(j, (j, 1, N)))


def test_integral_rules_need_their_conditions() -> None:
    half = sp.Integral(x * GAUSSIAN, (x, 0, sp.oo))
    line = sp.Integral(x * GAUSSIAN, (x, -sp.oo, sp.oo))
    with pytest.raises(StepRefused, match="not identically 0"):
        Even(line / 2, "x is odd, not even").prove(half)
    with pytest.raises(StepRefused, match="not identically 0"):
        Support(half, "x is not 0 on the negative half-line").prove(line)
    with pytest.raises(StepRefused, match="exactly one"):
        Evaluate(sp.S.One, "two integrals", antiderivative=x).prove(half + line)
    decreasing = sp.Integral(sp.exp(-t), (t, 0, sp.oo))
    with pytest.raises(StepRefused):
        Substitute(decreasing, "x = 1/t decreases", old_of_new=1 / t).prove(half)
    with pytest.raises(StepRefused):
        Evaluate(sp.S.One, "not an antiderivative", antiderivative=x).prove(half)


def test_an_error_names_the_step_and_its_reason() -> None:
    steps = (Equal(u, "the same"), Equal(2 * u, "a lost factor"))
    with pytest.raises(DerivationError, match=r"example, step 2 of 2 \(equal; a lost factor\)"):
        Derivation("example", sp.Symbol("a"), u, steps).check()


def test_a_derivation_renders_as_aligned_latex() -> None:
    latex = relu_mean()._repr_latex_()
    assert latex.count(r"\\") == 3
    assert r"\int\limits_{0}^{\infty}" in latex
    assert r"\text{the rectifier is 0 on the negative half-line}" in latex
