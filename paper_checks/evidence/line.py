"""What a line of evidence finds."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from paper_checks.claim import Rival
from paper_checks.verdict import Measurement, Status, Tried

__all__ = ["Line"]


@dataclass(frozen=True)
class Line:
    """One line's status for the claim as printed and for each rival.

    Parameters
    ----------
    name : str
        proof, computation, simulation or quotation.
    status : Status
    rivals : mapping
        From a rival to its status.
    measurements : tuple of Measurement
    note : str
        Why nothing could be found, where that is so.
    tried : Tried or None
        What came of the trial of an empirical claim.
    """

    name: str
    status: Status
    rivals: Mapping[Rival, Status]
    measurements: tuple[Measurement, ...] = ()
    note: str = ""
    tried: Tried | None = None
