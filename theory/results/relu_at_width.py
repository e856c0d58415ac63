"""Mean and variance of deep ReLU layers, exact at every width N."""

from __future__ import annotations

import sympy as sp

from theory.derivation.derivation import Derivation
from theory.derivation.identities import Equal
from theory.derivation.quantities import Variance, entry, layer_input
from theory.derivation.registry import derived
from theory.derivation.sizes import Index
from theory.notation import E, N, j, m, u
from theory.results.finite_width import HOMOGENEOUS, RELU, WEIGHT_VARIANCE, mean_square
from theory.results.layer_length import RATIO, InputLaw, input_norm, norm_ratio
from theory.results.relu import relu_mean, relu_second_moment

__all__ = ["SIGNS", "relu_mean_at_width", "relu_variance_at_width", "relu_within_layer_variance"]


w = WEIGHT_VARIANCE
_HALF = sp.Rational(1, 2)
SIGNS = "the input's components are independent signs, so that |x_1|² = N"


@derived
def relu_mean_at_width(law: InputLaw = "rademacher") -> Derivation:
    """E x_m, m >= 2, through ReLU layers of N units with weight variance sigma_w^2/N: exact at every N.

    x_m = v |x_{m-1}| relu(Z), and |x_{j+1}| = v |x_j| sqrt(S_j) with independent S_j of mean N/2.

    Parameters
    ----------
    law : {"rademacher", "normal"}
        The law of the components of the input, of unit variance: "rademacher" (signs) or "normal".

    Raises
    ------
    ValueError
        If the law is unknown.
    """
    first, unit = input_norm(law) * sp.sqrt(N), sp.Symbol("h_1", positive=True)
    weight = sp.sqrt(w / N)
    general = input_norm(law) * sp.sqrt(w) * unit * (sp.sqrt(w / 2) * RATIO) ** (m - 2)
    return Derivation(
        name="relu_mean_at_width",
        lhs=E(layer_input(m)),
        start=weight * unit * first * sp.Product(weight * sp.sqrt(N / 2) * RATIO, (j, 1, m - 2)),
        steps=(
            Index(general, "m - 2 independent factors v E sqrt(S)", size=m, sizes=(2, 3, 4, 5)),
            Equal(
                general.subs({RATIO: norm_ratio().rhs, unit: 1 / sp.sqrt(2 * sp.pi)}),
                "norm_ratio, and E relu(Z) = 1/sqrt(2 pi)",
                given={RATIO: norm_ratio(), unit: relu_mean().at({u: 1})},
            ),
        ),
        assumptions=(SIGNS if law == "rademacher" else "a standard-normal input", HOMOGENEOUS),
    )


@derived
def relu_variance_at_width(law: InputLaw = "rademacher") -> Derivation:
    """Var x_m, m >= 2, over networks and inputs, through ReLU layers of N units: exact at every N."""
    square, mean = sp.symbols("q_m mu_m", positive=True)
    relu, below = mean_square().at(RELU), relu_mean_at_width(law)
    return Derivation(
        name="relu_variance_at_width",
        lhs=Variance(layer_input(m)),
        start=square - mean**2,
        steps=(
            Equal(
                (w / 2) ** (m - 1) - below.rhs**2,
                "mean square and mean are exact at every N",
                given={square: relu, mean: below},
            ),
        ),
        assumptions=below.assumptions,
    )


@derived("kumar2017 (25), variance within a layer")
def relu_within_layer_variance() -> Derivation:
    """E x_m(i)^2 - E x_m(i) x_m(k) = 1 - 1/pi for v^2 = 2/N, at every N and m >= 2.

    It is the mean of the unbiased variance inside a layer.  Given |x_{m-1}| the units are independent, of mean
    square v^2 |x_{m-1}|^2 E relu(Z)^2 and of mean v |x_{m-1}| E relu(Z).
    """
    below, second, mean = sp.symbols("q_below h_2 h_1", positive=True)  # E x_{m-1}^2, E relu(Z)^2, E relu(Z)
    return Derivation(
        name="relu_within_layer_variance",
        lhs=E(entry(1) ** 2) - E(entry(1) * entry(2)),
        start=w * below * second - w * below * mean**2,
        steps=(
            Equal(
                (w / 2) ** (m - 2) * w * (_HALF - 1 / (2 * sp.pi)),
                "both have the same mean square of the layer below as a factor",
                given={
                    below: mean_square().at(RELU | {m: m - 1}),
                    second: relu_second_moment().at({u: 1}),
                    mean: relu_mean().at({u: 1}),
                },
            ),
            Equal(1 - 1 / sp.pi, "N v² = 2", given={w: sp.S(2)}),
        ),
        assumptions=("m >= 2", "v² = 2/N", "an input of mean square 1", HOMOGENEOUS),
    )
