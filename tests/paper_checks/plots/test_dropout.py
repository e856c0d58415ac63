"""The variance after dropout: the curve and what was measured on it."""

import numpy as np
import pytest

from paper_checks import LEDGER, Run, verify
from paper_checks.evidence.passes import Passes
from paper_checks.plots import PLOTS


@pytest.fixture(scope="module")
def data(passes: Passes, seed: int) -> dict:
    plot = PLOTS["dropout"]
    verdicts = {id: verify(LEDGER[id], passes=passes) for id in plot.claims}
    return plot.data(Run(seed, (), verdicts, passes.moments, {}))


def test_the_curve_is_the_corrected_law_and_starts_at_the_variance_before(data: dict) -> None:
    p = np.asarray(data["p"])
    np.testing.assert_allclose(data["after"], 1 / (2 * (1 - p)) - 1 / (2 * np.pi), rtol=1e-6)
    assert data["after"][0] == data["before"]


def test_what_was_measured_lies_on_the_curve(data: dict) -> None:
    for entry in data["simulated"]:
        on_curve = 1 / (2 * (1 - entry["p"])) - 1 / (2 * np.pi)
        assert entry["low"] <= on_curve <= entry["high"]


def test_what_is_drawn_is_the_side_car(data: dict) -> None:
    (axes,) = PLOTS["dropout"].draw(data).axes
    (curve,) = (line for line in axes.lines if line.get_gid() == "cpen455hw1.1.2.variance-after")
    np.testing.assert_array_equal(curve.get_ydata(), data["after"])
