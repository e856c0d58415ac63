"""`train`: train the networks that empirical claims are judged by, and write training.json."""

from __future__ import annotations

import argparse
import os
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from rich.console import Console
from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn

from montecarlo.training.trainer import train
from montecarlo.training.training import Training
from paper_checks.claim import Claim
from paper_checks.cli.options import Commands, add_command
from paper_checks.cli.table import print_verdicts
from paper_checks.evidence.training import SEEDS, trainings_of
from paper_checks.files import prepare_folder, write
from paper_checks.ledger.ledger import LEDGER
from paper_checks.run import check
from paper_checks.training_record import NAME, Record, TrainedOutcome, circumstances, read

__all__ = ["add_parser", "experiments_of", "main", "train_for"]

_EXAMPLES = {"digits": 1_440, "cifar10": 50_000}  # to train on


def add_parser(commands: Commands, shared: argparse.ArgumentParser) -> None:
    """Declare the command."""
    purpose = f"train the networks that empirical claims are judged by, and write {NAME}"
    parser = add_command(commands, "train", shared, purpose)
    parser.add_argument(
        "ids", nargs="*", metavar="ID", help="ids, prefixes or globs (default: every such claim)"
    )
    parser.set_defaults(main=main)


def main(options: argparse.Namespace) -> int:
    """Train what the claims that were named need, and print their verdicts."""
    claims = [claim for claim in LEDGER.select(options.ids) if claim.is_empirical]
    if not claims:
        raise ValueError(f"{' '.join(options.ids) or 'the ledger'} names no claim that needs training")
    seeds = tuple(range(SEEDS * options.seed, SEEDS * (options.seed + 1)))
    prepare_folder(options.out)
    record = train_for(claims, seeds, options.out, options.jobs, options.cifar10)
    outcome = check(claims, record=record, jobs=1)
    print_verdicts(outcome)
    return 0 if outcome.as_expected else 1


def experiments_of(claims: list[Claim]) -> dict[str, tuple[str, Training]]:
    """Return the experiments that claims need, by key, each with a name; two claims may share one."""
    return {
        training.key: (f"{claim.id} {name}", training)
        for claim in reversed(claims)
        if claim.trial is not None
        for name, training in reversed(trainings_of(claim.trial).items())
    }


def train_for(
    claims: list[Claim],
    seeds: tuple[int, ...],
    folder: Path,
    jobs: int | None = None,
    cifar10: Path | None = None,
) -> Record:
    """Train the experiments of claims, and write the record into a folder that exists.

    Each experiment has a checkpoint there until all are trained: the same call made again, after a kill, continues.

    Raises
    ------
    ValueError
        If data are missing, or a file there is damaged or cannot be written.
    """
    known = read(folder)
    experiments = dict(reversed(experiments_of(claims).items()))
    work = {key: _work(training) * len(seeds) for key, (_, training) in experiments.items()}
    found: dict[str, TrainedOutcome] = {}
    checkpoints = {key: folder / f"training-{key}-{seeds[0]}.checkpoint" for key in experiments}
    with (
        _reporting(sum(work.values())) as report,
        ThreadPoolExecutor(jobs or os.cpu_count() or 1) as executor,
    ):
        for key, (name, training) in experiments.items():
            start = time.perf_counter()
            outcome = train(
                training,
                seeds,
                folder=cifar10 if training.data == "cifar10" else None,
                executor=executor,
                progress=report.of(name, work[key], resumed=checkpoints[key].exists()),
                checkpoint=checkpoints[key],
            )
            report.finished(name, work[key], time.perf_counter() - start)
            found[key] = TrainedOutcome(name=name, outcome=outcome, **circumstances())
    record = Record(f"the output folder's ({folder.name or folder})", {**known.experiments, **found})
    write(folder / NAME, record.text())
    for checkpoint in checkpoints.values():
        checkpoint.unlink(missing_ok=True)
    return read(folder)  # as every other command will: with the digits that are written


def _work(training: Training) -> int:
    """Return the work for one seed, in multiplications up to a factor."""
    return training.epochs * sum(training.network.sizes()) * (training.examples or _EXAMPLES[training.data])


@dataclass
class _Report:
    """The progress over all experiments, and the time left at the rate so far."""

    total: int
    bars: Progress | None
    console: Console
    start: float
    before: int = 0
    skipped: int = 0  # what checkpoints held: it took no time

    def __post_init__(self) -> None:
        self.bar = None if self.bars is None else self.bars.add_task("", total=self.total)

    def of(self, name: str, work: int, resumed: bool) -> Callable[[int, int], None]:
        """Return the function that `train` calls with the epochs done and their total.

        Where it goes on from a checkpoint, the first call says what that holds.
        """
        first = resumed

        def progress(done: int, total: int) -> None:
            nonlocal first
            at = self.before + work * done // total
            if first:
                self.skipped += at - self.before
                first = False
            if self.bars is not None and self.bar is not None:
                self.bars.update(self.bar, completed=at, description=f"{name}, {self.left(at)} left")

        return progress

    def finished(self, name: str, work: int, seconds: float) -> None:
        """Count an experiment as done; in a pipe, say so in a line."""
        self.before += work
        if self.bars is None:
            self.console.print(f"{name}: {seconds:.0f} s; {self.left(self.before)} left", highlight=False)

    def left(self, at: int) -> str:
        """Return the time left, in words, where so much is done."""
        if at == self.skipped:
            return "0 s" if at == self.total else "unknown time"
        seconds = (time.perf_counter() - self.start) * (self.total - at) / (at - self.skipped)
        return f"{seconds:.0f} s" if seconds < 100 else f"{seconds / 60:.0f} min"


@contextmanager
def _reporting(total: int) -> Iterator[_Report]:
    console = Console(stderr=True, markup=False, emoji=False)
    if not console.is_terminal:
        yield _Report(total, None, console, time.perf_counter())
        return
    columns = (TextColumn("{task.description}"), BarColumn(), TaskProgressColumn())
    with Progress(*columns, console=console, transient=True) as bars:
        yield _Report(total, bars, console, time.perf_counter())
