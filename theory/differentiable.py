"""Activations differentiable at 0, one by one and exactly: Kumar 2017, equations (10) to (19).

`propagation` has the linearised layer with the activation left open.
"""

from __future__ import annotations

import sympy as sp

from theory.activations import Activation, get
from theory.derivation import Derivation, derived
from theory.gaussian import NORMAL, normal_density
from theory.integrals import Evaluate
from theory.notation import G0, G1, G2, N, g, mu, s, t, u, v, y
from theory.propagation import linearised_variance, preserving_weight_variance
from theory.steps import Approx, Equal, Limit

__all__ = [
    "first_layer_variance", "first_layer_variance_under_preserving_weights", "mean_correction",
    "sigmoid_tangent", "sigmoid_weight_deviation", "square_weight_variance", "tanh_tangent",
    "tanh_weight_deviation", "uniform_tanh_variance", "uniform_weight_variance",
]  # fmt: skip

_LINE = (t, -sp.oo, sp.oo)


def _tangent(activation: str | Activation) -> Derivation:
    """g(0) + y g'(0), from the difference quotient of g at 0: what (8) puts in the place of g(y)."""
    function = get(activation) if isinstance(activation, str) else activation
    value, at = function.at_zero(), next(iter(function.expr.free_symbols))
    return Derivation(
        name=f"{function.name}_tangent",
        lhs=sp.Symbol("g(0)+yg'(0)"),
        start=value + N * (function.expr.subs(at, y / N) - value),
        steps=(
            Limit(
                value + y * function.at_zero(1),
                "the difference quotient at 0, with step y/N",
                variable=N,
                order=1,
            ),
        ),
        source="kumar2017 (8)",
    )


@derived
def tanh_tangent() -> Derivation:
    """y: g(0) = 0 and g'(0) = 1 for tanh, Kumar 2017, equation (13)."""
    return _tangent("tanh")


@derived
def sigmoid_tangent() -> Derivation:
    """1/2 + y/4: g(0) = 1/2 and g'(0) = 1/4 for the sigmoid, Kumar 2017, equation (18)."""
    return _tangent("sigmoid")


def _weight_deviation(activation: str | Activation) -> Derivation:
    """Return v, the root of (12), for an activation."""
    variance = preserving_weight_variance(activation)
    root = sp.Symbol("V", positive=True)
    return Derivation(
        name="preserving_weight_deviation",
        lhs=sp.Symbol("v"),
        start=sp.sqrt(root),
        steps=(Equal(sp.sqrt(variance.rhs), "the root of (12)", given={root: variance.rhs}),),
        source="kumar2017 (12)",
    )


@derived
def tanh_weight_deviation() -> Derivation:
    """V = 1/sqrt(N) for tanh: Kumar 2017, equation (14)."""
    return _weight_deviation("tanh")


@derived
def sigmoid_weight_deviation() -> Derivation:
    """V = 8/sqrt(5 N) = 3.578/sqrt(N) for the sigmoid: Kumar 2017, equation (19)."""
    return _weight_deviation("sigmoid")


@derived
def mean_correction() -> Derivation:
    """(E g(y) - g(0))/u^2 -> g''(0)/2: where g - g(0) is not odd, (9) and (10) are approximations."""
    mean = sp.Integral(g(u * t) * normal_density(t, sp.S.One), _LINE)
    return Derivation(
        name="mean_correction",
        lhs=sp.Symbol(r"(\mu_{m+1}-g(0))/u_m^2"),
        start=(mean - G0) / u**2,
        steps=(Approx(G2 / 2, "the first even term of the expansion of g", variable=u, order=2),),
        source="kumar2017 (10), mended",
        assumptions=(NORMAL,),
    )


@derived
def first_layer_variance() -> Derivation:
    """s_2^2 = N g'(0)^2 v^2 s_1^2 + O(v^4): the input has mean 0, not g(0) (Kumar 2017, (11) at m = 1)."""
    return Derivation(
        name="first_layer_variance",
        lhs=sp.Symbol("s_2^2"),
        start=linearised_variance().steps[1].result,
        steps=(Equal(N * G1**2 * v**2 * s**2, "the stated input has mean 0", given={mu: sp.S.Zero}),),
        source="kumar2017 (11), mended at m = 1",
        assumptions=("m = 1", "to leading order in v, as (11)"),
    )


@derived
def first_layer_variance_under_preserving_weights() -> Derivation:
    """s_2^2 = 1/(1 + g(0)^2) through the linearised layer, with the weights of (12) and the stated input."""
    return Derivation(
        name="first_layer_variance_under_preserving_weights",
        lhs=sp.Symbol("s_2^2"),
        start=first_layer_variance().rhs,
        steps=(
            Equal(
                1 / (1 + G0**2),
                "the weights of (12); the input has variance 1",
                given={v: sp.sqrt(preserving_weight_variance().rhs), s: sp.S.One},
            ),
        ),
        source="kumar2017 (12), mended at m = 1",
        assumptions=("g is its own linearisation: for a linear map with an offset it is exact",),
    )


@derived
def square_weight_variance() -> Derivation:
    """1/(N v^2) = sqrt(2) keeps a unit variance through g(y) = y^2, where (12) has g'(0) = 0."""
    fourth, second, following = sp.symbols("q_4 q_2 s_next", positive=True)
    spread = N * v**2
    return Derivation(
        name="square_weight_variance",
        lhs=sp.Symbol("1/(N v^2)"),
        start=sp.sqrt(fourth - second**2) / (following * spread),
        steps=(
            Equal(
                sp.sqrt(2) / following,
                "y ~ N(0, N v²): E y⁴ = 3 (N v²)², so that the deviation of y² is sqrt(2) N v²",
                given={fourth: 3 * spread**2, second: spread},
            ),
            Equal(sp.sqrt(2), "the deviation is to be 1", given={following: 1}),
        ),
        source="kumar2017 (12), mended for y²",
        assumptions=("an input of mean 0 and variance 1", NORMAL),
    )


@derived
def uniform_weight_variance() -> Derivation:
    """The variance of U[-1/sqrt(N), 1/sqrt(N)] is 1/(3N): Kumar 2017, section 3.1."""
    return Derivation(
        name="uniform_weight_variance",
        lhs=sp.Symbol("v^2"),
        start=sp.Integral((t / sp.sqrt(N)) ** 2 / 2, (t, -1, 1)),
        steps=(Evaluate(1 / (3 * N), "a cubic", antiderivative=t**3 / (6 * N)),),
        source="kumar2017, section 3.1",
        assumptions=("a weight is T/sqrt(N), T uniform on [-1, 1], of density 1/2 and mean 0",),
    )


@derived
def uniform_tanh_variance() -> Derivation:
    """s_{m+1}^2 = s_m^2/3 to leading order, for tanh and U[±1/sqrt(N)]: Kumar 2017, equation (15)."""
    return Derivation(
        name="uniform_tanh_variance",
        lhs=sp.Symbol("s_{m+1}^2"),
        start=linearised_variance().rhs,
        steps=(
            Equal(
                s**2 / 3,
                "tanh has g(0) = 0 and g'(0) = 1; v² = 1/(3N)",
                given={G0: sp.S.Zero, G1: sp.S.One, v: sp.sqrt(uniform_weight_variance().rhs)},
            ),
        ),
        source="kumar2017 (15)",
        assumptions=("small variances",),
    )
