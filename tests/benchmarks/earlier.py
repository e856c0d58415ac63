"""Compare the engines with those of an earlier checkout, in pairs: ``python -m tests.benchmarks.earlier DIRECTORY``.

    git worktree add ../earlier COMMIT
    python -m tests.benchmarks.earlier ../earlier [TEXT]

Each side runs in a process of its own on one thread; the two take turns.  A ratio is the median over pairs of this
checkout's processor time over the earlier one's: at most 1.05 is as fast.  The means must be the same bits.  TEXT
selects cases.  A case that the earlier checkout does not know is printed as new, with its time.
"""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
from pathlib import Path

from tests.benchmarks.earlier_pairs import BAR, in_pairs, report

CASES = {
    "conditional, ReLU": ('Conditional(W, "relu", 2.0, ("x11^2", "x11", "y5^4"))', 1000),
    "conditional, GELU, float32": ('Conditional(W, "gelu", 2.0, ("x11^2", "x11"), dtype="float32")', 1000),
    "conditional, two inputs": (
        'Conditional(W, "tanh", 2.0, ("cos y10",), inputs=2, bias_variance=0.1)',
        500,
    ),
    "dense, ReLU": ('Dense((300,) * 6, "relu", 2.0, ("x6^2",), dtype="float32")', 50),
    "homogeneous": ('Homogeneous(W, "relu", 2.0, ("x11^2",))', 50_000),
    "backward, ReLU": ('Backward(W, "relu", 2.0)', 700),
    "backward, GELU, biases": ('Backward(W, "gelu", 2.0, bias_variance=0.1)', 500),
    "backward, dense": ('Backward((100,) * 6, "tanh", 2.0, engine="dense")', 200),
    "dropped network": ('DroppedNetwork((100,) * 6, "relu", 2.0, drop=0.1)', 200),
    "backward, dropout, logarithms": (
        'Backward(W, "gelu", 2.0, keep=0.9, record=("log y10^2", "log d1^2"))',
        500,
    ),
    "backward, two inputs": ('Backward(W, "gelu", 2.0, inputs=2, record=("cos y10", "log d1^2"))', 300),
    "batch norm, 64 examples": ('NormalizedNetwork((200,) * 6, "relu", 2.0, 64)', 20),
}
PAIRS = 15

_WORKER = """
import sys, time
from concurrent.futures import ThreadPoolExecutor
from montecarlo import *
W = (500,) * 11
with ThreadPoolExecutor(1) as one:
    for line in sys.stdin:
        try:
            experiment, replicates = eval(line)
        except (NameError, TypeError):
            print("unknown", flush=True)
            continue
        start = time.process_time()
        mean = run(experiment, replicates=replicates, seed=0, executor=one).mean
        print(time.process_time() - start, mean.tobytes().hex(), flush=True)
"""


class Side:
    """A checkout, whose engines run in a process of its own."""

    def __init__(self, folder: Path) -> None:
        environment = {**os.environ, "PYTHONPATH": str(folder)}
        self._process = subprocess.Popen(
            [sys.executable, "-c", _WORKER], cwd=folder, env=environment, stdin=-1, stdout=-1, text=True
        )

    def run(self, case: str) -> tuple[float, str] | None:
        """Return the seconds of a case and the bits of its means; None if the checkout does not know it."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        print(f"({', '.join(map(str, CASES[case]))})", file=self._process.stdin, flush=True)
        seconds, _, bits = self._process.stdout.readline().strip().partition(" ")
        return None if seconds == "unknown" else (float(seconds), bits)

    def close(self) -> None:
        """End the process."""
        self._process.communicate()


def compared(ours: Side, theirs: Side, case: str) -> tuple[str, bool]:
    """Return a line about a case, and whether it is as fast as before and has the same bits."""
    own, other = ours.run(case), theirs.run(case)
    assert own is not None
    milliseconds = 1e3 / CASES[case][1]
    if other is None:
        times = [found[0] for _ in range(PAIRS) if (found := ours.run(case)) is not None]
        return f"new: {milliseconds * statistics.median(times):.3f} ms a network", True
    same = own[1] == other[1]
    ratio, *medians = in_pairs(ours, theirs, lambda side: (side.run(case) or (0.0, ""))[0], PAIRS)
    new, old = (milliseconds * median for median in medians)
    text = f"{ratio:.3f}: {new:.3f} against {old:.3f} ms a network"
    return text + ("" if same else ", OTHER BITS"), same and ratio <= BAR


if __name__ == "__main__":
    sys.exit(report(__doc__, CASES, Side, compared))
