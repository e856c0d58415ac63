"""The lecture's activations, each derived from another definition than the printed one; and the ranges of their slopes.

A rectifier is a z above 0 and b z below 0.  Its values, or slopes, at p > 0 and at -p stand in one expression, the
second with a free weight c, so that neither can make up for the other.
"""

from __future__ import annotations

import sympy as sp

from theory.derivation.derivation import Derivation
from theory.derivation.derivatives import Differentiate
from theory.derivation.identities import Equal
from theory.derivation.integrals import Evaluate
from theory.derivation.limits import Limit
from theory.derivation.maxima import Largest
from theory.derivation.registry import derived
from theory.notation import a, alpha, b, slope, t

__all__ = [
    "EXCESS",
    "FAR",
    "POSITIVE",
    "SIDE",
    "elu_below",
    "elu_slope_jump",
    "leaky_relu_values",
    "maximum_of_steep_lines",
    "prelu_values",
    "relu_slopes",
    "relu_values",
    "sigmoid_largest_slope",
    "sigmoid_of_odds",
    "sigmoid_slope",
    "sigmoid_slope_far_out",
    "tanh_largest_slope",
    "tanh_of_sides",
    "tanh_slope",
    "tanh_slope_far_out",
]

POSITIVE = sp.Symbol("p", positive=True)  # where a function is evaluated, and at -p
SIDE = sp.Symbol("c", real=True)  # the free weight of what stands below 0
FAR = sp.Symbol("x", positive=True)  # tends to infinity
EXCESS = sp.Symbol("e", positive=True)  # of a slope above 1
_DEPTH = sp.Symbol("s", positive=True)
_QUARTER = sp.Rational(1, 4)
_SIGMOID = 1 / (1 + sp.exp(-t))
_LARGEST = sp.Symbol(r"\operatorname{max} g'", positive=True)


def _of(argument: sp.Expr, prime: str = "") -> sp.Symbol:
    """Return the name of the value, or slope, of an activation at an argument."""
    return sp.Symbol(f"g{prime}({argument})", real=True)


_VALUES = _of(POSITIVE) + SIDE * _of(-POSITIVE)


# --- values ------------------------------------------------------------------------------------------------------


@derived("mlpslides sigmoid")
def sigmoid_of_odds() -> Derivation:
    """1/(1 + e^-t): the probability whose odds are e^t to 1."""
    return Derivation(
        name="sigmoid_of_odds",
        lhs=_of(t),
        start=sp.exp(t) / (1 + sp.exp(t)),
        steps=(Equal(_SIGMOID, "both parts divided by eᵗ"),),
    )


@derived("mlpslides tanh")
def tanh_of_sides() -> Derivation:
    """tanh t: sinh t over cosh t."""
    return Derivation(
        name="tanh_of_sides",
        lhs=_of(t),
        start=sp.sinh(t) / sp.cosh(t),
        steps=(Equal(sp.tanh(t), "by definition"),),
    )


def _rectifier(name: str, above: sp.Expr, below: sp.Expr, result: sp.Expr, reason: str) -> Derivation:
    return Derivation(
        name=name,
        lhs=_VALUES,
        start=a * POSITIVE - SIDE * b * POSITIVE,
        steps=(Equal(result, reason, given={a: above, b: below}),),
    )


@derived("mlpslides ReLU")
def relu_values() -> Derivation:
    """p and 0: the values of ReLU at p > 0 and at -p."""
    return _rectifier("relu_values", sp.S.One, sp.S.Zero, POSITIVE, "slope 1 above 0, and 0 below it")


@derived("mlpslides leaky ReLU")
def leaky_relu_values() -> Derivation:
    """p and -p/10: the values of the leaky rectifier of slope 1/10 at p > 0 and at -p."""
    tenth = sp.Rational(1, 10)
    result = POSITIVE - SIDE * POSITIVE / 10
    return _rectifier("leaky_relu_values", sp.S.One, tenth, result, "slope 1 above 0, and 1/10 below it")


@derived("mlpslides parametric ReLU")
def prelu_values() -> Derivation:
    """p and -a p: the values of PReLU at p > 0 and at -p, as ReLU(y) - a ReLU(-y) has them."""
    mirrored = -b * POSITIVE  # ReLU at -p
    return Derivation(
        name="prelu_values",
        lhs=_VALUES,
        start=(POSITIVE - slope * mirrored) + SIDE * (mirrored - slope * POSITIVE),
        steps=(
            Equal(POSITIVE - SIDE * slope * POSITIVE, "ReLU is p at p, and 0 at -p", given={b: sp.S.Zero}),
        ),
    )


@derived("mlpslides ELU")
def elu_below() -> Derivation:
    """alpha (e^-p - 1): the value of ELU at -p < 0, from its slope alpha e^-s there and the value 0 at 0."""
    return Derivation(
        name="elu_below",
        lhs=_of(-POSITIVE),
        start=-sp.Integral(alpha * sp.exp(-_DEPTH), (_DEPTH, 0, POSITIVE)),
        steps=(
            Evaluate(
                alpha * (sp.exp(-POSITIVE) - 1),
                "the slope integrated from 0 down",
                antiderivative=-alpha * sp.exp(-_DEPTH),
            ),
        ),
    )


@derived
def maximum_of_steep_lines() -> Derivation:
    """(1 + e) p and -p: max(a x, x) at p and at -p, for a = 1 + e above 1.

    The maximum of two numbers is half of their sum and distance.
    """
    steep = (1 + EXCESS) * POSITIVE
    above = (steep + POSITIVE + sp.Abs(steep - POSITIVE)) / 2
    below = (-steep - POSITIVE + sp.Abs(POSITIVE - steep)) / 2
    return Derivation(
        name="maximum_of_steep_lines",
        lhs=_VALUES,
        start=above + SIDE * below,
        steps=(
            Equal(steep - SIDE * POSITIVE, "the steeper line is the larger above 0, and the smaller below"),
        ),
    )


# --- slopes ------------------------------------------------------------------------------------------------------


@derived("mlpslides ReLU, slope")
def relu_slopes() -> Derivation:
    """1 and 0: the slopes of ReLU at p > 0 and at -p, where it is p and 0; g'(-p) is minus the slope of g(-p) in p."""
    values = a * POSITIVE - SIDE * (-b * POSITIVE)
    return Derivation(
        name="relu_slopes",
        lhs=_of(POSITIVE, "'") + SIDE * _of(-POSITIVE, "'"),
        start=sp.Derivative(values, POSITIVE),
        steps=(
            Differentiate(a + SIDE * b, "each half is a line"),
            Equal(sp.S.One, "slope 1 above 0, and 0 below it", given={a: sp.S.One, b: sp.S.Zero}),
        ),
    )


@derived("mlpslides sigmoid, slope")
def sigmoid_slope() -> Derivation:
    """e^-t/(1 + e^-t)^2."""
    return Derivation(
        name="sigmoid_slope",
        lhs=_of(t, "'"),
        start=sp.Derivative(_SIGMOID, t),
        steps=(Differentiate(sp.exp(-t) / (1 + sp.exp(-t)) ** 2, "the chain rule"),),
    )


@derived("mlpslides tanh, slope")
def tanh_slope() -> Derivation:
    """sech(t)^2."""
    return Derivation(
        name="tanh_slope",
        lhs=_of(t, "'"),
        start=sp.Derivative(sp.tanh(t), t),
        steps=(
            Differentiate(1 - sp.tanh(t) ** 2, "the chain rule"),
            Equal(sp.sech(t) ** 2, "cosh² - sinh² = 1"),
        ),
    )


@derived
def sigmoid_largest_slope() -> Derivation:
    """1/4, at 0: the largest slope of the sigmoid."""
    found = sigmoid_slope()
    gap = (1 - sp.exp(-t)) ** 2 / (4 * (1 + sp.exp(-t)) ** 2)
    return Derivation(
        name="sigmoid_largest_slope",
        lhs=_LARGEST,
        start=found.rhs,
        steps=(Largest(_QUARTER, "1/4 - g' is a square", variable=t, at=sp.S.Zero, gap=(gap,)),),
    )


@derived
def tanh_largest_slope() -> Derivation:
    """1, at 0: the largest slope of tanh."""
    found = tanh_slope()
    return Derivation(
        name="tanh_largest_slope",
        lhs=_LARGEST,
        start=found.rhs,
        steps=(Largest(sp.S.One, "1 - g' is tanh²", variable=t, at=sp.S.Zero, gap=(sp.tanh(t) ** 2,)),),
    )


def _far_out(name: str, slope_at: sp.Expr) -> Derivation:
    return Derivation(
        name=name,
        lhs=sp.Limit(slope_at, FAR, sp.oo),
        start=slope_at,
        steps=(Limit(sp.S.Zero, "it falls like an exponential", variable=FAR),),
    )


@derived("mlpslides saturating, sigmoid")
def sigmoid_slope_far_out() -> Derivation:
    """0: the limit of the sigmoid's slope far out."""
    return _far_out("sigmoid_slope_far_out", sigmoid_slope().rhs.subs(t, FAR))


@derived("mlpslides saturating, tanh")
def tanh_slope_far_out() -> Derivation:
    """0: the limit of the slope of tanh far out."""
    return _far_out("tanh_slope_far_out", tanh_slope().rhs.subs(t, FAR))


@derived
def elu_slope_jump() -> Derivation:
    """1 - alpha: how much steeper ELU is above 0 than just below, at -1/x."""
    jump = 1 - alpha * sp.exp(-1 / FAR)
    return Derivation(
        name="elu_slope_jump",
        lhs=sp.Limit(jump, FAR, sp.oo),
        start=jump,
        steps=(Limit(1 - alpha, "the slope below 0 tends to alpha", variable=FAR),),
    )
