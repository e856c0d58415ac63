"""Covariances between the units of a layer: 0 where g - g(0) is odd, and what they are for ReLU."""

import sympy as sp

from paper_checks.claim import Claim, Kind, Point, Rival, Source
from paper_checks.experiments.networks import row
from theory.notation import N, w
from theory.results.symmetric import odd_covariance, relu_covariance

__all__ = ["CLAIMS"]

_RECORD = ("x1", "x2", "x1 x2")
_ODD = tuple(
    Point({
        "width": 2, "depth": depth, "activation": activation, "weight_variance": variance, "weight_law": law,
        "record": _RECORD,
    })
    for activation, depth, variance, law in (
        ("tanh", 2, 4.0, "normal"), ("sigmoid", 3, 9.0, "normal"), ("erf", 2, 4.0, "rademacher"),
    )
)  # fmt: skip
_RELU = tuple(
    Point({"width": width, "depth": 2, "activation": "relu", "weight_variance": 2.0, "record": _RECORD})
    for width in (2, 4)
)
_SHARED = w * (1 - 2 * sp.gamma((N + 1) / 2) ** 2 / (N * sp.gamma(N / 2) ** 2)) / (2 * sp.pi)


def _of_layer(point: Point) -> dict[sp.Symbol, float]:
    return {N: point["width"], w: sp.Rational(point["weight_variance"])}


CLAIMS = (
    Claim(
        id="corollaries.odd-covariance-zero",
        source=Source(
            "corollary",
            "covariances within a layer",
            "",
            "two units of a layer have the covariance 0 where g - g(0) is odd, at every N and depth, for any symmetric "
            "weights: tanh, erf, and the sigmoid.",
        ),
        kind=Kind.EXACT,
        rhs=sp.S.Zero,
        derivation=odd_covariance,
        rivals=(
            Rival(_SHARED, "that of ReLU, from the shared length of the layer below"),
            Rival(-1 / (4 * N), "units that make up for one another"),
            Rival(1 / (12 * N), "outputs uniform on a unit interval, of correlation 1/N"),
        ),
        experiment=row,
        points=_ODD,
        symbols=_of_layer,
        margin=0.05,
    ),
    Claim(
        id="corollaries.odd-covariance-zero.relu",
        source=Source(
            "corollary",
            "covariances within a layer",
            "",
            "for ReLU, which is not odd, and a standard-normal input it is Var(u)/(2π) at m = 2, u = v |x_1|: "
            "σ_w^2 (1 - 2 Γ((N+1)/2)^2/(N Γ(N/2)^2))/(2π).",
        ),
        kind=Kind.EXACT,
        rhs=_SHARED,
        derivation=relu_covariance,
        rivals=(
            Rival(sp.S.Zero, "0, as for odd activations"),
            Rival(w / (4 * sp.pi * N), "the length's variance to leading order: 1/2"),
            Rival(2 * _SHARED, "the factor 2 of 1/(2π) lost"),
            Rival(w / (2 * sp.pi * N), "the length's variance taken as 1"),
        ),
        experiment=row,
        points=_RELU,
        symbols=_of_layer,
        margin=0.1,
    ),
)
