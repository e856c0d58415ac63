"""Check the claims of papers: each is proved, simulated, and given a verdict with its error bars.

>>> from paper_checks import LEDGER, verify
>>> verify("kumar2017.eq30").status
<Status.REFUTED: 'REFUTED'>
"""

from paper_checks._version import __version__
from paper_checks.claim import Claim, Kind, Passage, Point, Relation, Rival, Source
from paper_checks.evidence.contracts import ClaimError
from paper_checks.evidence.definitions import definition_of
from paper_checks.ledger.ledger import LEDGER
from paper_checks.paper import Ledger, Paper
from paper_checks.printed_number import printed
from paper_checks.run import Run, check
from paper_checks.trial import Trial
from paper_checks.verdict import Measurement, RivalVerdict, Status, Verdict
from paper_checks.verification import verify

__all__ = [
    "LEDGER",
    "Claim",
    "ClaimError",
    "Kind",
    "Ledger",
    "Measurement",
    "Paper",
    "Passage",
    "Point",
    "Relation",
    "Rival",
    "RivalVerdict",
    "Run",
    "Source",
    "Status",
    "Trial",
    "Verdict",
    "__version__",
    "check",
    "definition_of",
    "printed",
    "verify",
]
