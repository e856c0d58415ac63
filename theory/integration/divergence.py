"""The refusal of a moment that is shown to be infinite."""

from __future__ import annotations

from theory.enclosure.refusal import CannotTell

__all__ = ["Divergent"]


class Divergent(CannotTell):
    """The integral of an absolute value is infinite: proved, not merely unresolved."""
