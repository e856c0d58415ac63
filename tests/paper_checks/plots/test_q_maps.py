"""The maps of the variance: curves, fixed points, and what their marks mean."""

import numpy as np
import pytest

from paper_checks import Run
from paper_checks.plots import PLOTS
from theory.mean_field.maps import q_map


def _lines(axes, gid: str) -> list[np.ndarray]:
    return [np.asarray(line.get_ydata(), float) for line in axes.lines if line.get_gid() == gid]


def test_a_map_crosses_1_at_its_fixed_points(run: Run) -> None:
    data = PLOTS["q_maps"].data(run)
    figure = PLOTS["q_maps"].draw(data)
    for axes, entry in zip(figure.axes, data["maps"], strict=True):
        (curve,) = _lines(axes, entry["activation"])
        np.testing.assert_array_equal(curve[-len(entry["ratio"]) :], entry["ratio"])
        above = np.array(entry["ratio"]) > 1
        crossings = np.array(data["q"])[1:][above[1:] != above[:-1]]
        inner = [point for point in entry["fixed_points"] if point["q"] > 0]
        np.testing.assert_allclose([point["q"] for point in inner], crossings, atol=0.1)
        for point in inner:
            image = float(q_map(entry["activation"], point["q"], entry["weight_variance"]))
            assert image == pytest.approx(point["q"], rel=1e-6)
            assert point["ratio"] == 1.0


def test_a_map_begins_at_the_fixed_point_0_with_its_slope_there(run: Run) -> None:
    for entry in PLOTS["q_maps"].data(run)["maps"]:
        for point in entry["fixed_points"]:
            if point["q"] == 0:
                near = float(q_map(entry["activation"], 1e-9, entry["weight_variance"])) / 1e-9
                assert point["ratio"] == pytest.approx(near, rel=1e-3)
                assert (point["ratio"] < 1) == (point["stability"] == "stable")


def test_where_every_q_is_fixed_no_rounding_shows(run: Run) -> None:
    relu = PLOTS["q_maps"].data(run)["maps"][0]
    assert relu["continuum"]
    assert set(relu["ratio"]) == {1.0}


def test_what_the_marks_of_the_maps_mean_is_written(run: Run) -> None:
    data = PLOTS["q_maps"].data(run)
    figure = PLOTS["q_maps"].draw(data)
    (legend,) = figure.legends
    assert [text.get_text() for text in legend.get_texts()] == [
        "stable fixed point", "unstable fixed point", "q′ = q",
    ]  # fmt: skip
    for axes, entry in zip(figure.axes, data["maps"], strict=True):
        texts = [text.get_text() for text in axes.texts]
        assert texts == (["every q is fixed"] if entry["activation"] == "relu" else [])
        fills = [line.get_markerfacecolor() for line in axes.lines if line.get_gid() == "fixed-point"]
        assert fills == ["k" if p["stability"] == "stable" else "w" for p in entry["fixed_points"]]
