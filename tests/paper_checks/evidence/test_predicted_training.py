"""The rule of the trainable region, for experiments of claims."""

from dataclasses import replace

import numpy as np
import pytest

from montecarlo.sampling.own_activations import register
from montecarlo.training.normality import Normality
from paper_checks.evidence.predicted_training import prediction
from paper_checks.experiments.training import relu_layers, sigmoid_layers
from tests.paper_checks.made_up_training import outcome_of


def test_a_rectifier_halves_by_hand(seed: int) -> None:
    depth = int(np.random.default_rng(seed).choice([22, 30]))
    training = relu_layers(depth, 1.0)
    for accuracy, trained in ((0.54, False), (0.56, True)):
        found = prediction("Xavier", training, outcome_of(training, [accuracy] * 3))
        assert found is not None
        assert found.depth_scales == pytest.approx((depth - 1) * np.log(2), abs=1e-6)
        assert (found.trains, found.trained, found.right) == (False, trained, not trained)
    found = prediction("He", relu_layers(depth, 2.0), outcome_of(training, [0.9] * 3))
    assert found is not None
    assert found.right
    assert found.depth_scales == 0.0  # not a remainder of rounding


def test_the_variance_is_that_after_a_cut() -> None:
    """Keras takes the deviation before a cut at two of them, which leaves 0.774 of the variance."""
    cut, whole = sigmoid_layers(3.6, "truncated_normal_uncorrected"), sigmoid_layers(3.6 * 0.77374)
    first, second = (prediction("", training, outcome_of(training, [0.1])) for training in (cut, whole))
    assert first is not None
    assert second is not None
    assert first.depth_scales == pytest.approx(second.depth_scales, rel=1e-4)


def test_each_layer_has_a_variance_of_its_own() -> None:
    one, each = sigmoid_layers(13.0), sigmoid_layers((13.0,) * 10)
    first, second = (prediction("", training, outcome_of(training, [0.1])) for training in (one, each))
    assert first == second


def test_weights_of_0_leave_nothing() -> None:
    found = prediction("", relu_layers(22, 0.0), outcome_of(relu_layers(22, 0.0), [0.1]))
    assert found is not None
    assert found.depth_scales is None
    assert found.right


@pytest.mark.usefixtures("registered_activations")
def test_an_activation_that_theory_does_not_know_has_none() -> None:
    register("mine", lambda y: y**3, derivative=lambda y: 3 * y**2, version="1")
    training = relu_layers(22, 1.0)
    mine = replace(training, network=replace(training.network, activation="mine"))
    assert prediction("", mine, outcome_of(mine, [0.9])) is None


def test_others_have_none() -> None:
    training = relu_layers(22, 1.0)
    outcome = outcome_of(training, [0.9])
    assert prediction("", Normality(training, 1, (0,)), outcome) is None
    assert prediction("", replace(training, record=("gradient_norm",)), outcome) is None
