from random import Random

import mpmath
import numpy as np
import pytest
import sympy as sp

from theory.derivation.running_errors import NoFloatRule, with_errors

s, t = sp.symbols("s t", positive=True)
EXPRESSIONS = [
    1 - sp.exp(-t), sp.tanh(s) - sp.tanh(s + t), (1 + 1 / s) ** (10 * s), sp.exp(t**2) * sp.erfc(t) / s,
    sp.gamma(s + sp.S.Half) / sp.gamma(s) - sp.sqrt(s), sp.log((1 + t) / (1 + s)), sp.sqrt(s + t) - sp.sqrt(s),
    s**40 * sp.exp(-s * t) / sp.cosh(t), sp.exp(s + t) / sp.sinh(s), sp.cos(s) * sp.erf(t) - sp.sech(t),
]  # fmt: skip


@pytest.mark.parametrize("expression", EXPRESSIONS, ids=str)
def test_a_value_is_within_its_bound(expression: sp.Expr) -> None:
    rng, exact, known = Random(str(expression)), sp.lambdify((s, t), expression, "mpmath"), 0
    for _ in range(60):
        point = [10 ** rng.uniform(-9, 3) for _ in range(2)]
        value, bound = map(
            float, with_errors(expression, dict(zip((s, t), map(np.asarray, point), strict=True)))
        )
        with mpmath.workdps(100):
            target = exact(*map(mpmath.mpf, point))
        if np.isnan(bound):
            continue
        if np.isinf(value):
            assert abs(target) > 1.79e308
        else:
            known += 1
            assert abs(value - target) <= bound
    assert known >= 10


def test_what_cancels_or_overflows_has_a_large_bound() -> None:
    point = {t: np.array([1e-12, 1e200])}
    value, bound = with_errors((1 + t) - 1 - t * sp.cos(t), point)
    assert bound[0] > 1e-6 * abs(value[0])
    value, bound = with_errors(t**2 / 2 - t**2 / sp.pi, point)
    assert np.isnan(bound[1])
    assert bound[0] < 1e-14 * value[0]


def test_a_function_without_a_rule_is_refused() -> None:
    with pytest.raises(NoFloatRule, match="Piecewise"):
        with_errors(sp.Piecewise((1, t > 1), (2, True)), {t: np.ones(1)})
