"""Standard normals into a buffer: by NumPy's ziggurat in double precision, by Box and Muller's pairs in single.

Box, Muller (1958), "A note on the generation of random normal deviates", Ann. Math. Statist. 29.

NumPy's logarithm, sine and cosine are vectorised, so a pair costs a third of two ziggurat draws. The time of the
dense pass is mostly the time of its draws. The radius comes from a uniform number of 24 bits, so no draw is larger
than `LARGEST`.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import numpy.typing as npt

__all__ = ["LARGEST", "standard_normal"]


Array = npt.NDArray[Any]
# Pairs drawn at once. With fewer, threads wait for one another between NumPy's calls: with a tenth of this, two
# threads are as slow as one.
_PAIRS = 131_072
# The uniform numbers are multiples of this. Each stands for the middle of its cell, so all are above 0.
_CELL = np.float32(2.0**-24)
_TURN = np.float32(2.0 * math.pi)
LARGEST = math.sqrt(50.0 * math.log(2.0))
"""Largest absolute value of a draw in single precision: 5.887. A normal number exceeds it once in 2.5e8 draws."""


def standard_normal(rng: np.random.Generator, out: Array) -> None:
    """Fill an array with independent standard normals.

    Parameters
    ----------
    rng : numpy.random.Generator
        Its bit generator must have words of 64 bits. Of NumPy's, only MT19937 has shorter ones.
    out : ndarray of float64 or float32, C-contiguous
    """
    if out.dtype != np.float32:
        rng.standard_normal(out=out)
        return
    flat = out.reshape(-1)
    cosines = np.empty(min(_PAIRS, flat.size // 2), dtype=np.float32)
    even = flat.size - flat.size % 2
    for start in range(0, even, 2 * _PAIRS):
        _pairs(rng, flat[start : min(start + 2 * _PAIRS, even)], cosines)
    if even < flat.size:
        last = np.empty(2, dtype=np.float32)
        _pairs(rng, last, np.empty(1, dtype=np.float32))
        flat[-1] = last[0]


def _pairs(rng: np.random.Generator, block: Array, cosines: Array) -> None:
    """Fill a block of even length: its first half is radius times cosine, its second half radius times sine."""
    # Halves of the generator's words: its own single-precision uniform numbers take 1.4 times as long.
    bits = rng.bit_generator.random_raw(block.size // 2).view(np.uint32)
    np.right_shift(bits, 8, out=bits)
    np.copyto(block, bits.view(np.int32), casting="unsafe")
    radius, angle = block[: block.size // 2], block[block.size // 2 :]
    cosine = cosines[: radius.size]
    radius *= _CELL
    radius += _CELL / 2
    np.log(radius, out=radius)
    radius *= np.float32(-2.0)
    np.sqrt(radius, out=radius)
    angle *= _CELL * _TURN
    np.cos(angle, out=cosine)
    np.sin(angle, out=angle)
    angle *= radius
    radius *= cosine
