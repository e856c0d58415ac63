"""The trainable region: what is drawn is the side-car, and it says what is absent."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from paper_checks import Run
from paper_checks.evidence.trainable_region import predictions
from paper_checks.experiments.trainable_region import cells
from paper_checks.plots import PLOTS
from tests.paper_checks.made_up_training import outcome_of, record_of

PLOT = PLOTS["trainable_region"]


@pytest.fixture(scope="module")
def data(run: Run) -> Mapping[str, Any]:
    """Return the numbers where three of four cells are trained: 0.9 in ordered phases, else 0.2."""
    outcomes = [
        outcome_of(cell.training, [0.9, 0.9, 0.2] if cell.weight_variance <= 2 else [0.2, 0.2, 0.9])
        for number, cell in enumerate(cells())
        if number % 4
    ]
    return PLOT.data(replace(run, record=record_of(*outcomes)))


def _drawn(axes: Any, gid: str) -> Any:
    (found,) = (artist for artist in (*axes.lines, *axes.collections) if artist.get_gid() == gid)
    return found


def test_what_is_drawn_is_the_side_car(data: Mapping[str, Any]) -> None:
    figure = PLOT.draw(data)
    for axes, (activation, panel) in zip(figure.axes, data["panels"].items(), strict=False):
        shown = np.ma.filled(_drawn(axes, "accuracy").get_array().astype(float), np.nan)
        np.testing.assert_array_equal(shown, np.array(panel["accuracy"], dtype=float))
        line = _drawn(axes, "line")
        np.testing.assert_array_equal(line.get_xdata(), panel["line"]["weight_variance"])
        np.testing.assert_array_equal(line.get_ydata(), np.array(panel["line"]["depth"], dtype=float))
        crosses = {(float(x), float(y)) for x, y in _drawn(axes, "wrong").get_xydata()}
        wrong = {
            (variance, float(depth))
            for depth, row in zip(data["depths"], panel["right"], strict=True)
            for variance, right in zip(panel["weight_variance"], row, strict=True)
            if right is False
        }
        assert crosses == wrong != set()
        count = sum(right is True for row in panel["right"] for right in row)
        assert axes.get_title().startswith(f"{activation}: {count} of ")


def test_the_side_car_has_a_prediction_for_each_cell(data: Mapping[str, Any]) -> None:
    expected = iter(predictions().values())
    for panel in data["panels"].values():
        for predicted, accuracies, rights in zip(
            panel["predicted"], panel["accuracy"], panel["right"], strict=True
        ):
            for one, accuracy, right in zip(predicted, accuracies, rights, strict=True):
                assert one == next(expected)
                assert right == (None if accuracy is None else one == (accuracy >= data["level"]))


def test_the_line_of_a_rectifier_is_in_closed_form(data: Mapping[str, Any]) -> None:
    line = data["panels"]["relu"]["line"]
    for variance, depth in zip(line["weight_variance"], line["depth"], strict=True):
        if depth is not None:
            assert depth == pytest.approx(1 + 6 / abs(np.log(variance / 2)), rel=1e-5)
    assert any(depth is None for depth in line["depth"])


def test_where_signals_grow_they_settle_nowhere(data: Mapping[str, Any]) -> None:
    panel = data["panels"]["relu"]
    for variance, q, slope in zip(panel["weight_variance"], panel["settles at"], panel["chi"], strict=True):
        assert (q is None) == (slope is None) == (variance > 2)


def test_without_a_record_it_says_how_to_train(run: Run) -> None:
    figure = PLOT.draw(PLOT.data(run))
    for axes in figure.axes[:4]:
        assert [text.get_text() for text in axes.texts] == [
            "not trained: python -m paper_checks train trainable-region"
        ]
        assert axes.get_title().endswith("not trained")
