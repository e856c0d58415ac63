"""Runs that are interrupted, and what their checkpoints hold."""

import json
import os
from dataclasses import dataclass

import pytest

from montecarlo import MaskCount, run

MASKS = MaskCount(units=1000, keep=0.8, counts=(800, 801))
BATCH = MASKS.batch
TOTAL = 10 * BATCH + 13


class Stop(Exception):
    pass


def stop_at(count):
    def progress(done, total):
        if done >= count:
            raise Stop

    return progress


def count(path):
    content = json.loads(path.read_text())
    return sum(part["count"] for part in (content["full"], content["last"]) if part is not None)


def interrupted(path, done=4 * BATCH, **keywords):
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("montecarlo.running.checkpoint._PART", float("inf"))  # saved and reported at each batch
        with pytest.raises(Stop):
            run(MASKS, replicates=TOTAL, seed=3, progress=stop_at(done), checkpoint=path, **keywords)


@dataclass(frozen=True)
class Tracing:
    """Notes the batches drawn in a file, and may go wrong in one."""

    version = "1"
    trace: str
    wrong: str = ""
    wrong_batch: int = -1
    fields: tuple[str, ...] = ("a", "b")
    batch: int = 3
    engine: str = "test"

    def sample(self, rng, replicates):
        number = rng.bit_generator.seed_seq.spawn_key[1]
        with open(self.trace, "a") as file:
            file.write(f"{number}\n")
        if number == self.wrong_batch:
            if self.wrong == "exit":
                os._exit(1)
            raise ZeroDivisionError(self.wrong)
        return rng.standard_normal((replicates, 2))
