"""The activations of PyTorch and neural-tangents with their parameters, in NumPy, written apart from those of `theory`.

`montecarlo.sampling.activations` has faster kernels for the frequent ones at their defaults.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import numpy.typing as npt
from scipy.special import erf, expit

__all__ = ["ALIASES", "CATALOGUE", "Entry"]


Array = npt.NDArray[Any]
Formula = Callable[..., Any]


@dataclass(frozen=True)
class Entry:
    """An activation with parameters.

    Parameters
    ----------
    function, derivative : callable
        Of an array and the values of the parameters, in order.  None where the module of kernels has them.
        At a kink the derivative is the one from the left.
    defaults : mapping of str to float
        The parameters by PyTorch's or neural-tangents' names.
    slope : callable, optional
        Of the parameters: s where g(y) = y for y > 0 and s y elsewhere, None where g is another function.
    integers : mapping of str to range
        The values of a parameter that must be an integer.
    """

    function: Formula | None = None
    derivative: Formula | None = None
    defaults: Mapping[str, float] = field(default_factory=dict)
    slope: Callable[..., float | None] | None = None
    integers: Mapping[str, range] = field(default_factory=dict)


def _leaky(y: Array, slope: float) -> Array:
    return np.where(y > 0.0, y, slope * y)


def _leaky_derivative(y: Array, slope: float) -> Array:
    return np.where(y > 0.0, 1.0, slope)


def _leaky_by(slope: Callable[..., float], **defaults: float) -> Entry:
    return Entry(
        lambda y, *values: _leaky(y, slope(*values)),
        lambda y, *values: _leaky_derivative(y, slope(*values)),
        defaults,
        slope,
    )


def _indicator(y: Array, low: float, high: float) -> Array:
    return np.where((y > low) & (y <= high), 1.0, 0.0)


def _outside(y: Array, limit: float) -> Array:
    return np.where((y > limit) | (y <= -limit), 1.0, 0.0)


def _squareplus(y: Array, b: float) -> Array:
    root = np.sqrt(np.square(y) + b)
    # For y < 0 the sum of y and the root would cancel.
    return np.where(y < 0.0, b / (2.0 * (root + np.abs(y))), (y + root) / 2.0)


def _hermite(y: Array, degree: int) -> Any:
    scale = math.sqrt(math.factorial(degree))
    return np.polynomial.hermite_e.hermeval(y, [0.0] * degree + [1.0]) / scale


def _wave(function: Formula, slope: Formula) -> Entry:
    return Entry(
        lambda y, a, b, c: a * function(b * y + c),
        lambda y, a, b, c: a * b * slope(b * y + c),
        {"a": 1.0, "b": 1.0, "c": 0.0},
    )


def _quick_gelu_derivative(y: Array) -> Any:
    gate = expit(1.702 * y)
    return gate * (1.0 + 1.702 * y * expit(-1.702 * y))


_LIKE = 2.4020563531719796  # at this scale erf is nearest to the logistic function
_DEGREES = range(1, 65)
_KERNEL = Entry()
CATALOGUE: dict[str, Entry] = {
    "linear": _KERNEL, "relu": _KERNEL, "selu": _KERNEL, "gelu": _KERNEL, "gelu_tanh": _KERNEL, "silu": _KERNEL,
    "mish": _KERNEL, "sigmoid": _KERNEL, "tanh": _KERNEL, "abs": _KERNEL, "square": _KERNEL,
    "leaky_relu": _leaky_by(lambda slope: slope, negative_slope=0.01),
    "prelu": _leaky_by(lambda slope: slope, init=0.25),
    # As in evaluation; in training the slope is random.
    "rrelu": _leaky_by(lambda lower, upper: (lower + upper) / 2.0, lower=1.0 / 8.0, upper=1.0 / 3.0),
    "abrelu": Entry(
        lambda y, a, b: np.where(y > 0.0, b * y, a * y), lambda y, a, b: np.where(y > 0.0, b, a),
        {"a": 0.0, "b": 1.0}, lambda a, b: a if b == 1.0 else None,
    ),
    "threshold": Entry(
        lambda y, threshold, value: np.where(y > threshold, y, value),
        lambda y, threshold, value: np.where(y > threshold, 1.0, 0.0),
        {"threshold": 0.0, "value": 0.0}, lambda threshold, value: 0.0 if threshold == value == 0.0 else None,
    ),
    "relu6": Entry(lambda y: np.clip(y, 0.0, 6.0), lambda y: _indicator(y, 0.0, 6.0)),
    "elu": Entry(
        lambda y, alpha: np.where(y > 0.0, y, alpha * np.expm1(np.minimum(y, 0.0))),
        lambda y, alpha: np.where(y > 0.0, 1.0, alpha * np.exp(np.minimum(y, 0.0))),
        {"alpha": 1.0},
    ),
    "celu": Entry(
        lambda y, alpha: np.where(y > 0.0, y, alpha * np.expm1(np.minimum(y, 0.0) / alpha)),
        lambda y, alpha: np.where(y > 0.0, 1.0, np.exp(np.minimum(y, 0.0) / alpha)),
        {"alpha": 1.0},
    ),
    "softplus": Entry(
        lambda y, beta: np.logaddexp(0.0, beta * y) / beta, lambda y, beta: expit(beta * y), {"beta": 1.0}
    ),
    "logsigmoid": Entry(lambda y: -np.logaddexp(0.0, -y), lambda y: expit(-y)),
    "tanhshrink": Entry(lambda y: y - np.tanh(y), lambda y: np.square(np.tanh(y))),
    "softsign": Entry(lambda y: y / (1.0 + np.abs(y)), lambda y: 1.0 / np.square(1.0 + np.abs(y))),
    "softshrink": Entry(lambda y, lambd: y - np.clip(y, -lambd, lambd), _outside, {"lambd": 0.5}),
    "hardshrink": Entry(lambda y, lambd: np.where(np.abs(y) > lambd, y, 0.0), _outside, {"lambd": 0.5}),
    "hardtanh": Entry(np.clip, _indicator, {"min_val": -1.0, "max_val": 1.0}),
    "hardsigmoid": Entry(lambda y: np.clip(y / 6.0 + 0.5, 0.0, 1.0), lambda y: _indicator(y, -3.0, 3.0) / 6.0),
    "hardswish": Entry(
        lambda y: y * np.clip(y / 6.0 + 0.5, 0.0, 1.0),
        lambda y: np.where(y <= -3.0, 0.0, np.where(y <= 3.0, y / 3.0 + 0.5, 1.0)),
    ),
    "erf": Entry(
        lambda y, a, b, c: a * erf(b * y) + c,
        lambda y, a, b, c: 2.0 * a * b / math.sqrt(math.pi) * np.exp(-np.square(b * y)),
        {"a": 1.0, "b": 1.0, "c": 0.0},
    ),
    "sin": _wave(np.sin, np.cos),
    "cos": _wave(np.cos, lambda phase: -np.sin(phase)),
    "rbf": Entry(
        lambda y, gamma: math.sqrt(2.0) * np.sin(math.sqrt(2.0 * gamma) * y + math.pi / 4.0),
        lambda y, gamma: 2.0 * math.sqrt(gamma) * np.cos(math.sqrt(2.0 * gamma) * y + math.pi / 4.0),
        {"gamma": 1.0},
    ),
    "sign": Entry(np.sign, np.zeros_like),
    "heaviside": Entry(lambda y: np.where(y > 0.0, 1.0, 0.0), np.zeros_like),
    "exp": Entry(
        lambda y, a, b: a * np.exp(b * y), lambda y, a, b: a * b * np.exp(b * y), {"a": 1.0, "b": 1.0}
    ),
    "gaussian": Entry(
        lambda y, a, b: a * np.exp(b * np.square(y)), lambda y, a, b: 2.0 * a * b * y * np.exp(b * np.square(y)),
        {"a": 1.0, "b": -1.0},
    ),
    "monomial": Entry(
        lambda y, degree: y**degree, lambda y, degree: degree * y ** (degree - 1),
        {"degree": 3}, integers={"degree": _DEGREES},
    ),
    "rectified_monomial": Entry(
        lambda y, degree: np.maximum(y, 0.0) ** degree,
        lambda y, degree: np.where(y > 0.0, degree * np.maximum(y, 0.0) ** (degree - 1), 0.0),
        {"degree": 2}, integers={"degree": _DEGREES},
    ),
    "hermite": Entry(
        _hermite, lambda y, degree: math.sqrt(degree) * _hermite(y, degree - 1),
        {"degree": 3}, integers={"degree": range(1, 7)},
    ),
    "sigmoid_like": Entry(
        lambda y: (1.0 + erf(y / _LIKE)) / 2.0, lambda y: np.exp(-np.square(y / _LIKE)) / math.sqrt(math.pi) / _LIKE
    ),
    "squareplus": Entry(
        _squareplus, lambda y, b: (1.0 + y / np.sqrt(np.square(y) + b)) / 2.0, {"b": 4.0}
    ),
    "arctan": Entry(np.arctan, lambda y: 1.0 / (1.0 + np.square(y))),
    "quick_gelu": Entry(lambda y: y * expit(1.702 * y), _quick_gelu_derivative),
    "snake": Entry(
        lambda y, a: y + np.square(np.sin(a * y)) / a, lambda y, a: 1.0 + np.sin(2.0 * a * y), {"a": 1.0}
    ),
}  # fmt: skip
ALIASES = {
    "identity": "linear", "swish": "silu", "hardsilu": "hardswish", "step": "heaviside", "exponential": "exp",
    "relu_squared": "rectified_monomial", "atan": "arctan",
}  # fmt: skip
