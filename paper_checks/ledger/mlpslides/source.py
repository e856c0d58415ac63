"""How the claims cite the lecture."""

from paper_checks.claim import Source

__all__ = ["DESIGN", "TWO_MOST_USED", "slide"]

# Slides that have no title in the text: they are known by a line.
DESIGN = "Designing initialization strategies is a difficult task …"
TWO_MOST_USED = "Sigmoid and Tanh are the two most used …"


def slide(title: str, words: str = "", reading: str = "") -> Source:
    """Return a slide of the lecture by its title, with its words as printed, and what we read in them."""
    return Source("Multi-layer perceptrons, lecture", f"slide “{title}”", words, reading)
