"""Names and parameters of the catalogue, as people write them: capitals, underscores and aliases do not count."""

from __future__ import annotations

import difflib
import reprlib
from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction

import sympy as sp

from theory.activation.catalogue import ALIASES, CATALOGUE
from theory.activation.constants import Unfit
from theory.arguments import shown

__all__ = ["arranged", "canonical", "nearest", "settings", "written_number"]


def canonical(name: str) -> str | None:
    """Return the catalogue's own spelling of a name, None if it has no such activation."""
    return _KNOWN.get(_folded(name))


def settings(name: str, given: Mapping[str, sp.Expr]) -> dict[str, sp.Expr]:
    """Return the value of each parameter of an activation, those not given by default.

    Raises
    ------
    ValueError
        If there is no such parameter (the message suggests the nearest), or it does not take the value.
    """
    entry = CATALOGUE[name]
    for key in given:
        if key not in entry.defaults:
            raise ValueError(
                f"{name} has no parameter {reprlib.repr(key)}{nearest(key, tuple(entry.defaults))}"
            )
    values = {key: sp.Rational(value) for key, value in entry.defaults.items()} | dict(given)
    for key, choice in entry.choices.items():
        if values[key] not in choice:
            raise ValueError(
                f"{name}: {key} must be an integer from {choice[0]} to {choice[-1]}, got {values[key]}"
            )
    return values


def arranged(name: str, positional: Sequence[sp.Expr], named: Mapping[str, sp.Expr]) -> dict[str, sp.Expr]:
    """Return the value of each parameter, given in order and by name as in a call; `Unfit` if they do not fit."""
    order = tuple(CATALOGUE[name].defaults)
    if len(positional) > len(order):
        takes = (
            f"{len(order)} parameter{'s' * (len(order) > 1)} ({', '.join(order)})"
            if order
            else "no parameter"
        )
        raise Unfit(f"{name} takes {takes}, got {len(positional)}")
    given = dict(zip(order, positional, strict=False))
    if twice := given.keys() & named.keys():
        raise Unfit(f"{name} has two values for {min(twice)}")
    for key, value in (given | dict(named)).items():
        if value.free_symbols:
            raise Unfit(f"{name}: {key} must be a number, got {value}")
    try:
        return settings(name, given | dict(named))
    except ValueError as error:
        raise Unfit(str(error)) from None


def nearest(name: str, known: Iterable[str]) -> str:
    """Return the end of a message about an unknown name: the nearest known one, and all of them."""
    choices = tuple(known)
    if not choices:
        return ": it takes none"
    near = difflib.get_close_matches(name[:80].casefold(), choices, n=1, cutoff=0.5)
    suggestion = f": did you mean {near[0]!r}?" if near else "."
    return f"{suggestion} Known: {', '.join(choices)}"


def _folded(name: str) -> str:
    return name.strip().casefold().replace("_", "")


_KNOWN = {_folded(name): ALIASES.get(name, name) for name in (*CATALOGUE, *ALIASES)}


def written_number(text: str) -> Fraction:
    """Return the number that digits state: 0.2, 2e-1 and 1/5 are one fraction.

    Raises
    ------
    ValueError
        If it is no finite number.
    """
    try:
        # With an exponent by way of the float that prints so: the digits of 1e999999999 would fill the memory.
        return Fraction(str(float(text)) if "e" in text.lower() else text)
    except (ValueError, ZeroDivisionError):
        raise ValueError(f"expected a number, got {shown(text)}") from None
