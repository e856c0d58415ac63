"""Activation functions of NumPy arrays, written apart from the theory's."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import numpy.typing as npt
import scipy.special

from montecarlo.arguments import one_of

__all__ = ["ACTIVATIONS", "DERIVATIVES", "apply", "derivative"]

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


# PyTorch's initial slope of PReLU.
_PRELU_SLOPE = 0.25


def _prelu(y: Array, out: Array | None) -> Array:
    return np.maximum(y, _PRELU_SLOPE * y, out=out)


def _elu(y: Array, out: Array | None) -> Array:
    # expm1 of the negative part alone: it would overflow on the positive one.
    tail = np.expm1(np.minimum(y, 0.0))
    result = np.maximum(y, 0.0, out=out)
    result += tail
    return result


# Klambauer et al. 2017, arXiv:1706.02515, to double precision.
_SELU_ALPHA = 1.6732632423543772
_SELU_SCALE = 1.0507009873554805


def _selu(y: Array, out: Array | None) -> Array:
    result = np.where(y > 0.0, y, _SELU_ALPHA * np.expm1(np.minimum(y, 0.0)))
    return np.multiply(result, _SELU_SCALE, out=out)


def _erf(y: Array, out: Array | None) -> Array:
    result: Array = scipy.special.erf(y, out=out)
    return result


def _gelu(y: Array, out: Array | None) -> Array:
    return np.multiply(y, scipy.special.ndtr(y), out=out)


def _square(y: Array, out: Array | None) -> Array:
    result: Array = np.square(y, out=out)
    return result


ACTIVATIONS: dict[str, Callable[[Array, Array | None], Array]] = {
    "elu": _elu,
    "erf": _erf,
    "gelu": _gelu,
    "linear": _linear,
    "prelu": _prelu,
    "relu": _relu,
    "selu": _selu,
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


DERIVATIVES: dict[str, Callable[[Array], Array]] = {
    "elu": lambda y: np.exp(np.minimum(y, 0.0)),
    "erf": lambda y: 2.0 / np.sqrt(np.pi) * np.exp(-np.square(y)),
    "gelu": lambda y: scipy.special.ndtr(y) + y * np.exp(-np.square(y) / 2) / np.sqrt(2 * np.pi),
    "linear": np.ones_like,
    "prelu": lambda y: np.where(y > 0.0, 1.0, _PRELU_SLOPE),
    "relu": lambda y: np.where(y > 0.0, 1.0, 0.0),
    "selu": lambda y: _SELU_SCALE * np.where(y > 0.0, 1.0, _SELU_ALPHA * np.exp(np.minimum(y, 0.0))),
    "sigmoid": lambda y: scipy.special.expit(y) * scipy.special.expit(-y),
    "softplus": scipy.special.expit,
    "square": lambda y: 2.0 * y,
    "tanh": lambda y: 1.0 - np.tanh(y) ** 2,
}


def derivative(name: str, y: Array) -> Array:
    """Return the derivative of an activation element by element; at a kink, the left one.

    Raises
    ------
    ValueError
        If the name is unknown.
    """
    return DERIVATIVES[one_of("activation", name, DERIVATIVES)](y)
