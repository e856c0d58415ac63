"""What a forward pass of constant variance says about the gradient: Kumar 2017, footnote 1.

A layer has d_m = g'(y_m) (W^T d_{m+1}), where d_m is the gradient at the pre-activation y_m.  Hence
E d_m^2 = chi E d_{m+1}^2 with chi = N v^2 E g'(y_m)^2.  The forward condition fixes N v^2 E g(y_m)^2: another mean.
"""

from __future__ import annotations

import sympy as sp

from theory.derivation.derivation import Derivation
from theory.derivation.identities import Equal
from theory.derivation.quantities import gradient, preactivation
from theory.derivation.registry import derived
from theory.notation import E, N, a, b, m, q, u, v, w, y
from theory.results.finite_width import HOMOGENEOUS
from theory.results.normal import NORMAL, gaussian_mean
from theory.results.pytorch import tanh_settled_variance
from theory.results.relu import relu_second_moment
from theory.results.sigmoid import sigmoid_settled_variance
from theory.results.vanishing import relu_slope_square
from theory.schemes.fan_counts import FAN_OUT

__all__ = [
    "FAN_OUT",
    "homogeneous_gradient_ratio",
    "relu_gradient_ratio_of_widths",
    "sigmoid_gradient_ratio",
    "tanh_gradient_ratio",
]

_FRESH = "the gradient d_{m+1} does not depend on the weights below it, as in a wide layer"
_RATIO = E(gradient(m) ** 2) / E(gradient(m + 1) ** 2)
_SIGMOID_WEIGHTS = sp.Rational(64, 5)  # N v^2 of (12)


def _ratio(name: str, slope: sp.Expr, deviation: sp.Expr, settled: Derivation) -> Derivation:
    """Derive chi of an activation with a given slope, at a given N v^2 and where the variance has settled."""
    mean = gaussian_mean(slope**2, sp.sqrt(q))
    return Derivation(
        name=name,
        lhs=_RATIO,
        start=N * v**2 * mean,
        steps=(
            Equal(
                deviation**2 * mean.xreplace({q: settled.rhs}),
                "the weights, and the variance of y_m that a layer gives back unchanged",
                given={v: deviation / sp.sqrt(N), q: settled},
            ),
        ),
        assumptions=(NORMAL, _FRESH),
    )


@derived("kumar2017 footnote 1, sigmoid")
def sigmoid_gradient_ratio() -> Derivation:
    """chi = 0.353810 for the sigmoid under (12), where its variance has settled: the gradient vanishes."""
    slope = 1 / (4 * sp.cosh(y / 2) ** 2)
    return _ratio(
        "sigmoid_gradient_ratio", slope, sp.sqrt(_SIGMOID_WEIGHTS), sigmoid_settled_variance(_SIGMOID_WEIGHTS)
    )


@derived("kumar2017 footnote 1, tanh")
def tanh_gradient_ratio() -> Derivation:
    """chi = 1.209831 for tanh and N v^2 = 25/9, where its variance has settled: the gradient explodes."""
    return _ratio("tanh_gradient_ratio", 1 / sp.cosh(y) ** 2, sp.Rational(5, 3), tanh_settled_variance())


@derived("kumar2017 footnote 1, positively homogeneous activations")
def homogeneous_gradient_ratio() -> Derivation:
    """(E d_m^2/E d_{m+1}^2)/(E y_{m+1}^2/E y_m^2) = 1 for g(z) = a z, z > 0, and b z, z < 0: exact at every N and v.

    The slope of such a g depends on the sign of y alone, and the sign is independent of its size.  At y = 0 it has no
    sign: a layer of N ReLU units is all zero with probability 2^-N.
    """
    slope, square = sp.symbols("h_0 h_2", positive=True)  # E relu'(Z)^2 and E relu(Z)^2
    slopes = a**2 + b**2
    return Derivation(
        name="homogeneous_gradient_ratio",
        lhs=_RATIO * E(preactivation(m) ** 2) / E(preactivation(m + 1) ** 2),
        start=sp.Mul(w * slopes * slope, 1 / (w * slopes * square), evaluate=False),
        steps=(
            Equal(slope / square, "σ_w² and the squares of both slopes are common to the two passes"),
            Equal(
                sp.S.One,
                "both means are 1/2: (21), and half of the mass",
                given={slope: relu_slope_square(), square: relu_second_moment().at({u: 1})},
            ),
        ),
        assumptions=(HOMOGENEOUS, "all layers have N units", "no layer is all zero"),
    )


@derived("kumar2017 footnote 1, unequal widths")
def relu_gradient_ratio_of_widths() -> Derivation:
    """E d_m^2/E d_{m+1}^2 = N_out/N for ReLU and v^2 = 2/N, where N units feed N_out.

    The gradient of a unit sums over the N_out weights that leave it; v^2 = 2/N keeps the sum over the N that enter.
    """
    slope = sp.Symbol("h_0", positive=True)  # E relu'(Z)^2
    return Derivation(
        name="relu_gradient_ratio_of_widths",
        lhs=_RATIO,
        start=FAN_OUT * v**2 * slope,
        steps=(
            Equal(
                FAN_OUT * v**2 / 2,
                "half of the mass has the slope 1",
                given={slope: relu_slope_square()},
            ),
            Equal(FAN_OUT / N, "the weights of (25)", given={v: sp.sqrt(2 / N)}),
        ),
        assumptions=(
            HOMOGENEOUS,
            "v² = 2/N, N being the nodes that feed into the layer",
            "no layer is all zero",
        ),
    )
