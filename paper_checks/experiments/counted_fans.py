"""Convolutions as frameworks scale them: what one does to a mean square, by running it on one weight at a time."""

from __future__ import annotations

import math
from itertools import product

import numpy as np
from numpy.typing import NDArray
from scipy import integrate

__all__ = ["default_bound", "grouped_backward", "kept_by_convolution"]

Array = NDArray[np.float64]


def _correlated(x: Array, w: Array, groups: int) -> Array:
    """Return the convolution of x (channels, places) by w in PyTorch's layout (out, in/groups, taps)."""
    outputs, per_group, taps = w.shape
    places = x.shape[1] - taps + 1
    y = np.zeros((outputs, places))
    for o, i, k in np.ndindex(*w.shape):
        source = (o * groups // outputs) * per_group + i
        y[o] += w[o, i, k] * x[source, k : k + places]
    return y


def _transposed(x: Array, w: Array) -> Array:
    """Return the transposed convolution of x (channels, places) by w in PyTorch's layout (in, out, taps)."""
    taps = w.shape[2]
    y = np.zeros((w.shape[1], x.shape[1] + taps - 1))
    for i, o, k in np.ndindex(*w.shape):
        y[o, k : k + x.shape[1]] += w[i, o, k] * x[i]
    return y


def kept_by_convolution(*, kind: str, channels: int, outputs: int, taps: int, groups: int = 1) -> float:
    """Return E y^2/E x^2 of a unit in the middle, at weights of variance 1 over the fan_in that is counted.

    The unit is linear in the weights: its mean square is the variance of a weight times the sum of the squares of
    what each weight alone makes of it.

    Parameters
    ----------
    kind : {"transposed", "depthwise", "grouped"}
        In PyTorch's layout, whose second axis counts; depthwise in Keras's, (taps, channels, 1), whose second last
        axis counts; grouped as in MLX, where the channels of all groups count.
    channels, outputs, taps, groups : int

    Raises
    ------
    ValueError
        If the kind is another.
    """
    x = np.ones((channels, 4 * taps))
    if kind == "transposed":
        shape: tuple[int, int, int] = (channels, outputs, taps)
        counted = shape[1] * shape[2]
        middle = [_transposed(x, one)[0, 2 * taps] for one in _each(shape)]
    elif kind == "depthwise":
        keras = (taps, channels, 1)
        counted = keras[1] * keras[0]
        shape = (channels, 1, taps)
        middle = [_correlated(x, one, channels)[0, taps] for one in _each(shape)]
    elif kind == "grouped":
        shape = (outputs, channels // groups, taps)
        counted = channels * taps
        middle = [_correlated(x, one, groups)[0, taps] for one in _each(shape)]
    else:
        raise ValueError(f"kind = {kind!r}: it must be 'transposed', 'depthwise' or 'grouped'")
    return float(np.square(middle).sum() / counted)


def grouped_backward(*, channels: int, outputs: int, taps: int, groups: int) -> float:
    """Return E d^2 of an input of a grouped convolution over that of its units, at ReLU and 2 over the counted fan_out.

    The input is a rectified unit, whose slope is 0 or 1.  Its gradient sums over the units that it feeds, which have
    gradients 1.
    """
    shape = (outputs, channels // groups, taps)
    counted = shape[0] * shape[2]
    one_input = np.zeros((channels, 4 * taps))
    one_input[0, 2 * taps] = 1.0
    through = [_correlated(one_input, one, groups).sum() for one in _each(shape)]
    slopes = [float(y > 0) for y in (-1.0, 1.0)]  # either sign is as likely
    return float(np.mean(np.square(slopes)) * 2 / counted * np.square(through).sum())


def _each(shape: tuple[int, int, int]) -> list[Array]:
    """Return the weights of a shape of which one is 1 and the others are 0."""
    found = []
    for index in product(*map(range, shape)):
        one = np.zeros(shape)
        one[index] = 1.0
        found.append(one)
    return found


def default_bound(*, fan_in: int, slope: float) -> float:
    """Return the bound of the uniform law that keeps a mean square before leaky rectifiers, by integration.

    It is the uniform law whose variance is 1 over fan_in times the mean square of the activation at N(0, 1).
    """
    kept = integrate.quad(
        lambda z: (z if z > 0 else slope * z) ** 2 * math.exp(-z * z / 2) / math.sqrt(2 * math.pi),
        -12.0,
        12.0,
        points=[0.0],
        epsabs=0.0,
        epsrel=1e-12,
    )[0]
    unit = integrate.quad(lambda w: w * w / 2, -1.0, 1.0)[0]  # the variance at bound 1
    return math.sqrt(1 / (kept * fan_in * unit))
