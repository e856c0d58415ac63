from dataclasses import replace

import pytest
import sympy as sp

from theory.derivation.bounds import AtLeast, AtMost, Below
from theory.derivation.step import StepRefused
from theory.notation import E, t, u, x

T = sp.Symbol("T", positive=True)

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


def test_a_factor_may_show_its_sign_in_its_third_derivative() -> None:
    """16 x sinh 2x; all derivatives before it are 0 at 0."""
    shown = 4 * x + 2 * x * sp.cosh(2 * x) - 3 * sp.sinh(2 * x)
    small, large = (sp.Integral(part * DENSITY, LINE) for part in (sp.S.One, 1 + x * shown))
    step = Below(large, "of the fifth order", gap=(x, shown, DENSITY))
    step.prove(small)
    step.confirm(small)


@pytest.mark.parametrize("factor", [-(x**3), x**3 - x, sp.sin(x) - x + x**3 / 6 - x**5 / 100])
def test_a_factor_that_is_negative_somewhere_is_refused(factor: sp.Expr) -> None:
    small, large = (sp.Integral(part * DENSITY, LINE) for part in (sp.S.One, 1 + x * factor))
    with pytest.raises(StepRefused, match="is not shown to be positive"):
        Below(large, "wrong", gap=(x, factor, DENSITY)).prove(small)


def test_an_integrand_that_is_not_even_is_refused() -> None:
    shifted = sp.Integral((1 + sp.exp(x)) * DENSITY, LINE)
    with pytest.raises(StepRefused, match="does not bring to 0"):
        Below(shifted, "exp is not even", gap=(sp.exp(x), DENSITY)).prove(LARGE)


def test_a_bound_is_of_one_integral_over_the_line() -> None:
    double = sp.Integral(DENSITY, LINE, (t, 1, 0))
    with pytest.raises(StepRefused, match="over the whole line"):
        Below(double, "the second range runs backwards", gap=(sp.sech(x) ** 2, DENSITY)).prove(
            sp.Integral(sp.tanh(x) ** 2 * DENSITY, LINE, (t, 1, 0))
        )


def test_a_factor_may_be_positive_by_a_higher_derivative() -> None:
    """x (2 + cosh 2x) - (3/2) sinh 2x is 0 at 0, and so are its first two derivatives; the third is 8 x sinh 2x."""
    grows = x * (2 + sp.cosh(2 * x)) - sp.Rational(3, 2) * sp.sinh(2 * x)
    damped = sp.exp(-(x**2))
    gap = (x, grows, damped)
    Below(sp.Integral(sp.Mul(*gap), LINE), "grows", gap=gap).prove(sp.Integral(0, LINE))
    falls = (x, x**3 - grows, damped)
    with pytest.raises(StepRefused, match="is not shown to be positive"):
        Below(sp.Integral(sp.Mul(*falls), LINE), "falls later", gap=falls).prove(sp.Integral(0, LINE))


def test_a_factor_that_may_jump_is_refused() -> None:
    """x - 2 floor x is 0 at 0 and has the slope 1, and is -1 at 1."""
    gap = (x, x - 2 * sp.floor(x))
    with pytest.raises(StepRefused, match=r"may jump|does not bring to 0"):
        Below(sp.Integral(sp.Mul(*gap), LINE), "jumps", gap=gap).prove(sp.Integral(0, LINE))


def test_a_factor_that_jumps_at_some_values_of_a_parameter_is_refused() -> None:
    """atan(1/c) - atan(1/(c + x²)) has a positive slope, and jumps down where x² = -c."""
    shift = sp.Symbol("c", real=True)
    gap = (DENSITY, sp.atan(1 / shift) - sp.atan(1 / (shift + x**2)))
    step = Below(sp.Integral(sp.Mul(*gap), LINE), "grows", gap=gap)
    with pytest.raises(StepRefused, match=r"may jump, since .* is not shown to differ from 0"):
        step.prove(sp.Integral(0, LINE))
    gap = tuple(factor.subs(shift, u) for factor in gap)
    Below(sp.Integral(sp.Mul(*gap), LINE), "grows", gap=gap).prove(sp.Integral(0, LINE))


# --- bounds of means -----------------------------------------------------------------------------------------

CUBIC = AtLeast((3 * E(T**2) - E(T**4)) / 2, "below T", gap=(T, (T - 1) ** 2, (T + 2) / 2))
SQUARE = AtMost((1 + E(T**2)) / 2, "(T - 1)²/2", gap=((T - 1) ** 2, sp.Rational(1, 2)))


@pytest.mark.parametrize("step", [CUBIC, SQUARE])
def test_a_mean_is_bounded_by_the_mean_of_a_bound(step: AtLeast | AtMost) -> None:
    step.prove(E(T))
    step.confirm(E(T))


def test_the_relation_says_which_way_a_bound_goes() -> None:
    assert (CUBIC.sign, SQUARE.sign) == ("≥", "≤")
    for wrong in (
        AtMost(CUBIC.result, "the wrong way", gap=CUBIC.gap),
        AtLeast(SQUARE.result, "the wrong way", gap=SQUARE.gap),
    ):
        for prove in (wrong.prove, wrong.confirm):
            with pytest.raises(StepRefused):
                prove(E(T))


@pytest.mark.parametrize(
    ("result", "gap"),
    [
        (E(T**2), (T, 1 - T)),  # negative for T > 1
        (E(T) - 1 + E(T**2), (1 - T, 1 + T)),
        (E(T) - sp.Rational(1, 10**9) * (E(T**2) - 100 * E(T)), (T, T - 100, sp.Rational(1, 10**9))),
    ],
    ids=str,
)
def test_a_gap_that_is_negative_somewhere_is_refused(result: sp.Expr, gap: tuple[sp.Expr, ...]) -> None:
    step = AtLeast(result, "not everywhere", gap=gap)
    with pytest.raises(StepRefused, match="is not shown to be 0 or more"):
        step.prove(E(T))
    with pytest.raises(StepRefused, match="the difference is -"):
        step.confirm(E(T))


@pytest.mark.parametrize("gap", [(2 * T, (T - 1) ** 2, (T + 2) / 2), (), (T,)])
def test_a_gap_that_is_not_the_difference_is_refused_by_both_proofs(gap: tuple[sp.Expr, ...]) -> None:
    step = replace(CUBIC, gap=gap)
    for prove in (step.prove, step.confirm):
        with pytest.raises(StepRefused):
            prove(E(T))


REAL = sp.Symbol("R", real=True)


@pytest.mark.parametrize(
    "side",
    [
        E(T) ** 2,
        E(T) * E(T**2),
        sp.sqrt(E(T)),
        sp.exp(E(T)),
        T * E(T),  # the random variable stands outside
        E(E(T) * T),
        E(REAL),  # it may be negative
        E(T) + E(REAL**2),
        E(T * u),  # of two symbols: which is random?
        u,
    ],
    ids=str,
)
def test_both_sides_are_linear_in_means_of_one_positive_variable(side: sp.Expr) -> None:
    for step, previous in ((AtLeast(side, "right", gap=(T,)), E(T)), (AtLeast(E(T), "left", gap=(T,)), side)):
        for prove in (step.prove, step.confirm):
            with pytest.raises(StepRefused, match="is not linear in expectations of one positive"):
                prove(previous)
