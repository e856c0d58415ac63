"""Bands over seeds, and what is drawn where nothing was trained."""

from dataclasses import fields, replace

import numpy as np
import pytest
from matplotlib.figure import Figure

from montecarlo import Departures, Outcome
from paper_checks import Run
from paper_checks.plots import PLOTS
from paper_checks.plots.training import band, draw_band, outcomes

TRAINED = ("fig3", "fig3_convolutional", "he22", "he30", "relu_vs_tanh")


def test_a_band_leaves_out_one_seed_at_each_end() -> None:
    values = np.arange(25.0)[:, np.newaxis] * np.array([[1.0, -1.0]])
    assert band(values) == {"median": [12.0, -12.0], "low": [1.0, -23.0], "high": [23.0, -1.0]}


def test_what_diverged_has_no_number() -> None:
    values = np.tile(np.array([[1.0]]), (25, 1))
    values[:2] = np.nan
    assert band(values) == {"median": [1.0], "low": [1.0], "high": [None]}


def test_a_band_is_drawn_as_it_is_and_none_is_a_gap() -> None:
    axes = Figure().subplots()
    draw_band(axes, [0, 1], {"median": [1.0, None], "low": [0.5, 0.5], "high": [2.0, 2.0]}, "Xavier")
    (line,) = axes.lines
    assert line.get_gid() == line.get_label() == "Xavier"
    np.testing.assert_array_equal(line.get_ydata(), [1.0, np.nan])


@pytest.mark.parametrize("name", TRAINED)
def test_without_a_record_a_figure_says_how_to_train(name: str, run: Run) -> None:
    data = PLOTS[name].data(run)
    assert data["curves"] == {}
    texts = [text.get_text() for axes in PLOTS[name].draw(data).axes for text in axes.texts]
    assert "not trained: python -m paper_checks train" in texts


def test_outcomes_are_those_of_the_claim(trained: Run, run: Run) -> None:
    assert outcomes(run, "mlpslides.he-22") == {}
    assert list(outcomes(trained, "mlpslides.he-22")) == ["He", "Xavier"]


def test_outcomes_of_too_few_seeds_are_not_drawn(trained: Run) -> None:
    few = {
        key: replace(entry, outcome=_first(entry.outcome, 3))
        for key, entry in trained.record.experiments.items()
    }
    assert (
        outcomes(replace(trained, record=replace(trained.record, experiments=few)), "mlpslides.he-22") == {}
    )


def _first(outcome: Outcome | Departures, count: int) -> Outcome | Departures:
    """Return the outcome of the first seeds."""
    values = {field.name: getattr(outcome, field.name) for field in fields(outcome)}
    arrays = {name: value[:count] for name, value in values.items() if isinstance(value, np.ndarray)}
    return replace(outcome, seeds=outcome.seeds[:count], **arrays)
