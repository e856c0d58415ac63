import pytest
import sympy as sp

from theory.derivation.integrals import Evaluate, Even, Substitute, Support
from theory.derivation.step import StepRefused
from theory.notation import t, x

GAUSSIAN = sp.exp(-(x**2) / 2)


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
