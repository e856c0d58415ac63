"""What the documents lacked, and what follows for practice: corollaries of the theory."""

from paper_checks.ledger.corollaries import closed_forms, dropout, gains, poisson_distance, prelu_elu, selu
from paper_checks.paper import Paper

__all__ = ["PAPER"]

_CLAIMS = (
    *selu.CLAIMS,
    *gains.CLAIMS,
    *prelu_elu.CLAIMS,
    *closed_forms.CLAIMS,
    *dropout.CLAIMS,
    *poisson_distance.CLAIMS,
)

PAPER = Paper("corollaries", "What the documents lacked, and what follows for practice", "corollary", _CLAIMS)
