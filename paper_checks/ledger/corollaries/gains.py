"""PyTorch's gains against the derived ones, and what 5/3 and 3/4 really do; SELU's own gain is in `selu`."""

import sympy as sp

from paper_checks.claim import Claim, Kind, Point, Rival, Setting, Source
from paper_checks.experiments.networks import backward_pass, forward_pass
from paper_checks.printed_number import printed
from paper_checks.verdict import Status
from theory.notation import u
from theory.results import pytorch

__all__ = ["CLAIMS"]

_PYTORCH = "PyTorch, torch.nn.init.calculate_gain"
_UNSAID = "PyTorch calls it ‘the recommended gain value’ and does not say what it keeps."
_GAIN = sp.Symbol(r"\sigma_w")
_FIVE_THIRDS, _THREE_QUARTERS = sp.Rational(5, 3), sp.Rational(3, 4)


def _source(activation: str, gain: str, variance: str = "variance 1") -> Source:
    reading = f"the gain that gives back pre-activations of {variance}, E g^2 = u^2 / gain^2, is {gain}."
    return Source(_PYTORCH, activation, "", reading if "corrected" in activation else f"{reading} {_UNSAID}")


def _effect(activation: str, reading: str) -> Source:
    return Source(_PYTORCH, f"{activation}, what it does", "", reading)


def _layer(activation: str, variance: float = 1.0) -> Point:
    """Return one layer whose pre-activations have the given variance."""
    setting: Setting = {"width": 8, "depth": 1, "activation": activation, "record": ("x2", "x2^2")}
    return Point(setting | {"weight_variance": variance})


def _u(point: Point) -> dict[sp.Symbol, sp.Expr]:
    return {u: sp.sqrt(sp.Rational(point["weight_variance"]))}


def _u_and_slope(point: Point) -> dict[sp.Symbol, sp.Expr]:
    return _u(point) | {pytorch.SLOPE: sp.Rational(1, 4)}


def _at_rest(activation: str, gain: sp.Rational, variance: sp.Rational) -> Setting:
    """Return two layers with a gain, whose first pre-activations have the given variance."""
    return {
        "width": 8,
        "depth": 2,
        "activation": activation,
        "weight_variance": float(gain**2),
        "input_deviation": float(sp.sqrt(variance) / gain),
    }


_TANH_AT_REST = _at_rest("tanh", _FIVE_THIRDS, sp.Rational("1.1785"))
_SELU_AT_REST = _at_rest("selu", _THREE_QUARTERS, sp.Rational("0.02303"))

CLAIMS = (
    Claim(
        id="corollaries.pytorch-gain-linear",
        source=_source("linear", "1", "any variance"),
        kind=Kind.EXACT,
        rhs=sp.S.One,
        derivation=pytorch.linear_gain,
        rivals=(
            Rival(sp.sqrt(2), "the gain of ReLU"),
            Rival(sp.sqrt(3), "PyTorch's default, U(±1/sqrt(fan_in)), not undone"),
        ),
        experiment=forward_pass,
        points=(_layer("linear", 2.0),),
        symbols=_u,
    ),
    Claim(
        id="corollaries.pytorch-gain-relu",
        source=_source("relu", "sqrt(2)", "any variance"),
        kind=Kind.EXACT,
        rhs=sp.sqrt(2),
        derivation=pytorch.relu_gain,
        rivals=(
            Rival(sp.S.One, "Xavier's, the rectifier forgotten"),
            Rival(sp.S(2), "the weight variance for the gain"),
            Rival(sp.sqrt(2 * sp.pi / (sp.pi - 1)), "the gain that keeps the variance about the mean"),
        ),
        experiment=forward_pass,
        points=(_layer("relu"), _layer("relu", 6.25)),
        symbols=_u,
    ),
    Claim(
        id="corollaries.pytorch-gain-leaky-relu",
        source=_source("leaky_relu", "sqrt(2/(1 + negative_slope^2))", "any variance"),
        kind=Kind.EXACT,
        rhs=sp.sqrt(2 / (1 + pytorch.SLOPE**2)),
        derivation=pytorch.leaky_relu_gain,
        rivals=(
            Rival(sp.sqrt(2), "the negative half-line forgotten"),
            Rival(sp.sqrt(2 / (1 + pytorch.SLOPE)), "the slope not squared"),
            Rival(2 / (1 + pytorch.SLOPE), "the gain of the mean of both slopes"),
        ),
        experiment=forward_pass,
        # PReLU begins as the leaky rectifier of slope 1/4.
        points=(_layer("prelu"), _layer("prelu", 6.25)),
        symbols=_u_and_slope,
    ),
    Claim(
        id="corollaries.pytorch-gain-tanh",
        source=_source("tanh", "5/3"),
        kind=Kind.EXACT,
        rhs=_FIVE_THIRDS,
        derivation=pytorch.tanh_gain,
        expected=Status.REFUTED,
        rivals=(
            Rival(sp.S.One, "the gain at 0, where tanh is the identity"),
            Rival(sp.Rational(25, 9), "the weight variance for the gain"),
        ),
        experiment=forward_pass,
        points=(_layer("tanh"),),
        symbols=_u,
        corrected_by="corollaries.pytorch-gain-tanh.corrected",
        erratum="tanh's gain is 1.5925 at variance 1; 5/3 settles at 1.1785, where gradients grow by 21 % a layer",
        reason="At variance 1 the gain 1/sqrt(E tanh^2) is 1.5925. PyTorch's 5/3 adds 10 % to the variance "
        "there, which settles at 1.1785, where gradients grow by 21 % a layer.",
    ),
    Claim(
        id="corollaries.pytorch-gain-tanh.corrected",
        source=_source("tanh, corrected", "1.5925"),
        kind=Kind.ROUNDED,
        rhs=printed("1.5925"),
        derivation=pytorch.tanh_gain,
        rivals=(
            Rival(_FIVE_THIRDS, "PyTorch's"),
            Rival(printed("1.4674"), "the backward gain, 1/sqrt(E tanh'^2)"),
            Rival(sp.sqrt(2), "the gain of ReLU"),
        ),
        experiment=forward_pass,
        points=(_layer("tanh"),),
        symbols=_u,
    ),
    Claim(
        id="corollaries.pytorch-gain-tanh.at-rest",
        source=_effect(
            "tanh", "with 5/3 a layer returns pre-activations of variance q = 1.1785 as they were."
        ),
        kind=Kind.ROUNDED,
        rhs=printed("1.1785"),
        derivation=pytorch.tanh_settled_variance,
        rivals=(
            Rival(sp.S.One, "the gain were right"),
            Rival(sp.Rational(25, 9), "tanh saturated: E tanh^2 = 1"),
            Rival(sp.Rational("1.1785") * sp.Rational(25, 9), "tanh linear: E tanh^2 = q"),
        ),
        experiment=forward_pass,
        points=(Point(_TANH_AT_REST | {"record": ("y2^2",)}),),
    ),
    Claim(
        id="corollaries.pytorch-gain-tanh.backward",
        source=_effect("tanh", "with 5/3 a gradient's variance grows by 1.2098 a layer at q = 1.1785."),
        kind=Kind.ROUNDED,
        rhs=printed("1.2098"),
        derivation=pytorch.tanh_settled_chi,
        rivals=(
            Rival(sp.S.One, "the settled variance were enough for the gradient"),
            Rival(sp.Rational(25, 9), "no unit saturated"),
        ),
        experiment=backward_pass,
        points=(Point(_TANH_AT_REST),),
        margin=0.03,
    ),
    Claim(
        id="corollaries.pytorch-gain-sigmoid",
        source=_source("sigmoid", "1"),
        kind=Kind.EXACT,
        rhs=sp.S.One,
        derivation=pytorch.sigmoid_gain,
        expected=Status.REFUTED,
        rivals=(
            Rival(sp.S(2), "the output were its value at 0, 1/2"),
            Rival(sp.S(4), "the gain of the tangent at 0, its offset forgotten"),
        ),
        experiment=forward_pass,
        points=(_layer("sigmoid"),),
        symbols=_u,
        corrected_by="corollaries.pytorch-gain-sigmoid.corrected",
        erratum="the sigmoid's gain is 1.8462 at variance 1; with 1 a layer keeps 29 % of it",
        reason="At variance 1 the gain 1/sqrt(E g^2) of the sigmoid is 1.8462. With 1 a layer keeps 29 % of the "
        "variance, and nearly all of that is the square of the mean 1/2.",
    ),
    Claim(
        id="corollaries.pytorch-gain-sigmoid.corrected",
        source=_source("sigmoid, corrected", "1.8462"),
        kind=Kind.ROUNDED,
        rhs=printed("1.8462"),
        derivation=pytorch.sigmoid_gain,
        rivals=(
            Rival(sp.S.One, "PyTorch's"),
            Rival(sp.S(2), "the output were its value at 0, 1/2"),
            Rival(printed("4.7226"), "the backward gain, 1/sqrt(E g'^2)"),
        ),
        experiment=forward_pass,
        points=(_layer("sigmoid"),),
        symbols=_u,
    ),
    Claim(
        id="corollaries.pytorch-gain-selu.at-rest",
        source=_effect(
            "selu", "with 3/4 a layer returns pre-activations of variance q = 0.02303 as they were."
        ),
        kind=Kind.ROUNDED,
        rhs=printed("0.02303"),
        derivation=pytorch.selu_settled_variance,
        rivals=(
            Rival(sp.Rational(9, 16), "what a layer keeps of the variance 1"),
            Rival(sp.Rational("0.02303") * sp.Rational(9, 16), "SELU were the identity near 0"),
            Rival(
                sp.Rational("0.02303") * printed("1.1798"),
                "the growth at 0, where SELU is a leaky rectifier",
            ),
        ),
        experiment=forward_pass,
        points=(Point(_SELU_AT_REST | {"record": ("y2^2",)}),),
    ),
    Claim(
        id="corollaries.prelu-elu-gains.elu",
        source=Source(
            "corollary", "gains that PyTorch lacks", "", reading="the gain of ELU at variance 1 is 1.2452."
        ),
        kind=Kind.ROUNDED,
        rhs=printed("1.2452"),
        derivation=pytorch.elu_gain,
        rivals=(
            Rival(sp.sqrt(2), "the gain of ReLU"),
            Rival(sp.S.One, "the gain of SELU, which ELU's scale does not have"),
            Rival(printed("1.2234"), "the backward gain, 1/sqrt(E g'^2)"),
        ),
        experiment=forward_pass,
        points=(_layer("elu"),),
        symbols=_u,
    ),
)
