"""Binomial and Poisson: the laws, their distance, and Le Cam's bound on it."""

from math import comb, exp, factorial

import numpy as np
import pytest

from paper_checks import LEDGER, Run, verify
from paper_checks.evidence.passes import Passes
from paper_checks.plots import PLOTS


@pytest.fixture(scope="module")
def data(passes: Passes, seed: int) -> dict:
    plot = PLOTS["poisson"]
    verdicts = {id: verify(LEDGER[id], passes=passes) for id in plot.claims}
    return plot.data(Run(seed, (), verdicts, passes.moments, {}))


def _binomial(units: int, rate: float, count: int) -> float:
    share = rate / units
    return comb(units, count) * share**count * (1 - share) ** (units - count)


def _poisson(rate: float, count: int) -> float:
    return rate**count * exp(-rate) / factorial(count)


def test_the_laws(data: dict) -> None:
    assert data["poisson"] == pytest.approx([_poisson(2, k) for k in data["count"]], rel=1e-6)
    for entry in data["binomial"]:
        exact = [_binomial(entry["units"], 2, k) for k in data["count"]]
        assert entry["probability"] == pytest.approx(exact, rel=1e-6)


def test_what_was_measured_is_binomial_and_not_poisson(data: dict) -> None:
    for entry in data["simulated"]:
        count = entry["count"]
        assert entry["low"] <= _binomial(entry["units"], 2, count) <= entry["high"]
        assert not entry["low"] <= _poisson(2, count) <= entry["high"]


def test_the_distance_is_below_le_cams_bound_and_of_its_order(data: dict) -> None:
    for entry in data["distance"]:
        distance, bound, units = (np.asarray(entry[key]) for key in ("distance", "bound", "units"))
        assert (distance < bound).all()
        first, rate = int(units[0]), entry["rate"]
        half = sum(abs(_binomial(first, rate, k) - _poisson(rate, k)) for k in range(first + 1)) / 2
        rest = 1 - sum(_poisson(rate, k) for k in range(first + 1))
        assert distance[0] == pytest.approx(half + rest / 2, rel=1e-6)
        # Both fall as 1/M.
        assert distance[-1] * units[-1] == pytest.approx(distance[-5] * units[-5], rel=0.02)
