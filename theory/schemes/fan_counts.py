"""Fans of a weight: how many inputs a unit sums over, how many units an input feeds, and what frameworks count."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, get_args

import sympy as sp

from theory.arguments import checked, shown
from theory.notation import N

__all__ = ["FAN_IN", "FAN_OUT", "KINDS", "LAYOUTS", "MATRIX_SIDE", "Fans", "Kind", "Layout", "fans"]


FAN_IN = N
FAN_OUT = sp.Symbol("N_out", integer=True, positive=True)
MATRIX_SIDE = sp.Symbol("N_{max}", integer=True, positive=True)  # the longer side of the flattened weight

Kind = Literal["dense", "convolution", "depthwise", "transposed", "transpose_kernel"]
Layout = Literal["pytorch", "keras", "jax", "mlx"]
KINDS: tuple[Kind, ...] = get_args(Kind)
LAYOUTS: tuple[Layout, ...] = get_args(Layout)


@dataclass(frozen=True)
class Fans:
    """Fans of a weight.

    Parameters
    ----------
    fan_in : int
        The number of inputs that a unit sums over.
    fan_out : int
        The number of units that an input feeds.
    framework_fan_in, framework_fan_out : int
        What the framework's initialisers count.
    rows, columns : int
        The matrix into which the framework flattens the weight to make it orthogonal.
    """

    fan_in: int
    fan_out: int
    framework_fan_in: int
    framework_fan_out: int
    rows: int
    columns: int

    @property
    def agree(self) -> bool:
        """Whether the framework counts the true fans."""
        return (self.fan_in, self.fan_out) == (self.framework_fan_in, self.framework_fan_out)

    @property
    def as_counted(self) -> Fans:
        """The fans that the framework's initialisers use, in place of the true ones."""
        counted = self.framework_fan_in, self.framework_fan_out
        return Fans(*counted, *counted, self.rows, self.columns)

    def values(self) -> dict[sp.Symbol, int]:
        """Return the value of each symbol that the scale of a scheme may have."""
        return {FAN_IN: self.fan_in, FAN_OUT: self.fan_out, MATRIX_SIDE: max(self.rows, self.columns)}


@checked
def fans(
    shape: Sequence[int],
    kind: str = "dense",
    layout: str = "pytorch",
    groups: int = 1,
    input_axes: int | None = None,
    stride: int | Sequence[int] = 1,
) -> Fans:
    """Return the fans of a weight, as they are and as its framework counts them.

    A unit of a convolution is one channel at one place, away from the border.  The axes are, with the kernel's axes
    `*k`, `i` channels in and `o` out:

    ================  =================  =================  =================  =================
    kind              pytorch            keras              jax (Flax)         mlx
    ================  =================  =================  =================  =================
    dense             (o, i)             (i, o)             (i, o)             (o, i)
    convolution       (o, i/groups, *k)  (*k, i/groups, o)  (*k, i/groups, o)  (o, *k, i/groups)
    depthwise         (o, 1, *k)         (*k, i, o/i)       (*k, 1, o)         (o, *k, 1)
    transposed        (i, o/groups, *k)  (*k, o, i)         (*k, i, o)         (o, *k, i)
    transpose_kernel                                        (*k, o, i)
    ================  =================  =================  =================  =================

    Parameters
    ----------
    shape : sequence of int
        Of the weight.
    kind : {"dense", "convolution", "depthwise", "transposed", "transpose_kernel"}
        The last is Flax's transposed convolution with `transpose_kernel=True`.
    layout : {"pytorch", "keras", "jax", "mlx"}
    groups : int, optional
        Into how many groups a convolution parts its channels.  A depthwise one has a group for each channel in, so
        that 1 stands for that number; where the shape does not tell it, it is taken to be the number of channels out.
    input_axes : int, optional
        Of a dense weight of 3 axes or more, such as the (i, heads, units) of Keras's attention: how many of them count
        the inputs.
    stride : int or sequence of int, optional
        Of a convolution, along each axis of the kernel, whose length it divides.  It parts the units that an input
        feeds, and in a transposed convolution the inputs that a unit sums over.

    Returns
    -------
    Fans

    Raises
    ------
    ValueError
        If the shape has too few axes or an axis of no length, or the groups do not divide the channels.
    TypeError
        If the shape is not a sequence of integers.
    """
    sizes = _sizes(shape)
    for name, value, known in (("kind", kind, KINDS), ("layout", layout, LAYOUTS)):
        if value not in known:
            raise ValueError(f"{name} = {shown(value)}: it must be one of {', '.join(known)}")
    if kind == "dense" and (isinstance(stride, bool) or stride != 1):
        raise ValueError(f"stride = {shown(stride)}: a dense weight has none; leave it out")
    if groups < 1:
        raise ValueError(f"groups = {groups}: it must be at least 1")
    if kind == "dense":
        return _dense(sizes, layout, groups, input_axes)
    if len(sizes) < 3:
        raise ValueError(f"shape = {sizes}: a {kind} weight must have 3 axes or more")
    if input_axes is not None:
        raise ValueError(f"input_axes = {input_axes}: it is for a dense weight alone; leave it out")
    if kind == "transpose_kernel" and layout != "jax":
        raise ValueError(f"kind = {kind!r}: it is Flax's, so layout must be 'jax', got {layout!r}")
    first, second, taps = _axes(sizes, layout)
    kernel = math.prod(taps)
    inside, outside = _channels(sizes, kind, layout, groups, first, second)
    # Every framework takes one axis for the inputs and one for the units, whatever the kind and the groups.
    counted = second * kernel, first * kernel
    rows, columns = (
        (math.prod(sizes[:-1]), sizes[-1]) if layout == "keras" else (first, math.prod(sizes) // first)
    )
    parted = kernel // _strides(stride, taps)
    taps_in, taps_out = (parted, kernel) if kind.startswith("transpose") else (kernel, parted)
    return Fans(inside * taps_in, outside * taps_out, *counted, rows, columns)


def _axes(sizes: tuple[int, ...], layout: str) -> tuple[int, int, tuple[int, ...]]:
    """Return the axis that a framework counts as units, the one that it counts as inputs, and those of the kernel."""
    match layout:
        case "pytorch":
            return sizes[0], sizes[1], sizes[2:]
        case "mlx":
            return sizes[0], sizes[-1], sizes[1:-1]
    return sizes[-1], sizes[-2], sizes[:-2]


def _dense(sizes: tuple[int, ...], layout: str, groups: int, input_axes: int | None) -> Fans:
    if groups != 1:
        raise ValueError(f"groups = {groups}: a dense weight has no groups; give kind='convolution'")
    if len(sizes) < 2:
        raise ValueError(f"shape = {sizes}: a dense weight must have 2 axes or more; a bias has no fans")
    if input_axes is None and len(sizes) > 2:
        raise ValueError(
            f"shape = {sizes}: say by input_axes how many axes of a dense weight count the inputs, or give "
            "kind='convolution'"
        )
    count = 1 if input_axes is None else input_axes
    if not 1 <= count < len(sizes):
        raise ValueError(f"input_axes = {shown(count)}: it must be an integer from 1 to {len(sizes) - 1}")
    units_first = layout in ("pytorch", "mlx")
    cut = len(sizes) - count if units_first else count
    first, last = math.prod(sizes[:cut]), math.prod(sizes[cut:])
    inside, outside = (last, first) if units_first else (first, last)
    counted = inside, outside
    if units_first:  # Keras and Flax are told the axes; the others take the weight for a convolution's
        units, inputs, taps = _axes(sizes, layout)
        counted = inputs * math.prod(taps), units * math.prod(taps)
    total = math.prod(sizes)
    columns = sizes[-1] if layout == "keras" else outside if layout == "jax" else total // sizes[0]
    return Fans(inside, outside, *counted, total // columns, columns)


def _channels(
    sizes: tuple[int, ...], kind: str, layout: str, groups: int, first: int, second: int
) -> tuple[int, int]:
    """Return how many channels a unit sees and how many an input feeds; `first` is the axis that counts as units."""
    match kind, layout:
        case "transposed", "pytorch":
            return _parted(sizes, "in", first, groups), second
        case ("transposed", "keras") | ("transpose_kernel", _):
            _require_no_groups(groups, layout)
            return first, second
        case "transposed", _:
            _require_no_groups(groups, layout)
            return second, first
        case "depthwise", "keras":
            if groups not in (1, second):
                raise ValueError(
                    f"groups = {groups}: a depthwise weight of shape {sizes} has {second} groups"
                )
            return 1, first
        case "depthwise", _:
            if second != 1:
                axis = {"pytorch": 1, "mlx": len(sizes) - 1}.get(layout, len(sizes) - 2)
                raise ValueError(f"shape = {sizes}: axis {axis} of a depthwise weight must have length 1")
            return 1, _parted(sizes, "out", first, first if groups == 1 else groups)
    return second, _parted(sizes, "out", first, groups)


def _parted(sizes: tuple[int, ...], direction: str, channels: int, groups: int) -> int:
    if channels % groups:
        raise ValueError(
            f"groups = {groups}: it must divide the {channels} channels {direction} of a weight of shape {sizes}"
        )
    return channels // groups


def _strides(stride: int | Sequence[int], taps: tuple[int, ...]) -> int:
    """Return the product of the strides along all axes."""
    strides = _sizes(stride if isinstance(stride, Sequence) else (stride,) * len(taps), "stride")
    if len(strides) != len(taps):
        raise ValueError(
            f"stride = {shown(stride)}: give one number, or one for each of the {len(taps)} axes"
        )
    for step, length in zip(strides, taps, strict=True):
        if length % step:
            raise ValueError(
                f"stride = {shown(stride)}: it must divide the kernel's {taps}, since the fans differ from unit to "
                "unit otherwise; leave it out for the fans at stride 1"
            )
    return math.prod(strides)


def _require_no_groups(groups: int, layout: str) -> None:
    if groups != 1:
        owner = {"keras": "Keras's", "jax": "Flax's", "mlx": "MLX's"}[layout]
        raise ValueError(f"groups = {groups}: {owner} transposed convolution has no groups; leave it out")


def _sizes(shape: Sequence[int], name: str = "shape") -> tuple[int, ...]:
    try:
        sizes = tuple(shape)
    except TypeError:
        raise TypeError(
            f"{name} = {shown(shape)}: it must be a sequence of integers, such as (64, 32)"
        ) from None
    for size in sizes:
        if isinstance(size, bool) or not hasattr(size, "__index__"):
            raise TypeError(f"{name} = {shown(shape)}: {shown(size)} must be an integer")
        if size < 1:
            raise ValueError(f"{name} = {shown(shape)}: every number must be 1 or more, got {size}")
    return tuple(int(size) for size in sizes)
