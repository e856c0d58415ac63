"""Figure 4: what is plotted is the side-car, and the side-car is theory and measurement."""

from collections.abc import Mapping
from typing import Any

import numpy as np
import pytest

from montecarlo import SampleMoments
from paper_checks.plots import PLOTS
from paper_checks.plots.fig4 import _scatter
from theory import evaluate
from theory.notation import N, m
from theory.results.finite_width import WEIGHT_VARIANCE
from theory.results.relu_at_width import relu_variance_at_width


@pytest.fixture
def data(fig4: Mapping[str, Any]) -> Mapping[str, Any]:
    return fig4


def test_the_plotted_numbers_are_the_side_car(data: Mapping[str, Any]) -> None:
    figure = PLOTS["fig4"].draw(data)
    claims = (("kumar2017.fig4.means", "kumar2017.eq29"), ("kumar2017.fig4", "kumar2017.eq30"))
    for axes, name, (corrected, printed) in zip(figure.axes[:2], ("mean", "std"), claims, strict=True):
        lines = {line.get_gid(): np.asarray(line.get_ydata(), float) for line in axes.lines if line.get_gid()}
        for gid, part in ((corrected, "at width"), ("limit", "limit"), (printed, "printed")):
            np.testing.assert_array_equal(lines[gid], data[name][part])
        np.testing.assert_array_equal(lines["rerun"], data["rerun"][name])
        (bars,) = axes.containers
        simulated = data[name]["simulated"]
        np.testing.assert_array_equal(bars.lines[0].get_ydata(), [entry["estimate"] for entry in simulated])
        (segments,) = (collection.get_segments() for collection in bars.lines[2])
        np.testing.assert_allclose(
            [segment[:, 1] for segment in segments], [[entry["low"], entry["high"]] for entry in simulated]
        )
        assert axes.get_ylabel()
    assert figure.axes[2].get_xlabel() == "hidden layer"
    labels = [text.get_text() for text in figure.legends[0].get_texts()]
    assert sum(f"{data['demo']['n']} runs" in label for label in labels) == 1
    assert sum(f"{data['mean']['n']:,} networks" in label for label in labels) == 1


def test_the_predictions_are_the_theory_and_the_lines_as_printed_the_claims(
    data: Mapping[str, Any],
) -> None:
    exact = relu_variance_at_width().rhs.subs(WEIGHT_VARIANCE, 1)
    for layer in data["layer"]:
        column = {key: values[layer - 1] for key, values in data["std"].items() if key != "n"}
        assert column["limit"] == pytest.approx(np.sqrt((0.5 - 0.5 / np.pi) * 0.5 ** (layer - 1)), rel=1e-6)
        assert column["at width"] == pytest.approx(
            float(evaluate(exact, {N: 500, m: layer + 1})) ** 0.5, rel=1e-6
        )
        assert column["printed"] == pytest.approx(np.sqrt(0.34 * 0.51 ** (layer - 1)), rel=1e-6)
        assert data["mean"]["printed"][layer - 1] == pytest.approx(
            np.sqrt(0.16 * 0.51 ** (layer - 1)), rel=1e-6
        )


def test_the_simulation_covers_the_prediction_at_its_width(data: Mapping[str, Any]) -> None:
    for name in ("mean", "std"):
        entries = zip(data[name]["at width"], data[name]["simulated"], strict=True)
        assert all(entry["low"] <= exact <= entry["high"] for exact, entry in entries)
    # The limit is another number: the means at width 500 have left it by layer 10.
    assert (
        not data["mean"]["simulated"][-1]["low"]
        <= data["mean"]["limit"][-1]
        <= data["mean"]["simulated"][-1]["high"]
    )


def test_the_band_of_the_demo_holds_a_whole_run(data: Mapping[str, Any]) -> None:
    demo = data["demo"]
    assert (demo["n"], demo["inputs"]) == (40, 1000)
    for name in ("mean", "std"):
        for limit, run, band in zip(data[name]["limit"], data["rerun"][name], demo[name], strict=True):
            assert band["low"] < limit < band["high"]
            assert band["low"] < run < band["high"]


def test_the_band_is_students_with_bonferronis_correction() -> None:
    rng = np.random.default_rng(1)
    fields = tuple(f"mean{layer}" for layer in range(20))
    inside = 0
    for _ in range(1000):
        runs = rng.standard_normal((41, 20)) @ np.triu(
            np.ones((20, 20))
        )  # each layer carries the ones before
        bands = [_scatter(name, SampleMoments.of(fields, runs[:40])) for name in fields]
        inside += all(band["low"] < x < band["high"] for band, x in zip(bands, runs[40], strict=True))
    assert 940 <= inside <= 995
