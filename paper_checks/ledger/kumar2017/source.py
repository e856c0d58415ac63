"""How the claims cite the paper."""

from paper_checks.claim import Source

__all__ = ["kumar"]


def kumar(locator: str, words: str = "", reading: str = "") -> Source:
    """Return a place in Kumar 2017 with its words as printed, and what we read in them."""
    return Source("Kumar 2017, arXiv:1704.08863", locator, words, reading)
