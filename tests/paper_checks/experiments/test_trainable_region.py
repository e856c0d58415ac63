"""The grid: what is in it, and what is read from an outcome."""

import numpy as np
import pytest

from paper_checks.experiments.trainable_region import DEPTHS, RATES, WEIGHT_VARIANCES, accuracy, cells
from tests.paper_checks.made_up_training import outcome_of
from theory import edge_of_chaos


def test_each_cell_is_an_experiment_of_its_own() -> None:
    grid = list(cells())
    assert len(grid) == 4 * len(DEPTHS) * 11 == len({cell.training.key for cell in grid})
    for cell in grid:
        network = cell.training.network
        assert (network.depth, network.activation) == (cell.depth, cell.activation)
        assert set(network.variances) == {cell.weight_variance}
        assert cell.training.optimiser.rate == RATES[cell.activation]


@pytest.mark.parametrize("activation", ["tanh", "sigmoid", "relu"])
def test_the_middle_of_the_grid_is_the_edge_of_chaos(activation: str) -> None:
    (point,) = edge_of_chaos(activation).points
    assert WEIGHT_VARIANCES[activation][5] == pytest.approx(point.weight_variance, rel=1e-3)
    assert WEIGHT_VARIANCES[activation][0] == pytest.approx(point.weight_variance / 4, rel=1e-3)
    assert WEIGHT_VARIANCES[activation][-1] == pytest.approx(point.weight_variance * 4, rel=1e-3)


def test_the_accuracy_is_the_best_of_the_median_network() -> None:
    training = next(cells()).training
    assert accuracy(outcome_of(training, [0.9, 0.3, 0.4])) == 0.4
    assert accuracy(outcome_of(training, [0.9, np.nan, np.nan])) == 0.1  # before they diverged


def test_what_has_no_accuracy_counts_as_0() -> None:
    outcome = outcome_of(next(cells()).training, [0.9, 0.9, 0.9])
    outcome.training_accuracy[:2] = np.nan
    assert accuracy(outcome) == 0.0
