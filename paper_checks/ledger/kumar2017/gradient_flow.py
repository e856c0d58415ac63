"""Footnote 1: whether a variance that is the same at each layer lets the gradient flow through."""

import sympy as sp

from paper_checks.claim import Claim, Kind, Point, Rival, Setting
from paper_checks.experiments.networks import backward_pass
from paper_checks.ledger.kumar2017.source import kumar
from paper_checks.printed_number import printed
from paper_checks.verdict import Status
from theory.notation import N, a, b, m
from theory.results.gradient_flow import (
    FAN_OUT,
    homogeneous_gradient_ratio,
    relu_gradient_ratio_of_widths,
    sigmoid_gradient_ratio,
    tanh_gradient_ratio,
)
from theory.results.pytorch import tanh_settled_variance
from theory.results.sigmoid import sigmoid_settled_variance

__all__ = ["CLAIMS"]

_WORDS = (
    "the requirement that the variance of the inputs at each layer be the same ensures that the gradient flows "
    "through in the backward pass."
)
_FLOWS = (
    "The gradient flows through where its variance, too, is the same at each layer: this is the backward condition of "
    "[3] and [6] that the footnote drops."
)
# N v^2 and the variance q of y_m that a layer then gives back, to nine digits.
_SIGMOID, _TANH = (12.8, 4.53497609), (25 / 9, 1.17848049)


def _settled(activation: str, weights: float, variance: float) -> Setting:
    """Return two layers whose first pre-activations are exactly normal and have the given variance, at any width."""
    return {
        "width": 8, "depth": 2, "activation": activation, "weight_variance": weights,
        "input_deviation": (variance / weights) ** 0.5,
    }  # fmt: skip


_SIGMOID_LAYER = Point(_settled("sigmoid", *_SIGMOID), layer=1)
_TANH_LAYER = Point(_settled("tanh", *_TANH), layer=1)
# The stated input, of variance 1, through ten layers: the middle ones, where the forward variance has settled.
_DEEP: Setting = {
    "width": 64,
    "depth": 10,
    "activation": "sigmoid",
    "weight_variance": 12.8,
    "input_deviation": 1.0,
}
_SIGMOID_DEEP = tuple(Point(_DEEP, layer=layer) for layer in (4, 6))
_TANH_DEEP = tuple(
    Point(_DEEP | {"activation": "tanh", "weight_variance": 25 / 9}, layer=layer) for layer in (4, 6)
)
_HOMOGENEOUS = tuple(
    Point(
        {"width": width, "depth": 4, "activation": name, "weight_variance": weights, "input_deviation": 1.0},
        layer=layer,
    )
    for name, weights, width in (("relu", 2.0, 16), ("prelu", 1.5, 4))
    for layer in (1, 2)
)
# Wrong means in the place of E g'(y)^2, times N v^2, to four digits.
_MEAN_SLOPE = Rival(sp.Rational("0.2717"), "(E g')² for E g'²")
_AT_THE_FIRST = Rival(sp.Rational("0.2269"), "at the first layer's variance, 64/5, and not the settled one")
_TANH_MEAN_SLOPE = Rival(sp.Rational("0.9208"), "(E g')² for E g'²")
_TANH_AT_ONE = Rival(sp.Rational("1.2900"), "at variance 1, and not the settled one")
# ReLU under (25): a layer that is narrower, and one that is wider, than what feeds into it.
_WIDTHS = tuple(
    Point(
        {
            "width": width, "depth": 2, "activation": "relu", "weight_variance": 2.0, "input_deviation": 1.0,
            "outputs": outputs,
        },
        layer=1,
    )
    for width, outputs in ((12, 4), (6, 9))
)  # fmt: skip
_SLOPES = {"relu": 0, "prelu": sp.Rational(1, 4)}


def _layer(point: Point) -> dict[sp.Symbol, int]:
    return {m: point["layer"]}


def _fans(point: Point) -> dict[sp.Symbol, int]:
    return _layer(point) | {N: point["width"], FAN_OUT: point["outputs"]}


CLAIMS = (
    Claim(
        id="kumar2017.footnote1",
        source=kumar(
            "footnote 1",
            _WORDS,
            reading=f"for the sigmoid under the weights of (12), N v^2 = 64/5, which (19) rounds. {_FLOWS} Judged in "
            "the middle of ten layers, where the variance no longer changes, and behind a pre-activation that has the "
            "settled variance.",
        ),
        kind=Kind.ASYMPTOTIC,
        rhs=sp.S.One,
        derivation=sigmoid_gradient_ratio,
        expected=Status.REFUTED,
        rivals=(
            Rival(sp.Rational(64, 5) / 16, "g' at 0 in place of its mean square: N v^2 g'(0)^2"),
            _MEAN_SLOPE,
            _AT_THE_FIRST,
        ),
        experiment=backward_pass,
        points=(_SIGMOID_LAYER, *_SIGMOID_DEEP),
        symbols=_layer,
        margin=0.05,
        corrected_by="kumar2017.footnote1.corrected",
        reason="The forward condition fixes N v² E g(y)²; the gradient is multiplied by N v² E g'(y)², another mean. "
        "Under (12) the variance of the sigmoid's pre-activations settles at 4.53, and that of its activations at "
        "0.104. There each layer keeps 0.354 of the gradient's variance, so that ten layers keep 3e-5 of it. For tanh "
        "the gradient explodes instead. The footnote holds for positively homogeneous activations, such as ReLU, in "
        "layers of one width: there the two means fall and rise together. A gradient that falls may still train ten "
        "layers, as kumar2017.fig3.recommended shows, but it is not one that the forward condition has kept.",
        erratum="a kept variance does not keep the gradient: under (12) a sigmoid layer keeps 0.354 of its variance",
    ),
    Claim(
        id="kumar2017.footnote1.corrected",
        source=kumar(
            "footnote 1, corrected for the sigmoid",
            reading="where the variance has settled under (12), E d_m^2/E d_{m+1}^2 = N v^2 E g'(y_m)^2 = 0.3538.",
        ),
        kind=Kind.ROUNDED,
        rhs=printed("0.3538"),
        derivation=sigmoid_gradient_ratio,
        rivals=(
            Rival(sp.S.One, "as printed: the gradient kept"),
            Rival(sp.Rational(64, 5) / 16, "g' at 0 in place of its mean square: N v^2 g'(0)^2"),
            _MEAN_SLOPE,
            _AT_THE_FIRST,
        ),
        experiment=backward_pass,
        points=(_SIGMOID_LAYER,),
        symbols=_layer,
        margin=0.03,
    ),
    Claim(
        id="kumar2017.footnote1.premise",
        source=kumar(
            "footnote 1, made precise for the sigmoid",
            reading="the footnote's condition is met: under (12) a layer gives back pre-activations of variance 4.5350 "
            "as they were.",
        ),
        kind=Kind.ROUNDED,
        rhs=printed("4.5350"),
        derivation=lambda: sigmoid_settled_variance(sp.Rational(64, 5)),
        rivals=(
            Rival(sp.Rational(16, 5), "the mean 1/2 alone: 64/5 times 1/4"),
            Rival(sp.Rational(32, 5), "64/5 times the 1/2 of a sigmoid that has saturated"),
            Rival(sp.Rational(64, 5), "the first layer's, of an input of variance 1"),
        ),
        experiment=backward_pass,
        points=(_SIGMOID_LAYER,),
        symbols=_layer,
    ),
    Claim(
        id="kumar2017.footnote1.tanh",
        source=kumar(
            "footnote 1",
            _WORDS,
            reading="for tanh with N v^2 = 25/9, PyTorch's weights, and an input of the variance that these weights "
            f"give back: every layer's inputs then have mean 0 and one variance. {_FLOWS}",
        ),
        kind=Kind.ASYMPTOTIC,
        rhs=sp.S.One,
        derivation=tanh_gradient_ratio,
        expected=Status.REFUTED,
        rivals=(
            Rival(sp.Rational(25, 9), "no unit saturated: N v^2 g'(0)^2"),
            _TANH_MEAN_SLOPE,
            _TANH_AT_ONE,
        ),
        experiment=backward_pass,
        points=(_TANH_LAYER, *_TANH_DEEP),
        symbols=_layer,
        margin=0.05,
        corrected_by="kumar2017.footnote1.tanh.corrected",
        reason="With N v² = 25/9 tanh gives back pre-activations of variance 1.1785, and each layer multiplies the "
        "gradient's variance by 1.21: by 6.7 over ten layers. At N v² = 1, the weights of (14), there is no variance "
        "but 0 that tanh gives back.",
        erratum="tanh with a kept variance, at N v² = 25/9, multiplies the gradient's variance by 1.21 a layer",
    ),
    Claim(
        id="kumar2017.footnote1.tanh.corrected",
        source=kumar(
            "footnote 1, corrected for tanh",
            reading="where the variance has settled under N v^2 = 25/9, E d_m^2/E d_{m+1}^2 = N v^2 E g'(y_m)^2 = "
            "1.2098.",
        ),
        kind=Kind.ROUNDED,
        rhs=printed("1.2098"),
        derivation=tanh_gradient_ratio,
        rivals=(
            Rival(sp.S.One, "as printed: the gradient kept"),
            Rival(sp.Rational(25, 9), "no unit saturated: N v^2 g'(0)^2"),
            _TANH_MEAN_SLOPE,
            _TANH_AT_ONE,
        ),
        experiment=backward_pass,
        points=(_TANH_LAYER,),
        symbols=_layer,
        margin=0.03,
    ),
    Claim(
        id="kumar2017.footnote1.tanh.premise",
        source=kumar(
            "footnote 1, made precise for tanh",
            reading="the footnote's condition is met: with N v^2 = 25/9 a layer gives back pre-activations of variance "
            "1.1785 as they were.",
        ),
        kind=Kind.ROUNDED,
        rhs=printed("1.1785"),
        derivation=tanh_settled_variance,
        rivals=(
            Rival(sp.Rational(25, 9), "tanh saturated: E tanh^2 = 1"),
            Rival(sp.Rational("1.1785") * sp.Rational(25, 9), "tanh linear: E tanh^2 = q"),
            Rival(sp.S.One, "the variance 1 kept"),
        ),
        experiment=backward_pass,
        points=(_TANH_LAYER,),
        symbols=_layer,
    ),
    Claim(
        id="kumar2017.footnote1.homogeneous",
        source=kumar(
            "footnote 1",
            _WORDS,
            reading="for g(z) = a z, z > 0, and b z, z < 0, such as ReLU, and layers of one width: the gradient's "
            "variance is multiplied, going back, by what the pre-activations' is multiplied by, going forward, at any "
            "weights; so that keeping the one keeps the other.",
        ),
        kind=Kind.EXACT,
        rhs=sp.S.One,
        derivation=homogeneous_gradient_ratio,
        rivals=(
            Rival(2 / (a**2 + b**2), "the slope taken as 1 on both half-lines"),
            Rival((a + b) ** 2 / (2 * (a**2 + b**2)), "(E g')² for E g'²"),
        ),
        experiment=backward_pass,
        points=_HOMOGENEOUS,
        symbols=lambda point: _layer(point) | {a: 1, b: _SLOPES[point["activation"]]},
        margin=0.05,
    ),
    Claim(
        id="kumar2017.footnote1.unequal-widths",
        source=kumar(
            "footnote 1",
            _WORDS,
            reading="for ReLU under (25), in layers of unequal widths, N being the number of nodes that feed into a "
            f"layer: each layer's inputs have one mean square. {_FLOWS} The paper gives all layers N nodes; [3] and "
            "[6], whose constraints the footnote drops, do not.",
        ),
        kind=Kind.EXACT,
        rhs=sp.S.One,
        derivation=relu_gradient_ratio_of_widths,
        expected=Status.REFUTED,
        rivals=(
            Rival(N / FAN_OUT, "the widths exchanged"),
            Rival(2 * FAN_OUT / N, "the rectifier's slope forgotten"),
            Rival(sp.sqrt(FAN_OUT / N), "the mean of both conditions, as in Glorot and Bengio's weights"),
        ),
        experiment=backward_pass,
        points=_WIDTHS,
        symbols=_fans,
        margin=0.05,
        corrected_by="kumar2017.footnote1.unequal-widths.corrected",
        reason="The weights that enter a unit are N, and those that leave it are as many as the layer above has units. "
        "v² = 2/N keeps the sum over the first, and multiplies the gradient's variance by the ratio of the second to "
        "the first. That is why [3] and [6] state two conditions.",
        erratum="in layers of unequal widths 2/N multiplies the gradient's variance by fan-out over fan-in",
    ),
    Claim(
        id="kumar2017.footnote1.unequal-widths.corrected",
        source=kumar(
            "footnote 1, corrected for ReLU and unequal widths",
            reading="under v^2 = 2/N, E d_m^2/E d_{m+1}^2 is the number of units of the layer above over N.",
        ),
        kind=Kind.EXACT,
        rhs=FAN_OUT / N,
        derivation=relu_gradient_ratio_of_widths,
        rivals=(
            Rival(sp.S.One, "as printed: the gradient kept"),
            Rival(N / FAN_OUT, "the widths exchanged"),
            Rival(2 * FAN_OUT / N, "the rectifier's slope forgotten"),
            Rival(sp.sqrt(FAN_OUT / N), "the mean of both conditions, as in Glorot and Bengio's weights"),
        ),
        experiment=backward_pass,
        points=_WIDTHS,
        symbols=_fans,
        margin=0.05,
    ),
)
