"""Figure 1: the curves are the theory's, the histograms the run's, and one lies within the other's band."""

from collections.abc import Mapping
from typing import Any

import numpy as np
import pytest
from scipy import stats

from paper_checks import LEDGER, Run, verify
from paper_checks.evidence.simulation import Simulations
from paper_checks.plots import PLOTS


@pytest.fixture(scope="module")
def data(simulations: Simulations, seed: int) -> Mapping[str, Any]:
    plot = PLOTS["fig1"]
    verdicts = {id: verify(LEDGER[id], simulations=simulations) for id in plot.claims}
    return plot.data(Run(seed, verdicts, simulations.moments, {}))


def _distribution(h: np.ndarray, u: float) -> np.ndarray:
    return stats.norm.cdf(np.arctanh(h) / u)


def test_the_simulated_distribution_lies_in_its_band(data: Mapping[str, Any]) -> None:
    for panel in data["panels"]:
        edges = np.array(panel["bounds"][1:-1])
        assert np.abs(panel["distribution"] - _distribution(edges, panel["u"])).max() < panel["dkw"]
        # The band is narrow enough to refuse another u, and the normal law without its tanh.
        assert np.abs(panel["distribution"] - _distribution(edges, 1.1 * panel["u"])).max() > panel["dkw"]
    wide = data["panels"][-1]
    edges = np.array(wide["bounds"][1:-1])
    assert np.abs(wide["distribution"] - stats.norm.cdf(edges / wide["u"])).max() > wide["dkw"]


def test_the_curves_are_the_slopes_of_the_distribution_function(data: Mapping[str, Any]) -> None:
    h, step = np.array(data["h"]), 1e-7
    for panel in data["panels"]:
        slope = (_distribution(h + step, panel["u"]) - _distribution(h - step, panel["u"])) / (2 * step)
        np.testing.assert_allclose(panel["density"], slope, rtol=1e-5, atol=1e-6)


def test_there_are_two_modes_above_the_threshold_and_one_up_to_it(data: Mapping[str, Any]) -> None:
    assert [panel["u"] > data["threshold"] + 1e-12 for panel in data["panels"]] == [False, False, True, True]
    for panel in data["panels"]:
        density = np.array(panel["density"])
        modes = int(((density[1:-1] > density[:-2]) & (density[1:-1] > density[2:])).sum())
        above = panel["u"] > data["threshold"] + 1e-12
        assert modes == (2 if above else 1)
        assert (panel["centre_curvature"] > 1e-9) == above


def test_the_plotted_numbers_are_the_side_car(data: Mapping[str, Any]) -> None:
    figure = PLOTS["fig1"].draw(data)
    assert len(figure.axes) == 4
    for axes, panel in zip(figure.axes, data["panels"], strict=True):
        (curve,) = (line for line in axes.lines if line.get_gid() == "kumar2017.fig1")
        np.testing.assert_array_equal(curve.get_ydata(), panel["density"])
        (steps,) = axes.patches
        np.testing.assert_array_equal(steps.get_data().values, panel["histogram"])
        np.testing.assert_array_equal(steps.get_data().edges, panel["bounds"])
        assert str(panel["n"]) in axes.get_legend_handles_labels()[1][0]
        assert axes.get_xlabel()
        assert axes.get_ylabel()
    assert "threshold" in figure.axes[1].get_title()
