"""`verify`: check claims and print their verdicts; `verify_claims` serves the commands that also draw."""

from __future__ import annotations

import argparse
import multiprocessing
import os
import signal
from collections.abc import Sequence
from concurrent.futures import Executor, ProcessPoolExecutor
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path
from typing import Any

from montecarlo import Experiment
from paper_checks.claim import Claim, Kind
from paper_checks.cli.options import emit
from paper_checks.cli.progress import reporting
from paper_checks.cli.table import print_verdicts
from paper_checks.ledger.ledger import LEDGER
from paper_checks.run import Run, check
from paper_checks.storage import as_json, claim_as_json, gathered, results, write
from paper_checks.verdict import Verdict

__all__ = ["add_parser", "main", "verify_claims"]

# Proofs; for fewer, the start of a process, which imports SymPy, costs more than it saves.
_WORTH_A_PROCESS = 8


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
    outcome = verify_claims(LEDGER.select(options.ids), options)
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
    so_far: list[dict[str, Any]] = []
    with reporting(len(claims)) as report, _provers(len(claims), options.jobs) as provers:

        def done(verdict: Verdict) -> None:
            report.found(verdict)
            if keep is not None:
                so_far.append(claim_as_json(LEDGER[verdict.id], verdict))
                write(keep, as_json(gathered(options.seed, so_far)))

        return check(
            claims,
            bands=bands,
            seed=options.seed,
            jobs=options.jobs,
            provers=provers,
            progress=report.simulating,
            done=done,
        )


def _provers(claims: int, jobs: int | None) -> AbstractContextManager[Executor | None]:
    """Start processes for the proofs, one fewer than processors, where there are proofs enough to pay."""
    workers = (jobs or os.cpu_count() or 1) - 1
    if workers == 0 or claims < _WORTH_A_PROCESS:
        return nullcontext()
    # Spawned, since a fork would copy the locks that the simulation's threads hold.
    return ProcessPoolExecutor(
        workers, mp_context=multiprocessing.get_context("spawn"), initializer=_leave_interrupts_to_the_parent
    )


def _leave_interrupts_to_the_parent() -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)
