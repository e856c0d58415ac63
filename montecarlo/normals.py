"""Standard normals into a buffer: NumPy's ziggurat in double precision, Box and Muller's pairs in single.

Box, Muller (1958), "A note on the generation of random normal deviates", Ann. Math. Statist. 29.  With NumPy's
vectorised logarithm, sine and cosine a pair costs a third of two ziggurat draws, and the dense pass is nothing
but draws.  The radius comes from a uniform number of 24 bits, so that no draw is beyond `LARGEST`.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import numpy.typing as npt

__all__ = ["LARGEST", "standard_normal"]

Array = npt.NDArray[Any]

# Pairs drawn at once: their radii, angles and cosines stay in a core's own cache.
_PAIRS = 8192
# The uniform numbers are multiples of 2^-24; each stands for the middle of its cell, and none is 0.
_HALF_CELL = np.float32(2.0**-25)
_TURN = np.float32(2.0 * math.pi)

LARGEST = math.sqrt(50.0 * math.log(2.0))
"""Largest draw in single precision: 5.887, which a normal number exceeds once in 2.5e8 draws of either sign."""


def standard_normal(rng: np.random.Generator, out: Array) -> None:
    """Fill an array with independent standard normals.

    Parameters
    ----------
    rng : numpy.random.Generator
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
    """Fill a block of even length: radius times cosine in its first half, times sine in its second."""
    rng.random(dtype=np.float32, out=block)
    radius, angle = block[: block.size // 2], block[block.size // 2 :]
    cosine = cosines[: radius.size]
    radius += _HALF_CELL
    np.log(radius, out=radius)
    radius *= np.float32(-2.0)
    np.sqrt(radius, out=radius)
    angle *= _TURN
    np.cos(angle, out=cosine)
    np.sin(angle, out=angle)
    angle *= radius
    radius *= cosine
