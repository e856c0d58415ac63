"""Forward propagation of means and variances through one layer: Kumar 2017, equations (3) to (12).

Weights W_ij ~ N(0, v^2) are independent of each other and of the layer's inputs x_j, which have mean mu,
variance s^2 and any covariances.  The activation g is left open; G0, G1, ... are its derivatives at 0.
"""

from __future__ import annotations

import sympy as sp

from theory.activations import Activation, get
from theory.derivation import Derivation, derived
from theory.expectation import forward_law
from theory.gaussian import normal_density
from theory.notation import G0, G1, E, N, W, X, g, i, j, mu, s, t, u, v, y
from theory.steps import Approx, Equal, Index

__all__ = [
    "linearisation", "linearised_mean", "linearised_variance", "preactivation_mean", "preactivation_variance",
    "preserving_weight_variance",
]  # fmt: skip

INDEPENDENT = "the weights are independent of the layer's inputs (proposition 1)"
_ROW = sp.Sum(W[i, j] * X[j], (j, 1, N))


@derived
def preactivation_mean() -> Derivation:
    """E y_m(i) = 0: Kumar 2017, equation (3)."""
    return Derivation(
        name="preactivation_mean",
        lhs=sp.Symbol("r_m"),
        start=E(_ROW),
        steps=(
            Index(
                sp.Sum(E(W[i, j]) * E(X[j]), (j, 1, N)),
                "linearity, and a weight is independent of the input it meets",
                size=N,
                law=forward_law(),
            ),
            Index(sp.S.Zero, "a weight has mean 0", size=N, law=forward_law()),
        ),
        source="kumar2017 (3)",
        assumptions=(INDEPENDENT,),
    )


@derived
def preactivation_variance() -> Derivation:
    """Var y_m(i) = N v^2 (s^2 + mu^2) for inputs of any covariances: Kumar 2017, equations (4) to (6).

    The printed (4) has the cross terms W(i,j) x(j) W(k,l) x(l); the square of a row has W(i,j) W(i,l).
    """
    low = sp.Symbol("l", integer=True, positive=True)
    squares = sp.Sum(E(W[i, j] ** 2 * X[j] ** 2), (j, 1, N))
    cross = 2 * sp.Sum(sp.Sum(E(W[i, low] * X[low] * W[i, j] * X[j]), (low, 1, j - 1)), (j, 1, N))
    law = forward_law()
    return Derivation(
        name="preactivation_variance",
        lhs=sp.Symbol("u_m^2"),
        start=E(_ROW**2),
        steps=(
            Index(squares + cross, "the square of a row, mended: both weights are of row i", size=N, law=law),
            Index(squares, "the cross terms vanish: independent weights of mean 0 (5)", size=N, law=law),
            Index(
                sp.Sum(E(W[i, j] ** 2) * E(X[j] ** 2), (j, 1, N)),
                "a weight is independent of the input it meets",
                size=N,
                law=law,
            ),
            Index(N * v**2 * (s**2 + mu**2), "N equal terms", size=N, law=law),
        ),
        source="kumar2017 (4)-(6)",
        assumptions=(INDEPENDENT, "the inputs have equal means and variances; their covariances are free"),
    )


def _gaussian_mean(function: sp.Expr, deviation: sp.Expr) -> sp.Integral:
    """Return E function(deviation Z) as an integral over Z, for `function` of the symbol y."""
    return sp.Integral(function.subs(y, deviation * t) * normal_density(t, sp.S.One), (t, -sp.oo, sp.oo))


@derived
def linearisation() -> Derivation:
    """g(y) = g(0) + y g'(0) + O(y^2): Kumar 2017, equation (8)."""
    return Derivation(
        name="linearisation",
        lhs=sp.Symbol("x_{m+1}(i)"),
        start=g(y),
        steps=(Approx(G0 + y * G1, "Taylor's theorem at 0", variable=y, order=2),),
        source="kumar2017 (8)",
    )


@derived
def linearised_mean() -> Derivation:
    """E g(y) = g(0) + O(u^2): Kumar 2017, equation (9)."""
    return Derivation(
        name="linearised_mean",
        lhs=sp.Symbol(r"\mu_{m+1}"),
        start=_gaussian_mean(g(y), u),
        steps=(Approx(G0, "the mean of (8): y has mean 0", variable=u, order=2),),
        source="kumar2017 (9)",
    )


@derived
def linearised_variance() -> Derivation:
    """Var g(y) = N g'(0)^2 v^2 (s^2 + g(0)^2) + O(v^4), for m >= 2: Kumar 2017, equation (11).

    Small means small weights: v tends to 0, and the layer's inputs, g of a pre-activation of standard
    deviation a v, have mean g(0) + O(v^2).
    """
    scale = sp.Symbol("a", positive=True)
    layer_mean = _gaussian_mean(g(y), scale * v)
    return Derivation(
        name="linearised_variance",
        lhs=sp.Symbol("s_{m+1}^2"),
        start=_gaussian_mean(g(y) ** 2, u) - _gaussian_mean(g(y), u) ** 2,
        steps=(
            Approx(G1**2 * u**2, "the variance of (8)", variable=u, order=4),
            Equal(
                G1**2 * N * v**2 * (s**2 + mu**2),
                "equation (6)",
                given={u: sp.sqrt(N * v**2 * (s**2 + mu**2))},
            ),
            Equal(
                G1**2 * N * v**2 * (s**2 + layer_mean**2),
                "the inputs are activations of the layer below, for m at least 2",
                given={mu: layer_mean},
            ),
            Approx(
                N * G1**2 * v**2 * (s**2 + G0**2), "their mean is g(0), by (9) and (10)", variable=v, order=4
            ),
        ),
        source="kumar2017 (11)",
        assumptions=("m >= 2: the input of the first layer has mean 0, not g(0)",),
    )


@derived
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
    following = sp.Symbol("s_next", positive=True)
    steps = [
        Equal(
            1 / (N * G1**2 * (1 + G0**2)),
            "the variance is to be 1 in both layers",
            given={following: 1, s: 1},
        )
    ]
    if activation is not None:
        function = get(activation) if isinstance(activation, str) else activation
        value, slope = function.at_zero(), function.at_zero(1)
        if slope == 0:
            raise ValueError(f"{function.name} has g'(0) = 0: no weight variance solves equation (11)")
        result = 1 / (N * slope**2 * (1 + value**2))
        steps.append(Equal(result, f"g(0) = {value} and g'(0) = {slope}", given={G0: value, G1: slope}))
    return Derivation(
        name="preserving_weight_variance",
        lhs=sp.Symbol("v^2"),
        start=following**2 / sp.cancel(linearised_variance().rhs / v**2),
        steps=tuple(steps),
        source="kumar2017 (12)",
        assumptions=("equation (11), solved for v²",),
    )
