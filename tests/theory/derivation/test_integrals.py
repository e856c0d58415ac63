from random import Random

import pytest
import sympy as sp

from theory.derivation.integrals import Evaluate, Even, Parameter, Substitute, Support, _at
from theory.derivation.step import StepRefused
from theory.notation import t, u, x

GAUSSIAN = sp.exp(-(x**2) / 2)


def test_integral_rules_need_their_conditions() -> None:
    half = sp.Integral(x * GAUSSIAN, (x, 0, sp.oo))
    line = sp.Integral(x * GAUSSIAN, (x, -sp.oo, sp.oo))
    with pytest.raises(StepRefused, match="does not bring to 0"):
        Even(line / 2, "x is odd, not even").prove(half)
    with pytest.raises(StepRefused, match="does not bring to 0"):
        Support(half, "x is not 0 on the negative half-line").prove(line)
    with pytest.raises(StepRefused, match="exactly one"):
        Evaluate(sp.S.One, "two integrals", antiderivative=x).prove(half + line)
    decreasing = sp.Integral(sp.exp(-t), (t, 0, sp.oo))
    with pytest.raises(StepRefused):
        Substitute(decreasing, "x = 1/t decreases", old_of_new=1 / t).prove(half)
    with pytest.raises(StepRefused):
        Evaluate(sp.S.One, "not an antiderivative", antiderivative=x).prove(half)


@pytest.mark.parametrize(
    "jump",
    [
        sp.Piecewise((0, x < 7), (1, True)),
        sp.sign(x - 7) + 1,
        sp.floor(x / 7),
        sp.Abs(x - 7) / (x - 7),
        sp.Max(x, 7) - x,
    ],
    ids=str,
)
def test_an_antiderivative_that_jumps_is_refused(jump: sp.Expr) -> None:
    """Its slope is right on each piece, and the jump is too small for the numbers."""
    half = sp.Integral(x * GAUSSIAN, (x, 0, sp.oo))
    tiny = sp.Rational(1, 10**40)
    with pytest.raises(StepRefused, match="may jump"):
        Evaluate(1 + tiny, "with a jump", antiderivative=-GAUSSIAN + tiny * jump).prove(half)
    with pytest.raises(StepRefused, match="may jump"):
        Parameter(half.doit(), "with a jump", parameter=u, antiderivative=jump).prove(half)


def test_a_factor_may_not_hold_the_variable_of_integration() -> None:
    """x stands for two things here; the product of both is even, and each is not."""
    half = x * sp.Integral(x * GAUSSIAN, (x, 0, sp.oo))
    line = x / 2 * sp.Integral(x * GAUSSIAN, (x, -sp.oo, sp.oo))
    with pytest.raises(StepRefused, match="x holds the variable of integration x"):
        Even(line, "as if it were inside").prove(half)


def test_a_parameter_may_not_be_negative() -> None:
    half = sp.Integral(sp.exp(-x * (1 + t**2)), (x, 0, sp.oo))
    step = Parameter(1 / (1 + t**2), "t may be negative", parameter=t, antiderivative=x)
    with pytest.raises(StepRefused, match="t may be negative"):
        step.prove(half)


FACTORS = (
    x,
    x**2,
    1 / x,
    GAUSSIAN,
    sp.exp(x),
    sp.erf(x),
    1 + sp.erf(x),
    sp.tanh(x),
    1 - sp.tanh(x),
    sp.sqrt(1 + x**2),
)


@pytest.mark.parametrize("end", [-sp.oo, 0, sp.oo], ids=str)
def test_limits_by_terms_and_factors_are_those_of_the_whole(end: sp.Expr) -> None:
    rng = Random(0)
    side = "-" if end == sp.oo else "+"
    for _ in range(5):
        terms = [
            u * sp.Mul(*rng.choices(FACTORS, k=2)) ** rng.choice((1, 1, 2)) for _ in range(rng.choice((1, 2)))
        ]
        whole = sp.Add(*terms)
        limit = sp.limit(whole, x, end, side)
        found = _at(whole, x, end, side)
        assert found == limit or (limit.is_finite and sp.simplify(found - limit) == 0), whole


def test_infinite_terms_may_cancel() -> None:
    spread = x * (sp.log(x + 1) - sp.log(x))
    integral = sp.Integral(sp.diff(spread, x), (x, 0, sp.oo))
    Evaluate(sp.S.One, "each term is infinite", antiderivative=spread).prove(integral)
    with pytest.raises(StepRefused, match="does not bring to 0"):
        Evaluate(sp.S.Zero, "the limit is 1", antiderivative=spread).prove(integral)
