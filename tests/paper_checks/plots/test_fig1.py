"""Figure 1: the curves are the theory's, the histograms the run's, and one lies within the other's band."""

from collections.abc import Mapping
from typing import Any

import numpy as np
import pytest
from scipy import stats

from paper_checks import LEDGER, Run, verify
from paper_checks.evidence.passes import Passes
from paper_checks.plots import PLOTS


@pytest.fixture(scope="module")
def data(passes: Passes, seed: int) -> Mapping[str, Any]:
    plot = PLOTS["fig1"]
    verdicts = {id: verify(LEDGER[id], passes=passes) for id in plot.claims}
    return plot.data(Run(seed, (), verdicts, passes.moments, {}))


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
    inside = np.abs(data["h"]) < 0.9999
    h, step = np.array(data["h"])[inside], 1e-7
    for panel in data["panels"]:
        slope = (_distribution(h + step, panel["u"]) - _distribution(h - step, panel["u"])) / (2 * step)
        np.testing.assert_allclose(np.array(panel["density"])[inside], slope, rtol=1e-5, atol=1e-6)
        assert max(panel["density"][0], panel["density"][-1]) < 0.01 * max(
            panel["density"]
        )  # no end in mid-air


def test_there_are_two_modes_above_the_threshold_and_one_up_to_it(data: Mapping[str, Any]) -> None:
    assert [panel["u"] > data["threshold"] for panel in data["panels"]] == [False, False, True, True]
    assert data["panels"][1]["centre_curvature"] == 0.0  # exactly: u is 1/√2 there, not a number near it
    for panel in data["panels"]:
        density = np.array(panel["density"])
        modes = int(((density[1:-1] > density[:-2]) & (density[1:-1] > density[2:])).sum())
        above = panel["u"] > data["threshold"]
        assert modes == (2 if above else 1)
        assert (panel["centre_curvature"] > 0) == above


def test_the_plotted_numbers_are_the_side_car(data: Mapping[str, Any]) -> None:
    figure = PLOTS["fig1"].draw(data)
    named = {axes.get_label(): axes for axes in figure.axes}
    panels, fork = [named[str(number)] for number in range(4)], named["modes"]
    for axes, panel in zip(panels, data["panels"], strict=True):
        (curve,) = (line for line in axes.lines if line.get_gid() == "kumar2017.eq16")
        np.testing.assert_array_equal(curve.get_ydata(), panel["density"])
        (steps,) = axes.patches
        np.testing.assert_array_equal(steps.get_data().values, panel["histogram"])
        np.testing.assert_array_equal(steps.get_data().edges, panel["bounds"])
        marked = sorted(line.get_xdata()[0] for line in axes.lines if line.get_gid() == "mode")
        assert marked == sorted({-panel["mode"], panel["mode"]})
        assert axes.texts[0].get_text() == f"n = {panel['n']:,}"
    assert "threshold" in panels[1].get_title()
    assert (fork.get_xlabel(), panels[0].get_ylabel(), panels[2].get_xlabel()) == ("u", "density", "tanh y")
    upper = next(line for line in fork.lines if line.get_gid() == "two modes")
    np.testing.assert_array_equal(upper.get_xdata(), [data["threshold"], *data["modes"]["u"]])
    np.testing.assert_array_equal(upper.get_ydata(), [0, *data["modes"]["h"]])
    (dots,) = (line for line in fork.lines if line.get_gid() == "kumar2017.sec3.1.bimodal")
    both = {(panel["u"], side * panel["mode"]) for panel in data["panels"] for side in (1, -1)}
    assert set(zip(dots.get_xdata(), dots.get_ydata(), strict=True)) == both
    assert "modes of the four panels" in [text.get_text() for text in figure.legends[0].get_texts()]


def test_the_modes_are_where_the_density_is_highest(data: Mapping[str, Any]) -> None:
    h = np.tanh(np.linspace(0.0, 7.0, 70_001))

    def highest(u: float) -> float:
        return h[np.argmax(stats.norm.pdf(np.arctanh(h) / u) / (1 - h**2))]

    for panel in data["panels"]:
        # At the threshold the top is flat, and rounding u to seven digits moves the highest place.
        flat = panel["u"] == data["threshold"]
        assert panel["mode"] == pytest.approx(highest(panel["u"]), abs=1e-3 if flat else 2e-4)
    for u, mode in list(zip(data["modes"]["u"], data["modes"]["h"], strict=True))[10::10]:
        assert mode == pytest.approx(highest(u), abs=2e-4)


def test_the_cells_show_the_outer_modes(data: Mapping[str, Any]) -> None:
    """At u = 1 the highest cells hold the modes; a histogram of cells of 0.1 would put them at the walls."""
    panel = data["panels"][2]
    cells = np.array(panel["bounds"])
    top = int(np.argmax(panel["histogram"]))
    assert cells[top] - 0.02 <= np.sign(cells[top]) * panel["mode"] <= cells[top + 1] + 0.02
