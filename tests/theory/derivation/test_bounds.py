import pytest
import sympy as sp

from theory.derivation.bounds import Below
from theory.derivation.step import StepRefused
from theory.notation import x

LINE = (x, -sp.oo, sp.oo)
DENSITY = sp.exp(-(x**2) / 2)
SMALL, LARGE = sp.Integral(sp.tanh(x) ** 2 * DENSITY, LINE), sp.Integral(DENSITY, LINE)


def test_a_larger_integrand_has_the_larger_integral() -> None:
    step = Below(LARGE, "|tanh| is below 1", gap=(sp.sech(x) ** 2, DENSITY))
    step.prove(SMALL)
    step.confirm(SMALL)


def test_a_gap_of_the_wrong_size_is_refused_by_both_proofs() -> None:
    step = Below(LARGE, "wrong", gap=(2 * sp.sech(x) ** 2, DENSITY))
    for prove in (step.prove, step.confirm):
        with pytest.raises(StepRefused):
            prove(SMALL)


def test_a_bound_the_other_way_is_refused() -> None:
    with pytest.raises(StepRefused, match="fails"):
        Below(SMALL, "wrong", gap=(-(sp.sech(x) ** 2), DENSITY)).confirm(LARGE)
    with pytest.raises(StepRefused, match="is not shown to be positive"):
        Below(SMALL, "wrong", gap=(-(sp.sech(x) ** 2), DENSITY)).prove(LARGE)


def test_a_bound_needs_integrals_over_the_line() -> None:
    with pytest.raises(StepRefused, match="needs an integral on both sides, got 1"):
        Below(LARGE, "a number").prove(sp.S.One)
    half = sp.Integral(DENSITY, (x, 0, sp.oo))
    with pytest.raises(StepRefused, match="over the whole line"):
        Below(half, "the half-line").prove(half)


def test_an_integrand_that_is_not_even_is_refused() -> None:
    shifted = sp.Integral((1 + sp.exp(x)) * DENSITY, LINE)
    with pytest.raises(StepRefused, match="not identically 0"):
        Below(shifted, "exp is not even", gap=(sp.exp(x), DENSITY)).prove(LARGE)
