"""How the claims cite the lecture."""

from paper_checks.claim import Source

__all__ = ["slide"]


def slide(title: str, words: str = "", reading: str = "") -> Source:
    """Return a slide of the lecture by its title, with its words as printed, and what we read in them."""
    return Source("Multi-layer perceptrons, lecture", f"slide “{title}”", words, reading)
