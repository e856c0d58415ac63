"""He's weights: what they keep exactly and for which laws, what they drop, and how they differ from Xavier's."""

import sympy as sp

from paper_checks.claim import Claim, Kind, Point, Rival, Setting, Source
from paper_checks.experiments.enumeration import growth_under_skewed_weights
from paper_checks.experiments.networks import forward_pass
from paper_checks.experiments.scaled_layers import gradient_ratio, unit_ratio
from theory.notation import N, m
from theory.results.he import (
    he_first_layer_doubling,
    he_first_layer_variance,
    he_gradient_over_xavier,
    he_over_xavier,
)
from theory.results.symmetric import HIGH, LOW, he_mean_square, he_mean_square_of_skewed_weights

__all__ = ["CLAIMS"]

# Few units and weights far from normal: what holds here rests on no limit.
_EXACT = tuple(
    Point(
        {
            "width": width, "depth": depth, "activation": "relu", "weight_variance": 2.0, "weight_law": law,
            "input_law": "uniform", "record": (f"y{depth - 1}^2", f"y{depth}^2"),
        },
        layer=depth - 1,
    )
    for width, depth, law in ((2, 2, "rademacher"), (3, 2, "uniform"), (3, 3, "rademacher"), (4, 2, "normal"))
)  # fmt: skip
_FIRST: Setting = {
    "depth": 1, "activation": "relu", "weight_variance": 2.0, "record": ("x1^2", "y1^2", "x2", "x2^2"),
}  # fmt: skip
_NORMAL_INPUTS = tuple(Point(_FIRST | {"width": width, "input_law": "normal"}) for width in (2, 3))
_NETWORKS = tuple(
    Point({"seed": seed, "widths": widths})
    for seed, widths in ((1, (5, 7, 4, 6)), (2, (3, 9, 2, 8, 5, 4)), (3, (6, 3)))
)
_GRADIENTS = tuple(
    Point({"seed": seed, "widths": widths, "layer": layer})
    for seed, widths, layer in (
        (1, (5, 7, 4, 6), 1),
        (1, (5, 7, 4, 6), 2),
        (1, (5, 7, 4, 6), 3),
        (4, (3, 6, 5, 4, 7), 2),
    )
)


def _width(point: Point) -> dict[sp.Symbol, int]:
    return {N: point["width"]}


def _layers(point: Point) -> dict[sp.Symbol, int]:
    return {m: len(point["widths"]) - 1}


def _he(topic: str, reading: str) -> Source:
    return Source("corollary", f"He's weights, {topic}", "", reading)


CLAIMS = (
    Claim(
        id="corollaries.he-exact",
        source=_he(
            "what they keep",
            "v^2 = 2/N keeps E y_m^2 through a ReLU layer, exactly at every N, for any y_m whose law is symmetric: no "
            "normality and no limit is needed.",
        ),
        kind=Kind.EXACT,
        rhs=sp.S.One,
        derivation=he_mean_square,
        rivals=(
            Rival(sp.Rational(1, 2), "Xavier's weights"),
            Rival(1 - 1 / sp.pi, "the variance of normal units for the mean square"),
            Rival(1 + 1 / N, "exact as N → ∞ alone"),
            Rival(sp.S(2), "a layer whose inputs are not rectified"),
        ),
        experiment=forward_pass,
        points=_EXACT,
        symbols=lambda point: {N: point["width"], m: point["layer"]},
        margin=0.05,
    ),
    Claim(
        id="corollaries.he-exact.skewed",
        source=_he(
            "what they keep",
            "the symmetry is needed: for weights of mean 0 and two values, h_+ and -h_-, E y_2^2 is 2 h_+/(h_+ + h_-) "
            "times E y_1^2 at N = 1.",
        ),
        kind=Kind.EXACT,
        rhs=2 * HIGH / (HIGH + LOW),
        derivation=he_mean_square_of_skewed_weights,
        rivals=(
            Rival(sp.S.One, "mean 0 and variance 2/N were enough"),
            Rival(2 * LOW / (HIGH + LOW), "the probability of the positive value for its share"),
            Rival(2 * HIGH**2 / (HIGH**2 + LOW**2), "both values equally likely"),
        ),
        computation=lambda point: growth_under_skewed_weights(**point.setting),
        points=tuple(
            Point({"high": high, "low": low, "width": 1})
            for high, low in ((3.0, 1.0), (1.0, 2.0), (1.5, 1.0))
        ),
        symbols=lambda point: {HIGH: sp.Rational(point["high"]), LOW: sp.Rational(point["low"])},
    ),
    Claim(
        id="corollaries.he-first-layer-drop",
        source=_he(
            "the first layer",
            "with v^2 = 2/N and an input of signs, of variance 1, Var x_2 = 1 - 1/π at every N: the mean square stays "
            "1, and the first ReLU makes a mean of it.",
        ),
        kind=Kind.EXACT,
        rhs=1 - 1 / sp.pi,
        derivation=he_first_layer_variance,
        rivals=(
            Rival(sp.S.One, "the variance kept"),
            Rival(1 / sp.pi, "the squared mean for the variance"),
            Rival(1 - 1 / (2 * sp.pi), "the mean's factor 2 lost"),
            Rival(sp.Rational(1, 2) - 1 / (2 * sp.pi), "Xavier's weights"),
        ),
        experiment=forward_pass,
        points=tuple(Point(_FIRST | {"width": width}) for width in (2, 9)),
        symbols=_width,
        margin=0.05,
    ),
    Claim(
        id="corollaries.he-first-layer-drop.normal-input",
        source=_he(
            "the first layer",
            "with v^2 = 2/N and a standard-normal input, Var x_2 = 1 - 2 Γ((N+1)/2)^2/(π N Γ(N/2)^2): above 1 - 1/π, "
            "since the length of the input varies.",
        ),
        kind=Kind.EXACT,
        rhs=1 - 2 * sp.gamma((N + 1) / 2) ** 2 / (sp.pi * N * sp.gamma(N / 2) ** 2),
        derivation=lambda: he_first_layer_variance("normal"),
        rivals=(
            Rival(1 - 1 / sp.pi, "an input of signs"),
            Rival(1 - (1 - 1 / N) / sp.pi, "the length's variance taken as 1"),
            Rival(sp.S.One, "the variance kept"),
        ),
        experiment=forward_pass,
        points=_NORMAL_INPUTS,
        symbols=_width,
        margin=0.02,
    ),
    Claim(
        id="corollaries.he-first-layer-drop.doubling",
        source=_he(
            "the first layer",
            "E y_1^2 = 2 E x_1^2: the factor 2 makes up for a rectifier, which the input has not passed.",
        ),
        kind=Kind.EXACT,
        rhs=sp.S(2),
        derivation=he_first_layer_doubling,
        rivals=(
            Rival(sp.S.One, "kept, as behind a rectifier"),
            Rival(sp.sqrt(2), "the deviation for the variance"),
            Rival(2 * (1 - 1 / sp.pi), "the mean taken off"),
        ),
        experiment=forward_pass,
        points=_NORMAL_INPUTS,
        symbols=_width,
        margin=0.05,
    ),
    Claim(
        id="corollaries.he-is-scaled-xavier",
        source=_he(
            "beside Xavier's",
            "with the same normal numbers behind both, without biases, each unit behind m ReLU layers under 2/fan_in "
            "is 2^(m/2) times the same unit under 1/fan_in: the networks differ by a factor alone.",
        ),
        kind=Kind.EXACT,
        rhs=2 ** (m / 2),
        derivation=he_over_xavier,
        rivals=(
            Rival(2**m, "the mean square for the unit"),
            Rival(2 ** ((m - 1) / 2), "the first layer not counted"),
            Rival(sp.sqrt(2), "the same factor at every depth"),
            Rival(2 ** ((m + 1) / 2), "one layer too many counted"),
        ),
        computation=lambda point: unit_ratio(**point.setting),
        points=_NETWORKS,
        symbols=_layers,
    ),
    Claim(
        id="corollaries.he-is-scaled-xavier.gradient",
        source=_he(
            "beside Xavier's",
            "there the gradient of such a unit by the weights of any one of the m layers is 2^((m-1)/2) times as long.",
        ),
        kind=Kind.EXACT,
        rhs=2 ** ((m - 1) / 2),
        derivation=he_gradient_over_xavier,
        rivals=(
            Rival(2 ** (m / 2), "as the unit: the weights' own factor forgotten"),
            Rival(2 ** ((m + 1) / 2), "the weights' own factor multiplied in"),
            Rival(sp.S.One, "scale-free gradients"),
        ),
        computation=lambda point: gradient_ratio(**point.setting),
        points=_GRADIENTS,
        symbols=_layers,
    ),
)
