"""A step of a derivation: what each kind of step states, and how a step is refused."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

import sympy as sp

__all__ = ["Step", "StepRefused"]


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

    kind: ClassVar[str]
    relation: ClassVar[str] = "="
    sign: ClassVar[str] = "="  # the relation in plain text

    @property
    def hypotheses(self) -> Mapping[sp.Symbol, sp.Expr]:
        """The values that the step gives to symbols of the previous expression."""
        return {}

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
