"""`list`: every claim with its kind and its expected status; with --json, also what was found."""

from __future__ import annotations

import argparse

from rich.text import Text

from paper_checks.claim import Claim
from paper_checks.cli.options import Commands, add_command, emit
from paper_checks.cli.table import WIDER_THAN_ANY, console, print_rows
from paper_checks.cli.verify import verify_claims
from paper_checks.ledger.ledger import LEDGER
from paper_checks.storage import results
from paper_checks.verification import lines_of

__all__ = ["add_parser", "main"]


def add_parser(commands: Commands, shared: argparse.ArgumentParser) -> None:
    """Declare the command."""
    parser = add_command(
        commands,
        "list",
        shared,
        "list claims without checking them; with --json, check them and write what was found",
    )
    parser.add_argument("ids", nargs="*", metavar="ID", help="ids, prefixes or globs (default: every claim)")
    parser.set_defaults(main=main)


def main(options: argparse.Namespace) -> int:
    """List the claims."""
    claims = LEDGER.select(options.ids)
    if options.json is not None:
        outcome = verify_claims(claims, options)
        keys = ("id", "kind", "expected", "status", "lines")
        emit(
            {"claims": [{key: entry[key] for key in keys} for entry in results(outcome)["claims"]]},
            options.json,
        )
        return 0 if outcome.as_expected else 1
    titles = ("claim", "kind", "expected", "lines", "rivals", "where")
    # In a pipe a claim is one line, for grep and its like.
    print_rows(
        console(WIDER_THAN_ANY), titles, [tuple(map(Text, _row(claim))) for claim in claims], wrapped="where"
    )
    return 0


def _row(claim: Claim) -> tuple[str, ...]:
    return (
        claim.id,
        claim.kind,
        str(claim.expected or "reported"),
        " + ".join(lines_of(claim)),
        str(len(claim.rivals)),
        f"{claim.source.paper}, {claim.source.locator}",
    )
