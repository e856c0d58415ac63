"""Fingerprints of code that is not this package's: equal definitions have one, and others another.

What the interpreter compiled counts, and not where it stood: a cell of a notebook may run again. Another version of
Python may compile other code.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from contextlib import suppress
from functools import cached_property, partial
from types import CodeType, FunctionType, MethodType

import numpy as np

__all__ = ["fingerprint", "fingerprint_of_class"]


_SCALARS = (type(None), bool, int, float, complex, str, bytes, range, slice, np.generic)
_DATA = (*_SCALARS, tuple, list, dict, set, frozenset, np.ndarray)


def fingerprint(function: object) -> str:
    """Return the fingerprint of a function, or of another object that can be called.

    A function of Python's counts with its defaults, its closure, and the data and functions of its own module that
    it names; an object, with its class and what it holds; all else, such as a ufunc, with its name.
    """
    return _digest(_described(function, []))


def fingerprint_of_class(cls: type) -> str:
    """Return the fingerprint of a class: its name, functions and constants, and those of the ones it extends.

    This package's are left out: its version stands for them.
    """
    ours = __name__.partition(".")[0]
    return _digest([_class(part) for part in _bases(cls) if part.__module__.partition(".")[0] != ours])


def _digest(description: object) -> str:
    return hashlib.sha256(repr(description).encode()).hexdigest()[:16]


def _described(value: object, seen: list[object]) -> object:
    """Return numbers and words, nested, that say what a value is; `seen` has the functions met before."""
    match value:
        case tuple() | list():
            return type(value).__name__, [_described(entry, seen) for entry in value]
        case set() | frozenset():
            return "set", sorted(repr(_described(entry, seen)) for entry in value)
        case dict():
            return "dict", sorted(repr(_described(pair, seen)) for pair in value.items())
        case np.ndarray():
            # Of objects, the bytes are addresses.
            held = value.tolist() if value.dtype.hasobject else value.tobytes()
            return "array", value.dtype.str, value.shape, _described(held, seen)
        case CodeType():
            constants = _described(value.co_consts, seen)
            return value.co_code, constants, value.co_names, value.co_argcount, value.co_kwonlyargcount
    if isinstance(value, _SCALARS):
        return type(value).__name__, repr(value)
    if isinstance(value, type) or not callable(value):
        return _name(value)
    # A function may name itself.
    if met := [number for number, other in enumerate(seen) if other is value]:
        return "seen", met
    seen.append(value)
    match value:
        case FunctionType():
            return _described(_own(value), seen), [
                (name, _described(found, seen) if _counts(found, value) else _name(found))
                for name, found in _globals(value)
            ]
        case MethodType():
            return _described((value.__func__, value.__self__), seen)
        case partial():
            return "partial", _described((value.func, value.args, value.keywords), seen)
    classes = [_class(part) for part in _bases(type(value))]
    return _name(value), classes, _described(getattr(value, "__dict__", None), seen)


def _name(value: object) -> str:
    name = getattr(value, "__qualname__", getattr(value, "__name__", ""))
    return f"{type(value).__qualname__} {getattr(value, '__module__', '')}.{name}"


def _own(function: FunctionType) -> tuple[object, ...]:
    """Return a function's code, and the values that were bound when it was defined."""
    closure = {}
    for name, cell in zip(function.__code__.co_freevars, function.__closure__ or (), strict=True):
        with suppress(ValueError):  # not yet filled
            closure[name] = cell.cell_contents
    return function.__code__, function.__defaults__, function.__kwdefaults__, closure


def _globals(function: FunctionType) -> list[tuple[str, object]]:
    known = function.__globals__
    return [(name, known[name]) for name in sorted(set(_names(function.__code__))) if name in known]


def _names(code: CodeType) -> Iterator[str]:
    yield from code.co_names
    for constant in code.co_consts:
        if isinstance(constant, CodeType):
            yield from _names(constant)


def _counts(found: object, function: FunctionType) -> bool:
    # A library's functions count by name alone: there is no end to what they name.
    helper = callable(found) and getattr(found, "__module__", None) == function.__module__
    return helper or isinstance(found, _DATA)


def _bases(cls: type) -> tuple[type, ...]:
    return cls.__mro__[:-1]


def _class(cls: type) -> tuple[str, object]:
    entries = []
    for name, value in sorted(vars(cls).items()):
        # Its other entries are caches (pickling makes one) and facts of its place. What its functions name in
        # their module is left out: of a program, that is often how to run, not what.
        if functions := [_own(function) for function in _functions(value)]:
            entries.append((name, _described(functions, [])))
        elif isinstance(value, (*_SCALARS, tuple, frozenset)) and not name.startswith("__"):
            entries.append((name, _described(value, [])))
    return f"{cls.__module__}.{cls.__qualname__}", entries


def _functions(value: object) -> list[FunctionType]:
    parts: list[object] = [value]
    if isinstance(value, property):
        parts = [value.fget, value.fset]
    elif isinstance(value, (classmethod, staticmethod)):
        parts = [value.__func__]
    elif isinstance(value, cached_property):
        parts = [value.func]
    return [part for part in parts if isinstance(part, FunctionType)]
