"""Activations by name."""

from __future__ import annotations

import difflib
import reprlib
from functools import cache

import sympy as sp

from theory.activation.activation import Activation, exact_number
from theory.activation.catalogue import ALIASES, CATALOGUE
from theory.activation.parsing import parse

__all__ = ["get", "names", "resolve"]


def names() -> tuple[str, ...]:
    """Return the names that `get` knows."""
    return tuple(CATALOGUE)


def get(name: str, **parameters: object) -> Activation:
    """Return the activation of this name.

    Parameters
    ----------
    name : str
        One of `names()`, or an alias.  Capitals and underscores do not count, so PyTorch's ``LeakyReLU`` works too.
    **parameters
        By PyTorch's names, such as ``negative_slope``; the defaults are PyTorch's.

    Raises
    ------
    ValueError
        If the name or a parameter is unknown (the message suggests the nearest), or a value is not allowed.
    TypeError
        If the name is not text.
    """
    if not isinstance(name, str):
        raise TypeError(f"expected an Activation or a name, got {type(name).__name__}")
    found = _KNOWN.get(_folded(name))
    if found is None:
        raise ValueError(f"unknown activation {reprlib.repr(name)}{_nearest(name, (*CATALOGUE, *ALIASES))}")
    return _get(found, tuple(sorted((key, exact_number(key, value)) for key, value in parameters.items())))


def resolve(activation: str | Activation) -> Activation:
    """Return an activation given by name or as an object.

    Raises
    ------
    TypeError
        If it is neither.
    """
    return activation if isinstance(activation, Activation) else get(activation)


@cache
def _get(name: str, parameters: tuple[tuple[str, sp.Expr], ...]) -> Activation:
    entry, given = CATALOGUE[name], dict(parameters)
    for key in given:
        if key not in entry.defaults:
            raise ValueError(
                f"{name} has no parameter {reprlib.repr(key)}{_nearest(key, tuple(entry.defaults))}"
            )
    values = {key: sp.Rational(value) for key, value in entry.defaults.items()} | given
    for key, choice in entry.choices.items():
        if values[key] not in choice:
            raise ValueError(
                f"{name}: {key} must be an integer from {choice[0]} to {choice[-1]}, got {values[key]}"
            )
    label = f"{name}({', '.join(f'{key}={value}' for key, value in parameters)})" if given else name
    return Activation.from_expr(parse(entry.text, values), label)


def _folded(name: str) -> str:
    return name.strip().casefold().replace("_", "")


_KNOWN = {_folded(name): ALIASES.get(name, name) for name in (*CATALOGUE, *ALIASES)}


def _nearest(name: str, known: tuple[str, ...]) -> str:
    if not known:
        return ": it takes none"
    near = difflib.get_close_matches(name[:80].casefold(), known, n=1, cutoff=0.5)
    suggestion = f"did you mean {near[0]!r}? " if near else ""
    return f": {suggestion}Known: {', '.join(known)}"
