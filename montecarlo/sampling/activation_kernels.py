"""Activations that take several steps: they work block by block, and a block stays in the cache of a core."""

from __future__ import annotations

import math
from collections.abc import Callable
from functools import cache, wraps
from typing import Any

import numpy as np
import numpy.typing as npt
import scipy.special

__all__ = [
    "GELU_CUBIC",
    "GELU_SLOPE",
    "SELU_ALPHA",
    "SELU_SCALE",
    "Function",
    "elu",
    "gelu",
    "gelu_tanh",
    "mish",
    "selu",
    "sigmoid",
    "silu",
    "softplus",
]


# float32 or float64: a function keeps the precision of its argument.
Array = npt.NDArray[Any]
# Large enough to outweigh the cost of a call. Small enough that three or four arrays stay in a core's own cache.
_BLOCK = 32_768
Function = Callable[[Array, Array | None], Array]
Kernel = Callable[[Array, Array, Array, Array], None]


def _in_blocks(kernel: Kernel) -> Function:
    """Turn a kernel(y, out, first, second) into a function; `out` may be `y`, the scratch blocks are separate."""

    @wraps(kernel)
    def function(y: Array, out: Array | None) -> Array:
        result = np.empty(y.shape, dtype=y.dtype) if out is None else out
        if not result.flags.c_contiguous:
            result[...] = function(y, None)
            return result
        source, target = y.reshape(-1), result.reshape(-1)
        scratch = np.empty((2, min(_BLOCK, y.size)), dtype=y.dtype)
        for start in range(0, y.size, _BLOCK):
            part = source[start : start + _BLOCK]
            kernel(part, target[start : start + _BLOCK], *scratch[:, : part.size])
        return result

    return function


def _logistic(y: Array, out: Array, slope: float = 1.0) -> None:
    """Write 1 / (1 + exp(-slope y)), in a third of the time of SciPy's `expit`."""
    np.multiply(y, -slope, out=out)
    # exp would overflow beyond this; there the quotient is 0, up to denormal numbers.
    np.clip(out, -np.inf, math.log(np.finfo(y.dtype).max) - 1.0, out=out)  # np.minimum takes twice as long
    np.exp(out, out=out)
    out += 1.0
    np.divide(1.0, out, out=out)


@_in_blocks
def sigmoid(y: Array, out: Array, first: Array, second: Array) -> None:
    """Write 1 / (1 + exp(-y))."""
    _logistic(y, out)


@_in_blocks
def silu(y: Array, out: Array, first: Array, second: Array) -> None:
    """Write y / (1 + exp(-y))."""
    _logistic(y, first)
    np.multiply(y, first, out=out)


GELU_SLOPE, GELU_CUBIC = 2 * math.sqrt(2 / math.pi), 0.044715


@_in_blocks
def gelu_tanh(y: Array, out: Array, first: Array, second: Array) -> None:
    """Write y (1 + tanh(sqrt(2 / pi) (y + 0.044715 y^3))) / 2."""
    # (1 + tanh t) / 2 is the logistic function of 2 t, which loses no digits for t < 0.
    np.square(y, out=first)
    first *= GELU_CUBIC
    first += 1.0
    first *= y
    _logistic(first, first, GELU_SLOPE)
    np.multiply(y, first, out=out)


@_in_blocks
def softplus(y: Array, out: Array, first: Array, second: Array) -> None:
    """Write log(1 + exp(y))."""
    # log(1 + exp(y)) would overflow above 709. np.logaddexp would not, but costs three times as much.
    np.abs(y, out=first)
    np.negative(first, out=first)
    np.exp(first, out=first)
    np.log1p(first, out=first)
    np.clip(y, 0.0, np.inf, out=out)
    out += first


@_in_blocks
def mish(y: Array, out: Array, first: Array, second: Array) -> None:
    """Write y tanh(log(1 + exp(y)))."""
    # tanh(log(1 + e)) = n / (n + 2) with e = exp(y) and n = e (e + 2). It rounds to 1 long before y = 40.
    np.minimum(y, 40.0, out=first)
    np.exp(first, out=first)
    np.add(first, 2.0, out=second)
    first *= second
    np.add(first, 2.0, out=second)
    first /= second
    np.multiply(y, first, out=out)


def _exponential_below(y: Array, out: Array, tail: Array, alpha: float) -> None:
    """Write y where y > 0 and alpha (exp(y) - 1) elsewhere."""
    # Only of the negative part: expm1 would overflow on the positive part.
    np.minimum(y, 0.0, out=tail)
    np.expm1(tail, out=tail)
    tail *= alpha
    np.clip(y, 0.0, np.inf, out=out)
    out += tail


@_in_blocks
def elu(y: Array, out: Array, first: Array, second: Array) -> None:
    """Write y where y > 0 and exp(y) - 1 elsewhere."""
    _exponential_below(y, out, first, 1.0)


# Klambauer et al. 2017, arXiv:1706.02515, to double precision.
SELU_ALPHA = 1.6732632423543772
SELU_SCALE = 1.0507009873554805


@_in_blocks
def selu(y: Array, out: Array, first: Array, second: Array) -> None:
    """Write SELU: y where y > 0 and alpha (exp(y) - 1) elsewhere, times the scale."""
    _exponential_below(y, out, first, SELU_ALPHA)
    out *= SELU_SCALE


# The variable s of `_mills` goes from 1 at a = 0 to -1 at infinity; this is how fast.
_MILLS_RATE = 0.25
# Degrees of the polynomial that leave relative errors of 1e-7 and 1e-13.
_MILLS_DEGREES = {"float32": 9, "float64": 17}


@cache
def _mills(dtype: str) -> tuple[float, ...]:
    """Return the coefficients of P, highest first, with Phi(-a) = exp(-a^2 / 2) (1 + s) P(s) for a >= 0.

    Here s = 2 / (1 + rate a) - 1.  Up to a constant, Phi(-a) exp(a^2 / 2) is Mills' ratio, which is smooth in s.
    P interpolates it at Chebyshev points.
    """

    def ratio(s: Array) -> Array:
        a = (1.0 - s) / (1.0 + s) / _MILLS_RATE
        value: Array = 0.5 * scipy.special.erfcx(a / math.sqrt(2.0)) / (1.0 + s)
        return value

    series = np.polynomial.Chebyshev.interpolate(ratio, _MILLS_DEGREES[dtype])
    return tuple(series.convert(kind=np.polynomial.Polynomial).coef[::-1].tolist())


@_in_blocks
def gelu(y: Array, out: Array, first: Array, second: Array) -> None:
    """Write y Phi(y) as max(y, 0) - |y| Phi(-|y|), which is faster than with SciPy's erf and its branches."""
    leading, *others, constant = _mills(y.dtype.name)
    s, total = first, second
    np.abs(y, out=s)
    s *= _MILLS_RATE
    s += 1.0
    np.divide(2.0, s, out=s)
    s -= 1.0
    np.multiply(s, leading, out=total)
    for coefficient in others:
        total += coefficient
        total *= s
    total += constant
    s += 1.0
    total *= s
    np.square(y, out=s)
    s *= -0.5
    np.exp(s, out=s)
    total *= s
    np.abs(y, out=s)
    total *= s
    np.clip(y, 0.0, np.inf, out=out)
    out -= total
