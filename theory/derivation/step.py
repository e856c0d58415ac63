"""A step of a derivation: what each kind of step states, and how a step is refused."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from dataclasses import dataclass, fields
from types import MappingProxyType
from typing import Any, ClassVar

import sympy as sp

from theory.arguments import check_fields

__all__ = ["Step", "StepRefused", "freeze", "is_kind"]


_ROOM = "theory.derivation."


class StepRefused(Exception):
    """A step is not proved, or its numbers disagree."""


@dataclass(frozen=True)
class Step:
    """One link of a chain: the previous expression equals (or tends to, or is approximated by) `result`.

    Parameters
    ----------
    result : sympy.Expr
        The expression after this step.
    reason : str
        Why, in words.
    """

    result: sp.Expr
    reason: str

    def __post_init__(self) -> None:
        check_fields(self)
        freeze(self)

    kind: ClassVar[str]
    relation: ClassVar[str] = "="
    sign: ClassVar[str] = "="  # the relation in plain text

    def __init_subclass__(cls) -> None:
        # A kind of step of one's own could prove whatever it likes.
        if not cls.__module__.startswith(_ROOM):
            raise TypeError(
                f"{cls.__qualname__} extends Step: the kinds of step are a closed set; write the derivation with those "
                "of theory, such as Equal, Evaluate, Index and Limit"
            )

    @property
    def hypotheses(self) -> Mapping[sp.Expr, Any]:
        """What the step supposes of symbols of the previous expression."""
        return {}

    @property
    def premises(self) -> tuple[Any, ...]:
        """The derivations whose results the step uses."""
        return tuple(part.derivation for part in self.hypotheses.values() if hasattr(part, "derivation"))

    def prove(self, previous: sp.Expr) -> None:
        """Prove the step symbolically.

        Raises
        ------
        StepRefused
            If the step is wrong, or cannot be decided.
        """
        raise NotImplementedError

    def confirm(self, previous: sp.Expr) -> None:
        """Confirm the step by numbers, with nothing taken from `prove`.

        Raises
        ------
        StepRefused
            If the numbers of the two sides disagree.
        """
        raise NotImplementedError


def freeze(parts: Any) -> None:
    """Copy the lists and mappings of a frozen dataclass, so that nobody changes them later."""
    for field in fields(parts):
        value = getattr(parts, field.name)
        if isinstance(value, list):
            object.__setattr__(parts, field.name, tuple(value))
        elif isinstance(value, Mapping):
            object.__setattr__(parts, field.name, MappingProxyType(dict(value)))


def is_kind(step: object) -> bool:
    """Tell whether a step's class is exactly one that a module of this room names as its own."""
    kind = type(step)
    module = sys.modules.get(kind.__module__)
    public = kind.__module__.startswith(_ROOM) and kind.__name__ in getattr(module, "__all__", ())
    own = public and getattr(module, kind.__name__, None) is kind
    return own and issubclass(kind, Step) and kind is not Step
