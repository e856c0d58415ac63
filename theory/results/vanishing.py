"""How a gradient shrinks or grows from one layer to the layer below: by N v^2 E g'(y)^2.

The gradient of a unit is d_m = g'(y_m) times the sum of W d_{m+1} over the N units above.  The gradient from above is
taken as independent of the weights that it passes, and y_m is normal: both are exact in the first of two layers.
"""

from __future__ import annotations

from fractions import Fraction

import sympy as sp

from theory.derivation.bounds import Below
from theory.derivation.derivation import Derivation
from theory.derivation.expectation import Independent, Law
from theory.derivation.identities import Equal
from theory.derivation.integrals import Evaluate, Support
from theory.derivation.limits import Limit
from theory.derivation.quantities import gradient
from theory.derivation.registry import derived
from theory.derivation.sizes import Index
from theory.notation import E, N, W, j, m, u, v, x
from theory.results.normal import NORMAL, normal_density

__all__ = [
    "FAN_IN",
    "GRADIENT",
    "RATE",
    "WEIGHT",
    "example_ratio",
    "gradient_factor",
    "he_relu_gradient_factor",
    "relu_gradient_factor",
    "relu_slope_square",
    "sigmoid_gradient_bound",
    "tanh_gradient_bound",
    "weight_kept",
    "xavier_relu_gradient_factor",
]

_SLOPES, _ABOVE = sp.IndexedBase("S"), sp.IndexedBase("D")  # g'(y), and the gradients of the units above
_MEAN_SLOPE = sp.Symbol("E[g']", real=True)
SLOPE_SQUARE = sp.Symbol("E[g'^2]", positive=True)
_GRADIENT_SQUARE = sp.Symbol("delta^2", positive=True)
FAN_IN = sp.Symbol("n", integer=True, positive=True)  # inputs of a unit; N units are above it
WEIGHT, GRADIENT = sp.symbols("w c", real=True)
RATE = sp.Symbol("gamma", positive=True)  # the lecture's learning rate
EXAMPLE = sp.Symbol(r"\partial L/\partial w_1 : \partial L/\partial w_3", real=True)
_SIZE = sp.Symbol("n", positive=True)
INDEPENDENT = "the gradient from above is independent of the weights that it passes"
_LINE = (x, -sp.oo, sp.oo)


def _law() -> Law:
    """Return the law of slopes, weights and gradients: independent, the last two of mean 0."""

    def fair(*values: Fraction | int) -> tuple[tuple[Fraction, Fraction], ...]:
        return tuple((Fraction(1, len(values)), Fraction(value)) for value in values)

    return Law((
        Independent(_SLOPES, (_MEAN_SLOPE, SLOPE_SQUARE), fair(0, 1), (
            (_MEAN_SLOPE, Fraction(1, 2)), (SLOPE_SQUARE, Fraction(1, 2)),
        )),
        Independent(W, (sp.S.Zero, v**2), fair(Fraction(3, 2), Fraction(-3, 2)), ((v, Fraction(3, 2)),)),
        Independent(_ABOVE, (sp.S.Zero, _GRADIENT_SQUARE), fair(2, -2), ((_GRADIENT_SQUARE, Fraction(4)),)),
    ))  # fmt: skip


@derived
def gradient_factor() -> Derivation:
    """N v^2 E g'^2: the mean square of a gradient against that of the layer above, at every N."""
    return Derivation(
        name="gradient_factor",
        lhs=E(gradient(m) ** 2) / E(gradient(m + 1) ** 2),
        start=E((_SLOPES[1] * sp.Sum(W[j] * _ABOVE[j], (j, 1, N))) ** 2) / E(_ABOVE[1] ** 2),
        steps=(
            Index(
                N * v**2 * SLOPE_SQUARE,
                "the cross terms vanish; N equal squares, each a product of three means",
                size=N,
                sizes=(1, 2, 3),
                law=_law(),
            ),
        ),
        assumptions=(INDEPENDENT,),
    )


@derived
def relu_slope_square() -> Derivation:
    """1/2: the slope of ReLU is 1 on one half of the line, and 0 on the other."""
    density = normal_density(x, u)
    slope = sp.Piecewise((1, x > 0), (0, True))
    return Derivation(
        name="relu_slope_square",
        lhs=SLOPE_SQUARE,
        start=sp.Integral(slope**2 * density, _LINE),
        steps=(
            Support(sp.Integral(density, (x, 0, sp.oo)), "the slope is 0 on the negative half-line"),
            Evaluate(
                sp.Rational(1, 2),
                "half of the normal law",
                antiderivative=sp.erf(x / (sp.sqrt(2) * u)) / 2,
            ),
        ),
        assumptions=(NORMAL,),
    )


@derived
def relu_gradient_factor() -> Derivation:
    """N v^2/2: what a ReLU layer makes of a gradient's mean square."""
    factor = gradient_factor()
    return Derivation(
        name="relu_gradient_factor",
        lhs=factor.lhs,
        start=factor.rhs,
        steps=(
            Equal(
                N * v**2 / 2, "half of the units pass the gradient", given={SLOPE_SQUARE: relu_slope_square()}
            ),
        ),
        assumptions=(INDEPENDENT, NORMAL),
    )


@derived
def xavier_relu_gradient_factor() -> Derivation:
    """1/2: under Xavier's v^2 = 1/N a ReLU layer halves a gradient's mean square."""
    factor = relu_gradient_factor()
    return Derivation(
        name="xavier_relu_gradient_factor",
        lhs=factor.lhs,
        start=factor.rhs,
        steps=(Equal(sp.Rational(1, 2), "N v² = 1", given={v: 1 / sp.sqrt(N)}),),
        assumptions=("v² = 1/N", INDEPENDENT, NORMAL),
    )


@derived
def he_relu_gradient_factor() -> Derivation:
    """N/fan_in: under He's v^2 = 2/fan_in ReLU keeps a gradient's mean square at equal widths alone."""
    factor = relu_gradient_factor()
    return Derivation(
        name="he_relu_gradient_factor",
        lhs=factor.lhs,
        start=factor.rhs,
        steps=(Equal(N / FAN_IN, "v² = 2/fan_in", given={v: sp.sqrt(2 / FAN_IN)}),),
        assumptions=("v² = 2/fan_in", INDEPENDENT, NORMAL),
    )


def _bounded(name: str, slope: sp.Expr, bound: sp.Expr, gap: tuple[sp.Expr, ...]) -> Derivation:
    """Return that a gradient's mean square falls at least by a factor, where N v^2 = 1."""
    factor, density = gradient_factor(), normal_density(x, u)
    whole = sp.Integral(factor.rhs.subs(SLOPE_SQUARE, slope**2) * density, _LINE)
    return Derivation(
        name=name,
        lhs=factor.lhs,
        start=whole,
        steps=(
            Equal(sp.Integral(slope**2 * density, _LINE), "N v² = 1", given={v: 1 / sp.sqrt(N)}),
            Below(
                sp.Integral(bound * density, _LINE),
                "the slope is largest at 0, and there alone",
                gap=(*gap, density),
            ),
            Evaluate(
                bound, "the density integrates to 1", antiderivative=bound * sp.erf(x / (sp.sqrt(2) * u)) / 2
            ),
        ),
        assumptions=("v² = 1/N", INDEPENDENT, NORMAL),
    )


@derived("mlpslides vanishing gradients, sigmoid")
def sigmoid_gradient_bound() -> Derivation:
    """Below 1/16 with the sigmoid, at every u, where N v^2 = 1."""
    slope, sixteenth = sp.sech(x / 2) ** 2 / 4, sp.Rational(1, 16)
    gap = (sixteenth * sp.tanh(x / 2) ** 2, 1 + sp.sech(x / 2) ** 2)
    return _bounded("sigmoid_gradient_bound", slope, sixteenth, gap)


@derived("mlpslides vanishing gradients, tanh")
def tanh_gradient_bound() -> Derivation:
    """Below 1 with tanh, at every u, where N v^2 = 1."""
    return _bounded("tanh_gradient_bound", sp.sech(x) ** 2, sp.S.One, (sp.tanh(x) ** 2, 1 + sp.sech(x) ** 2))


# --- what the gradient does to a weight --------------------------------------------------------------------------


@derived("mlpslides vanishing gradients, update")
def weight_kept() -> Derivation:
    """w: what w - gamma c/n tends to, as the gradient c/n vanishes."""
    updated = WEIGHT - RATE * GRADIENT / _SIZE
    return Derivation(
        name="weight_kept",
        lhs=sp.Limit(updated, _SIZE, sp.oo),
        start=updated,
        steps=(Limit(WEIGHT, "the gradient c/n vanishes, and γ is fixed", variable=_SIZE),),
    )


@derived("mlpslides vanishing gradients, example")
def example_ratio() -> Derivation:
    """0.0828: the lecture's dL/dw_11^1 against its dL/dw_11^3, where the digit that is lost after 0.0 is largest."""
    of_loss, of_weight, lost = sp.Rational(2, 5), sp.Rational(9, 10), sp.Rational(1, 10)
    paths = [
        sp.Mul(of_loss, *middle, of_weight, evaluate=False)
        for middle in ((sp.Rational(1, 5), sp.Rational(2, 25)), (sp.Rational(3, 10), lost))
    ]
    shallow = sp.Mul(of_loss, sp.Rational(1, 2), evaluate=False)
    return Derivation(
        name="example_ratio",
        lhs=EXAMPLE,
        start=sp.Mul(sp.Add(*paths, evaluate=False), sp.Pow(shallow, -1, evaluate=False), evaluate=False),
        steps=(Equal(sp.Rational(207, 2500), "the factors of each path multiplied, and the paths added"),),
    )
