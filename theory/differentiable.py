"""Activations differentiable at 0, one by one and exactly: Kumar 2017, equations (10) to (19).

`propagation` has the linearised layer with the activation left open.
"""

from __future__ import annotations

import sympy as sp

from theory.activations import Activation, get
from theory.derivation import Derivation, derived
from theory.gaussian import NORMAL, normal_density
from theory.integrals import Evaluate
from theory.notation import G0, G1, G2, G3, G4, N, g, mu, s, t, u, v, y
from theory.propagation import linearised_variance, preserving_weight_variance
from theory.steps import Approx, Equal, Limit

__all__ = [
    "first_layer_variance", "first_layer_variance_under_preserving_weights", "mean_correction",
    "sigmoid_tangent", "sigmoid_weight_deviation", "square_weight_variance", "tanh_decay", "tanh_mean_square",
    "tanh_tangent", "tanh_weight_deviation", "uniform_tanh_variance", "uniform_weight_variance",
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
        lhs=sp.Symbol("1/(N v^{2})"),
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
def tanh_mean_square() -> Derivation:
    """E tanh(y)^2 = u^2 - 2 u^4 + O(u^6): what a layer of small variance loses, beyond (8)."""
    square = sp.Integral(g(u * t) ** 2 * normal_density(t, sp.S.One), _LINE)
    fourth = G1 * G3 + 3 * G2**2 / 4 + G0 * G4 / 4
    return Derivation(
        name="tanh_mean_square",
        lhs=sp.Symbol("s_{m+1}^2"),
        start=square,
        steps=(
            Approx(
                G0**2 + (G1**2 + G0 * G2) * u**2 + fourth * u**4,
                "the expansion of g at 0, squared; E Z⁴ = 3",
                variable=u,
                order=6,
            ),
            Equal(
                u**2 - 2 * u**4,
                "tanh y = y - y³/3 + ...",
                given={G0: sp.S.Zero, G1: sp.S.One, G2: sp.S.Zero, G3: sp.S(-2), G4: sp.S.Zero},
            ),
        ),
        source="kumar2017 (12), mended for tanh",
        assumptions=("tanh is odd and y symmetric: the mean is 0", NORMAL),
    )


@derived
def tanh_decay() -> Derivation:
    """1/s_{m+1}^2 - 1/s_m^2 -> 2 as s_m -> 0, for tanh and v^2 = 1/N: the variance falls like 1/(2m).

    It does fall: |tanh y| < |y|.  The differences tend to 2, so that their mean over the layers, 1/(m s_m^2), does.
    """
    following, remainder = sp.symbols("s_next^2 c", positive=True)
    size = sp.Symbol("n", positive=True)  # 1/s_m^2
    return Derivation(
        name="tanh_decay",
        lhs=sp.Symbol("1/s_{m+1}^2-1/s_m^2"),
        start=1 / following - 1 / u**2,
        steps=(
            Equal(
                (2 - remainder * u**2) / (1 - 2 * u**2 + remainder * u**4),
                "tanh_mean_square, with its remainder c u⁶; u_m² = s_m² for v² = 1/N",
                given={following: tanh_mean_square().rhs + remainder * u**6},
            ),
            Equal(
                (2 - remainder / size) / (1 - 2 / size + remainder / size**2),
                "n = 1/s_m²",
                given={u: 1 / sp.sqrt(size)},
            ),
            Limit(sp.S(2), "s_m tends to 0", variable=size, order=1),
        ),
        source="kumar2017 (12), mended for tanh",
        assumptions=("v² = 1/N", "c is bounded", NORMAL),
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
