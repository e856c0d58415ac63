"""How the claims cite the homework."""

from paper_checks.claim import Source

__all__ = ["homework"]


def homework(locator: str, words: str = "", reading: str = "") -> Source:
    """Return a place in CPEN 455, homework 1, with its words as printed, and what we read in them."""
    return Source("CPEN 455, homework 1", locator, words, reading)
