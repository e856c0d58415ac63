"""How far the training of several experiments is: a bar on a terminal, lines in a pipe, and the time left."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from rich.console import Console
from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn

from montecarlo.training.normality import Normality
from montecarlo.training.training import Training

__all__ = ["Report", "reporting", "work_of"]

_EXAMPLES = {"digits": 1_440, "cifar10": 50_000}  # to train on


def work_of(experiment: Training | Normality) -> int:
    """Return the work for one seed, in multiplications up to a factor."""
    if isinstance(experiment, Normality):
        training = experiment.training
        return experiment.networks * experiment.after[-1] * training.batch * training.network.products()
    examples = experiment.examples or _EXAMPLES[experiment.data]
    return experiment.epochs * examples * experiment.network.products()


@dataclass
class Report:
    """The progress over all experiments, and the time left at the rate so far."""

    total: int
    bars: Progress | None
    console: Console
    start: float
    at: int = 0
    skipped: int = 0  # what checkpoints held: it took no time

    def __post_init__(self) -> None:
        self._lock = threading.Lock()
        self.bar = None if self.bars is None else self.bars.add_task("", total=self.total)

    def of(self, name: str, work: int, resumed: bool) -> Callable[[int, int], None]:
        """Return the function that one part of the work calls with what is done of it, and its total.

        Where it goes on from a checkpoint, the first call says what that holds. Several parts may be in work at once,
        in threads.
        """
        first, own = resumed, 0

        def progress(done: int, total: int) -> None:
            nonlocal first, own
            with self._lock:
                now = work * done // total
                if first:
                    self.skipped += now
                    first = False
                self.at += now - own
                own = now
                if self.bars is not None and self.bar is not None:
                    text = f"{name}, {self.left(self.at)} left"
                    self.bars.update(self.bar, completed=self.at, description=text)

        return progress

    def skip(self, work: int) -> None:
        """Count work as done that took no time."""
        self.at += work
        self.skipped += work

    def finished(self, name: str, seconds: float) -> None:
        """Say in a pipe, in a line, that an experiment is done."""
        if self.bars is None:
            self.console.print(f"{name}: {seconds:.0f} s; {self.left(self.at)} left", highlight=False)

    def left(self, at: int) -> str:
        """Return the time left, in words, where so much is done."""
        if at == self.skipped:
            return "0 s" if at == self.total else "unknown time"
        seconds = (time.perf_counter() - self.start) * (self.total - at) / (at - self.skipped)
        return f"{seconds:.0f} s" if seconds < 100 else f"{seconds / 60:.0f} min"


@contextmanager
def reporting(total: int) -> Iterator[Report]:
    """Show a bar on a terminal, and lines in a pipe, while networks are trained."""
    console = Console(stderr=True, markup=False, emoji=False)
    if not console.is_terminal:
        yield Report(total, None, console, time.perf_counter())
        return
    columns = (TextColumn("{task.description}"), BarColumn(), TaskProgressColumn())
    with Progress(*columns, console=console, transient=True) as bars:
        yield Report(total, bars, console, time.perf_counter())
