"""The grid of the trainable region: trained, and printed beside what the theory predicted."""

from __future__ import annotations

import itertools
import time
from collections.abc import Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
from rich.text import Text

from montecarlo.running.runner import processors
from montecarlo.training.trainer import train
from paper_checks.cli.table import console, print_rows
from paper_checks.cli.training_report import reporting, work_of
from paper_checks.evidence.trainable_region import MEND, MOST, Judged, judged, settled
from paper_checks.experiments.trainable_region import DEPTHS, EPOCHS, TRAINED, Cell, cells
from paper_checks.files import prepare_folder, write
from paper_checks.training_record import NAME, Record, TrainedOutcome, circumstances, read

__all__ = ["print_region", "train_region"]


def train_region(seeds: tuple[int, ...], folder: Path, jobs: int | None = None) -> Record:
    """Train the cells of the grid, and add them to the record of a folder that exists.

    What is done stands in a folder inside it until all is: the same call made again, after a kill, continues.

    Raises
    ------
    ValueError
        If a file there is damaged or cannot be written.
    """
    read(folder)  # a damaged record stops here, before any training
    unfinished = folder / f"trainable-region-{seeds[0]}"
    found = _done_before(unfinished, seeds)
    prepare_folder(unfinished)
    work = {cell: work_of(cell.training) * len(seeds) for cell in cells()}
    with reporting(sum(work.values())) as report, ThreadPoolExecutor(jobs or processors()) as executor:
        for (activation, depth), row in itertools.groupby(work, lambda cell: (cell.activation, cell.depth)):
            start, name = time.perf_counter(), f"{activation}, {depth} layers"
            for cell in row:
                key = cell.training.key
                if key in found:
                    report.skip(work[cell])
                    continue
                progress = report.of(name, work[cell], resumed=False)
                outcome = train(cell.training, seeds, executor=executor, progress=progress)
                found[key] = TrainedOutcome(name=_name(cell), outcome=outcome, **circumstances())
                write(unfinished / NAME, Record(experiments=found).text())
            report.finished(name, time.perf_counter() - start)
    write(folder / NAME, Record(experiments={**read(folder).experiments, **found}).text())
    (unfinished / NAME).unlink(missing_ok=True)
    unfinished.rmdir()
    return read(folder)  # as every other command will: with the digits that are written


def _name(cell: Cell) -> str:
    return f"trainable-region {cell.activation}, {cell.depth} layers, N v² = {cell.weight_variance:g}"


def _done_before(unfinished: Path, seeds: tuple[int, ...]) -> dict[str, TrainedOutcome]:
    """Return the cells with these seeds that a killed run has left; each says which code trained it."""
    if not (unfinished / NAME).exists():
        return {}
    entries = read(unfinished).experiments
    return {key: entry for key, entry in entries.items() if entry.outcome.seeds == seeds}


def print_region(record: Record) -> None:
    """Print each cell of the grid beside its prediction, and how many predictions were right."""
    found = list(judged(record))
    out = console()
    if not found:
        out.print(f"no network of the grid in {record.place} record: `{MEND}` trains them", markup=False)
        return
    for activation, own in _by_activation(found).items():
        out.print(
            f"{activation}: training accuracy in %, by the number of layers; * where the prediction was wrong"
        )
        titles = ("N v²", "settles at", "χ there", "depth scale", "predicted to train", *map(str, DEPTHS))
        print_rows(out, titles, _rows(activation, own), right=titles, indent=2)
    titles = (
        "",
        "cells",
        "right",
        "trains, as predicted",
        "does not, as predicted",
        "trains, against it",
        "does not, against it",
    )
    counts = [_counts(activation, own) for activation, own in _by_activation(found).items()]
    print_rows(out, titles, [*counts, _counts("all", found)], right=titles)
    out.print(
        f"a network trains if its median seed reaches {100 * TRAINED:g} % within {EPOCHS} epochs; it is predicted to "
        f"if it has at most {MOST:g} depth scales",
        style="dim",
    )


def _by_activation(found: Iterable[Judged]) -> Mapping[str, list[Judged]]:
    groups = itertools.groupby(found, lambda one: one.cell.activation)
    return {activation: list(own) for activation, own in groups}


def _rows(activation: str, own: list[Judged]) -> list[tuple[Text, ...]]:
    rows = []
    for weight_variance in dict.fromkeys(one.cell.weight_variance for one in own):
        at = settled(activation, weight_variance)
        by_depth = {one.cell.depth: one for one in own if one.cell.weight_variance == weight_variance}
        predicted = [depth for depth, one in by_depth.items() if one.predicted]
        rows.append(
            tuple(
                map(
                    Text,
                    (
                        f"{weight_variance:g}",
                        "nowhere" if at.q == np.inf else f"{at.q:.3g}",
                        "" if at.q == np.inf else f"{at.chi:.3g}",
                        "" if at.q == np.inf else f"{at.depth_scale:.3g}",
                        f"up to {max(predicted)}" if predicted else "never",
                        *(_accuracy(by_depth.get(depth)) for depth in DEPTHS),
                    ),
                )
            )
        )
    return rows


def _accuracy(one: Judged | None) -> str:
    return "" if one is None else f"{100 * one.accuracy:.0f}{' ' if one.right else '*'}"


def _counts(name: str, own: list[Judged]) -> tuple[Text, ...]:
    kinds = [(one.predicted, one.trained) for one in own]
    pairs = ((True, True), (False, False), (False, True), (True, False))
    right = sum(one.right for one in own)
    return tuple(map(Text, (name, str(len(own)), str(right), *(str(kinds.count(pair)) for pair in pairs))))
