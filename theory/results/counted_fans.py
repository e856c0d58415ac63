"""What frameworks make of fans: PyTorch's sqrt(5), and scales by fans that are not those of a unit.

A unit of a convolution is one channel at one place, away from the border, at stride 1.  C channels come in and C_out
go out, K is the number of taps of the kernel, and G of groups.
"""

from __future__ import annotations

from collections.abc import Mapping

import sympy as sp

from theory.derivation.derivation import Derivation
from theory.derivation.identities import Equal
from theory.derivation.quantities import layer_input, preactivation, weight
from theory.derivation.registry import derived
from theory.notation import E, N, m, mu, s, v
from theory.results.initialization import uniform_mean_size, uniform_second_moment
from theory.results.preactivation import preactivation_variance
from theory.results.pytorch import SLOPE, leaky_relu_gain
from theory.results.vanishing import INDEPENDENT, relu_gradient_factor

__all__ = [
    "CHANNELS",
    "CHANNELS_OUT",
    "GROUPS",
    "INPUTS",
    "PER_GROUP",
    "TAPS",
    "default_weight_bound",
    "depthwise_forward_factor",
    "grouped_backward_factor",
    "grouped_forward_factor",
    "transposed_forward_factor",
]


CHANNELS, CHANNELS_OUT, TAPS, GROUPS, PER_GROUP, INPUTS = sp.symbols(
    "C C_{out} K G c_{out} c", integer=True, positive=True
)
_SIZE, _SECOND, _GAIN, _SQUARE = sp.symbols("A B g Q", positive=True)


@derived("PyTorch, torch.nn.Linear, sqrt 5")
def default_weight_bound() -> Derivation:
    """1/sqrt(N): the bound of He's uniform law for a leaky rectifier of slope sqrt(5), whose gain is 1/sqrt(3)."""
    return Derivation(
        name="default_weight_bound",
        lhs=2 * E(sp.Abs(weight(1))),
        start=2 * _SIZE * _GAIN / (sp.sqrt(N) * sp.sqrt(_SECOND)),
        steps=(
            Equal(
                sp.sqrt(3) * _GAIN / sp.sqrt(N),
                "the bound is the deviation of W over that of T, and the mean size is half of it",
                given={_SIZE: uniform_mean_size(), _SECOND: uniform_second_moment()},
            ),
            Equal(
                1 / sp.sqrt(N),
                "He's gain at slope √5, sqrt(2/(1 + 5)), undoes the √3 of the uniform law",
                given={_GAIN: leaky_relu_gain().at({SLOPE: sp.sqrt(5)})},
            ),
        ),
        assumptions=("W = bound T, T uniform on [-1, 1]", "the deviation of W is gain/sqrt(N)"),
    )


def _forward(name: str, sizes: Mapping[sp.Symbol, sp.Expr], result: sp.Expr, reason: str) -> Derivation:
    return Derivation(
        name=name,
        lhs=E(preactivation(m) ** 2) / E(layer_input(m) ** 2),
        start=_SQUARE / (s**2 + mu**2),
        steps=(
            Equal(N * v**2, "equation (6) of Kumar 2017", given={_SQUARE: preactivation_variance()}),
            Equal(result, reason, given=sizes),
        ),
        assumptions=("a unit of a convolution at stride 1, away from the border",),
    )


@derived
def transposed_forward_factor() -> Derivation:
    """C/C_out: the mean square after a transposed convolution over that before it, at 1 over the counted fan_in.

    A unit sums over C K inputs.  PyTorch and Keras count the other axis of the weight, C_out K.
    """
    return _forward(
        "transposed_forward_factor",
        {N: CHANNELS * TAPS, v: 1 / sp.sqrt(CHANNELS_OUT * TAPS)},
        CHANNELS / CHANNELS_OUT,
        "a unit sums over C K inputs, and C_out K are counted",
    )


@derived
def depthwise_forward_factor() -> Derivation:
    """1/C: the mean square after a depthwise convolution over that before it, at 1 over Keras's fan_in.

    A unit sums over K inputs, those of its own channel.  Keras counts C K.
    """
    return _forward(
        "depthwise_forward_factor",
        {N: TAPS, v: 1 / sp.sqrt(CHANNELS * TAPS)},
        1 / CHANNELS,
        "a unit sums over K inputs, and C K are counted",
    )


@derived
def grouped_forward_factor() -> Derivation:
    """1/G: the mean square after a grouped convolution over that before it, at 1 over the fan_in of all groups.

    A unit sums over c K inputs, those of its own group.  MLX counts those of every group, G c K.
    """
    return _forward(
        "grouped_forward_factor",
        {N: INPUTS * TAPS, v: 1 / sp.sqrt(GROUPS * INPUTS * TAPS)},
        1 / GROUPS,
        "a unit sums over c K inputs, and G c K are counted",
    )


@derived
def grouped_backward_factor() -> Derivation:
    """1/G: what a grouped convolution with ReLU makes of a gradient's mean square, at 2 over the counted fan_out.

    An input feeds the c_out K units of its own group.  All frameworks count those of every group, G c_out K.
    """
    factor = relu_gradient_factor()
    return Derivation(
        name="grouped_backward_factor",
        lhs=factor.lhs,
        start=factor.rhs,
        steps=(
            Equal(
                1 / GROUPS,
                "an input feeds c_out K units, and G c_out K are counted",
                given={N: PER_GROUP * TAPS, v: sp.sqrt(2 / (GROUPS * PER_GROUP * TAPS))},
            ),
        ),
        assumptions=(INDEPENDENT, "an input of a convolution at stride 1, away from the border"),
    )
