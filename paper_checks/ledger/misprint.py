"""Textual claims in short: every one is refuted, its rivals are other texts, and `mended` is what would hold."""

from __future__ import annotations

from typing import Any

import sympy as sp

from paper_checks.claim import Claim, Kind, Passage, Rival
from paper_checks.verdict import Status

__all__ = ["misprint"]


def misprint(
    id: str, judged: Passage, against: Passage, *, rivals: dict[str, str], mended: str, **given: Any
) -> Claim:
    """Return the textual claim that a passage states what another one does.

    Parameters
    ----------
    id : str
    judged, against : Passage
    rivals : dict
        From each text that would be as wrong in the judged passage to what is wrong with it.
    mended : str
        The text that would be right there.
    **given
        Further fields of `Claim`.
    """
    return Claim(
        id=id,
        source=judged.source,
        kind=Kind.TEXTUAL,
        passages=(judged, against),
        rivals=tuple(Rival(sp.Symbol(text), words) for text, words in rivals.items()),
        mended=mended,
        expected=Status.REFUTED,
        **given,
    )
