"""What frameworks draw their weights from, and weights that are 0."""

import sympy as sp

from paper_checks.claim import Claim, Kind, Point, Rival, Setting, Source
from paper_checks.experiments.networks import forward_pass
from paper_checks.experiments.twins import kinds
from theory.notation import N, m
from theory.results.initialization import (
    CUT,
    FAN_OUT,
    default_weights_decay,
    truncated_normal_deviation,
    xavier_forward_factor,
)
from theory.results.symmetry import kinds_of_sigmoid_units

__all__ = ["CLAIMS"]

_LAYER: Setting = {
    "width": 8, "depth": 1, "activation": "linear", "weight_variance": 1.0,
    "weight_law": "truncated_normal_uncorrected", "record": ("y1", "y1^2"),
}  # fmt: skip
_DENSITY = sp.exp(-(CUT**2) / 2) / sp.sqrt(2 * sp.pi)
_MASS = sp.erf(CUT / sp.sqrt(2))
_VARIANCE = 1 - 2 * CUT * _DENSITY / _MASS


def _default(width: int, layer: int) -> Point:
    setting: Setting = {
        "width": width, "depth": layer, "activation": "relu", "weight_variance": 1 / 3, "weight_law": "uniform",
        "record": (f"x{layer}^2", f"x{layer + 1}^2"),
    }  # fmt: skip
    return Point(setting, layer=layer)


def _unequal(fan_in: int, fan_out: int) -> Point:
    setting: Setting = {
        "width": fan_in, "depth": 1, "outputs": fan_out, "activation": "linear", "record": ("x1^2", "y1^2"),
        "weight_variance": 2 * fan_in / (fan_in + fan_out),
    }  # fmt: skip
    return Point(setting)


def _from_zero(seed: int, widths: tuple[int, ...], steps: int) -> Point:
    net: Setting = {"seed": seed, "widths": widths, "samples": 3, "activation": "sigmoid"}
    return Point(net | {"steps": steps, "step": 0.5})


CLAIMS = (
    Claim(
        id="corollaries.truncated-normal-factor",
        source=Source(
            "corollary",
            "truncated normal weights",
            "",
            "a normal law cut at c of its standard deviations has 0.8796 of them for c = 2, the cut of JAX, Keras and "
            "users of PyTorch. Measured: the deviation of a pre-activation whose inputs are signs, where the weights "
            "would have variance 1/N uncut.",
        ),
        kind=Kind.EXACT,
        rhs=sp.sqrt(_VARIANCE),
        derivation=truncated_normal_deviation,
        rivals=(
            Rival(sp.S.One, "as it was asked for: the cut forgotten"),
            Rival(_VARIANCE, "the variance for the deviation"),
            Rival(sp.sqrt(_MASS), "the mass within the cut for the variance"),
            Rival(1 / sp.sqrt(_VARIANCE), "the factor that mends it"),
        ),
        experiment=forward_pass,
        points=(Point(_LAYER),),
        symbols=lambda _: {CUT: sp.S(2)},
    ),
    Claim(
        id="corollaries.pytorch-default-decay",
        source=Source(
            "PyTorch, torch.nn.Linear",
            "default weights",
            "",
            "U(±1/sqrt(fan_in)) has fan_in Var W = 1/3, so that each layer of ReLU leaves 1/6 of the mean square, at "
            "every width; without biases.",
        ),
        kind=Kind.EXACT,
        rhs=sp.Rational(1, 6),
        derivation=default_weights_decay,
        rivals=(
            Rival(sp.Rational(1, 3), "the rectifier forgotten"),
            Rival(sp.Rational(1, 2), "the bound for the deviation"),
            Rival(sp.Rational(1, 9), "the third squared"),
            Rival((1 - 1 / sp.pi) / 6, "the variance for the mean square"),
        ),
        experiment=forward_pass,
        points=tuple(_default(width, layer) for width, layer in ((4, 1), (4, 2), (8, 3))),
        symbols=lambda point: {m: point["layer"], N: point["width"]},
        margin=0.02,
    ),
    Claim(
        id="corollaries.xavier-unequal-fans",
        source=Source(
            "corollary",
            "Xavier's weights",
            "",
            "forward a layer multiplies the mean square by 2N/(N + N_out), before the activation: it is kept at equal "
            "fans alone. N is fan_in, and N_out fan_out.",
        ),
        kind=Kind.EXACT,
        rhs=2 * N / (N + FAN_OUT),
        derivation=xavier_forward_factor,
        rivals=(
            Rival(sp.S.One, "kept, as at equal fans"),
            Rival(2 * FAN_OUT / (N + FAN_OUT), "the backward factor"),
            Rival(N / (N + FAN_OUT), "the sum of the fans for their mean"),
            Rival(sp.sqrt(N / FAN_OUT), "the geometric mean of the fans"),
        ),
        experiment=forward_pass,
        points=tuple(_unequal(*fans) for fans in ((3, 5), (8, 2))),
        symbols=lambda point: {N: point["width"], FAN_OUT: point["outputs"]},
        margin=0.02,
    ),
    Claim(
        id="corollaries.zero-init-lockstep",
        source=Source(
            "corollary",
            "zero weights, sigmoid",
            "",
            "from weights that are all 0, sigmoid units learn in lockstep: after any number of steps a hidden layer "
            "has units of one kind.",
        ),
        kind=Kind.EXACT,
        rhs=sp.S.One,
        derivation=kinds_of_sigmoid_units,
        rivals=(Rival(N, "they part"), Rival(sp.S(2), "of two kinds")),
        computation=lambda point: float(kinds(**point.setting)),
        points=(_from_zero(31, (3, 4, 2), 2), _from_zero(32, (2, 5, 1), 10)),
        symbols=lambda point: {N: point["widths"][1]},
    ),
)
