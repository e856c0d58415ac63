"""Derivatives by complex step: the imaginary part of f(x + i h), over h, has no difference that could cancel."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

__all__ = ["COMPLEX_STEP", "complex_slope", "jacobian"]

Array = NDArray[np.float64]
_SIZE = 2.0**-300  # a power of 2: products with it are exact
COMPLEX_STEP = 1j * _SIZE
"""What is added to the argument."""


def complex_slope(value: Any) -> Any:
    """Return the derivative, from the value of the function at an argument that was moved by `COMPLEX_STEP`."""
    return np.imag(value) / _SIZE


def jacobian(function: Callable[[NDArray[np.complex128]], NDArray[np.complex128]], at: Array) -> Array:
    """Return the derivative of a vector by an array: a row for each entry of the vector, then the array's axes."""
    columns = []
    for entry in range(at.size):
        moved = at.astype(np.complex128)
        moved.flat[entry] += COMPLEX_STEP
        columns.append(complex_slope(function(moved)))
    return np.stack(columns, axis=-1).reshape(-1, *at.shape)
