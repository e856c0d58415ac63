"""Moments of the error function and of GELU in closed form, forward and backward."""

import sympy as sp

from paper_checks.claim import Claim, Kind, Point, Rival, Setting, Source
from paper_checks.experiments.networks import backward_pass, forward_pass
from theory.notation import u
from theory.results.gelu import (
    erf_derivative_second_moment,
    erf_second_moment,
    gelu_derivative_second_moment,
    gelu_mean,
    gelu_second_moment,
)

__all__ = ["CLAIMS"]

_WILLIAMS = "Williams 1997, Computing with infinite networks"
_GELU = "GELU, y Phi(y)"
_VARIANCES = (1.0, 6.25)
_MARGIN = 0.03  # every rival is further off at one of the two


def _layers(activation: str) -> tuple[Point, ...]:
    layer: Setting = {"width": 8, "depth": 1, "activation": activation, "record": ("x2", "x2^2")}
    return tuple(Point(layer | {"weight_variance": variance}) for variance in _VARIANCES)


def _gradients(activation: str) -> tuple[Point, ...]:
    # With weights of variance 1/N a gradient of variance 1 comes out of the layer as E g'^2.
    layers: Setting = {"width": 8, "depth": 2, "activation": activation, "weight_variance": 1.0}
    return tuple(Point(layers | {"input_deviation": variance**0.5}) for variance in _VARIANCES)


def _u_of_layer(point: Point) -> dict[sp.Symbol, sp.Expr]:
    return {u: sp.sqrt(sp.Rational(point["weight_variance"]))}


def _u_of_gradient(point: Point) -> dict[sp.Symbol, sp.Expr]:
    return {u: sp.Rational(point["input_deviation"])}


_ARC = sp.asin(u**2 / (1 + u**2)) / (2 * sp.pi)

CLAIMS = (
    Claim(
        id="corollaries.erf-second-moment",
        source=Source(
            _WILLIAMS, "equation (11)", "", "E g^2 = (2/pi) asin(2u^2/(1 + 2u^2)), at correlation 1."
        ),
        kind=Kind.EXACT,
        rhs=2 / sp.pi * sp.asin(2 * u**2 / (1 + 2 * u**2)),
        derivation=erf_second_moment,
        rivals=(
            Rival(2 / sp.pi * sp.asin(u**2 / (1 + u**2)), "erf(y/sqrt 2) for erf(y)"),
            Rival(sp.asin(2 * u**2 / (1 + 2 * u**2)) / sp.pi, "the factor 2 lost"),
            Rival(2 / sp.pi * sp.atan(2 * u**2 / (1 + 2 * u**2)), "atan for asin"),
        ),
        experiment=forward_pass,
        margin=_MARGIN,
        points=_layers("erf"),
        symbols=_u_of_layer,
    ),
    Claim(
        id="corollaries.erf-derivative-second-moment",
        source=Source("corollary", "erf, backward", "", "E g'^2 = 4/(pi sqrt(1 + 4u^2))."),
        kind=Kind.EXACT,
        rhs=4 / (sp.pi * sp.sqrt(1 + 4 * u**2)),
        derivation=erf_derivative_second_moment,
        rivals=(
            Rival(4 / (sp.pi * (1 + 2 * u**2)), "the square of the mean for the mean of the square"),
            Rival(4 / (sp.pi * sp.sqrt(1 + 2 * u**2)), "g' for its square under the root"),
            Rival(2 / (sp.pi * sp.sqrt(1 + 4 * u**2)), "a factor 2 lost"),
        ),
        experiment=backward_pass,
        margin=_MARGIN,
        points=_gradients("erf"),
        symbols=_u_of_gradient,
    ),
    Claim(
        id="corollaries.gelu-mean",
        source=Source("corollary", _GELU, "", "E g = u^2/sqrt(2 pi (1 + u^2))."),
        kind=Kind.EXACT,
        rhs=u**2 / sp.sqrt(2 * sp.pi * (1 + u**2)),
        derivation=gelu_mean,
        rivals=(
            Rival(u / sp.sqrt(2 * sp.pi), "the mean of ReLU"),
            Rival(u**2 / sp.sqrt(2 * sp.pi), "the leading order in u"),
        ),
        experiment=forward_pass,
        margin=_MARGIN,
        points=_layers("gelu"),
        symbols=_u_of_layer,
    ),
    Claim(
        id="corollaries.gelu-second-moment",
        source=Source("corollary", _GELU, "", "E g^2 in closed form; the gain at u = 1 is 1.5335."),
        kind=Kind.EXACT,
        rhs=u**2 / 4 + u**2 * (_ARC + u**2 / (sp.pi * (1 + u**2) * sp.sqrt(1 + 2 * u**2))),
        derivation=gelu_second_moment,
        rivals=(
            Rival(u**2 / 2, "the second moment of ReLU"),
            Rival(u**2 / 4 + u**2 * _ARC, "Stein's second term forgotten"),
            Rival(u**2 / 4, "the odd part of Phi forgotten"),
        ),
        experiment=forward_pass,
        margin=_MARGIN,
        points=_layers("gelu"),
        symbols=_u_of_layer,
    ),
    Claim(
        id="corollaries.gelu-derivative-second-moment",
        source=Source(
            "corollary",
            f"{_GELU}, backward",
            "",
            "E g'^2 in closed form; the backward gain at u = 1 is 1.4811.",
        ),
        kind=Kind.EXACT,
        rhs=sp.Rational(1, 4)
        + _ARC
        + u**2 * (3 + 5 * u**2) / (2 * sp.pi * (1 + u**2) * (1 + 2 * u**2) ** sp.Rational(3, 2)),
        derivation=gelu_derivative_second_moment,
        rivals=(
            Rival(sp.Rational(1, 2), "the slope of ReLU"),
            Rival(sp.Rational(1, 4) + _ARC, "y times the density forgotten"),
            Rival(gelu_second_moment().rhs / u**2, "the forward factor for the backward one"),
        ),
        experiment=backward_pass,
        margin=_MARGIN,
        points=_gradients("gelu"),
        symbols=_u_of_gradient,
    ),
)
