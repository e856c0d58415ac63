"""What the documents lacked, and what follows for practice: corollaries of the theory."""

from paper_checks.ledger.corollaries import closed_forms, gains, initialization, priors, selu
from paper_checks.paper import Paper

__all__ = ["PAPER"]

_CLAIMS = (*selu.CLAIMS, *gains.CLAIMS, *closed_forms.CLAIMS, *initialization.CLAIMS, *priors.CLAIMS)

PAPER = Paper("corollaries", "What the documents lacked, and what follows for practice", "corollary", _CLAIMS)
