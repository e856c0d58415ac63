"""Weights drawn for the tests, apart from the code that is tested."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from scipy import stats

from paper_checks.auditing.precision import precision_of
from paper_checks.auditing.sample import Sample, summarised

Draw = Callable[[np.random.Generator, tuple[int, ...]], np.ndarray]

DRAWS: dict[str, Draw] = {
    "normal": lambda rng, shape: rng.normal(0, 1, shape),
    "uniform": lambda rng, shape: rng.uniform(-1, 1, shape),
    "truncated normal at 2": lambda rng, shape: stats.truncnorm.rvs(-2, 2, size=shape, random_state=rng),
    "truncated normal at 3": lambda rng, shape: stats.truncnorm.rvs(-3, 3, size=shape, random_state=rng),
    "laplace": lambda rng, shape: rng.laplace(size=shape),
}


def sample_of(values: np.ndarray) -> Sample:
    return summarised("w", values, precision_of(values.dtype.name))
