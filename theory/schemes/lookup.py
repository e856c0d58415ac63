"""Schemes by name or as text, such as "variance_scaling(2, fan_in, truncated_normal)".  No code runs."""

from __future__ import annotations

import ast
import inspect
from functools import lru_cache

import sympy as sp

from theory.activation.activation import Activation, exact_number
from theory.activation.lookup import get
from theory.activation.parameters import nearest
from theory.activation.parsing import parse
from theory.arguments import shown
from theory.notation import x
from theory.schemes.catalogue import ALIASES, RECIPES
from theory.schemes.definition import Scheme
from theory.schemes.fan_counts import FAN_IN, FAN_OUT

__all__ = ["named_schemes", "scheme", "scheme_names"]


MAX_LENGTH = 500  # characters; checked before any parser sees the text
_FANS = {"fan_in": FAN_IN, "fan_out": FAN_OUT}


def scheme_names() -> tuple[str, ...]:
    """Return the names that `scheme` knows."""
    return tuple(RECIPES)


def named_schemes() -> tuple[Scheme, ...]:
    """Return the schemes that need nothing but the fans: of He's, which ResNets scale by it, with fan_out as well."""
    found = []
    for name, recipe in RECIPES.items():
        parameters = inspect.signature(recipe.draw).parameters
        if name != "variance_scaling" and all(part.default is not part.empty for part in parameters.values()):
            found.append(scheme(name))
            if "mode" in parameters:
                found.append(scheme(f"{name}(fan_out)"))
    return tuple(found)


def scheme(text: str, **parameters: object) -> Scheme:
    """Return a scheme given by name or as text.

    Parameters
    ----------
    text : str
        A name of `scheme_names()` or an alias; parameters may follow in brackets, in order or by name, as in
        "normal(0.02/sqrt(2*12))", "he_uniform(fan_out)", "kumar(sigmoid)" or "truncated_normal(std=0.02, cut=3)".
        A number may be an expression in `fan_in` and `fan_out`.
    **parameters
        The same by name, as numbers, words or an `Activation`.

    Returns
    -------
    Scheme

    Raises
    ------
    ValueError
        If the scheme or a parameter is unknown (the nearest is named), is missing, or has a value that is not allowed.
    TypeError
        If the text is not text.
    """
    if not isinstance(text, str):
        raise TypeError(f"text = {shown(text)}: it must name a scheme, such as 'he_normal'")
    if len(text) > MAX_LENGTH:
        raise ValueError(f"text must have at most {MAX_LENGTH} characters, got {len(text)}: {shown(text)}")
    if not parameters:
        return _read(text.strip())
    name, positional, named = _call(text.strip())
    if twice := sorted(named.keys() & parameters.keys()):
        raise ValueError(f"{name} has two values for {twice[0]}")
    return _made(text.strip(), name, positional, named | parameters)


@lru_cache(maxsize=1024)
def _read(text: str) -> Scheme:
    return _made(text, *_call(text))


def _made(text: str, name: str, positional: tuple[object, ...], named: dict[str, object]) -> Scheme:
    found = name.casefold()
    found = ALIASES.get(found, found)
    if found not in RECIPES:
        raise ValueError(f"unknown scheme {shown(name)}{nearest(name, (*RECIPES, *ALIASES))}")
    recipe = RECIPES[found]
    signature = inspect.signature(recipe.draw)
    for key in named:
        if key not in signature.parameters:
            raise ValueError(f"{found} has no parameter {shown(key)}{nearest(key, signature.parameters)}")
    try:
        bound = signature.bind(*positional, **named)
    except TypeError as error:
        takes = ", ".join(signature.parameters) or "none"
        raise ValueError(f"{shown(text)}: {error}; the parameters of {found} are: {takes}") from None
    try:
        values = {
            key: _converted(key, value, signature.parameters[key].annotation)
            for key, value in bound.arguments.items()
        }
        law, draws = recipe.draw(**values)
    except ValueError as error:
        raise ValueError(f"{shown(text)}: {error}") from None
    for part in draws:
        if part.is_real is False or part.has(sp.zoo, sp.nan, sp.oo):
            raise ValueError(f"{shown(text)}: {part} is not a finite real number")
    shown_name = found
    if positional or named:
        given = [_written(value) for value in positional]
        given += [f"{key}={_written(value)}" for key, value in named.items()]
        shown_name = f"{found}({', '.join(given)})"
    return Scheme(shown_name, law, draws, recipe.source)


def _written(value: object) -> str:
    return value.name if isinstance(value, Activation) else str(value)


def _call(text: str) -> tuple[str, tuple[object, ...], dict[str, object]]:
    """Return the name of a scheme and the text of each of its parameters."""
    try:
        tree = ast.parse(text, mode="eval").body
    except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
        reason = error.args[0] if error.args else error
        raise ValueError(f"text = {shown(text)} does not name a scheme: {reason}") from None
    match tree:
        case ast.Name(id=name):
            return name, (), {}
        case ast.Call(func=ast.Name(id=name), args=arguments, keywords=keywords):
            if any(isinstance(part, ast.Starred) for part in arguments) or any(
                part.arg is None for part in keywords
            ):
                raise ValueError(f"{shown(text)}: parameters with * are not allowed")
            positional = tuple(_segment(text, part) for part in arguments)
            return name, positional, {str(part.arg): _segment(text, part.value) for part in keywords}
    raise ValueError(f"text = {shown(text)} does not name a scheme: write a name, or a name and (parameters)")


def _segment(text: str, node: ast.expr) -> str:
    piece = ast.get_source_segment(text, node) or ""
    return piece.strip("\"'") if isinstance(node, ast.Constant) else piece


def _converted(name: str, value: object, annotation: str) -> object:
    """Return a parameter as what its recipe takes: an expression, a word or an activation."""
    if annotation == "str":
        return str(value)
    if annotation == "Activation":
        return value if isinstance(value, Activation) else get(str(value))
    if not isinstance(value, str):
        return exact_number(name, value)
    expr = parse(value, _FANS)
    if x in expr.free_symbols:
        raise ValueError(f"{name} = {value}: it must be a number, or an expression in fan_in and fan_out")
    return expr
