"""Every claim under its permanent id."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from types import MappingProxyType

from paper_checks.claim import Claim
from paper_checks.ledger import corollaries, cpen455hw1, kumar2017

__all__ = ["LEDGER"]


def _index(*papers: Iterable[Claim]) -> Mapping[str, Claim]:
    ledger: dict[str, Claim] = {}
    for claims in papers:
        for claim in claims:
            if claim.id in ledger:
                raise ValueError(
                    f"the id {claim.id!r} stands twice in the ledger: ids are permanent and unique"
                )
            ledger[claim.id] = claim
    return MappingProxyType(ledger)


LEDGER = _index(kumar2017.CLAIMS, cpen455hw1.CLAIMS, corollaries.CLAIMS)
