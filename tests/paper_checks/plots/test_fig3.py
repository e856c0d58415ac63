"""Figure 3: what is drawn is the side-car, and the prediction is the theory's."""

from collections.abc import Mapping
from typing import Any

import numpy as np
import pytest

from montecarlo import Outcome
from paper_checks import LEDGER, Run
from paper_checks.evidence.training import trainings_of
from paper_checks.plots import PLOTS
from tests.paper_checks.made_up_training import record_of
from theory import chi, fixed_points


@pytest.fixture(scope="module")
def data(trained: Run) -> Mapping[str, Any]:
    return PLOTS["fig3"].data(trained)


def test_what_is_drawn_is_the_side_car(data: Mapping[str, Any]) -> None:
    accuracy, gradient = PLOTS["fig3"].draw(data).axes
    assert len(data["curves"]) == 4
    for label, curve in data["curves"].items():
        assert curve["n"] == 25
        for axes, gid, drawn in (
            (accuracy, label, curve["validation top-5"]["median"]),
            (accuracy, f"{label}: on the training data", curve["training top-5"]["median"]),
            (gradient, label, curve["gradient"]["median"]),
            (gradient, f"{label}: predicted", curve["predicted gradient"]),
        ):
            (line,) = (line for line in axes.lines if line.get_gid() == gid)
            np.testing.assert_array_equal(line.get_ydata(), drawn)


def test_the_gradient_falls_by_the_root_of_chi_in_each_layer(data: Mapping[str, Any]) -> None:
    for (label, curve), weight_variance in zip(
        data["curves"].items(), (12.96, 3.40856, 2.7855, 1.0), strict=True
    ):
        (point,) = fixed_points("sigmoid", weight_variance)
        slope = float(chi("sigmoid", point.q, weight_variance))
        assert curve["chi"] == pytest.approx(slope, rel=1e-3), label
        predicted = np.array(curve["predicted gradient"])
        assert predicted[:-1] / predicted[1:] == pytest.approx(np.sqrt(slope), rel=1e-3)
        assert predicted[-1] == curve["gradient"]["median"][8]
        # The measured one within a factor 2, over three or more powers of ten.
        measured = np.array(curve["gradient"]["median"][1:9])
        assert np.abs(np.log(measured / predicted[1:])).max() < np.log(2), label


def test_the_convolutional_figure_draws_what_its_record_holds(seed: int) -> None:
    """Two of its three experiments are in a record that nobody trained."""
    plot, found = PLOTS["fig3_convolutional"], []
    for claim in plot.claims[:2]:
        (training,) = trainings_of(LEDGER[claim].trial).values()
        curve = np.random.default_rng(len(found)).random((25, training.epochs + 1))
        gradient = np.ones((25, training.epochs + 1, training.network.depth))
        found.append(Outcome(training.key, tuple(range(25)), curve, np.zeros(25, bool), training_top5=curve,
                             validation_accuracy=curve, validation_top5=curve,
                             gradient_norm=gradient))  # fmt: skip
    data = plot.data(Run(seed, (), {}, {}, {}, record_of(*found)))
    assert list(data["curves"]) == ["(19), N v² = 12.96", "the script, N v² = 3.6 and cut"]
    accuracy, gradients = plot.draw(data).axes
    for label, outcome in zip(data["curves"], found, strict=True):
        (line,) = (line for line in accuracy.lines if line.get_gid() == label)
        np.testing.assert_allclose(line.get_ydata(), np.median(outcome.validation_top5, axis=0), rtol=1e-6)
    assert not [line for line in gradients.lines if "predicted" in line.get_gid() and len(line.get_ydata())]
