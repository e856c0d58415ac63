"""Experiments that fail or are slow, to test what runs them."""

import time
from dataclasses import dataclass


@dataclass(frozen=True)
class Broken:
    """Draws the given value, such as NaN, in its third batch."""

    value: str
    fields: tuple[str, ...] = ("fine", "broken")
    batch: int = 2
    engine: str = "test"

    def sample(self, rng, replicates):
        samples = rng.standard_normal((replicates, 2))
        if rng.bit_generator.seed_seq.spawn_key[1] == 2:
            samples[0, 1] = float(self.value)
        return samples


@dataclass(frozen=True)
class Slow(Broken):
    def sample(self, rng, replicates):
        time.sleep(0.01)
        return super().sample(rng, replicates)
