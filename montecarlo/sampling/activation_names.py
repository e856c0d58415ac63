"""Activations by the name that a user writes: "silu", "Swish", "leaky_relu(0.2)", "elu(alpha=2)"."""

from __future__ import annotations

import difflib
import math
import reprlib
from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction
from functools import cache

from montecarlo.sampling.activation_catalogue import ALIASES, CATALOGUE

__all__ = ["Named", "parsed", "unknown"]


@dataclass(frozen=True)
class Named:
    """An activation of the catalogue with the values of its parameters, in order."""

    name: str
    values: tuple[float, ...]

    @property
    def at_defaults(self) -> bool:
        """Whether each parameter has its default."""
        return self.values == tuple(CATALOGUE[self.name].defaults.values())

    @property
    def slope(self) -> float | None:
        """s where g(y) = y for y > 0 and s y elsewhere; None where g is another function, or a kernel without s."""
        slope = CATALOGUE[self.name].slope
        return None if slope is None else slope(*self.values)


@cache
def parsed(text: str) -> Named | None:
    """Return what a text names; None if the catalogue has no such name.

    Raises
    ------
    ValueError
        If the catalogue has the name, but the text in brackets does not give its parameters.
    """
    name, bracket, rest = text.strip().partition("(")
    known = _KNOWN.get(_folded(name))
    if known is None:
        return None
    inside = rest.strip()
    if bracket and not inside.endswith(")"):
        raise ValueError(f"activation {_shown(text)} must end with a closing bracket")
    entry = CATALOGUE[known]
    values = dict(entry.defaults)
    given: set[str] = set()
    for index, part in enumerate(inside[:-1].split(",") if inside[:-1].strip() else ()):
        key, equals, number = (piece.strip() for piece in part.rpartition("="))
        if not equals:
            if index >= len(values):
                raise ValueError(f"activation {_shown(text)} has too many parameters: {_parameters(known)}")
            key = tuple(values)[index]
        if key not in values or key in given:
            problem = "two values for" if key in given else "no parameter"
            raise ValueError(f"activation {_shown(text)} has {problem} {key!r}: {_parameters(known)}")
        given.add(key)
        values[key] = _value(text, key, number, entry.integers.get(key))
    return Named(known, tuple(values.values()))


def unknown(argument: str, value: object, others: Iterable[str]) -> ValueError:
    """Return the error for a name that nothing has: the known ones, and the nearest."""
    choices = sorted({*CATALOGUE, *ALIASES, *others})
    name = str(value)[:80].partition("(")[0].strip().lower()
    nearest = difflib.get_close_matches(name, choices, n=1)
    hint = f": did you mean {nearest[0]!r}?" if nearest else ""
    return ValueError(f"{argument} must be one of {', '.join(choices)}, got {_shown(value)}{hint}")


def _value(text: str, key: str, number: str, integers: range | None) -> float:
    try:
        # A fraction such as 1/3, too; not 1e999999999, whose digits would fill the memory.
        value = float(Fraction(number)) if "e" not in number.lower() else float(number)
    except (ValueError, ZeroDivisionError, OverflowError):
        value = math.nan
    if not math.isfinite(value):
        raise ValueError(f"activation {_shown(text)}: {key} must be a finite number, got {_shown(number)}")
    if integers is None:
        return value
    if value not in integers:
        raise ValueError(
            f"activation {_shown(text)}: {key} must be an integer from {integers[0]} to {integers[-1]}, got {number}"
        )
    return int(value)


def _parameters(name: str) -> str:
    defaults = CATALOGUE[name].defaults
    stated = ", ".join(f"{key}={value:g}" for key, value in defaults.items())
    return f"its parameters and their defaults are {stated}" if defaults else f"{name} takes none"


def _shown(value: object) -> str:
    return reprlib.repr(value)


def _folded(name: str) -> str:
    return name.strip().casefold().replace("_", "")


_KNOWN = {_folded(name): ALIASES.get(name, name) for name in (*CATALOGUE, *ALIASES)}
