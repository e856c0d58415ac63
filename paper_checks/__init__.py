"""Check the claims of papers: each is proved, simulated, and given a verdict with its error bars.

>>> from paper_checks import LEDGER, verify
>>> verify("kumar2017.eq30").status
<Status.REFUTED: 'REFUTED'>
"""

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from paper_checks._version import __version__
    from paper_checks.auditing.weight_audit import audit
    from paper_checks.claim import Claim, Kind, Passage, Point, Relation, Rival, Source
    from paper_checks.evidence.contracts import ClaimError
    from paper_checks.evidence.definitions import definition_of
    from paper_checks.forecasting.forecast import Forecast, network
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
    "Forecast",
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
    "audit",
    "check",
    "definition_of",
    "network",
    "printed",
    "verify",
]

# Each is imported at first use.  The program must answer Ctrl-C before SymPy is there, which takes a second, and so
# must each of its processes.
_PLACES = {
    "LEDGER": "ledger.ledger",
    "Claim": "claim",
    "ClaimError": "evidence.contracts",
    "Forecast": "forecasting.forecast",
    "Kind": "claim",
    "Ledger": "paper",
    "Measurement": "verdict",
    "Paper": "paper",
    "Passage": "claim",
    "Point": "claim",
    "Relation": "claim",
    "Rival": "claim",
    "RivalVerdict": "verdict",
    "Run": "run",
    "Source": "claim",
    "Status": "verdict",
    "Trial": "trial",
    "Verdict": "verdict",
    "__version__": "_version",
    "audit": "auditing.weight_audit",
    "check": "run",
    "definition_of": "evidence.definitions",
    "network": "forecasting.forecast",
    "printed": "printed_number",
    "verify": "verification",
}


def __getattr__(name: str) -> object:
    if name not in _PLACES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value = globals()[name] = getattr(import_module(f"{__name__}.{_PLACES[name]}"), name)
    return value


def __dir__() -> list[str]:
    return __all__
