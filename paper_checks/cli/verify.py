"""`verify`: check claims and print their verdicts; `verify_claims` serves the commands that also draw."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from pathlib import Path

from montecarlo import Experiment
from paper_checks.claim import Claim, Kind
from paper_checks.cli.options import emit
from paper_checks.cli.progress import reporting
from paper_checks.cli.table import print_verdicts
from paper_checks.run import Run, run
from paper_checks.storage import as_json, results, write
from paper_checks.verdict import Verdict
from paper_checks.verify import select

__all__ = ["add_parser", "main", "verify_claims"]


def add_parser(
    commands: argparse._SubParsersAction[argparse.ArgumentParser], shared: argparse.ArgumentParser
) -> None:
    """Declare the command."""
    parser = commands.add_parser(
        "verify", parents=[shared], help="check claims; draws and writes nothing else"
    )
    parser.add_argument("ids", nargs="*", metavar="ID", help="ids, prefixes or globs; all without")
    parser.set_defaults(main=main)


def main(options: argparse.Namespace) -> int:
    """Check the claims that were named."""
    outcome = verify_claims(select(options.ids), options)
    if options.json != "-":
        print_verdicts(outcome.verdicts.values())
    emit(results(outcome), options.json)
    return 0 if outcome.as_expected else 1


def verify_claims(
    claims: Sequence[Claim],
    options: argparse.Namespace,
    bands: Sequence[tuple[Experiment, int, str]] = (),
    keep: Path | None = None,
) -> Run:
    """Check claims under the shared options, with progress on stderr; `keep` holds the verdicts so far."""
    if options.quick:
        claims = [claim for claim in claims if claim.kind is not Kind.EMPIRICAL]
    so_far: dict[str, Verdict] = {}
    with reporting(len(claims)) as report:

        def done(verdict: Verdict) -> None:
            report.found(verdict)
            so_far[verdict.id] = verdict
            if keep is not None:
                write(keep, as_json(results(Run(options.seed, so_far, {}, {}))))

        return run(
            claims,
            bands=bands,
            seed=options.seed,
            jobs=options.jobs,
            progress=report.simulating,
            done=done,
        )
