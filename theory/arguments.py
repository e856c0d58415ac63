"""Checks of arguments at the public boundary, by one rule for each type that a signature states.

- ``float``: a finite number, which is an int, a float or a Fraction, NumPy's or SymPy's, but not True, text, None or a
  complex number.  It becomes a float, so 10**400 is too large.
- ``npt.ArrayLike``: such a number, or an array, list or tuple of them.  It becomes an array of float64.
- ``int``: an integer, but not True or 2.0.
- ``bool``, ``str``, ``sp.Expr``, ``sp.Symbol``, ``Mapping[...]``, a class of the package: an instance; an expression
  may be a number.
- the name of a ``Literal`` of words: text; which words there are, the function says.
- ``tuple[T, ...]``: a tuple or list, each of whose parts is a T.
- ``T | None``: a T, or None.

Every error names the argument, says what is expected, and shows what came.  The domain of an argument (a variance is
at least 0) is checked where it is used.
"""

from __future__ import annotations

import inspect
import math
import numbers
import reprlib
from collections.abc import Callable, Mapping
from dataclasses import fields
from functools import wraps
from typing import Any, Literal, ParamSpec, TypeVar, get_args, get_origin

import numpy as np
import numpy.typing as npt
import sympy as sp

__all__ = ["check_fields", "checked", "finite", "finite_array", "shown"]


Rule = Callable[[str, object], object]
_P = ParamSpec("_P")
_R = TypeVar("_R")
_DIGITS = 12  # of a long integer, in a message


def shown(value: object) -> str:
    """Return a value for a message, at most a line long."""
    if isinstance(value, int) and abs(value) >= 10**40:
        digits = int(value.bit_length() * math.log10(2)) + 1
        return f"{'-' if value < 0 else ''}{_leading(abs(value), digits)}... (about {digits} digits)"
    try:
        text = reprlib.repr(value)
    except Exception:  # a repr of the user's own
        text = f"<{type(value).__name__}>"
    return text if len(text) <= 200 else text[:197] + "..."


def _leading(value: int, digits: int) -> str:
    # Python refuses to print integers of more than 4300 digits.
    return str(value // 10 ** max(digits - _DIGITS - 1, 0))[:_DIGITS]


def finite(name: str, value: object) -> float:
    """Return a finite number as a float; TypeError if it is not a number, ValueError if it is not finite."""
    if not _is_real(value):
        raise TypeError(f"{name} = {shown(value)}: it must be a real number")
    try:
        number = float(value)  # type: ignore[arg-type]
    except OverflowError:
        number = math.inf
    if not math.isfinite(number):
        raise ValueError(f"{name} = {shown(value)}: it must be finite and fit a float")
    return number


def _is_real(value: object) -> bool:
    if isinstance(value, np.ndarray) and value.ndim == 0:
        value = value[()]
    if isinstance(value, bool | np.bool_):
        return False
    return isinstance(value, numbers.Real) or (isinstance(value, sp.Expr) and bool(value.is_comparable))


def finite_array(name: str, value: object) -> npt.NDArray[np.float64]:
    """Return a number, or an array of numbers, as an array of float64; errors as `finite`."""
    if (
        not isinstance(value, list | tuple)
        and getattr(np.asarray(value), "dtype", np.dtype("O")).kind in "fiu"
    ):
        array = np.asarray(value)
    else:
        array = _elementwise(name, value)
    numbers_ = array.astype(np.float64)
    if not np.isfinite(numbers_).all():
        bad = array[~np.isfinite(numbers_)].flat[0].item() if array.ndim else value
        raise ValueError(f"{name} = {shown(bad)}: it must be finite")
    return numbers_


def _elementwise(name: str, value: object) -> npt.NDArray[Any]:
    try:
        # Converted as objects: NumPy would make 1.0 of True and text of a number beside a text.
        array = np.array(value, dtype=object)
    except ValueError:
        raise ValueError(f"{name} = {shown(value)}: it must have rows of one length") from None
    if array.ndim == 0 and not _is_real(array[()]):
        raise TypeError(f"{name} = {shown(value)}: it must be a real number or an array of them")
    return np.array([finite(name, part) for part in array.ravel()], dtype=np.float64).reshape(array.shape)


def _whole(name: str, value: object) -> int:
    if not isinstance(value, numbers.Integral) or isinstance(value, bool):
        raise TypeError(f"{name} = {shown(value)}: it must be an integer")
    return int(value)


def _instance(kinds: type | tuple[type, ...], words: str) -> Callable[[str, object], object]:
    def check(name: str, value: object) -> object:
        if not isinstance(value, kinds):
            raise TypeError(f"{name} = {shown(value)}: it must be {words}")
        return value

    return check


_RULES: dict[str, Rule] = {
    "float": finite,
    "npt.ArrayLike": finite_array,
    "int": _whole,
    "bool": _instance((bool, np.bool_), "True or False"),
    "str": _instance(str, "text"),
    # Numbers are made into expressions by SymPy, and matrices are no Expr.
    "sp.Expr": _instance((sp.Basic, sp.MatrixBase, numbers.Number), "a SymPy expression"),
    "sp.Symbol": _instance(sp.Basic, "a symbol of SymPy"),
    "Mapping": _instance(Mapping, "a mapping"),
}


def _rule(annotation: object, place: Mapping[str, object]) -> Rule | None:
    """Return the rule for a type as a signature states it, with the names of its module; None if there is none."""
    if not isinstance(annotation, str):
        return None
    kind = annotation.removesuffix(" | None")
    if kind != annotation:
        rule = _rule(kind, place)
        return None if rule is None else lambda name, value: None if value is None else rule(name, value)
    head, _, inside = kind.partition("[")
    if kind in _RULES or head in _RULES:
        return _RULES[kind if kind in _RULES else head]
    if head == "tuple" and inside.endswith(", ...]"):
        part = _rule(inside.removesuffix(", ...]"), place)
        return None if part is None else _each(part)
    owner = place.get(kind)
    if get_origin(owner) is Literal:
        return _instance(str, f"one of {', '.join(map(repr, get_args(owner)))}")
    if (
        isinstance(owner, type)
        and owner.__module__.startswith("theory.")
        and not hasattr(owner, "_is_protocol")
    ):
        return _instance(owner, f"a {kind}")
    return None


def _each(rule: Rule) -> Rule:
    def check(name: str, value: object) -> object:
        if not isinstance(value, tuple | list):
            raise TypeError(f"{name} = {shown(value)}: it must be a tuple")
        for index, part in enumerate(value):
            rule(f"{name}[{index}]", part)
        return value

    return check


def checked(function: Callable[_P, _R]) -> Callable[_P, _R]:
    """Check the arguments of a public function by the types that its signature states."""
    parameters = inspect.signature(function).parameters
    rules = {
        name: (rule, part.default)
        for name, part in parameters.items()
        if (rule := _rule(part.annotation, function.__globals__)) is not None
    }
    by_place = [
        name
        for name, part in parameters.items()
        if part.kind in (part.POSITIONAL_OR_KEYWORD, part.POSITIONAL_ONLY)
    ]

    def right(name: str, value: object) -> object:
        if name not in rules:
            return value
        rule, default = rules[name]
        return value if value is default else rule(name, value)

    @wraps(function)
    def checking(*args: _P.args, **kwargs: _P.kwargs) -> _R:
        # Not by Signature.bind, which takes longer than the checks.  The function itself refuses extra arguments.
        placed = [right(name, value) for name, value in zip(by_place, args, strict=False)]
        named = {name: right(name, value) for name, value in kwargs.items()}
        return function(*placed, *args[len(placed) :], **named)  # type: ignore[arg-type]

    return checking


def check_fields(instance: Any) -> None:
    """Check the fields of a dataclass by the types that they state; for `__post_init__`."""
    for field in fields(instance):
        value = getattr(instance, field.name)
        # Classes are left to who uses the field: what must be a Derivation has its own words.
        rule = _rule(field.type, {})
        if rule is not None and value is not field.default:
            rule(field.name, value)
