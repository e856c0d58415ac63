"""The registry of derivations: each is built once, with its premises, and is found by its equation or its name."""

from __future__ import annotations

import difflib
import pkgutil
import re
from collections.abc import Callable, Mapping
from contextvars import ContextVar
from dataclasses import replace
from functools import cache, wraps
from importlib import import_module
from types import MappingProxyType
from typing import ParamSpec, overload
from weakref import WeakKeyDictionary

from theory.derivation.derivation import Derivation

__all__ = ["builder_of", "derivations", "derived", "equation", "equations"]

Parameters = ParamSpec("Parameters")
Build = Callable[Parameters, Derivation]

_BY_NAME: dict[str, Callable[..., Derivation]] = {}
_BY_EQUATION: dict[str, Callable[..., Derivation]] = {}
_BUILDERS: WeakKeyDictionary[Derivation, Callable[..., Derivation]] = WeakKeyDictionary()
# The derivations that the one being built has asked for so far; None while none is being built.
_asked: ContextVar[dict[Derivation, None] | None] = ContextVar("asked", default=None)


@overload
def derived(build: Build[Parameters], /) -> Build[Parameters]: ...
@overload
def derived(*equations: str) -> Callable[[Build[Parameters]], Build[Parameters]]: ...
def derived(*given):  # type: ignore[no-untyped-def]  # the overloads say what goes in and out
    """Register a function that builds a derivation; it is built once, with its premises.

    Each derivation that the body asks for, directly or through a helper, becomes a premise, and is checked with
    the result that uses it.

    Parameters
    ----------
    *given : str
        The equations that it derives, each as "paper locator", such as "kumar2017 (22)".  For a result that no
        paper prints, write ``@derived`` without parentheses; `equation` finds it by its name.

    Raises
    ------
    ValueError
        If another function has the same name, or derives one of the equations.
    TypeError
        If an equation is not text.
    """
    if len(given) == 1 and callable(given[0]):
        return _registered(given[0], ())
    for label in given:
        if not isinstance(label, str):
            raise TypeError(f"{label!r}: expected the label of an equation, such as 'kumar2017 (22)'")
    return lambda build: _registered(build, given)


def _registered(build: Build[Parameters], equations: tuple[str, ...]) -> Build[Parameters]:
    found = _built_once(build, equations)
    if not build.__module__.startswith("theory.results."):
        _load_results()  # so that a label of the theory's own is refused here, and not in a later import
    _require_free(_BY_NAME, (build.__name__,), build)
    _require_free(_BY_EQUATION, equations, build)
    for label in [label for label, other in _BY_EQUATION.items() if _is_same(other, build)]:
        del _BY_EQUATION[label]
    _BY_NAME[build.__name__] = found
    _BY_EQUATION.update(dict.fromkeys(equations, found))
    return found


def _built_once(build: Build[Parameters], equations: tuple[str, ...]) -> Build[Parameters]:
    """Return a function that builds the derivation at the first call, with the premises that the body asks for."""

    def collected(*args: Parameters.args, **kwargs: Parameters.kwargs) -> Derivation:
        asked: dict[Derivation, None] = {}
        token = _asked.set(asked)
        try:
            derivation = build(*args, **kwargs)
        finally:
            _asked.reset(token)
        premises = tuple(dict.fromkeys((*derivation.premises, *asked)))
        found = replace(derivation, equations=equations, premises=premises)
        _BUILDERS[found] = build
        return found

    once: Build[Parameters] = cache(collected)  # of hashable arguments

    @wraps(build)
    def found(*args: Parameters.args, **kwargs: Parameters.kwargs) -> Derivation:
        derivation = once(*args, **kwargs)
        asked = _asked.get()
        if asked is not None:
            asked[derivation] = None
        return derivation

    return found


def _is_same(first: Callable[..., Derivation], second: Callable[..., Derivation]) -> bool:
    """Return whether both are one function, which a notebook defines again when a cell runs again."""
    return (first.__module__, first.__qualname__) == (second.__module__, second.__qualname__)


def _require_free(
    known: Mapping[str, Callable[..., Derivation]], labels: tuple[str, ...], build: Build[Parameters]
) -> None:
    for label in labels:
        if label in known and not _is_same(known[label], build):
            other = known[label]
            raise ValueError(
                f"{label!r} is already derived by {other.__module__}.{other.__qualname__}: "
                f"give {build.__module__}.{build.__qualname__} another name or equation"
            )


@cache
def _load_results() -> None:
    results = import_module("theory.results")
    for module in pkgutil.iter_modules(results.__path__, results.__name__ + "."):
        import_module(module.name)


def derivations() -> Mapping[str, Callable[..., Derivation]]:
    """Return every function that builds a derivation, by its name, in the order of names."""
    _load_results()
    # The order in which modules were imported says nothing, and differs between processes.
    return MappingProxyType(dict(sorted(_BY_NAME.items())))


def builder_of(derivation: Derivation) -> Callable[..., Derivation] | None:
    """Return the function that built this very derivation, as it was before `derived`; None for any other object."""
    return _BUILDERS.get(derivation)


def equations() -> tuple[str, ...]:
    """Return the labels of all equations that are derived, in natural order: "(9)" before "(10)".

    Examples
    --------
    >>> import theory
    >>> theory.equations()[:3]
    ('cpen455hw1 1.1', 'cpen455hw1 1.2, covariance of a unit', 'cpen455hw1 1.2, covariance of Wx')
    """
    _load_results()
    return tuple(sorted(_BY_EQUATION, key=_natural_order))


def _natural_order(label: str) -> list[tuple[bool, int, str]]:
    """Return a key that sorts "(9)" before "(10)", and capitals with small letters."""
    return [
        (part.isdecimal(), int(part) if part.isdecimal() else 0, part)
        for part in re.split(r"(\d+)", label.casefold())
    ]


def equation(label: str) -> Derivation:
    """Return the derivation of an equation.

    Parameters
    ----------
    label : str
        One of `equations()`, or the name of the function that builds the derivation.

    Raises
    ------
    ValueError
        If the label is unknown; the message gives the nearest ones.
    TypeError
        If it is not text.

    Examples
    --------
    >>> import theory
    >>> theory.equation("kumar2017 (22)").rhs
    -u**2/(2*pi) + u**2/2
    """
    if not isinstance(label, str):
        raise TypeError(f"label = {label!r}: expected the label of an equation, such as 'kumar2017 (22)'")
    _load_results()
    build = _BY_EQUATION.get(label) or _BY_NAME.get(label)
    if build is None:
        near = difflib.get_close_matches(label, [*_BY_EQUATION, *_BY_NAME], n=3, cutoff=0.3)
        nearest = f"the nearest are {', '.join(map(repr, near))}; " if near else ""
        raise ValueError(f"label = {label!r} is an unknown equation: {nearest}theory.equations() lists all")
    return build()
