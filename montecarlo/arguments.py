"""Checks of arguments: each returns the value, or raises an error that says what is expected and what came.

A number is an int, a float or a Fraction, or NumPy's, but not True, text, None or a complex number.  It must be finite
and fit a float.  An integer is an int or NumPy's, but not True or 2.0.
"""

from __future__ import annotations

import difflib
import math
import numbers
import reprlib
from collections.abc import Iterable

import numpy as np
import numpy.typing as npt

__all__ = [
    "array", "increasing", "instance", "one_of", "per_layer", "real", "shown", "texts", "whole", "whole_tuple",
]  # fmt: skip


def shown(value: object) -> str:
    """Return a value for a message, at most a line long."""
    if isinstance(value, int) and abs(value) >= 10**40:
        return f"an integer of {value.bit_length()} bits"  # Python refuses to print those of more than 4300 digits
    text = reprlib.repr(value)
    return text if len(text) <= 200 else text[:197] + "..."


def whole(name: str, value: object, *, at_least: int) -> int:
    """Return `value` as an int, or raise TypeError (not an integer) or ValueError (too small)."""
    if not isinstance(value, numbers.Integral) or isinstance(value, bool):
        raise TypeError(f"{name} must be an integer, {at_least} or more, got {shown(value)}")
    if value < at_least:
        raise ValueError(f"{name} must be {at_least} or more, got {value}")
    return int(value)


def whole_tuple(name: str, value: object, *, at_least: int, length: int) -> tuple[int, ...]:
    """Return `value` as a tuple of ints, `length` of them or more."""
    if not isinstance(value, tuple):
        raise TypeError(f"{name} must be a tuple of integers, got {shown(value)}")
    if len(value) < length:
        raise ValueError(f"{name} must have {length} integers or more, got {shown(value)}")
    return tuple(whole(f"{name}[{index}]", entry, at_least=at_least) for index, entry in enumerate(value))


def real(
    name: str,
    value: object,
    *,
    at_least: float = -math.inf,
    at_most: float = math.inf,
    below: float = math.inf,
) -> float:
    """Return `value` as a finite float within its bounds, or raise TypeError or ValueError."""
    if not isinstance(value, numbers.Real) or isinstance(value, bool):
        raise TypeError(f"{name} must be a real number, got {shown(value)}")
    try:
        number = float(value)
    except OverflowError:  # an integer such as 10**400
        number = math.inf
    if not math.isfinite(number):
        raise ValueError(f"{name} must be finite, got {shown(value)}")
    if not (at_least <= number <= at_most and number < below):
        bounds = {
            f"{at_least:g} or more": at_least > -math.inf,
            f"{at_most:g} or less": at_most < math.inf,
            f"less than {below:g}": below < math.inf,
        }
        stated = " and ".join(text for text, is_bound in bounds.items() if is_bound)
        raise ValueError(f"{name} must be {stated}, got {shown(value)}")
    return number


def per_layer(
    name: str, value: object, layers: int, *, at_least: float = -math.inf, at_most: float = math.inf
) -> tuple[float, ...]:
    """Return one number for each layer, given one for all or a tuple with one for each."""
    if not isinstance(value, tuple):
        return (real(name, value, at_least=at_least, at_most=at_most),) * layers
    if len(value) != layers:
        raise ValueError(
            f"{name} must be a number, or a tuple of {layers} numbers, one for each layer, got {shown(value)}"
        )
    return tuple(
        real(f"{name}[{index}]", entry, at_least=at_least, at_most=at_most)
        for index, entry in enumerate(value)
    )


def one_of(name: str, value: object, known: Iterable[str]) -> str:
    """Return `value` if it is one of the known names, or raise ValueError that suggests the nearest one."""
    choices = sorted(known)
    if isinstance(value, str) and value in choices:
        return value
    nearest = difflib.get_close_matches(
        str(value)[:80].lower() if isinstance(value, str) else "", choices, n=1
    )
    hint = f": did you mean {nearest[0]!r}?" if nearest else ""
    raise ValueError(f"{name} must be one of {', '.join(choices)}, got {shown(value)}{hint}")


def instance(name: str, value: object, kind: type | tuple[type, ...], words: str) -> None:
    """Raise TypeError unless `value` is of a kind, which `words` describe."""
    if not isinstance(value, kind):
        raise TypeError(f"{name} must be {words}, got {shown(value)}")


def texts(name: str, value: object) -> None:
    """Raise TypeError unless `value` is a tuple of texts."""
    if not isinstance(value, tuple) or not all(isinstance(entry, str) for entry in value):
        raise TypeError(f"{name} must be a tuple of texts, got {shown(value)}")


def increasing(name: str, value: object) -> None:
    """Raise TypeError or ValueError unless `value` is a tuple of one number or more, in increasing order."""
    if not isinstance(value, tuple) or not value:
        raise ValueError(
            f"{name} must be a tuple of one number or more, in increasing order, got {shown(value)}"
        )
    numbers_ = [real(f"{name}[{index}]", entry) for index, entry in enumerate(value)]
    if numbers_ != sorted(set(numbers_)):
        raise ValueError(f"{name} must be in increasing order, got {shown(value)}")


def array(name: str, value: object, *, infinite: bool = False) -> npt.NDArray[np.float64]:
    """Return `value` as an array of float64, finite unless `infinite`, or raise TypeError or ValueError."""
    try:
        given = np.asarray(value)
    except ValueError:
        raise ValueError(f"{name} must have rows of one length, got {shown(value)}") from None
    if given.dtype.kind not in "fiu":
        raise TypeError(f"{name} must be an array of real numbers, got {shown(value)}")
    result = given.astype(np.float64, copy=False)
    wrong = np.isnan(result) if infinite else ~np.isfinite(result)
    if wrong.any():
        raise ValueError(f"{name} must be {'numbers' if infinite else 'finite'}, got {result[wrong].flat[0]}")
    return result
