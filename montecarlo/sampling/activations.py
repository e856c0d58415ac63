"""Activation functions of NumPy arrays, written independently of those in `theory`."""

from __future__ import annotations

import math
import reprlib
from collections.abc import Callable
from typing import Any

import numpy as np
import numpy.typing as npt
import scipy.special

from montecarlo.sampling import activation_kernels as kernels
from montecarlo.sampling.activation_catalogue import CATALOGUE
from montecarlo.sampling.activation_names import Named, parsed, unknown

__all__ = ["ACTIVATIONS", "DERIVATIVES", "SLOPES", "apply", "derivative", "known", "slope"]


# float32 or float64: a function keeps the precision of its argument.
Array = npt.NDArray[Any]


def _abs(y: Array, out: Array | None) -> Array:
    return np.abs(y, out=out)


def _leaky_relu(y: Array, out: Array | None) -> Array:
    return _steeper(SLOPES["leaky_relu"], y, out)


def _prelu(y: Array, out: Array | None) -> Array:
    return _steeper(SLOPES["prelu"], y, out)


def _steeper(slope: float, y: Array, out: Array | None) -> Array:
    # With a slope below 1, the function is the larger of the two lines.
    return np.maximum(y, slope * y, out=out)


def _relu(y: Array, out: Array | None) -> Array:
    # np.maximum with a number is not vectorised and takes three times as long.
    return np.clip(y, 0.0, np.inf, out=out)


def _hardtanh(y: Array, out: Array | None) -> Array:
    return np.clip(y, -1.0, 1.0, out=out)


def _tanh(y: Array, out: Array | None) -> Array:
    return np.tanh(y, out=out)


def _sin(y: Array, out: Array | None) -> Array:
    return np.sin(y, out=out)


def _erf(y: Array, out: Array | None) -> Array:
    result: Array = scipy.special.erf(y, out=out)
    return result


def _linear(y: Array, out: Array | None) -> Array:
    return np.positive(y, out=out)


def _square(y: Array, out: Array | None) -> Array:
    result: Array = np.square(y, out=out)
    return result


ACTIVATIONS: dict[str, kernels.Function] = {
    "abs": _abs,
    "elu": kernels.elu,
    "erf": _erf,
    "gelu": kernels.gelu,
    "gelu_tanh": kernels.gelu_tanh,
    "hardtanh": _hardtanh,
    "leaky_relu": _leaky_relu,
    "linear": _linear,
    "mish": kernels.mish,
    "prelu": _prelu,
    "relu": _relu,
    "selu": kernels.selu,
    "sigmoid": kernels.sigmoid,
    "silu": kernels.silu,
    "sin": _sin,
    "softplus": kernels.softplus,
    "square": _square,
    "tanh": _tanh,
}
# These are g(y) = y for y > 0 and g(y) = slope * y otherwise. Leaky ReLU and PReLU have PyTorch's defaults.
SLOPES = {"abs": -1.0, "leaky_relu": 0.01, "linear": 1.0, "prelu": 0.25, "relu": 0.0}


def known(argument: str, value: object, *, differentiable: bool = False) -> str:
    """Return the name of an activation, or raise an error that names the argument.

    Parameters
    ----------
    argument : str
    value : object
        A name of the catalogue or an alias, with parameters in brackets where it has them, as in "leaky_relu(0.2)";
        or one that was registered.  Capitals and underscores do not count.
    differentiable : bool, optional
        Whether the activation must have a derivative.  Only those that were registered may lack one.

    Raises
    ------
    TypeError
        If it is not a string.
    ValueError
        If the name or a parameter is unknown, or the derivative is missing.
    """
    if not isinstance(value, str):
        raise TypeError(f"{argument} must be the name of an activation, got {reprlib.repr(value)}")
    if value not in ACTIVATIONS and parsed(value) is None:
        raise unknown(argument, value, ACTIVATIONS)
    if differentiable and value in ACTIVATIONS and value not in DERIVATIVES:
        raise ValueError(f"{argument} must have a derivative, got {value!r}: register it with a derivative")
    return value


def slope(name: str) -> float | None:
    """Return s if the activation is y for y > 0 and s y elsewhere, and None if it is another function."""
    found = None if name in ACTIVATIONS else parsed(name)
    if found is None or (found.at_defaults and found.name in SLOPES):
        return SLOPES.get(name if found is None else found.name)
    return found.slope


def apply(name: str, y: Array, out: Array | None = None) -> Array:
    """Apply an activation element by element.

    Parameters
    ----------
    name : str
        As for `known`.
    y : ndarray of float64 or float32
    out : ndarray, optional
        Where to write the result; it has the shape of `y` and may be `y` itself.

    Returns
    -------
    ndarray
        Of the shape and precision of `y`; it is `out` if that is given.

    Raises
    ------
    ValueError
        If the name is unknown.
    """
    kernel = ACTIVATIONS.get(name) or ACTIVATIONS.get(_kernel_name(name))
    if kernel is not None:
        return kernel(y, out)
    found = _found(name)
    function = CATALOGUE[found.name].function
    assert function is not None, name  # those without a function have a kernel
    result = np.asarray(function(y, *found.values)).astype(y.dtype, copy=False)
    if out is None:
        return result
    out[...] = result
    return out


def _found(name: str) -> Named:
    found = parsed(known("activation", name))
    assert found is not None, name
    return found


def _kernel_name(name: str) -> str:
    found = _found(name)
    return found.name if found.at_defaults else ""


def _normal_density(y: Array) -> Array:
    density: Array = np.exp(-np.square(y) / 2) / math.sqrt(2 * math.pi)
    return density


def _silu_derivative(y: Array) -> Array:
    g = scipy.special.expit(y)
    slope: Array = g * (1.0 + y * scipy.special.expit(-y))
    return slope


def _gelu_tanh_derivative(y: Array) -> Array:
    rate, cubic = kernels.GELU_SLOPE, kernels.GELU_CUBIC
    inner = rate * (y + cubic * y**3)
    g = scipy.special.expit(inner)
    slope: Array = g * (1.0 + y * scipy.special.expit(-inner) * rate * (1.0 + 3.0 * cubic * y**2))
    return slope


def _mish_derivative(y: Array) -> Array:
    t = np.tanh(apply("softplus", y))
    slope: Array = t + y * (1.0 - t**2) * scipy.special.expit(y)
    return slope


DERIVATIVES: dict[str, Callable[[Array], Array]] = {
    "abs": lambda y: np.where(y > 0.0, 1.0, SLOPES["abs"]),
    "elu": lambda y: np.exp(np.minimum(y, 0.0)),
    "erf": lambda y: 2.0 / math.sqrt(math.pi) * np.exp(-np.square(y)),
    "gelu": lambda y: scipy.special.ndtr(y) + y * _normal_density(y),
    "gelu_tanh": _gelu_tanh_derivative,
    "hardtanh": lambda y: np.where((y > -1.0) & (y <= 1.0), 1.0, 0.0),
    "leaky_relu": lambda y: np.where(y > 0.0, 1.0, SLOPES["leaky_relu"]),
    "linear": np.ones_like,
    "mish": _mish_derivative,
    "prelu": lambda y: np.where(y > 0.0, 1.0, SLOPES["prelu"]),
    "relu": lambda y: np.where(y > 0.0, 1.0, 0.0),
    "selu": lambda y: (
        kernels.SELU_SCALE * np.where(y > 0.0, 1.0, kernels.SELU_ALPHA * np.exp(np.minimum(y, 0.0)))
    ),
    "sigmoid": lambda y: scipy.special.expit(y) * scipy.special.expit(-y),
    "silu": _silu_derivative,
    "sin": np.cos,
    "softplus": scipy.special.expit,
    "square": lambda y: 2.0 * y,
    "tanh": lambda y: 1.0 - np.tanh(y) ** 2,
}


def derivative(name: str, y: Array) -> Array:
    """Return the derivative of an activation element by element, in the precision of `y`.

    At a kink it is the derivative from the left.

    Raises
    ------
    ValueError
        If the name is unknown, or no derivative was registered.
    """
    known("activation", name, differentiable=True)
    rule = DERIVATIVES.get(name) or DERIVATIVES.get(_kernel_name(name))
    if rule is not None:
        return rule(y).astype(y.dtype, copy=False)
    found = _found(name)
    formula = CATALOGUE[found.name].derivative
    assert formula is not None, name
    return np.asarray(formula(y, *found.values)).astype(y.dtype, copy=False)
