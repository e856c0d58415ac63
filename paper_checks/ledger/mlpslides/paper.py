"""Deep Learning: Multi-Layer Perceptron, a lecture."""

from paper_checks.ledger.mlpslides import (
    activations,
    gradients,
    graphs,
    initialization,
    paths,
    regularization,
    slopes,
    symmetry,
    updates,
    wording,
    zero_weights,
)
from paper_checks.paper import Paper

__all__ = ["PAPER"]

_CLAIMS = (
    *wording.CLAIMS,
    *graphs.CLAIMS,
    *paths.CLAIMS,
    *activations.CLAIMS,
    *gradients.CLAIMS,
    *updates.CLAIMS,
    *symmetry.CLAIMS,
    *initialization.CLAIMS,
    *slopes.CLAIMS,
    *regularization.CLAIMS,
    *zero_weights.CLAIMS,
)

PAPER = Paper(
    "mlpslides", "Deep Learning: Multi-Layer Perceptron", "Multi-layer perceptrons, lecture", _CLAIMS
)
