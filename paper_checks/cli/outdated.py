"""Outcomes in a record of trained networks that no claim names any more: of an experiment that has changed since."""

from __future__ import annotations

from collections.abc import Collection

from paper_checks.evidence.training import trainings_of
from paper_checks.ledger.ledger import LEDGER
from paper_checks.training_record import Record

__all__ = ["outdated"]


def outdated(record: Record, keys: Collection[str]) -> dict[str, str]:
    """Return which outcomes of a record no claim names any more: their keys, with the names of their experiments.

    Those of claims outside the ledger's papers are not known here, and do not count: a paper of yours may name them.

    Parameters
    ----------
    record : Record
    keys : collection of str
        Of experiments that are named besides those of the ledger.
    """
    named = {
        training.key
        for claim in LEDGER.values()
        if claim.trial is not None
        for training in trainings_of(claim.trial).values()
    }.union(keys)
    return {
        key: entry.name
        for key, entry in record.experiments.items()
        if key not in named and entry.name.partition(".")[0] in LEDGER.papers
    }
