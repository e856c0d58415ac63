"""Figures by their content: what is plotted is the side-car, and the side-car is theory and measurement."""

import json
from collections.abc import Mapping
from pathlib import Path

import numpy as np
import pytest

from paper_checks import LEDGER, Run, verify
from paper_checks.evidence.passes import Passes
from paper_checks.plots import PLOTS, choose
from paper_checks.plots.plot import differences, save, svg
from theory import evaluate
from theory.notation import N, m
from theory.results.finite_width import WEIGHT_VARIANCE
from theory.results.relu_at_width import relu_variance_at_width

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def data(passes: Passes, seed: int) -> Mapping[str, object]:
    plot = PLOTS["fig4"]
    verdicts = {id: verify(LEDGER[id], passes=passes) for id in plot.claims}
    for experiment, replicates in plot.bands:
        passes.fixed(experiment, replicates, plot.name)
    return plot.data(Run(seed, (), verdicts, passes.moments, {}))


def test_the_plotted_numbers_are_the_side_car(data: Mapping[str, object]) -> None:
    figure = PLOTS["fig4"].draw(data)
    claims = (("kumar2017.fig4.means", "kumar2017.eq29"), ("kumar2017.fig4", "kumar2017.eq30"))
    for axes, name, (corrected, printed) in zip(figure.axes[:2], ("mean", "std"), claims, strict=True):
        lines = {line.get_gid(): np.asarray(line.get_ydata(), float) for line in axes.lines if line.get_gid()}
        np.testing.assert_array_equal(lines[corrected], data["predicted"][name])
        np.testing.assert_array_equal(lines[printed], data["printed"][name])
        np.testing.assert_array_equal(lines["rerun"], data["rerun"][name])
        (bars,) = axes.containers
        np.testing.assert_array_equal(
            bars.lines[0].get_ydata(), [e["estimate"] for e in data["simulated"][name]]
        )
        (segments,) = (collection.get_segments() for collection in bars.lines[2])
        np.testing.assert_allclose(
            [segment[:, 1] for segment in segments], [[e["low"], e["high"]] for e in data["simulated"][name]]
        )
        assert axes.get_ylabel()
    assert figure.axes[2].get_xlabel() == "hidden layer"
    assert str(data["demo"]["n"]) in figure.axes[0].get_legend_handles_labels()[1][0]


def test_the_prediction_is_the_theory_and_lies_in_the_demos_band(data: Mapping[str, object]) -> None:
    exact = relu_variance_at_width().rhs.subs(WEIGHT_VARIANCE, 1)
    for layer, limit, measured, band in zip(
        data["layer"], data["predicted"]["std"], data["simulated"]["std"], data["demo"]["std"], strict=True
    ):
        assert limit == pytest.approx(np.sqrt((0.5 - 0.5 / np.pi) * 0.5 ** (layer - 1)), rel=1e-12)
        assert measured["low"] <= float(evaluate(exact, {N: 500, m: layer + 1})) ** 0.5 <= measured["high"]
        assert band["low"] < limit < band["high"]


def test_the_demo_shows_forty_networks_of_ten_layers(data: Mapping[str, object]) -> None:
    assert data["demo"]["n"] == 40
    assert data["demo"]["inputs"] == 1000
    assert len(data["demo"]["std"]) == len(data["rerun"]["std"]) == 10


def test_files_are_deterministic_and_compared(data: Mapping[str, object], tmp_path: Path) -> None:
    plot = PLOTS["fig4"]
    save(plot, data, tmp_path)
    assert (tmp_path / "fig4.svg").read_bytes() == svg(plot, data)
    assert differences(plot, data, tmp_path) == []
    stored = json.loads((tmp_path / "fig4.json").read_text())
    stored["predicted"]["std"][0] *= 1 + 1e-8
    stored["demo"]["n"] += 1
    (tmp_path / "fig4.json").write_text(json.dumps(stored))
    assert [line.partition(":")[0] for line in differences(plot, data, tmp_path)] == [
        "fig4.predicted.std[0]", "fig4.demo.n",
    ]  # fmt: skip


def test_the_committed_figure_is_what_this_code_draws(data: Mapping[str, object], seed: int) -> None:
    if seed == json.loads((ROOT / "figures" / "fig4.json").read_text())["seed"]:
        assert differences(PLOTS["fig4"], data, ROOT / "figures") == []


def test_an_unknown_figure_suggests_the_nearest() -> None:
    with pytest.raises(ValueError, match="did you mean 'fig4'"):
        choose(["fig44"])


def test_a_missing_side_car_says_how_to_make_it(data: Mapping[str, object], tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="draw it first"):
        differences(PLOTS["fig4"], data, tmp_path)
