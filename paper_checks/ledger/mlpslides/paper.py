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
    training,
    updates,
    wording,
    zero_weights,
)
from paper_checks.paper import Paper

__all__ = ["PAPER"]

_SECTIONS = (
    graphs,
    paths,
    updates,
    activations,
    slopes,
    gradients,
    regularization,
    symmetry,
    training,
    zero_weights,
    initialization,
    wording,
)
_CLAIMS = tuple(claim for section in _SECTIONS for claim in section.CLAIMS)

PAPER = Paper(
    "mlpslides", "Deep Learning: Multi-Layer Perceptron", "Multi-layer perceptrons, lecture", _CLAIMS
)
