"""He's weights, v^2 = 2/N, beside Xavier's, v^2 = 1/N, in ReLU networks: one is the other, scaled."""

from __future__ import annotations

import sympy as sp

from theory.derivation.derivation import Derivation
from theory.derivation.identities import Equal
from theory.derivation.quantities import Variance, layer_input, preactivation
from theory.derivation.registry import derived
from theory.derivation.sizes import Index
from theory.notation import E, N, W, X, i, j, m, mu, s, v, w, y
from theory.results.layer_length import InputLaw
from theory.results.preactivation import preactivation_variance
from theory.results.relu_at_width import relu_variance_at_width

__all__ = [
    "he_first_layer_doubling",
    "he_first_layer_variance",
    "he_gradient_over_xavier",
    "he_over_xavier",
    "he_row_over_xavier",
    "he_unit_over_xavier",
]

_SCALE = sp.Symbol("c", positive=True)  # of the layer below, under He's weights beside Xavier's
_SHARED = "both networks have the same standard normal numbers, times sqrt(2/N) or sqrt(1/N), and no biases"


@derived
def he_row_over_xavier() -> Derivation:
    """A row under sqrt(2/N) Z with inputs c x is sqrt(2) c times the row under sqrt(1/N) Z with inputs x."""
    return Derivation(
        name="he_row_over_xavier",
        lhs=sp.Symbol("y^{He}"),
        start=sp.Sum(sp.sqrt(2 / N) * W[i, j] * _SCALE * X[j], (j, 1, N)),
        steps=(
            Index(
                sp.sqrt(2) * _SCALE * sp.Sum(sp.sqrt(1 / N) * W[i, j] * X[j], (j, 1, N)),
                "each term has the factor sqrt(2) c",
                size=N,
            ),
        ),
        assumptions=(_SHARED,),
    )


@derived
def he_unit_over_xavier() -> Derivation:
    """A unit is scaled as its row: relu(sqrt(2) c y) = sqrt(2) c relu(y), where relu(y) = (y + |y|)/2."""
    factor = sp.cancel(he_row_over_xavier().rhs / sp.Sum(sp.sqrt(1 / N) * W[i, j] * X[j], (j, 1, N)))
    scaled = factor * y
    return Derivation(
        name="he_unit_over_xavier",
        lhs=sp.Symbol("x^{He}"),
        start=(scaled + sp.Abs(scaled)) / 2,
        steps=(Equal(sp.sqrt(2) * _SCALE * (y + sp.Abs(y)) / 2, "the factor is positive"),),
    )


@derived
def he_over_xavier() -> Derivation:
    """x_{m+1} under He is 2^(m/2) times x_{m+1} under Xavier: every unit, not just the mean.

    m layers of any widths; fan_in in the place of N.  The factor of a layer does not depend on its width.
    """
    factor = sp.cancel(he_unit_over_xavier().rhs / (_SCALE * (y + sp.Abs(y)) / 2))
    return Derivation(
        name="he_over_xavier",
        lhs=sp.Symbol("x_{m+1}^{He}/x_{m+1}^{Xavier}"),
        start=sp.Product(factor, (j, 1, m)),
        steps=(Index(2 ** (m / 2), "m layers, each with the factor sqrt(2)", size=m),),
        assumptions=(_SHARED, "ReLU, or any positively homogeneous activation"),
    )


@derived
def he_gradient_over_xavier() -> Derivation:
    """dh/dW under He is 2^((m-1)/2) times that under Xavier, h a unit behind m layers: one layer's factor less.

    h as a function of W^He = sqrt(2) W^Xavier is 2^(m/2) times h as a function of W^Xavier.
    """
    scale = sp.Symbol("C", positive=True)
    return Derivation(
        name="he_gradient_over_xavier",
        lhs=sp.Symbol("G^{He}/G^{Xavier}"),  # of the gradients by W
        start=scale / sp.sqrt(2),
        steps=(
            Equal(
                2 ** ((m - 1) / 2),
                "the unit has the factor 2^(m/2), and the weight itself sqrt(2)",
                given={scale: he_over_xavier()},
            ),
        ),
        assumptions=(_SHARED,),
    )


@derived
def he_first_layer_doubling() -> Derivation:
    """E y_1^2 = 2 E x_1^2 under v^2 = 2/N: the input has not been rectified."""
    return Derivation(
        name="he_first_layer_doubling",
        lhs=E(preactivation(1) ** 2) / E(layer_input(1) ** 2),
        start=preactivation_variance().rhs / (s**2 + mu**2),
        steps=(Equal(sp.S(2), "v² = 2/N", given={v: sp.sqrt(2 / N)}),),
        assumptions=("E x_1² = s² + mu²",),
    )


@derived
def he_first_layer_variance(law: InputLaw = "rademacher") -> Derivation:
    """Var x_2 under v^2 = 2/N and an input of variance 1: 1 - 1/pi for signs, and a little more for normal inputs.

    The mean square stays 1, but the first ReLU makes a mean of it.

    Parameters
    ----------
    law : {"rademacher", "normal"}
        The law of the components of the input.

    Raises
    ------
    ValueError
        If the law is unknown.
    """
    variance = relu_variance_at_width(law)
    squared_length = {
        "rademacher": sp.S.One,
        "normal": 2 * sp.gamma((N + 1) / 2) ** 2 / (N * sp.gamma(N / 2) ** 2),
    }
    return Derivation(
        name="he_first_layer_variance",
        lhs=Variance(layer_input(2)),
        start=variance.rhs,
        steps=(
            Equal(
                1 - squared_length[law] / sp.pi,
                "N v² = 2: one half of 2 is kept, and the mean is E |x_1|/sqrt(N pi)",
                given={m: sp.S(2), w: sp.S(2)},
            ),
        ),
        assumptions=variance.assumptions,
    )
