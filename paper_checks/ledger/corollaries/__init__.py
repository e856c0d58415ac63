"""What the documents lacked, and what follows for practice: corollaries of the theory."""

from paper_checks.ledger.corollaries import selu

CLAIMS = (*selu.CLAIMS,)
