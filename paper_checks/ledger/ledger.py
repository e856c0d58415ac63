"""The ledger of our papers: every claim under its permanent id."""

from __future__ import annotations

from collections.abc import Iterator
from importlib import import_module

from paper_checks.paper import Ledger, Paper

__all__ = ["LEDGER"]

_PAPERS = ("kumar2017", "cpen455hw1", "mlpslides", "corollaries")


def _read() -> Iterator[Paper]:
    # Each is imported when the ledger is first asked for a claim: its claims build SymPy's expressions.
    for name in _PAPERS:
        paper: Paper = import_module(f"paper_checks.ledger.{name}.paper").PAPER
        yield paper


LEDGER = Ledger(_read)
