"""Checks of arguments: each returns its value, or says what came, what was expected and how to mend it."""

from __future__ import annotations

import difflib
import math
import numbers
from collections.abc import Iterable

__all__ = ["one_of", "real", "whole", "whole_tuple"]


def whole(name: str, value: object, *, at_least: int) -> int:
    """Return `value` as an int, or raise TypeError (no integer) or ValueError (too small)."""
    if not isinstance(value, numbers.Integral) or isinstance(value, bool):
        raise TypeError(f"{name} = {value!r} is no integer: give one, {at_least} or more")
    if value < at_least:
        raise ValueError(f"{name} = {value} is too small: give {at_least} or more")
    return int(value)


def whole_tuple(name: str, value: object, *, at_least: int, length: int) -> tuple[int, ...]:
    """Return `value` as a tuple of ints, `length` of them or more."""
    if not isinstance(value, tuple):
        raise TypeError(
            f"{name} = {value!r} is no tuple: give a tuple of integers (it is hashed and pickled)"
        )
    if len(value) < length:
        raise ValueError(f"{name} = {value!r} is too short: give {length} integers or more")
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
        raise TypeError(f"{name} = {value!r} is no real number: give a float")
    number = float(value)
    if not math.isfinite(number):
        raise ValueError(f"{name} = {value!r} is not finite: give a finite number")
    if not (at_least <= number <= at_most and number < below):
        low = "" if at_least == -math.inf else f"{at_least:g} or more"
        high = (
            f"{at_most:g} or less"
            if at_most < math.inf
            else f"less than {below:g}"
            if below < math.inf
            else ""
        )
        raise ValueError(
            f"{name} = {value!r} is out of range: give {' and '.join(filter(None, (low, high)))}"
        )
    return number


def one_of(name: str, value: object, known: Iterable[str]) -> str:
    """Return `value` if it is one of the known names, or raise ValueError with the nearest of them."""
    choices = sorted(known)
    if isinstance(value, str) and value in choices:
        return value
    nearest = difflib.get_close_matches(str(value).lower(), choices, n=1)
    hint = f"did you mean {nearest[0]!r}? " if nearest else ""
    raise ValueError(f"{name} = {value!r} is unknown: {hint}give one of {', '.join(choices)}")
