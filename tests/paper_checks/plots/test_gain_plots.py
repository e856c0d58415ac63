"""The figures of the gains: plotted data = side-car, side-car = theory and simulation."""

from collections.abc import Mapping

import numpy as np
import pytest

from paper_checks import Run
from paper_checks.evidence.passes import Passes
from paper_checks.plots import PLOTS
from theory.activation.lookup import names
from theory.mean_field.gains import gain
from theory.mean_field.maps import q_map


@pytest.fixture(scope="module")
def run(passes: Passes, seed: int) -> Run:
    for experiment, replicates in PLOTS["pytorch_gains"].bands():
        passes.fixed(experiment, replicates, "pytorch_gains")
    return Run(seed, (), {}, passes.moments, {})


def _lines(axes, gid: str) -> list[np.ndarray]:
    return [np.asarray(line.get_ydata(), float) for line in axes.lines if line.get_gid() == gid]


def test_gains_of_every_activation(run: Run) -> None:
    data = PLOTS["gains"].data(run)
    assert sorted(entry["activation"] for entry in data["gains"]) == sorted(names())
    figure = PLOTS["gains"].draw(data)
    (axes,) = figure.axes
    (forward,) = (line for line in axes.lines if line.get_gid() == "forward")
    for row, label in enumerate(tick.get_text() for tick in axes.get_yticklabels()):
        assert forward.get_xdata()[row] == pytest.approx(float(gain(label.partition(" ")[0])), rel=1e-6)


def test_a_row_names_its_parameters_and_why_it_has_no_diamond(run: Run) -> None:
    data = PLOTS["gains"].data(run)
    (axes,) = PLOTS["gains"].draw(data).axes
    labels = [tick.get_text() for tick in axes.get_yticklabels()]
    assert {"leaky_relu (negative_slope = 0.01)", "hermite (degree = 3)", "relu"} <= set(labels)
    reasons = {text.xy[1]: text.get_text() for text in axes.texts}
    for row, entry in enumerate(data["gains"]):
        assert (row in reasons) == (entry["backward"] is None)
    assert {data["gains"][row]["activation"] for row in reasons} == {"heaviside", "sign", "hardshrink"}
    assert all("jumps" in reason for reason in reasons.values())


def test_the_edge_of_chaos_is_where_chi_is_one(run: Run) -> None:
    data = PLOTS["phase_diagram"].data(run)
    chi = np.array(data["chi"])
    for row, bias in enumerate(data["bias_variance"]):
        critical = np.interp(bias, data["edge"]["bias_variance"], data["edge"]["weight_variance"])
        beyond = np.array(data["weight_variance"]) - critical
        assert (chi[row][beyond > 0.05] > 1).all()
        assert (chi[row][beyond < -0.05] < 1).all()
    figure = PLOTS["phase_diagram"].draw(data)
    np.testing.assert_array_equal(_lines(figure.axes[0], "edge-of-chaos")[0], data["edge"]["bias_variance"])


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


def test_the_colour_bar_is_even_and_names_the_edge(run: Run) -> None:
    data = PLOTS["phase_diagram"].data(run)
    figure = PLOTS["phase_diagram"].draw(data)
    ticks = figure.axes[1].get_yticks()
    assert 1.0 in ticks
    np.testing.assert_allclose(np.diff(ticks), 0.2)
    (contours,) = figure.axes[0].collections
    np.testing.assert_allclose(np.diff(contours.levels), 0.1)
    assert contours.levels[0] <= np.min(data["chi"])
    assert np.max(data["chi"]) <= contours.levels[-1]  # nothing is left white
    assert contours.norm(1.0) == 0.5


def test_simulated_signal_and_gradient_follow_the_theory(run: Run) -> None:
    data: Mapping = PLOTS["pytorch_gains"].data(run)
    assert [(case["activation"], case["scheme"]) for case in data["cases"]] == [
        ("tanh", "PyTorch"), ("tanh", "forward"), ("selu", "PyTorch"), ("selu", "forward"),
    ]  # fmt: skip
    for case in data["cases"]:
        for part in ("signal", "gradient"):
            # The limit is N -> oo: at depth 20 the distance to it stays below 15 %, and falls with the width.
            for simulated, bound in zip(case["simulated"], (0.15, 0.08), strict=True):
                measured = [entry["estimate"] for entry in simulated[part]]
                np.testing.assert_allclose(measured, case["limit"][part], rtol=bound)
    # Every layer but the last adds to a gradient that only tanh's PyTorch gain makes explode fastest.
    first = {(case["activation"], case["scheme"]): case["limit"]["gradient"][0] for case in data["cases"]}
    assert first["tanh", "PyTorch"] > first["tanh", "forward"] > 1
    assert first["selu", "PyTorch"] < 1 < first["selu", "forward"]


def test_lines_are_the_limit_and_bars_the_simulations_that_the_legend_names(run: Run) -> None:
    data = PLOTS["pytorch_gains"].data(run)
    figure = PLOTS["pytorch_gains"].draw(data)
    axes = figure.axes[0]
    np.testing.assert_array_equal(_lines(axes, "PyTorch")[0], data["cases"][0]["limit"]["signal"])
    assert len(axes.containers) == 4  # two gains at two widths
    for number, bars in enumerate(axes.containers[:2]):
        (segments,) = (collection.get_segments() for collection in bars.lines[2])
        entries = data["cases"][0]["simulated"][number]["signal"]
        np.testing.assert_allclose(
            [segment[:, 1] for segment in segments], [[entry["low"], entry["high"]] for entry in entries]
        )
    assert all(panel.get_ylabel() for panel in (figure.axes[0], figure.axes[2]))
    words = [text.get_text() for text in figure.legends[0].get_texts()]
    assert words[0] == "theory, N → ∞"
    assert [
        f"width {network['width']}" in text for network, text in zip(data["networks"], words[1:], strict=True)
    ]
