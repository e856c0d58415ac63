"""What the documents lacked, and what follows for practice: corollaries of the theory."""

from paper_checks.ledger.corollaries import (
    closed_forms,
    covariances,
    gains,
    he,
    poincare,
    preserving,
    selu,
    sigmoid,
    spread,
    tanh,
)
from paper_checks.paper import Paper

__all__ = ["PAPER"]

_SECTIONS = (selu, gains, closed_forms, he, covariances, tanh, sigmoid, poincare, preserving, spread)
_CLAIMS = tuple(claim for section in _SECTIONS for claim in section.CLAIMS)

PAPER = Paper("corollaries", "What the documents lacked, and what follows for practice", "corollary", _CLAIMS)
