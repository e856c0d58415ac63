"""Activation functions of NumPy arrays, written apart from the theory's."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import numpy.typing as npt
import scipy.special

from montecarlo.arguments import one_of

__all__ = ["ACTIVATIONS", "apply"]

# Of either precision: a function keeps its argument's.
Array = npt.NDArray[Any]


def _relu(y: Array, out: Array | None) -> Array:
    return np.maximum(y, 0.0, out=out)


def _tanh(y: Array, out: Array | None) -> Array:
    return np.tanh(y, out=out)


def _sigmoid(y: Array, out: Array | None) -> Array:
    # 1 / (1 + exp(-y)) would overflow below -709.
    result: Array = scipy.special.expit(y, out=out)
    return result


def _softplus(y: Array, out: Array | None) -> Array:
    # log(1 + exp(y)) would overflow above 709; np.logaddexp does not, at three times the cost.
    tail = np.log1p(np.exp(-np.abs(y)))
    result = np.maximum(y, 0.0, out=out)
    result += tail
    return result


def _linear(y: Array, out: Array | None) -> Array:
    return np.positive(y, out=out)


def _square(y: Array, out: Array | None) -> Array:
    result: Array = np.square(y, out=out)
    return result


ACTIVATIONS: dict[str, Callable[[Array, Array | None], Array]] = {
    "linear": _linear,
    "relu": _relu,
    "sigmoid": _sigmoid,
    "softplus": _softplus,
    "square": _square,
    "tanh": _tanh,
}


def apply(name: str, y: Array, out: Array | None = None) -> Array:
    """Apply an activation element by element.

    Parameters
    ----------
    name : str
        One of `ACTIVATIONS`.
    y : ndarray
    out : ndarray, optional
        Where to write, of the shape of `y`; may be `y` itself.

    Raises
    ------
    ValueError
        If the name is unknown.
    """
    return ACTIVATIONS[one_of("activation", name, ACTIVATIONS)](y, out)
