import dataclasses
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest

from montecarlo.training import signals
from montecarlo.training.epochs import loaded, started, steps
from montecarlo.training.network import Trained
from montecarlo.training.optimisers import Momentum
from montecarlo.training.signals import preactivations
from montecarlo.training.trainer import train
from montecarlo.training.training import Training
from tests.montecarlo.training.complex_networks import ACTIVATIONS, unpacked

NETWORK = Trained((64, 9, 7, 10), "sigmoid", 2.0)
TRAINING = Training(NETWORK, Momentum(0.5), epochs=2, batch=40, examples=200, dtype="float64")
SEEDS = (4, 1, 8)


def literally(flat, x):
    """Return the pre-activations of each layer."""
    found = []
    for weights, biases, _ in unpacked(NETWORK, flat):
        y = weights @ x + biases
        found.append(y)
        x = ACTIVATIONS[NETWORK.activation](y)
    return found


def test_preactivations_after_steps():
    found = preactivations(TRAINING, SEEDS, (0, 3, 7))
    assert [layer.shape for layer in found] == [(3, 3, 9), (3, 3, 7), (3, 3, 10)]
    data, state = loaded(TRAINING, None), started(TRAINING, SEEDS)
    x = data.validation.inputs[0]
    expected = [[literally([layer[k] for layer in state[0]], x) for k in range(3)]]
    for number in (1, 2):
        for count in steps(TRAINING, data.training, SEEDS, number, state):
            if count in (3, 7):
                expected += [[literally([layer[k] for layer in state[0]], x) for k in range(3)]]
    for m, layer in enumerate(found):
        literal = [[network[m] for network in networks] for networks in expected]
        np.testing.assert_allclose(layer, np.swapaxes(literal, 0, 1), rtol=1e-10)
        assert np.abs(layer[:, 2] - layer[:, 0]).min() > 1e-6


def test_an_executor_that_is_shut_down():
    executor = ThreadPoolExecutor(1)
    executor.shutdown()
    for call in (lambda: preactivations(TRAINING, SEEDS, (0,), executor=executor),
                 lambda: train(TRAINING, SEEDS, executor=executor)):  # fmt: skip
        with pytest.raises(ValueError, match="give one that is not shut down"):
            call()


def test_a_worker_with_other_versions_is_refused():
    with pytest.raises(ValueError, match="a worker would give other bits"):
        signals._observed(TRAINING, None, SEEDS, (0,), {"montecarlo": "another"})


def test_the_last_step_and_a_network_alone():
    both = preactivations(TRAINING, SEEDS, (10,))
    alone = preactivations(TRAINING, SEEDS[1:2], (0, 10))
    for own, layer in zip(alone, both, strict=True):
        np.testing.assert_array_equal(own[0, 1], layer[1, 0])


def test_before_any_step_they_are_normal_in_the_first_layer():
    """Given the example, y = W x is normal with variance weight_variance |x|^2 / fan_in."""
    training = dataclasses.replace(TRAINING, record=(), epochs=1)
    first = preactivations(training, tuple(range(400)), (0,))[0][:, 0, 0]
    x = loaded(training, None).validation.inputs[0]
    variance = 2.0 * (x @ x) / 64
    assert abs(first.mean()) < 5 * np.sqrt(variance / 400)
    assert abs(first.var() / variance - 1) < 5 * np.sqrt(2 / 400)


def test_batch_norm_is_that_of_the_training_set():
    training = dataclasses.replace(TRAINING, network=dataclasses.replace(NETWORK, batch_norm=True))
    assert all(np.isfinite(layer).all() for layer in preactivations(training, (0,), (0, 1)))


@pytest.mark.parametrize("after", [(3, 1), (1, 1), (11,)])
def test_bad_steps(after):
    with pytest.raises(ValueError, match="after must be numbers of steps in increasing order, 10 or less"):
        preactivations(TRAINING, SEEDS, after)


def test_bad_arguments():
    with pytest.raises(ValueError, match=r"after\[0\] must be 0 or more"):
        preactivations(TRAINING, SEEDS, (-1,))
    with pytest.raises(TypeError, match="after must be a tuple"):
        preactivations(TRAINING, SEEDS, 10)
    with pytest.raises(ValueError, match="seeds must differ"):
        preactivations(TRAINING, (1, 1), (0,))
