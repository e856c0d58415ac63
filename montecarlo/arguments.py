"""Checks of arguments: each returns the value, or raises an error that says what is expected and what came."""

from __future__ import annotations

import difflib
import math
import numbers
from collections.abc import Iterable

__all__ = ["one_of", "real", "whole", "whole_tuple"]


def whole(name: str, value: object, *, at_least: int) -> int:
    """Return `value` as an int, or raise TypeError (not an integer) or ValueError (too small)."""
    if not isinstance(value, numbers.Integral) or isinstance(value, bool):
        raise TypeError(f"{name} must be an integer, {at_least} or more, got {value!r}")
    if value < at_least:
        raise ValueError(f"{name} must be {at_least} or more, got {value}")
    return int(value)


def whole_tuple(name: str, value: object, *, at_least: int, length: int) -> tuple[int, ...]:
    """Return `value` as a tuple of ints, `length` of them or more."""
    if not isinstance(value, tuple):
        raise TypeError(f"{name} must be a tuple of integers, got {value!r}")
    if len(value) < length:
        raise ValueError(f"{name} must have {length} integers or more, got {value!r}")
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
        raise TypeError(f"{name} must be a real number, got {value!r}")
    number = float(value)
    if not math.isfinite(number):
        raise ValueError(f"{name} must be finite, got {value!r}")
    if not (at_least <= number <= at_most and number < below):
        bounds = {
            f"{at_least:g} or more": at_least > -math.inf,
            f"{at_most:g} or less": at_most < math.inf,
            f"less than {below:g}": below < math.inf,
        }
        stated = " and ".join(text for text, is_bound in bounds.items() if is_bound)
        raise ValueError(f"{name} must be {stated}, got {value!r}")
    return number


def one_of(name: str, value: object, known: Iterable[str]) -> str:
    """Return `value` if it is one of the known names, or raise ValueError that suggests the nearest one."""
    choices = sorted(known)
    if isinstance(value, str) and value in choices:
        return value
    nearest = difflib.get_close_matches(str(value).lower(), choices, n=1)
    hint = f": did you mean {nearest[0]!r}?" if nearest else ""
    raise ValueError(f"{name} must be one of {', '.join(choices)}, got {value!r}{hint}")
