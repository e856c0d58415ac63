"""A program that was killed and is started again returns the same bits."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.montecarlo.running.checkpoints import count

PROGRAM = """
import multiprocessing, sys, time
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass

from montecarlo import Dense, run


@dataclass(frozen=True)
class Paced(Dense):
    version = "1"

    def sample(self, rng, replicates):
        if pace:
            time.sleep(pace)
        return super().sample(rng, replicates)


workers, pace, checkpoint = int(sys.argv[1]), float(sys.argv[2]), sys.argv[3] if sys.argv[3:] else None

if __name__ == "__main__":
    experiment = Paced((20, 20, 20), "tanh", 1.2, ("y2^2", "x3"))
    calls = []
    keywords = dict(seed=1, progress=lambda done, total: calls.append(done), checkpoint=checkpoint)
    context = multiprocessing.get_context("spawn")
    executor = ProcessPoolExecutor(workers, mp_context=context) if workers else None
    moments = run(experiment, replicates=400 * experiment.batch + 1, executor=executor, **keywords)
    print(calls[0], moments.count, moments.mean.tobytes().hex(), moments.comoment.tobytes().hex())
"""


def started(program, *arguments):
    environment = os.environ | {"PYTHONPATH": str(Path(__file__).parents[3])}
    command = [sys.executable, str(program), *map(str, arguments)]
    return subprocess.Popen(
        command, env=environment, stdout=subprocess.PIPE, text=True, start_new_session=True
    )


def output(process):
    out, _ = process.communicate(timeout=60)
    assert process.returncode == 0
    return out.split()


@pytest.mark.skipif(not hasattr(os, "killpg"), reason="needs POSIX's process groups to kill the workers too")
def test_killed_and_started_again(tmp_path):
    program, path = tmp_path / "program.py", tmp_path / "run.json"
    program.write_text(PROGRAM)
    first, *expected = output(started(program, 0, 0))
    for workers in (0, 2):
        path.unlink(missing_ok=True)
        # A batch takes 50 ms: some 20 seconds, of which the first are left to it.
        process = started(program, workers, 0.05, path)
        deadline = time.monotonic() + 30
        while not (path.exists() and count(path)):
            assert process.poll() is None
            assert time.monotonic() < deadline
            time.sleep(0.01)
        os.killpg(process.pid, signal.SIGKILL)
        process.communicate()
        assert process.returncode == -signal.SIGKILL
        kept = count(path)
        resumed, *again = output(started(program, workers, 0, path))
        assert again == expected
        assert int(resumed) == kept > int(first) - 1
        assert kept < int(expected[0])
