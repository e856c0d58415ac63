"""Activations by name."""

from __future__ import annotations

import reprlib
from functools import cache

import sympy as sp

from theory.activation.activation import Activation, exact_number
from theory.activation.catalogue import ALIASES, CATALOGUE
from theory.activation.parameters import arranged, canonical, nearest, settings, written_number
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
    """Return an activation given as an object or by name, with its parameters in brackets: "leaky_relu(0.2)".

    Raises
    ------
    TypeError
        If it is neither.
    ValueError
        If the name or a parameter is unknown, or a value is not allowed.
    """
    if isinstance(activation, Activation):
        return activation
    if not isinstance(activation, str):
        raise TypeError(f"activation = {shown(activation)}: expected an Activation or a name")
    name, bracket, rest = activation.strip().partition("(")
    found = canonical(name) if bracket else None
    return get(activation) if found is None else _with_parameters(found, rest, activation)


@cache
def _with_parameters(name: str, rest: str, text: str) -> Activation:
    """Return an activation of the catalogue, given what follows the opening bracket; `text` is for messages."""
    inside, closing, after = rest.partition(")")
    if "(" in inside or not closing or after:
        raise ValueError(
            f"activation = {shown(text)}: expected a name, and its parameters in one pair of brackets"
        )
    positional, named = [], {}
    for part in inside.split(",") if inside.strip() else ():
        key, equals, number = (piece.strip() for piece in part.rpartition("="))
        try:
            value = exact_number(key, written_number(number))
        except ValueError as error:
            raise ValueError(
                f"activation = {shown(text)}: {error}; a formula is read by parse, and by --text on the command line"
            ) from None
        if key in named:
            raise ValueError(f"activation = {shown(text)}: {key} stands twice")
        if equals:
            named[key] = value
        else:
            positional.append(value)
    arranged(name, positional, named)  # for its errors
    return get(name, **dict(zip(CATALOGUE[name].defaults, positional, strict=False)), **named)


@cache
def _get(name: str, parameters: tuple[tuple[str, sp.Expr], ...]) -> Activation:
    values = settings(name, dict(parameters))
    given = ", ".join(f"{key}={value}" for key, value in parameters)
    return Activation.from_expr(parse(CATALOGUE[name].text, values), f"{name}({given})" if given else name)
