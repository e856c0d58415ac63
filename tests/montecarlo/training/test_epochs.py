import dataclasses

import numpy as np
import pytest

from montecarlo.sampling.streams import stream
from montecarlo.training import epochs
from montecarlo.training.epochs import loaded, started, steps
from montecarlo.training.network import Trained, initial
from montecarlo.training.optimisers import Momentum
from montecarlo.training.training import Training
from tests.montecarlo.training.complex_networks import complex_step_gradients

NETWORK = Trained((64, 6, 10), "tanh", 1.0, l2=0.01, batch_norm=True)
TRAINING = Training(
    NETWORK, Momentum(0.1, 0.8, rate_decay=0.3), epochs=2, batch=4, examples=10, dtype="float64"
)


def test_networks_start_from_batch_0_of_their_streams():
    parameters, memories = started(TRAINING, (5, 3))
    for m, expected in enumerate(initial(NETWORK, stream(TRAINING, 3, 0))):
        np.testing.assert_array_equal(parameters[m][1], expected[0])
        assert not memories[m].any()


def test_two_epochs_against_complex_steps():
    """Literally: the order of examples, the batches (4, 4, 2), the gradients, the steps."""
    data, state = loaded(TRAINING, None).training, started(TRAINING, (3,))
    flat, memory = [layer[0].copy() for layer in state[0]], [0.0, 0.0]
    step = 0
    for number in (1, 2):
        assert list(steps(TRAINING, data, (3,), number, state)) == [step + 1, step + 2, step + 3]
        order = stream(TRAINING, 3, number).permutation(10)
        for chosen in (order[:4], order[4:8], order[8:]):
            exact = complex_step_gradients(NETWORK, flat, data.inputs[chosen].T, data.labels[chosen])
            for m, gradient in enumerate(exact):
                memory[m] = 0.8 * memory[m] - 0.1 / (1 + 0.3 * step) * gradient
                flat[m] = flat[m] + memory[m]
            step += 1
    assert step == 6
    for m, layer in enumerate(flat):
        np.testing.assert_allclose(state[0][m][0], layer, rtol=1e-9, atol=1e-12)


def test_dropout_keeps_units_as_often_as_it_should(monkeypatch):
    network = Trained((64, 50, 40, 10), "relu", 2.0, keep=0.7)
    training = Training(network, Momentum(0.1), epochs=1, batch=100, examples=400)
    seen = []
    original = epochs.gradients

    def spied(network, layers, x, labels, masks, into):
        seen.append(masks)
        return original(network, layers, x, labels, masks, into)

    monkeypatch.setattr(epochs, "gradients", spied)
    list(steps(training, loaded(training, None).training, (0, 1), 1, started(training, (0, 1))))
    assert [[mask.shape for mask in masks] for masks in seen] == [[(2, 50, 100), (2, 40, 100)]] * 4
    values = np.concatenate([mask.ravel() for masks in seen for mask in masks])
    assert set(np.unique(values)) == {np.float32(0), np.float32(1 / 0.7)}
    kept = (values > 0).mean()
    assert abs(kept - 0.7) < 5 * np.sqrt(0.7 * 0.3 / values.size)
    assert not np.array_equal(seen[0][0][0], seen[0][0][1])  # each network has masks of its own
    assert not np.array_equal(seen[0][0], seen[1][0])  # and each step


def test_each_network_has_an_order_of_its_own():
    training = dataclasses.replace(TRAINING, epochs=1)
    orders = [stream(training, seed, number).permutation(10).tolist() for seed in (0, 1) for number in (1, 2)]
    assert len({tuple(order) for order in orders}) == 4


def test_the_first_examples_are_taken():
    data = loaded(TRAINING, None)
    whole = loaded(dataclasses.replace(TRAINING, examples=None), None)
    np.testing.assert_array_equal(data.training.inputs, whole.training.inputs[:10])
    assert len(data.validation.labels) == 357


def test_a_batch_of_one_is_fine_without_batch_norm():
    plain = dataclasses.replace(TRAINING, network=dataclasses.replace(NETWORK, batch_norm=False), batch=1)
    assert loaded(plain, None).classes == 10
    with pytest.raises(ValueError, match="10 examples in batches of 1 leave a batch of one"):
        loaded(dataclasses.replace(TRAINING, batch=1), None)
