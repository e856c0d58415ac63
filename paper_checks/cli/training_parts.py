"""Experiments in parts: some seeds of one are trained by one worker, from the first step to the last.

Threads that share an experiment wait for each other after each epoch, and for Python's lock in between.  Parts never
wait.  They are the same for any number of workers, so that a run that was killed may continue with another number.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from concurrent.futures import Executor, ThreadPoolExecutor
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

import numpy as np

from montecarlo.running.runner import processors
from montecarlo.training.normality import Departures, Normality, departures
from montecarlo.training.outcome import Outcome
from montecarlo.training.trainer import train
from montecarlo.training.training import Training
from paper_checks.cli.processes import Processes, say

__all__ = ["Part", "joined", "parts_of", "train_in_process", "train_part", "workers_for"]

_SEEDS = 5
# Below so many multiplications, a second or two, a process does not pay: it takes half a second to start.
_WORTH_PROCESSES = 10**10
# The allocator of the GNU C library returns memory to the system after each large array, and each page that comes
# back costs a fault: a fifth of the time of a batch of 1,440 examples. Other allocators ignore these names.
_KEEP_MEMORY = {"MALLOC_MMAP_THRESHOLD_": str(2**30), "MALLOC_TRIM_THRESHOLD_": str(2**30)}


@dataclass(frozen=True)
class Part:
    """Some seeds of an experiment.

    Parameters
    ----------
    experiment : Training or Normality
    seeds : tuple of int
    data : pathlib.Path or None
        The folder of its data.
    checkpoint : pathlib.Path
    device : str
    """

    experiment: Training | Normality
    seeds: tuple[int, ...]
    data: Path | None
    checkpoint: Path
    device: str


def parts_of(
    experiment: Training | Normality, seeds: tuple[int, ...], folder: Path, data: Path | None, device: str
) -> list[Part]:
    """Return the parts of an experiment, each with a checkpoint of its own in a folder."""
    few = [seeds[start : start + _SEEDS] for start in range(0, len(seeds), _SEEDS)]
    return [
        Part(experiment, own, data, folder / f"training-{experiment.key}-{own[0]}.checkpoint", device)
        for own in few
    ]


def train_part(part: Part, progress: Callable[[int, int], None]) -> tuple[Outcome | Departures, float]:
    """Train the networks of a part on one thread, and return what came of it, and the seconds that it took."""
    start = time.perf_counter()
    found: Outcome | Departures
    with ThreadPoolExecutor(1) as executor:
        if isinstance(part.experiment, Normality):  # seconds of work, which start anew after a kill
            found = departures(
                part.experiment, part.seeds, folder=part.data, executor=executor, progress=progress
            )
        else:
            found = train(
                part.experiment,
                part.seeds,
                folder=part.data,
                executor=executor,
                progress=progress,
                checkpoint=part.checkpoint,
                device=part.device,
                workers=1,
            )
    return found, time.perf_counter() - start


def train_in_process(part: Part) -> tuple[Outcome | Departures, float]:
    """Train a part in one of the `Processes`, which says how far it is: checkpoint's name, done and total."""
    return train_part(part, lambda done, total: say((part.checkpoint.name, done, total)))


def workers_for(
    jobs: int | None, work: int, device: str, heard: Callable[[tuple[str, int, int]], None]
) -> Executor:
    """Return processes, or threads where the work is small or one GPU does it all."""
    count = jobs or processors()
    if work < _WORTH_PROCESSES or device != "cpu":
        return ThreadPoolExecutor(count)
    return Processes(count, heard=heard, environment=_KEEP_MEMORY)


def joined(parts: Sequence[Outcome | Departures]) -> Outcome | Departures:
    """Return the outcome of all seeds, given those of the parts of one experiment, in order."""
    values: dict[str, Any] = {}
    for field in fields(parts[0]):
        found = [getattr(part, field.name) for part in parts]
        if field.name == "seeds":
            values[field.name] = sum(found, ())
        else:
            values[field.name] = np.concatenate(found) if isinstance(found[0], np.ndarray) else found[0]
    return type(parts[0])(**values)
