"""What the documents lacked, and what follows for practice: corollaries of the theory."""

from paper_checks.ledger.corollaries import closed_forms, covariances, gains, he, selu, sigmoid
from paper_checks.paper import Paper

__all__ = ["PAPER"]

_CLAIMS = (*selu.CLAIMS, *gains.CLAIMS, *closed_forms.CLAIMS, *he.CLAIMS, *covariances.CLAIMS, *sigmoid.CLAIMS)

PAPER = Paper("corollaries", "What the documents lacked, and what follows for practice", "corollary", _CLAIMS)
