"""The refusal of an enclosure: what it cannot decide is refused, and never passes."""

from __future__ import annotations

__all__ = ["CannotTell", "Undecided"]


class CannotTell(ValueError):
    """No ball that is small enough was found, or the expression has no rule."""


class Undecided(CannotTell):
    """A ball is too wide for a decision: more bits may settle it."""
