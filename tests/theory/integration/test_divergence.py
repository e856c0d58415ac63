import mpmath
import numpy as np
import pytest
import sympy as sp

from theory.activation.activation import Activation
from theory.activation.parsing import parse
from theory.integration.gaussian_moments import moments
from theory.notation import x


@pytest.mark.parametrize(
    "text",
    [
        "exp(x**2)",
        "exp(exp(x))",
        "exp(exp(exp(x)))",
        "x/(x**2)",
        "sqrt(abs(x))/abs(x)",
        "0.09/(x + 6)",
        "exp(max(3*x, x))/(7 - x)",
        "(atan(x) - 0.75)/(1 + 3*x)",
        "x/(x**2/3 + (x if x > 0 else x - 1))",
    ],
)
def test_a_divergent_moment_is_an_error(text):
    with pytest.raises(ValueError, match=r"diverges|not a real number"):
        moments(Activation.from_expr(parse(text)), 1.0)


@pytest.mark.parametrize("text", ["atan(1/x)", "tanh(1/x)", "1/(1 + exp(1/x))", "atan(1/(x - 1))"])
def test_a_pole_inside_is_a_jump(text):
    own = Activation.from_expr(parse(text))
    assert len(own.jumps) == 1
    found = moments(own, 1.0)
    assert np.isinf(found.derivative_second)  # by Price's theorem
    with mpmath.workdps(20):
        kink = float(own.kinks[0])
        value = sp.lambdify(x, own.expr, "mpmath")
        steps = [sign * 2.0**-k for k in range(12) for sign in (-1, 1)]
        ends = sorted({-14, -4, 14, 4, kink, *(kink + step for step in steps)})
        exact = mpmath.quad(lambda z: value(z) ** 2 * mpmath.npdf(z), ends)
    assert float(found.second) == pytest.approx(float(exact), rel=1e-9)


def test_a_function_as_steep_as_a_square_root():
    # E |y| = u sqrt(2/pi); E (log|y|)^2 from E log|Z| and its variance pi^2/8.
    found = moments(Activation.from_expr(sp.sqrt(sp.Abs(x))), 2.0)
    assert abs(found.second - 2 * np.sqrt(2 / np.pi)) <= found.error.second < 1e-12
    assert np.isinf(found.derivative_second)
    found = moments(Activation.from_expr(sp.log(sp.Abs(x))), 1.0)
    assert found.variance == pytest.approx(np.pi**2 / 8, rel=1e-12)
    assert np.isinf(found.derivative_second)
    # Steep, but not as steep: E g'^2 = 9/4 E |y|.
    found = moments(Activation.from_expr(sp.Abs(x) ** sp.Rational(3, 2)), 1.0)
    assert abs(found.derivative_second - 9 / 4 * np.sqrt(2 / np.pi)) <= found.error.derivative_second < 1e-12


def test_a_moment_that_converges_for_small_u_only():
    function = Activation.from_expr(sp.exp(x**2))
    found = moments(function, 0.4)
    assert found.second == pytest.approx(1 / np.sqrt(1 - 4 * 0.16), rel=1e-12)
    with pytest.raises(ValueError, match=r"u < 0\.5"):
        moments(function, 0.5)
