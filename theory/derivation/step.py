"""A step of a derivation: what every kind of step states, and how it is refused."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

import sympy as sp

__all__ = ["Step", "StepRefused"]


class StepRefused(Exception):
    """One means of proof does not support the step."""


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

    kind: ClassVar[str]
    relation: ClassVar[str] = "="
    sign: ClassVar[str] = "="  # the relation in plain text

    @property
    def hypotheses(self) -> Mapping[sp.Symbol, sp.Expr]:
        """What the step takes symbols of the previous expression to be."""
        return {}

    def prove(self, previous: sp.Expr) -> None:
        """Prove the step symbolically, or raise StepRefused."""
        raise NotImplementedError

    def confirm(self, previous: sp.Expr) -> None:
        """Confirm the step by numbers, by means apart from `prove`, or raise StepRefused."""
        raise NotImplementedError
