"""The gains of PReLU and ELU, forward and backward; ELU's forward gain is in `gains`."""

import sympy as sp

from paper_checks.claim import Claim, Kind, Point, Rival, Setting, Source
from paper_checks.experiments.networks import backward_pass, forward_pass
from paper_checks.printed_number import printed
from theory.notation import alpha, slope, u
from theory.results.prelu_elu import elu_backward_gain, elu_slope_second_moment, prelu_backward_gain
from theory.results.pytorch import leaky_relu_gain

__all__ = ["CLAIMS"]

_HE = "He et al. 2015, arXiv:1502.01852"
_SLOPES = {"leaky_relu": sp.Rational(1, 100), "prelu": sp.Rational(1, 4)}
_FORWARD: Setting = {"width": 8, "depth": 1, "record": ("x2", "x2^2")}
# With weights of variance 1/N a gradient of variance 1 comes out of the layer as E g'^2.
_BACKWARD: Setting = {"width": 8, "depth": 2, "weight_variance": 1.0}


def _slope(point: Point) -> dict[sp.Symbol, sp.Expr]:
    return {slope: _SLOPES[point["activation"]]}


_GAIN = sp.sqrt(2 / (1 + slope**2))
_RIVALS = (
    Rival(sp.sqrt(2), "the negative half-line forgotten"),
    Rival(sp.sqrt(2 / (1 + slope)), "the slope not squared"),
    Rival(2 / (1 + slope), "the gain of the mean slope"),
)
_ELU = tuple(
    Point(_BACKWARD | {"activation": "elu", "input_deviation": deviation}) for deviation in (0.5, 1.0, 2.5)
)
_ELU_SLOPES = sp.Rational(1, 2) + alpha**2 * sp.exp(2 * u**2) * sp.erfc(sp.sqrt(2) * u) / 2
_MEAN_SLOPE = sp.Rational(1, 2) + alpha * sp.exp(u**2 / 2) * sp.erfc(u / sp.sqrt(2)) / 2

CLAIMS = (
    Claim(
        id="corollaries.prelu-elu-gains",
        source=Source(
            _HE,
            "section 2.2, PReLU",
            "",
            reading="(1/2)(1 + a^2) n Var(w) = 1: the gain that keeps E y^2 is sqrt(2/(1 + a^2)), at any variance.",
        ),
        kind=Kind.EXACT,
        rhs=_GAIN,
        derivation=leaky_relu_gain,
        rivals=_RIVALS,
        experiment=forward_pass,
        points=tuple(
            Point(_FORWARD | {"activation": name, "weight_variance": variance})
            for name in _SLOPES
            for variance in (0.25, 4.0)
        ),
        symbols=lambda point: _slope(point) | {u: sp.sqrt(sp.Rational(point["weight_variance"]))},
        margin=0.02,
    ),
    Claim(
        id="corollaries.prelu-elu-gains.backward",
        source=Source(
            _HE,
            "section 2.2, PReLU, backward",
            "",
            reading="the gain that keeps a gradient's variance is sqrt(2/(1 + a^2)) too, in layers of one width.",
        ),
        kind=Kind.EXACT,
        rhs=_GAIN,
        derivation=prelu_backward_gain,
        rivals=_RIVALS,
        experiment=backward_pass,
        points=tuple(
            Point(_BACKWARD | {"activation": name, "input_deviation": deviation})
            for name, deviation in (("prelu", 0.5), ("prelu", 2.0), ("leaky_relu", 1.0))
        ),
        symbols=_slope,
        margin=0.02,
    ),
    Claim(
        id="corollaries.prelu-elu-gains.elu.slope",
        source=Source(
            "corollary",
            "ELU, backward",
            "",
            reading="E g'^2 = 1/2 + α^2 e^(2u^2) erfc(√2 u)/2: it falls from 1 to 1/2 as u grows, for α = 1.",
        ),
        kind=Kind.EXACT,
        rhs=_ELU_SLOPES,
        derivation=elu_slope_second_moment,
        rivals=(
            Rival(sp.Rational(1, 2), "the slope of ReLU"),
            Rival(_MEAN_SLOPE, "the slope not squared"),
            Rival(_MEAN_SLOPE**2, "(E g')² for E g'²"),
        ),
        experiment=backward_pass,
        points=_ELU,
        symbols=lambda point: {u: sp.Rational(point["input_deviation"]), alpha: 1},
        margin=0.03,
    ),
    Claim(
        id="corollaries.prelu-elu-gains.elu.backward",
        source=Source(
            "corollary",
            "gains that PyTorch lacks",
            "",
            reading="the gain of ELU that keeps a gradient's variance is 1.2234 at u = 1; the forward one is 1.2452.",
        ),
        kind=Kind.ROUNDED,
        rhs=printed("1.2234"),
        derivation=elu_backward_gain,
        rivals=(
            Rival(printed("1.2452"), "the forward gain, u/sqrt(E g^2)"),
            Rival(sp.sqrt(2), "the gain of ReLU"),
            Rival(sp.S.One, "the gain at 0, where ELU is the identity"),
        ),
        experiment=backward_pass,
        points=(_ELU[1],),
    ),
)
