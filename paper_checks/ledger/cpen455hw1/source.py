"""How the claims cite the homework."""

from paper_checks.claim import Source

__all__ = ["LAYOUT", "homework"]

LAYOUT = "A derivative has a row for each entry of the numerator, as the homework's own dh_i/dh_{i-1} has."
"""How the claims on shapes read a derivative."""


def homework(locator: str, words: str = "", reading: str = "") -> Source:
    """Return a place in CPEN 455, homework 1, with its words as printed, and what we read in them."""
    return Source("CPEN 455, homework 1", locator, words, reading)
