"""`train`: train the networks that empirical claims are judged by, or the grid of the trainable region."""

from __future__ import annotations

import argparse
import itertools
import sys
from collections.abc import Mapping
from importlib.util import find_spec
from pathlib import Path

from montecarlo.running.runner import processors
from montecarlo.training.convolutional import Convolutional
from montecarlo.training.data import load
from montecarlo.training.normality import Departures, Normality
from montecarlo.training.outcome import Outcome
from montecarlo.training.torch_network import INSTALL
from montecarlo.training.training import Training
from paper_checks.claim import Claim
from paper_checks.cli.options import Commands, add_command
from paper_checks.cli.outdated import outdated
from paper_checks.cli.processes import Processes
from paper_checks.cli.region import print_region, train_region
from paper_checks.cli.table import print_verdicts
from paper_checks.cli.training_parts import Part, joined, parts_of, train_in_process, train_part, workers_for
from paper_checks.cli.training_report import reporting, work_of
from paper_checks.evidence.training import SEEDS, needs_cifar10, needs_torch, trainings_of
from paper_checks.experiments.trainable_region import SEEDS as SEEDS_OF_A_CELL
from paper_checks.files import prepare_folder, write
from paper_checks.ledger.ledger import LEDGER
from paper_checks.run import check
from paper_checks.training_record import NAME, Record, TrainedOutcome, circumstances, read

__all__ = ["add_parser", "experiments_of", "main", "train_for"]

_REGION = "trainable-region"


def add_parser(commands: Commands, shared: argparse.ArgumentParser) -> None:
    """Declare the command."""
    purpose = f"train the networks that empirical claims are judged by, and write {NAME}"
    parser = add_command(commands, "train", shared, purpose)
    parser.add_argument(
        "ids",
        nargs="*",
        metavar="ID",
        help=f"ids, prefixes or globs (default: every such claim), or {_REGION}: the grid of the figure "
        "trainable_region, which takes as long as all of them",
    )
    parser.set_defaults(main=main)


def main(options: argparse.Namespace) -> int:
    """Train what was named, and print the verdicts on the claims and the table of the grid."""
    ids, region = [id for id in options.ids if id != _REGION], _REGION in options.ids
    claims = [] if region and not ids else [claim for claim in LEDGER.select(ids) if claim.is_empirical]
    if not claims and (ids or not region):
        raise ValueError(f"{' '.join(ids) or 'the ledger'} names no claim that needs training")
    seeds = tuple(range(SEEDS * options.seed, SEEDS * (options.seed + 1)))
    trials = [claim.trial for claim in claims if claim.trial is not None]
    if options.cifar10 is not None and not any(map(needs_cifar10, trials)):
        raise ValueError(
            f"--cifar10 = {str(options.cifar10)!r}: nothing that is trained here uses it; leave it out"
        )
    if options.device != "cpu" and not any(map(needs_torch, trials)):
        raise ValueError(f"--device {options.device}: only convolutional networks use it; leave it out")
    claims = _that_can_be_trained(claims, options.cifar10)
    prepare_folder(options.out)
    as_expected = True
    if claims:
        record = train_for(claims, seeds, options.out, options.jobs, options.cifar10, options.device)
        outcome = check(claims, record=record, jobs=1)
        print_verdicts(outcome)
        as_expected = outcome.as_expected
    if region:
        print_region(train_region(seeds[:SEEDS_OF_A_CELL], options.out, options.jobs))
    return 0 if as_expected else 1


def _that_can_be_trained(claims: list[Claim], cifar10: Path | None) -> list[Claim]:
    """Return the claims whose training has all that it needs, and say on stderr what the others need.

    Raises
    ------
    ValueError
        If no claim is left of those that were named.
    """
    needs = {claim.id: _needs(claim, cifar10) for claim in claims}
    absent = [f"{id} is not trained: it needs {need}" for id, need in needs.items() if need]
    if claims and len(absent) == len(claims):
        raise ValueError("\n".join(absent))
    for line in absent:
        print(line, file=sys.stderr)
    return [claim for claim in claims if not needs[claim.id]]


def _needs(claim: Claim, cifar10: Path | None) -> str:
    """Say what the training of a claim needs and is not there; "" if nothing."""
    assert claim.trial is not None
    needs = {
        f"PyTorch, `{INSTALL}`": needs_torch(claim.trial) and find_spec("torch") is None,
        "--cifar10 DIR, the folder of CIFAR-10's python version": needs_cifar10(claim.trial)
        and cifar10 is None,
    }
    return "; and ".join(what for what, absent in needs.items() if absent)


def experiments_of(claims: list[Claim]) -> dict[str, tuple[str, Training | Normality]]:
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
    device: str = "cpu",
) -> Record:
    """Train the experiments of claims, and write the record into a folder that exists.

    Each part of an experiment has a checkpoint there until all are trained: the same call made again, after a kill,
    continues.

    Raises
    ------
    ValueError
        If data are missing, the device cannot be used, or a file there is damaged or cannot be written.
    """
    known = read(folder)
    experiments = dict(reversed(experiments_of(claims).items()))
    for _, training in experiments.values():  # bad data show before anything is trained
        try:
            load(training.data, training.dtype, cifar10 if training.data == "cifar10" else None)
        except ValueError as error:  # it names the folder as Python's callers do
            raise ValueError(f"--cifar10: {error}") from error
    parts = {
        key: parts_of(
            training,
            seeds,
            folder,
            cifar10 if training.data == "cifar10" else None,
            _device(training, device),
        )
        for key, (_, training) in experiments.items()
    }
    outcomes = _trained(experiments, parts, jobs, device)
    found = {
        key: TrainedOutcome(
            name=name, outcome=outcomes[key], **circumstances(training.network, _device(training, device))
        )
        for key, (name, training) in experiments.items()
    }
    dropped = outdated(known, found)
    if dropped:
        names = ", ".join(dropped.values())
        print(f"{NAME} no longer holds {names}: no claim names these outcomes any more", file=sys.stderr)
    kept = {key: entry for key, entry in known.experiments.items() if key not in dropped}
    write(folder / NAME, Record(experiments={**kept, **found}).text())
    for part in itertools.chain.from_iterable(parts.values()):
        part.checkpoint.unlink(missing_ok=True)
    return read(folder)  # as every other command will: with the digits that are written


def _device(training: Training | Normality, device: str) -> str:
    return device if isinstance(training.network, Convolutional) else "cpu"


def _trained(
    experiments: Mapping[str, tuple[str, Training | Normality]],
    parts: Mapping[str, list[Part]],
    jobs: int | None,
    device: str,
) -> dict[str, Outcome | Departures]:
    """Train all parts, those of the longest experiments first, so that all workers have work until the end."""
    work = {key: [work_of(part.experiment) * len(part.seeds) for part in own] for key, own in parts.items()}
    ordered = sorted(parts, key=lambda key: -sum(work[key]))
    total = sum(map(sum, work.values()))
    found: dict[str, Outcome | Departures] = {}
    with reporting(total) as report:
        progress = {
            part.checkpoint.name: report.of(experiments[key][0], own, resumed=part.checkpoint.exists())
            for key in ordered
            for part, own in zip(parts[key], work[key], strict=True)
        }
        executor = workers_for(jobs, total, device, lambda said: progress[said[0]](*said[1:]))
        beside = isinstance(executor, Processes)
        try:
            futures = {
                key: [
                    executor.submit(train_in_process, part)
                    if beside
                    else executor.submit(train_part, part, progress[part.checkpoint.name])
                    for part in parts[key]
                ]
                for key in ordered
            }
            for key in ordered:
                done = [future.result() for future in futures[key]]
                found[key] = joined([outcome for outcome, _ in done])
                # Experiments overlap: this one's share of the time.
                report.finished(
                    experiments[key][0], sum(seconds for _, seconds in done) / (jobs or processors())
                )
        finally:
            # Processes end in the middle of their work, threads cannot.
            executor.shutdown(wait=not beside, cancel_futures=True)
    return found
