"""Deep Learning: Multi-Layer Perceptron, a lecture."""

from paper_checks.ledger.mlpslides import (
    initialization,
    regularization,
    symmetry,
    updates,
    zero_weights,
)
from paper_checks.paper import Paper

__all__ = ["PAPER"]

_CLAIMS = (
    *updates.CLAIMS,
    *regularization.CLAIMS,
    *symmetry.CLAIMS,
    *zero_weights.CLAIMS,
    *initialization.CLAIMS,
)

PAPER = Paper(
    "mlpslides", "Deep Learning: Multi-Layer Perceptron", "Multi-layer perceptrons, lecture", _CLAIMS
)
