"""What criteria read from outcomes."""

from dataclasses import replace

import numpy as np
import pytest

from montecarlo import train
from paper_checks.experiments.training import (
    best,
    epochs_to,
    four_layers,
    relu_layers,
    sigmoid_layers,
    watched_layers,
)

NAN = np.nan


def test_the_best_epoch_counts_and_none_after_divergence() -> None:
    values = np.array([[0.1, 0.9, 0.5], [0.1, 0.3, NAN], [0.2, 0.1, 0.1]])
    assert best(values).tolist() == [0.9, 0.3, 0.2]


@pytest.mark.parametrize(
    ("values", "epochs"),
    [
        ([0.0, 0.5, 1.0], 1.5),  # half way between two epochs
        ([0.0, 0.75, 0.2], 1.0),
        ([0.0, 0.7, 0.72], NAN),
        ([0.8, 0.1, 0.9], 0.0),  # before any step
        ([0.0, 0.0, 1.0], 1.75),
        ([0.1, NAN, NAN], NAN),
    ],
)
def test_the_epoch_of_a_level_lies_between_epochs(values: list[float], epochs: float) -> None:
    assert epochs_to(np.array([values]), 0.75) == pytest.approx(epochs, nan_ok=True)


def test_the_experiments_are_those_of_the_papers() -> None:
    sigmoid = sigmoid_layers(12.96)
    assert (sigmoid.network.depth, sigmoid.network.activation, sigmoid.batch) == (10, "sigmoid", 32)
    assert (sigmoid.optimiser.rate, sigmoid.optimiser.rate_decay) == (1e-4, 1e-6)
    assert [relu_layers(depth, 2.0).network.depth for depth in (22, 30)] == [22, 30]
    assert four_layers("tanh", 1.0, 0.1).network.depth == 4


def test_each_experiment_has_a_key_of_its_own() -> None:
    several = [
        *(sigmoid_layers(v) for v in (1.0, 12.96, 3.6)), sigmoid_layers(3.6, "truncated_normal_uncorrected"),
        *(relu_layers(depth, v) for depth in (22, 30) for v in (1.0, 2.0)),
        four_layers("relu", 2.0, 0.1), four_layers("relu", 2.0, 0.2), four_layers("tanh", 1.0, 0.1),
    ]  # fmt: skip
    assert len({training.key for training in several}) == len(several)


def test_the_networks_that_are_watched_have_learnt() -> None:
    """In 900 of their 1,000 steps: 90 an epoch."""
    watched = watched_layers()
    assert watched.after[-1] > 10 * 90
    outcome = train(replace(watched.training, epochs=10, record=("training_accuracy",)), (4,))
    assert outcome.training_accuracy[0, -1] > 0.95
