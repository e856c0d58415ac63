"""`show`: print a note on one claim, as a referee would write it."""

from __future__ import annotations

import argparse

from paper_checks.claim import Claim
from paper_checks.cli.note import print_note
from paper_checks.cli.options import Commands, add_command, emit
from paper_checks.cli.table import console
from paper_checks.cli.verify import verify_claims
from paper_checks.ledger.ledger import LEDGER
from paper_checks.plots import PLOTS
from paper_checks.storage import claim_as_json

__all__ = ["add_parser", "main", "showing"]

_WIDEST = 100  # columns: longer lines are hard to read


def add_parser(commands: Commands, shared: argparse.ArgumentParser) -> None:
    """Declare the command."""
    purpose = "check one claim, and its correction, and show its words, derivation, numbers and rivals"
    parser = add_command(commands, "show", shared, purpose)
    parser.add_argument("id", metavar="ID", help="id of the claim, such as kumar2017.eq30")
    parser.set_defaults(main=main)


def main(options: argparse.Namespace) -> int:
    """Check the claim, and its correction, and print a note on each."""
    claims = LEDGER.select([options.id])
    if len(claims) != 1:
        raise ValueError(f"{options.id!r} names {len(claims)} claims: give one, such as {claims[0].id!r}")
    (claim,) = claims
    pair = [claim] + ([LEDGER[claim.corrected_by]] if claim.corrected_by else [])
    outcome = verify_claims(pair, options)
    if options.json != "-":
        out = console(_WIDEST)
        for part in pair:
            corrects = None if part is claim else claim
            print_note(out, part, outcome.verdicts[part.id], corrects, showing(part))
    emit({part.id: claim_as_json(part, outcome.verdicts[part.id]) for part in pair}, options.json)
    return 0 if outcome.as_expected else 1


def showing(claim: Claim) -> list[str]:
    """Return the names of the figures that show a claim."""
    return [plot.name for plot in PLOTS.values() if claim.id in plot.claims]
