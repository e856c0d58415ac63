"""`verify`: check claims and print their verdicts.  Other commands check claims by `verify_claims` too."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from concurrent.futures import Executor
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path
from typing import Any

from montecarlo import Experiment
from montecarlo.running.runner import processors
from paper_checks.claim import Claim
from paper_checks.cli.options import Commands, add_command, emit
from paper_checks.cli.processes import Processes
from paper_checks.cli.progress import reporting
from paper_checks.cli.table import print_verdicts
from paper_checks.files import write
from paper_checks.ledger.ledger import LEDGER
from paper_checks.run import Run, check
from paper_checks.storage import as_json, claim_as_json, gathered, results
from paper_checks.training_record import read
from paper_checks.verdict import Verdict

__all__ = ["add_parser", "main", "verify_claims"]

# The least number of proofs for which another process pays: its start imports SymPy, which takes a second.
_WORTH_A_PROCESS = 8


def add_parser(commands: Commands, shared: argparse.ArgumentParser) -> None:
    """Declare the command."""
    parser = add_command(commands, "verify", shared, "check claims and print their statuses; draw no figures")
    parser.add_argument("ids", nargs="*", metavar="ID", help="ids, prefixes or globs (default: every claim)")
    parser.set_defaults(main=main)


def main(options: argparse.Namespace) -> int:
    """Check the claims that were named."""
    outcome = verify_claims(LEDGER.select(options.ids), options)
    if options.json != "-":
        print_verdicts(outcome)
    emit(results(outcome), options.json)
    return 0 if outcome.as_expected else 1


def verify_claims(
    claims: Sequence[Claim],
    options: argparse.Namespace,
    bands: Sequence[tuple[Experiment, int, str]] = (),
    keep: Path | None = None,
    *,
    trained: bool = False,
) -> Run:
    """Check claims under the shared options, and show the progress on stderr.

    The file `keep` holds the verdicts found so far, and is written anew after each one.  The run has the record of
    trained networks if an empirical claim or `trained` asks for it.
    """
    record = read(options.out) if trained or any(claim.is_empirical for claim in claims) else None
    by_id = {claim.id: claim for claim in claims}
    so_far: list[dict[str, Any]] = []
    with reporting(len(claims)) as report, _provers(len(claims), options.jobs) as provers:

        def done(verdict: Verdict) -> None:
            report.found(verdict)
            if keep is not None:
                so_far.append(claim_as_json(by_id[verdict.id], verdict))
                write(keep, as_json(gathered(options.seed, so_far)))

        return check(
            claims,
            bands=bands,
            seed=options.seed,
            record=record,
            jobs=options.jobs,
            provers=provers,
            progress=report.simulating,
            done=done,
        )


def _provers(claims: int, jobs: int | None) -> AbstractContextManager[Executor | None]:
    """Return processes for the proofs, one fewer than there are jobs, or None where they do not pay."""
    workers = (jobs or processors()) - 1
    return nullcontext() if workers == 0 or claims < _WORTH_A_PROCESS else Processes(workers)
