"""PyTorch's sqrt(5), cut normal laws that are narrower than they are said to be, and fans that are miscounted."""

import sympy as sp

from paper_checks.claim import Claim, Kind, Point, Rival, Setting, Source
from paper_checks.experiments.counted_fans import default_bound, grouped_backward, kept_by_convolution
from paper_checks.experiments.networks import forward_pass
from paper_checks.verdict import Status
from theory.notation import N
from theory.results.counted_fans import (
    CHANNELS,
    CHANNELS_OUT,
    GROUPS,
    INPUTS,
    PER_GROUP,
    TAPS,
    default_weight_bound,
    depthwise_forward_factor,
    grouped_backward_factor,
    grouped_forward_factor,
    transposed_forward_factor,
)
from theory.results.initialization import CUT, truncated_normal_deviation

__all__ = ["CLAIMS"]

_SIGNS: Setting = {
    "width": 8, "depth": 1, "activation": "linear", "weight_variance": 1.0,
    "weight_law": "truncated_normal_uncorrected", "record": ("y1", "y1^2"),
}  # fmt: skip
_VARIANCE = 1 - 4 * sp.exp(-2) / (sp.sqrt(2 * sp.pi) * sp.erf(sp.sqrt(2)))


def _narrow(framework: str, locator: str, words: str) -> Claim:
    name = framework.casefold()
    return Claim(
        id=f"corollaries.{name}-truncated-normal",
        source=Source(
            locator,
            "truncated normal weights, cut at 2 standard deviations",
            "",
            f"the weights have the standard deviation that is asked for: {framework} calls it ‘{words}’. Measured: the "
            "deviation of a pre-activation whose inputs are signs, where 1 is asked for.",
        ),
        kind=Kind.EXACT,
        rhs=sp.S.One,
        derivation=truncated_normal_deviation,
        expected=Status.REFUTED,
        rivals=(
            Rival(1 / sp.sqrt(_VARIANCE), "widened to make up for the cut, twice"),
            Rival(_VARIANCE, "the variance for the deviation"),
        ),
        experiment=forward_pass,
        points=(Point(_SIGNS),),
        symbols=lambda _: {CUT: sp.S(2)},
        corrected_by="corollaries.truncated-normal-factor",
        reason="It is the deviation before the cut. The weights that are left have 0.8796 of it, and 0.7737 of its "
        "square.",
        erratum="the deviation is that before the cut at 2 of them; that of the weights is 0.8796 of it",
    )


def _channels(kind: str, channels: int, outputs: int, taps: int) -> Point:
    return Point({"kind": kind, "channels": channels, "outputs": outputs, "taps": taps})


CLAIMS = (
    Claim(
        id="corollaries.pytorch-sqrt-five",
        source=Source(
            "PyTorch, torch.nn.Linear and torch.nn.Conv2d",
            "default weights",
            "",
            "where √5 comes from: PyTorch calls kaiming_uniform_ with a = √5, ‘the same as initializing with "
            "uniform(-1/sqrt(in_features), 1/sqrt(in_features))’. He's gain for a leaky rectifier of slope √5 is "
            "1/√3, which undoes the √3 between a uniform law's bound and its deviation. No layer has that slope.",
        ),
        kind=Kind.EXACT,
        rhs=1 / sp.sqrt(N),
        derivation=default_weight_bound,
        rivals=(
            Rival(sp.sqrt(6 / N), "He's uniform law for ReLU, slope 0"),
            Rival(1 / sp.sqrt(3 * N), "the deviation for the bound"),
            Rival(sp.sqrt(sp.Rational(3, 13) / N), "the slope 5 for its root"),
            Rival(1 / N, "1/in_features without the root"),
        ),
        computation=lambda point: default_bound(**point.setting),
        points=tuple(Point({"fan_in": fan_in, "slope": 5**0.5}) for fan_in in (3, 8)),
        symbols=lambda point: {N: point["fan_in"]},
    ),
    _narrow(
        "Keras",
        "Keras, keras.initializers.TruncatedNormal",
        "Standard deviation of the random values to generate",
    ),
    _narrow(
        "JAX",
        "JAX, jax.nn.initializers.truncated_normal",
        "the truncated normal distribution with mean 0 and standard deviation stddev",
    ),
    Claim(
        id="corollaries.fans-transposed",
        source=Source(
            "PyTorch and Keras",
            "transposed convolutions",
            "",
            "fan_in is taken from the axis of the channels that go out. At weights of variance 1/fan_in the layer "
            "multiplies the mean square by C/C_out, C channels coming in and C_out going out, at stride 1.",
        ),
        kind=Kind.EXACT,
        rhs=CHANNELS / CHANNELS_OUT,
        derivation=transposed_forward_factor,
        rivals=(
            Rival(sp.S.One, "the fans are those of a unit"),
            Rival(CHANNELS_OUT / CHANNELS, "the other way round"),
            Rival(CHANNELS / (CHANNELS_OUT * TAPS), "the taps counted, and not summed over"),
        ),
        computation=lambda point: kept_by_convolution(**point.setting),
        points=(_channels("transposed", 4, 2, 3), _channels("transposed", 3, 5, 2)),
        symbols=lambda point: {CHANNELS: point["channels"], CHANNELS_OUT: point["outputs"], TAPS: point["taps"]},
    ),
    Claim(
        id="corollaries.fans-depthwise",
        source=Source(
            "Keras, keras.layers.DepthwiseConv2D",
            "fan_in",
            "",
            "fan_in counts all C channels, of which a unit sees its own alone. At weights of variance 1/fan_in the "
            "layer multiplies the mean square by 1/C.",
        ),
        kind=Kind.EXACT,
        rhs=1 / CHANNELS,
        derivation=depthwise_forward_factor,
        rivals=(
            Rival(sp.S.One, "the fans are those of a unit, as in PyTorch and Flax"),
            Rival(1 / CHANNELS**2, "the deviation for the variance"),
            Rival(1 / (CHANNELS * TAPS), "the taps counted, and not summed over"),
        ),
        computation=lambda point: kept_by_convolution(**point.setting),
        points=(_channels("depthwise", 2, 2, 3), _channels("depthwise", 5, 5, 2)),
        symbols=lambda point: {CHANNELS: point["channels"], TAPS: point["taps"]},
    ),
    Claim(
        id="corollaries.fans-grouped-mlx",
        source=Source(
            "github.com/ml-explore/mlx, issue 4536",
            "grouped Conv1d and Conv2d",
            "For any grouped convolution the sampling range is therefore sqrt(groups) too narrow.",
            "MLX's layers count the channels of all G groups, C, where a unit sees C/G. A range that is √G too narrow "
            "leaves 1/G of the mean square that the intended one leaves; that is 1 here, at a variance of 1/fan_in.",
        ),
        kind=Kind.EXACT,
        rhs=1 / GROUPS,
        derivation=grouped_forward_factor,
        rivals=(
            Rival(sp.S.One, "the fans are those of a unit, as in PyTorch"),
            Rival(1 / sp.sqrt(GROUPS), "the range for the mean square"),
            Rival(1 / GROUPS**2, "the range too narrow by G, and not by its root"),
            Rival(1 / (GROUPS * TAPS), "the taps counted, and not summed over"),
        ),
        computation=lambda point: kept_by_convolution(**point.setting),
        points=tuple(
            Point({"kind": "grouped", "channels": channels, "outputs": outputs, "taps": taps, "groups": groups})
            for channels, outputs, taps, groups in ((4, 6, 3, 2), (6, 3, 2, 3))
        ),
        symbols=lambda point: {
            GROUPS: point["groups"], INPUTS: point["channels"] // point["groups"], TAPS: point["taps"],
        },
    ),
    Claim(
        id="corollaries.fans-grouped",
        source=Source(
            "PyTorch, Keras and JAX",
            "grouped convolutions",
            "",
            "fan_out counts the units of all G groups, of which an input feeds its own alone. At He's weights of "
            "variance 2/fan_out each layer of ReLU divides the mean square of a gradient by G, at stride 1.",
        ),
        kind=Kind.EXACT,
        rhs=1 / GROUPS,
        derivation=grouped_backward_factor,
        rivals=(
            Rival(sp.S.One, "the fans are those of an input, and the gradient is kept"),
            Rival(1 / (2 * GROUPS), "the 2 for the rectifier forgotten"),
            Rival(1 / sp.sqrt(GROUPS), "the deviation for the variance"),
            Rival(PER_GROUP / GROUPS, "one unit for the units of a group"),
        ),
        computation=lambda point: grouped_backward(**point.setting),
        points=tuple(
            Point({"channels": channels, "outputs": outputs, "taps": taps, "groups": groups})
            for channels, outputs, taps, groups in ((4, 6, 3, 2), (6, 12, 2, 3))
        ),
        symbols=lambda point: {GROUPS: point["groups"], PER_GROUP: point["outputs"] // point["groups"]},
    ),
)  # fmt: skip
