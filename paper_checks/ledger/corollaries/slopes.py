"""The slopes of activations: their sharp ranges, their jumps at 0, and what they make of a gradient."""

import sympy as sp

from paper_checks.claim import Claim, Kind, Point, Rival, Source
from paper_checks.experiments.activations import both_sides, elu_slope_jump, largest_slope
from paper_checks.experiments.networks import backward_through
from theory.notation import N, alpha
from theory.results import activations
from theory.results.activations import EXCESS, POSITIVE, SIDE
from theory.results.vanishing import FAN_IN, he_relu_gradient_factor

__all__ = ["CLAIMS"]

_PLACES = ((0.75, 0.5, 0.25), (2.5, -3.0, 1.5))

CLAIMS = (
    Claim(
        id="corollaries.sharp-derivative-ranges",
        source=Source(
            "corollary",
            "slopes",
            "",
            "the slope of the sigmoid lies in (0, 1/4], and is 1/4 at 0 alone: a path through L layers of it has at "
            "most 4⁻ᴸ of its weights' product.",
        ),
        kind=Kind.EXACT,
        rhs=sp.Rational(1, 4),
        derivation=activations.sigmoid_largest_slope,
        rivals=(
            Rival(sp.S.One, "that of tanh"),
            Rival(sp.Rational(1, 2), "the value at 0 for the slope there"),
            Rival(sp.Rational(1, 5), "the slope at 1, rounded"),
        ),
        computation=lambda _: largest_slope(activation="sigmoid"),
        points=(Point({}),),
    ),
    Claim(
        id="corollaries.sharp-derivative-ranges.tanh",
        source=Source("corollary", "slopes", "", "the slope of tanh lies in (0, 1], and is 1 at 0 alone."),
        kind=Kind.EXACT,
        rhs=sp.S.One,
        derivation=activations.tanh_largest_slope,
        rivals=(
            Rival(sp.Rational(1, 4), "that of the sigmoid"),
            Rival(sp.Rational(1, 2), "that of (1 + tanh x)/2"),
            Rival(sp.S(2), "that of tanh 2x"),
        ),
        computation=lambda _: largest_slope(activation="tanh"),
        points=(Point({}),),
    ),
    Claim(
        id="corollaries.relu-gradient-by-widths",
        source=Source(
            "corollary",
            "slopes",
            "",
            "under He's weights, of variance 2/fan_in, ReLU multiplies the mean square of a gradient by N/n: by the N "
            "units above over the n inputs of each of them. It is kept at equal widths alone.",
        ),
        kind=Kind.EXACT,
        rhs=N / FAN_IN,
        derivation=he_relu_gradient_factor,
        rivals=(
            Rival(sp.S.One, "the widths forgotten"),
            Rival(FAN_IN / N, "the widths swapped"),
            Rival(N / (N + FAN_IN), "Xavier's weights"),
            Rival(N / (2 * FAN_IN), "the rectifier counted twice"),
        ),
        experiment=backward_through,
        points=tuple(
            Point({"widths": widths, "activation": "relu", "weight_variance": 2.0, "input_deviation": 1.0})
            for widths in ((8, 4, 8), (6, 9, 6))
        ),
        symbols=lambda point: {N: point["widths"][2], FAN_IN: point["widths"][1]},
        margin=0.05,
    ),
    Claim(
        id="corollaries.elu-kink",
        source=Source(
            "corollary",
            "slopes",
            "",
            "the slope of ELU jumps by 1 - α at 0: it is smooth for α = 1 alone.",
        ),
        kind=Kind.EXACT,
        rhs=1 - alpha,
        derivation=activations.elu_slope_jump,
        rivals=(
            Rival(sp.S.Zero, "smooth for every α, as CELU is"),
            Rival(sp.S.One, "that of ReLU"),
            Rival(1 - 1 / alpha, "α inverted"),
        ),
        computation=lambda point: elu_slope_jump(rate=point["rate"]),
        points=tuple(Point({"rate": rate}) for rate in (0.25, 1.5)),
        symbols=lambda point: {alpha: point["rate"]},
    ),
    Claim(
        id="corollaries.leaky-as-maximum",
        source=Source(
            "corollary",
            "slopes",
            "",
            "max(ax, x) is the leaky rectifier of slope a for a ≤ 1 alone. For a = 1 + e it has the slope a above 0, "
            "and 1 below. Its values at p > 0 and at -p are compared, the second with a free weight c.",
        ),
        kind=Kind.EXACT,
        rhs=(1 + EXCESS) * POSITIVE - SIDE * POSITIVE,
        derivation=activations.maximum_of_steep_lines,
        rivals=(
            Rival(POSITIVE - SIDE * (1 + EXCESS) * POSITIVE, "the leaky rectifier of slope a"),
            Rival(POSITIVE - SIDE * POSITIVE, "a taken as 1"),
            Rival((1 + EXCESS) * (POSITIVE - SIDE * POSITIVE), "a x on both sides"),
        ),
        computation=lambda point: both_sides(activation="maximum of lines", **point.setting),
        points=tuple(
            Point({"at": at, "weight": weight, "rate": 1 + excess}) for at, weight, excess in _PLACES
        ),
        symbols=lambda point: {POSITIVE: point["at"], SIDE: point["weight"], EXCESS: point["rate"] - 1},
    ),
)
