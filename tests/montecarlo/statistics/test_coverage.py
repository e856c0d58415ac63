"""How often an interval contains the truth; tests/benchmarks/coverage.py counts every kind more precisely."""

import math

import numpy as np
import pytest

from montecarlo import Estimand, mean, richardson
from tests.benchmarks.coverage import KINDS, NOMINAL, Kind, coverage

RUNS, REPLICATES = 300, 2000
# Four standard errors of the share: 0.05.
TOLERANCE = 4 * math.sqrt(NOMINAL * (1 - NOMINAL) / RUNS)


@pytest.mark.parametrize("name", KINDS)
def test_an_interval_covers_as_often_as_stated(name):
    kind = KINDS[name]
    rate = coverage(kind, REPLICATES, RUNS)
    assert rate > NOMINAL - TOLERANCE
    assert rate < NOMINAL + TOLERANCE / 2 or kind.conservative


def test_an_interval_that_is_too_narrow_is_told_apart(monkeypatch):
    standard_error = Estimand.standard_error
    # 1.96 times 0.7 standard errors are within reach in 83 % of the runs.
    monkeypatch.setattr(Estimand, "standard_error", lambda *arguments: 0.7 * standard_error(*arguments))
    assert coverage(KINDS["deviation"], REPLICATES, RUNS) < NOMINAL - TOLERANCE


def squared_tanh(rng, count):
    """Draw tanh(y)^2 / E y^2 of a normal y, at E y^2 = 0.4, 0.2 and 0.1; its limit is 1."""
    normal = rng.standard_normal(count)
    return tuple(np.tanh(math.sqrt(variance) * normal) ** 2 / variance for variance in (0.4, 0.2, 0.1))


def test_without_its_own_error_an_extrapolation_misses():
    extrapolated = richardson(mean("t"))
    careless = Estimand(extrapolated.name, extrapolated.fields, extrapolated.function)
    assert coverage(Kind(careless, squared_tanh, 1.0), 20_000, 100) < 0.5
    assert coverage(Kind(extrapolated, squared_tanh, 1.0), 20_000, 100) == 1.0
