"""Deep Learning: Multi-Layer Perceptron, a lecture."""

from paper_checks.ledger.mlpslides import activations, gradients, graphs, paths, slopes
from paper_checks.paper import Paper

__all__ = ["PAPER"]

_CLAIMS = (*graphs.CLAIMS, *paths.CLAIMS, *activations.CLAIMS, *slopes.CLAIMS, *gradients.CLAIMS)

PAPER = Paper(
    "mlpslides", "Deep Learning: Multi-Layer Perceptron", "Multi-layer perceptrons, lecture", _CLAIMS
)
