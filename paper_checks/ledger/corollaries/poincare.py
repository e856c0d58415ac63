"""What a settled variance says of gradients: chi is at least s^2/(s^2 + mu^2), and above 1 where g(0) = 0."""

import sympy as sp

from paper_checks.claim import Claim, Kind, Point, Relation, Rival, Source
from paper_checks.experiments.growth import cubic_excess, growth, poincare_excess
from paper_checks.experiments.networks import backward_pass
from theory.notation import u, w, y
from theory.results import poincare
from theory.results.normal import gaussian_mean

__all__ = ["CLAIMS"]

_, _, _SQUARE, _CUBE = poincare.COEFFICIENTS
_NARROW = (1 + 2 * u**2) ** sp.Rational(3, 2)
# The last is where PyTorch's gain of 5/3 settles.
_TANH = tuple(
    Point({
        "width": 8, "depth": 2, "activation": "tanh", "weight_variance": variance, "input_deviation": deviation,
    })
    for variance, deviation in ((1.0, 1.0), (4.0, 0.75), (25 / 9, 0.651354))
)  # fmt: skip
_CUBICS = tuple(
    Point({"coefficients": coefficients, "deviation": deviation})
    for coefficients, deviation in (((0.5, 1.0, 0.25, -0.125), 1.5), ((0.0, -2.0, 0.0, 0.5), 0.75))
)


def _layer(point: Point) -> dict[sp.Symbol, float]:
    variance = point["weight_variance"]
    return {w: variance, u: point["input_deviation"] * variance**0.5}


def _cubic(point: Point) -> dict[sp.Symbol, sp.Expr]:
    values = dict(zip(poincare.COEFFICIENTS, map(sp.Rational, point["coefficients"]), strict=True))
    return values | {u: sp.Rational(point["deviation"])}


def _gradients(reading: str) -> Source:
    return Source("corollary", "gradients where the variance has settled", "", reading)


CLAIMS = (
    Claim(
        id="corollaries.poincare-bound",
        source=_gradients(
            "for tanh E y_{m+1}^2 < E y_m^2 E d_m^2 at every u and N v^2, d_m being the gradient behind one of "
            "variance 1. Where y has settled at a u > 0, chi = E d_m^2 > 1: gradients explode."
        ),
        kind=Kind.EXACT,
        rhs=sp.S.Zero,
        relation=Relation.LESS,
        derivation=poincare.tanh_growth,
        rivals=(
            Rival(-w * gaussian_mean(sp.tanh(y) ** 2, u) / 4, "chi above 5/4 at every fixed point"),
            Rival(-w * u**4 / 3, "chi above 1 + u²/3: u² for u⁴"),
        ),
        experiment=backward_pass,
        points=_TANH,
        symbols=_layer,
        margin=0.02,
    ),
    Claim(
        id="corollaries.poincare-bound.sigmoid",
        source=_gradients(
            "for the sigmoid, whose outputs have the mean 1/2, Var x_{m+1} < E y_m^2 E d_m^2/(N v^2) at every u: where "
            "y has settled, chi > s^2/(s^2 + μ^2)."
        ),
        kind=Kind.EXACT,
        rhs=sp.S.Zero,
        relation=Relation.LESS,
        derivation=poincare.sigmoid_growth,
        rivals=(
            Rival(-gaussian_mean(sp.tanh(y / 2) ** 2, u) / 16, "chi above 5/4 of the bound"),
            Rival(-(u**4) / 256, "an order too low: u⁴ for u⁶"),
        ),
        computation=lambda point: -poincare_excess(**point.setting),
        # Where N v^2 = 1, 3.6 and 64/5 settle, and far out.
        points=tuple(
            Point({"activation": "sigmoid", "deviation": deviation})
            for deviation in (0.5145, 1.0311, 2.1296, 20.0)
        ),
        symbols=lambda point: {u: sp.Rational(str(point["deviation"]))},
    ),
    Claim(
        id="corollaries.poincare-bound.gelu",
        source=_gradients(
            "for GELU, which is not odd, E y_m^2 E d_m^2 - E y_{m+1}^2 = N v^2 u^4/(2π (1 + 2 u^2)^(3/2)) > 0: "
            "chi > 1 at every fixed point but 0 here too, since g(0) = 0."
        ),
        kind=Kind.EXACT,
        rhs=w * u**4 / (2 * sp.pi * _NARROW),
        derivation=poincare.gelu_growth,
        rivals=(
            Rival(sp.S.Zero, "chi = 1, as for rectifiers"),
            Rival(
                w * u**4 / (2 * sp.pi * (1 + u**2) ** sp.Rational(3, 2)), "one normal density for its square"
            ),
            Rival(w * u**2 / (2 * sp.pi * _NARROW), "u² for u⁴"),
            Rival(w * u**4 / (sp.pi * _NARROW), "the factor 2 of 1/(2π) lost"),
        ),
        computation=lambda point: (
            point["weight_variance"] * growth(activation="gelu", deviation=point["deviation"])
        ),
        points=tuple(
            Point({"weight_variance": variance, "deviation": deviation})
            for variance, deviation in ((1.0, 0.5), (2.0, 1.0), (1.5, 3.0))
        ),
        symbols=lambda point: {w: sp.Rational(point["weight_variance"]), u: sp.Rational(point["deviation"])},
    ),
    Claim(
        id="corollaries.poincare-bound.cubic",
        source=_gradients(
            "for g = a_0 + a_1 y + a_2 y^2 + a_3 y^3, u^2 E g'^2 - Var g = 2 a_2^2 u^4 + 12 a_3^2 u^6: where y has "
            "settled, chi ≥ s^2/(s^2 + μ^2), with equality if and only if a_2 = a_3 = 0."
        ),
        kind=Kind.EXACT,
        rhs=2 * _SQUARE**2 * u**4 + 12 * _CUBE**2 * u**6,
        derivation=poincare.cubic_excess,
        rivals=(
            Rival(2 * _SQUARE**2 * u**4 + 6 * _CUBE**2 * u**6, "each component counted once"),
            Rival(4 * _SQUARE**2 * u**4 + 18 * _CUBE**2 * u**6, "the variance not subtracted"),
            Rival(sp.S.Zero, "equality for every g"),
            Rival(2 * _SQUARE**2 * u**4 + 12 * _CUBE**2 * u**4, "u⁴ for u⁶"),
        ),
        computation=lambda point: cubic_excess(**point.setting),
        points=_CUBICS,
        symbols=_cubic,
    ),
)
