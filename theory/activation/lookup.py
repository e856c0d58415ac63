"""Activations by name."""

from __future__ import annotations

import reprlib
from functools import cache

import sympy as sp

from theory.activation.activation import Activation, exact_number
from theory.activation.catalogue import ALIASES, CATALOGUE
from theory.activation.parameters import canonical, nearest, settings
from theory.activation.parsing import parse
from theory.arguments import shown

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
        raise TypeError(f"name = {shown(name)}: expected the name of an activation")
    found = canonical(name)
    if found is None:
        raise ValueError(f"unknown activation {reprlib.repr(name)}{nearest(name, (*CATALOGUE, *ALIASES))}")
    return _get(found, tuple(sorted((key, exact_number(key, value)) for key, value in parameters.items())))


def resolve(activation: str | Activation) -> Activation:
    """Return an activation given by name or as an object.

    Raises
    ------
    TypeError
        If it is neither.
    """
    if isinstance(activation, Activation):
        return activation
    if not isinstance(activation, str):
        raise TypeError(f"activation = {shown(activation)}: expected an Activation or a name")
    return get(activation)


@cache
def _get(name: str, parameters: tuple[tuple[str, sp.Expr], ...]) -> Activation:
    values = settings(name, dict(parameters))
    given = ", ".join(f"{key}={value}" for key, value in parameters)
    return Activation.from_expr(parse(CATALOGUE[name].text, values), f"{name}({given})" if given else name)
