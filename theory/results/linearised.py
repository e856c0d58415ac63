"""A layer linearised at 0, and what the linearisation misses: Kumar 2017, equations (8) to (12).

The activation g is left open; G0, G1, ... are its derivatives at 0.
"""

from __future__ import annotations

import sympy as sp

from theory.activation.activation import Activation
from theory.activation.lookup import get
from theory.derivation.derivation import Derivation
from theory.derivation.derivatives import Differentiate
from theory.derivation.expansions import Approx
from theory.derivation.hypotheses import Assumed
from theory.derivation.identities import Equal
from theory.derivation.integrals import Evaluate
from theory.derivation.quantities import Deviation, Variance, layer_input, preactivation
from theory.derivation.registry import derived
from theory.notation import G0, G1, G2, E, N, g, m, mu, s, t, u, v, y
from theory.results.normal import LINE, NORMAL, gaussian_mean, normal_density
from theory.results.preactivation import preactivation_variance

__all__ = [
    "first_layer_variance",
    "first_layer_variance_under_preserving_weights",
    "linearisation",
    "linearised_mean",
    "linearised_variance",
    "mean_correction",
    "preserving_weight_variance",
    "square_weight_variance",
    "tangent",
    "weight_deviation",
]


# What (11) assumes of its layer.
LATER_LAYER = (
    "m >= 2: the inputs are activations of the layer below, whose pre-activations have deviation a v"
)


@derived("kumar2017 (8)")
def linearisation() -> Derivation:
    """g(y) = g(0) + y g'(0) + O(y^2): Kumar 2017, equation (8)."""
    return Derivation(
        name="linearisation",
        lhs=sp.Symbol("x_{m+1}(i)"),
        start=g(y),
        steps=(Approx(G0 + y * G1, "Taylor's theorem at 0", variable=y, order=2),),
    )


@derived("kumar2017 (9)")
def linearised_mean() -> Derivation:
    """E g(y) = g(0) + O(u^2): Kumar 2017, equation (9)."""
    return Derivation(
        name="linearised_mean",
        lhs=E(layer_input(m + 1)),
        start=gaussian_mean(g(y), u),
        steps=(Approx(G0, "the mean of (8): y has mean 0", variable=u, order=2),),
    )


@derived("kumar2017 (11)")
def linearised_variance() -> Derivation:
    """Var g(y) = N g'(0)^2 v^2 (s^2 + g(0)^2) + O(v^4), for m >= 2: Kumar 2017, equation (11).

    The expansion is in small weights: v tends to 0.  The inputs of the layer are g of a pre-activation of standard
    deviation a v, so their mean is g(0) + O(v^2).
    """
    scale = sp.Symbol("a", positive=True)
    layer_mean = gaussian_mean(g(y), scale * v)
    return Derivation(
        name="linearised_variance",
        lhs=Variance(layer_input(m + 1)),
        start=gaussian_mean(g(y) ** 2, u) - gaussian_mean(g(y), u) ** 2,
        steps=(
            Approx(G1**2 * u**2, "the variance of (8)", variable=u, order=4),
            Equal(
                G1**2 * N * v**2 * (s**2 + mu**2),
                "equation (6)",
                given={u**2: preactivation_variance()},
            ),
            Equal(
                G1**2 * N * v**2 * (s**2 + layer_mean**2),
                "the inputs are activations of the layer below, for m at least 2",
                given={mu: Assumed(layer_mean, LATER_LAYER)},
            ),
            Approx(
                N * G1**2 * v**2 * (s**2 + G0**2), "their mean is g(0), by (9) and (10)", variable=v, order=4
            ),
        ),
    )


@derived("kumar2017 (12)")
def preserving_weight_variance(activation: str | Activation | None = None) -> Derivation:
    """v^2 = 1/(N g'(0)^2 (1 + g(0)^2)): Kumar 2017, equation (12).

    Parameters
    ----------
    activation : str or Activation, optional
        The activation, by name or as an object; left open by default.

    Raises
    ------
    ValueError
        If the activation is not differentiable at 0, or g'(0) = 0, where no weight variance solves (11).
    """
    steps = [
        Equal(
            1 / (N * G1**2 * (1 + G0**2)),
            "the variance must be the same in both layers, and 1",
            given={s: 1},
        )
    ]
    if activation is not None:
        function = get(activation) if isinstance(activation, str) else activation
        value, slope = function.at_zero(), function.at_zero(1)
        if slope == 0:
            raise ValueError(f"{function.name} has g'(0) = 0, so no weight variance solves equation (11)")
        result = 1 / (N * slope**2 * (1 + value**2))
        steps.append(Equal(result, f"g(0) = {value} and g'(0) = {slope}", given={G0: value, G1: slope}))
    return Derivation(
        name="preserving_weight_variance",
        lhs=v**2,
        start=s**2 / sp.cancel(linearised_variance().rhs / v**2),
        steps=tuple(steps),
        assumptions=("equation (11), solved for v²",),
    )


@derived
def normal_fourth_moment() -> Derivation:
    """E y^4 = 3 u^4 for y ~ N(0, u^2)."""
    density = normal_density(t, u)
    antiderivative = 3 * u**4 * sp.erf(t / (sp.sqrt(2) * u)) / 2 - u**2 * (t**3 + 3 * u**2 * t) * density
    return Derivation(
        name="normal_fourth_moment",
        lhs=sp.Symbol(r"\operatorname{E}y^4"),
        start=sp.Integral(t**4 * density, LINE),
        steps=(Evaluate(3 * u**4, "by parts, twice", antiderivative=antiderivative),),
    )


def tangent(activation: str | Activation) -> Derivation:
    """Derive g(0) + y g'(0), which (8) puts in the place of g(y)."""
    function = get(activation) if isinstance(activation, str) else activation
    (variable,) = function.expr.free_symbols
    value, at = function.at_zero(), function.expr.subs(variable, t)
    return Derivation(
        name=f"{function.name}_tangent",
        lhs=sp.Symbol("g(0)+yg'(0)"),
        start=value + y * sp.Derivative(at, t),
        steps=(
            Differentiate(value + y * sp.diff(at, t), f"the slope of {function.name}"),
            Equal(value + y * function.at_zero(1), "at 0", given={t: 0}),
        ),
    )


def weight_deviation(activation: str | Activation) -> Derivation:
    """Derive v, the square root of (12), for an activation."""
    variance = preserving_weight_variance(activation)
    root = sp.Symbol("V", positive=True)
    return Derivation(
        name="preserving_weight_deviation",
        lhs=v,
        start=sp.sqrt(root),
        steps=(Equal(sp.sqrt(variance.rhs), "the root of (12)", given={root: variance}),),
    )


@derived("kumar2017 (10)")
def mean_correction() -> Derivation:
    """E g(y) - g(0) = g''(0) u^2/2 + O(u^4): if g - g(0) is not odd, (9) and (10) are only approximations."""
    mean = sp.Integral(g(u * t) * normal_density(t, sp.S.One), LINE)
    return Derivation(
        name="mean_correction",
        lhs=E(layer_input(m + 1)) - G0,
        start=mean - G0,
        steps=(Approx(G2 * u**2 / 2, "the first even term of the expansion of g", variable=u, order=4),),
        assumptions=(NORMAL,),
    )


@derived("kumar2017 (11), first layer")
def first_layer_variance() -> Derivation:
    """s_2^2 = N g'(0)^2 v^2 s_1^2 + O(v^4): the input has mean 0, not g(0) (Kumar 2017, (11) at m = 1)."""
    return Derivation(
        name="first_layer_variance",
        lhs=Variance(layer_input(2)),
        start=gaussian_mean(g(y) ** 2, u) - gaussian_mean(g(y), u) ** 2,
        steps=(
            Approx(G1**2 * u**2, "the variance of (8)", variable=u, order=4),
            Equal(
                N * G1**2 * v**2 * s**2,
                "equation (6); the stated input has mean 0",
                given={u**2: preactivation_variance().at({mu: 0})},
            ),
        ),
        assumptions=("m = 1", NORMAL),
    )


@derived("kumar2017 (12), first layer")
def first_layer_variance_under_preserving_weights() -> Derivation:
    """s_2^2 = 1/(1 + g(0)^2) through the linearised layer, with the weights of (12) and the stated input."""
    return Derivation(
        name="first_layer_variance_under_preserving_weights",
        lhs=G1**2 * Variance(preactivation(1)),
        start=first_layer_variance().rhs,
        steps=(
            Equal(
                1 / (1 + G0**2),
                "the weights of (12); the input has variance 1",
                given={v**2: preserving_weight_variance(), s: sp.S.One},
            ),
        ),
        assumptions=("g is its own linearisation: for a linear map with an offset it is exact",),
    )


@derived("kumar2017 (12), for y^2")
def square_weight_variance() -> Derivation:
    """1/(N v^2) = sqrt(2) keeps a unit variance through g(y) = y^2, where (12) has g'(0) = 0."""
    fourth = sp.Symbol("E y^4", positive=True)
    return Derivation(
        name="square_weight_variance",
        lhs=Deviation(layer_input(m + 1)) / (N * v**2),
        start=sp.sqrt(fourth - u**4) / (N * v**2),
        steps=(
            Equal(
                sp.sqrt(2) * u**2 / (N * v**2),
                "E y⁴ = 3u⁴, so the deviation of y² is sqrt(2) u²",
                given={fourth: normal_fourth_moment()},
            ),
            Equal(
                sp.sqrt(2),
                "(6), for an input of mean 0 and variance 1",
                given={u**2: preactivation_variance().at({s: 1, mu: 0})},
            ),
        ),
        assumptions=(NORMAL,),
    )
