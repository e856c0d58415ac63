"""What the documents lacked, and what follows for practice: corollaries of the theory."""

from paper_checks.ledger.corollaries import closed_forms, gains, selu

CLAIMS = (*selu.CLAIMS, *gains.CLAIMS, *closed_forms.CLAIMS)
