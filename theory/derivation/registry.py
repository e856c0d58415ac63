"""The registry of derivations: each is built once, with its premises, and found by the equation that it derives."""

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

from theory.derivation.derivation import Derivation

__all__ = ["derivations", "derived", "equation", "equations"]

Parameters = ParamSpec("Parameters")
Build = Callable[Parameters, Derivation]

_BY_NAME: dict[str, Callable[..., Derivation]] = {}
_BY_EQUATION: dict[str, Callable[..., Derivation]] = {}
# The derivations that the one being built has asked for so far; None where none is being built.
_asked: ContextVar[dict[Derivation, None] | None] = ContextVar("asked", default=None)


@overload
def derived(build: Build[Parameters], /) -> Build[Parameters]: ...
@overload
def derived(*equations: str) -> Callable[[Build[Parameters]], Build[Parameters]]: ...
def derived(*given):  # type: ignore[no-untyped-def]  # the overloads say what goes in and out
    """Decorate a function that builds a derivation: it is registered and built once, with what it rests on.

    Each derivation that the body asks for, itself or through a helper, becomes one of the premises: a result
    cannot be used while its own steps go unchecked.

    Parameters
    ----------
    *given : str
        The equations that it derives, each as "paper locator", such as "kumar2017 (22)".  A result that no paper
        prints has none; the decorator then stands without parentheses, and `equation` finds it by its name.

    Raises
    ------
    ValueError
        If another function derives one of the equations, or has the same name.
    """
    if len(given) == 1 and callable(given[0]):
        return _registered(given[0], ())
    return lambda build: _registered(build, given)


def _registered(build: Build[Parameters], equations: tuple[str, ...]) -> Build[Parameters]:
    def collected(*args: Parameters.args, **kwargs: Parameters.kwargs) -> Derivation:
        asked: dict[Derivation, None] = {}
        token = _asked.set(asked)
        try:
            derivation = build(*args, **kwargs)
        finally:
            _asked.reset(token)
        premises = tuple(dict.fromkeys((*derivation.premises, *asked)))
        return replace(derivation, equations=equations, premises=premises)

    once: Build[Parameters] = cache(collected)  # of hashable arguments

    @wraps(build)
    def found(*args: Parameters.args, **kwargs: Parameters.kwargs) -> Derivation:
        derivation = once(*args, **kwargs)
        asked = _asked.get()
        if asked is not None:
            asked[derivation] = None
        return derivation

    for known, labels in ((_BY_NAME, (build.__name__,)), (_BY_EQUATION, equations)):
        for label in labels:
            _require_free(known, label, build)
            known[label] = found
    return found


def _require_free(
    known: Mapping[str, Callable[..., Derivation]], label: str, build: Build[Parameters]
) -> None:
    other = known.get(label)
    # The same function may be defined anew, in a notebook's cell that runs twice.
    if other is not None and (other.__module__, other.__qualname__) != (build.__module__, build.__qualname__):
        raise ValueError(
            f"{label!r} is derived by {other.__module__}.{other.__qualname__}: give {build.__qualname__} another label"
        )


@cache
def _load_results() -> None:
    results = import_module("theory.results")
    for module in pkgutil.iter_modules(results.__path__, results.__name__ + "."):
        import_module(module.name)


def derivations() -> Mapping[str, Callable[..., Derivation]]:
    """Return every function that builds a derivation, by its name."""
    _load_results()
    return MappingProxyType(_BY_NAME)


def equations() -> tuple[str, ...]:
    """Return the labels of all equations that are derived, in the papers' order.

    Examples
    --------
    >>> import theory
    >>> theory.equations()[:3]
    ('He et al. 2015, section 2.2', 'Klambauer et al. 2017, fixed mean', 'Klambauer et al. 2017, fixed variance')
    """
    _load_results()
    return tuple(sorted(_BY_EQUATION, key=_numbers_as_numbers))


def _numbers_as_numbers(label: str) -> list[tuple[bool, int, str]]:
    """Sort "(9)" before "(10)"."""
    return [
        (part.isdecimal(), int(part) if part.isdecimal() else 0, part) for part in re.split(r"(\d+)", label)
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
        If nothing is derived under this label; the message gives the nearest ones.

    Examples
    --------
    >>> import theory
    >>> theory.equation("kumar2017 (22)").rhs
    -u**2/(2*pi) + u**2/2
    """
    _load_results()
    build = _BY_EQUATION.get(label) or _BY_NAME.get(label)
    if build is None:
        near = difflib.get_close_matches(label, [*_BY_EQUATION, *_BY_NAME], n=3, cutoff=0)
        raise ValueError(
            f"no equation {label!r}: the nearest are {', '.join(map(repr, near))}; theory.equations() lists all"
        )
    return build()
