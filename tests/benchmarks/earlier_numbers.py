"""Compare theory's numbers with those of an earlier checkout, in pairs.

    git worktree add ../earlier COMMIT
    python -m tests.benchmarks.earlier_numbers ../earlier [TEXT]

Each side runs in processes of its own on one thread; the two take turns.  A ratio is the median over pairs of this
checkout's processor time over the earlier one's: at most 1.05 is as fast.  "Cold" starts a process for each time,
after `import theory`; "warm" has computed each value before.  TEXT selects cases.
"""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from tests.benchmarks.earlier_pairs import BAR, in_pairs, report

_ALL = "for name in names: theory.{}(name{})"
_PLANE = "np.linspace(0.1, 5, 200), np.linspace(0, 2, 200)"


@dataclass(frozen=True)
class Case:
    """A statement to time: how often at once, over how many pairs, and whether each time in a new process."""

    statement: str
    repeats: int = 1
    pairs: int = 15
    cold: bool = False


CASES = {
    "one value, each activation, warm": Case(_ALL.format("moments", ", 1.0"), 2, 41),
    "1,000 values, warm": Case("for name in names[::6]: theory.moments(name, np.geomspace(0.01, 100, 1000))"),
    "gain, each activation, warm": Case(_ALL.format("gain", ""), 2, 41),
    **{
        f"phase diagram of {name}, warm": Case(f"theory.phase_diagram({name!r}, {_PLANE})", 1, 9)
        for name in ("tanh", "silu", "sin", "relu")
    },
    "one value of tanh, cold": Case("theory.moments('tanh', 1.0)", cold=True),
    "one value, each activation, cold": Case(_ALL.format("moments", ", 1.0"), 1, 9, cold=True),
    "gain of tanh, cold": Case("theory.gain('tanh')", cold=True),
    "gain, each activation, cold": Case(_ALL.format("gain", ""), 1, 9, cold=True),
    "phase diagram of tanh, cold": Case(f"theory.phase_diagram('tanh', {_PLANE})", 1, 5, cold=True),
}

_WORKER = """
import sys, time
import numpy as np
import theory
names = theory.names()
for line in sys.stdin:
    repeats, _, statement = line.partition(" ")
    code = compile(statement, "<case>", "exec")
    start = time.process_time()
    for _ in range(int(repeats)):
        exec(code)
    print(time.process_time() - start, flush=True)
"""


class Side:
    """A checkout, whose numbers are computed in a process of its own."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._process = self._started()

    def _started(self) -> subprocess.Popen[str]:
        threads = dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"), "1")
        return subprocess.Popen(
            [sys.executable, "-c", _WORKER], cwd=self._folder, stdin=-1, stdout=-1, text=True,
            env={**os.environ, **threads, "PYTHONPATH": str(self._folder)},
        )  # fmt: skip

    def seconds(self, case: Case) -> float:
        """Return the processor time of a case."""
        if case.cold:
            self.close()
            self._process = self._started()
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        print(case.repeats, case.statement, file=self._process.stdin, flush=True)
        return float(self._process.stdout.readline())

    def close(self) -> None:
        """End the process."""
        self._process.communicate()


def compared(ours: Side, theirs: Side, name: str) -> tuple[str, bool]:
    """Return a line about a case, and whether it is as fast as before."""
    case = CASES[name]
    if not case.cold:
        ours.seconds(case), theirs.seconds(case)
    ratio, *medians = in_pairs(ours, theirs, lambda side: side.seconds(case), case.pairs)
    new, old = (1e3 * median / case.repeats for median in medians)
    return f"{ratio:.3f}: {new:.1f} against {old:.1f} ms", ratio <= BAR


if __name__ == "__main__":
    sys.exit(report(__doc__, CASES, Side, compared))
