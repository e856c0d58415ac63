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
    for experiment, replicates in PLOTS["pytorch_gains"].bands:
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
        assert forward.get_xdata()[row] == float(gain(label))


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


def test_fixed_points_lie_on_map_and_diagonal(run: Run) -> None:
    data = PLOTS["q_maps"].data(run)
    figure = PLOTS["q_maps"].draw(data)
    for axes, entry in zip(figure.axes, data["maps"], strict=True):
        np.testing.assert_array_equal(_lines(axes, entry["activation"])[0], entry["values"])
        for point in entry["fixed_points"]:
            image = float(q_map(entry["activation"], point["q"], entry["weight_variance"]))
            assert image == pytest.approx(point["q"], rel=1e-9, abs=1e-12)


def test_what_the_marks_of_the_maps_mean_is_written(run: Run) -> None:
    data = PLOTS["q_maps"].data(run)
    figure = PLOTS["q_maps"].draw(data)
    (legend,) = figure.legends
    assert [text.get_text() for text in legend.get_texts()] == [
        "stable fixed point", "unstable fixed point", "diagonal",
    ]  # fmt: skip
    for axes, entry in zip(figure.axes, data["maps"], strict=True):
        texts = [text.get_text() for text in axes.texts]
        assert texts == (["every q is fixed"] if entry["activation"] == "relu" else [])
        fills = [line.get_markerfacecolor() for line in axes.lines if line.get_gid() == "fixed-point"]
        assert fills == ["k" if p["stability"] == "stable" else "w" for p in entry["fixed_points"]]


def test_the_colour_bar_names_the_edge(run: Run) -> None:
    figure = PLOTS["phase_diagram"].draw(PLOTS["phase_diagram"].data(run))
    assert 1.0 in figure.axes[1].get_yticks()


def test_simulated_signal_and_gradient_follow_the_theory(run: Run) -> None:
    data: Mapping = PLOTS["pytorch_gains"].data(run)
    assert [(case["activation"], case["scheme"]) for case in data["cases"]] == [
        ("tanh", "PyTorch"), ("tanh", "forward"), ("selu", "PyTorch"), ("selu", "forward"),
    ]  # fmt: skip
    for case in data["cases"]:
        for part in ("signal", "gradient"):
            measured = np.array([entry["estimate"] for entry in case[part]["simulated"]])
            # The lines are N -> oo: at width 128 and depth 20 the difference stays below 15 %.
            np.testing.assert_allclose(measured, case[part]["theory"], rtol=0.15)
    # Every layer but the last adds to a gradient that only tanh's PyTorch gain makes explode fastest.
    first = {(case["activation"], case["scheme"]): case["gradient"]["theory"][0] for case in data["cases"]}
    assert first["tanh", "PyTorch"] > first["tanh", "forward"] > 1
    assert first["selu", "PyTorch"] < 1 < first["selu", "forward"]
    figure = PLOTS["pytorch_gains"].draw(data)
    np.testing.assert_array_equal(_lines(figure.axes[0], "PyTorch")[0], data["cases"][0]["signal"]["theory"])
