import dataclasses

import numpy as np
import pytest

from montecarlo.training.epochs import loaded, started
from montecarlo.training.measuring import measured
from montecarlo.training.network import Trained, views
from montecarlo.training.optimisers import Momentum
from montecarlo.training.training import Training
from tests.montecarlo.training.complex_networks import (
    batch_loss,
    complex_step_gradients,
    outputs,
    unpacked,
)

NETWORK = Trained((64, 8, 7, 10), "tanh", 2.0, l1=0.1, l2=0.1, keep=0.5)
TRAINING = Training(NETWORK, Momentum(0.1), epochs=1, examples=300, dtype="float64")


def found(network, number=0, **changes):
    training = dataclasses.replace(TRAINING, network=network, **changes)
    data, (parameters, _) = loaded(training, None), started(training, (0, 1))
    layers = [views(network, m, layer) for m, layer in enumerate(parameters)]
    return (
        measured(training, layers, data, number),
        data,
        [[layer[k] for layer in parameters] for k in range(2)],
    )


@pytest.mark.parametrize("batch_norm", [False, True])
def test_losses_and_accuracies(batch_norm):
    network = dataclasses.replace(NETWORK, batch_norm=batch_norm)
    measures, data, parameters = found(network)
    bare = dataclasses.replace(network, l1=0.0, l2=0.0)
    for k, flat in enumerate(parameters):
        own = unpacked(network, flat)
        x, labels = data.training.inputs.T, data.training.labels
        loss = batch_loss(bare, own, x, labels)
        assert measures["loss"][k] == pytest.approx(loss.real, rel=1e-12)
        order = np.argsort(-outputs(network, own, x), axis=0)
        assert measures["training_accuracy"][k] == pytest.approx((order[0] == labels).mean())
        assert measures["training_top5"][k] == pytest.approx((order[:5] == labels).any(axis=0).mean())


def test_validation():
    measures, data, parameters = found(NETWORK)
    bare = dataclasses.replace(NETWORK, l1=0.0, l2=0.0)
    for k, flat in enumerate(parameters):
        own = unpacked(NETWORK, flat)
        x, labels = data.validation.inputs.T, data.validation.labels
        assert measures["validation_loss"][k] == pytest.approx(
            batch_loss(bare, own, x, labels).real, rel=1e-12
        )
        order = np.argsort(-outputs(NETWORK, own, x), axis=0)
        assert measures["validation_accuracy"][k] == pytest.approx((order[0] == labels).mean())
        assert measures["validation_top5"][k] == pytest.approx((order[:5] == labels).any(axis=0).mean())


def test_a_probe(seed):
    """Of the training examples, the first ones are measured; those of validation all are."""
    probe = int(np.random.default_rng(seed).integers(1, 300))
    measures, data, parameters = found(NETWORK, probe=probe)
    own = unpacked(NETWORK, parameters[0])
    x, labels = data.training.inputs[:probe].T, data.training.labels[:probe]
    bare = dataclasses.replace(NETWORK, l1=0.0, l2=0.0)
    assert measures["loss"][0] == pytest.approx(batch_loss(bare, own, x, labels).real, rel=1e-12)
    right = np.argmax(outputs(NETWORK, own, x), axis=0) == labels
    assert measures["training_accuracy"][0] == pytest.approx(right.mean())
    x, labels = data.validation.inputs.T, data.validation.labels
    assert measures["validation_loss"][0] == pytest.approx(batch_loss(bare, own, x, labels).real, rel=1e-12)


def test_the_gradient_is_measured_after_some_epochs():
    there = ["gradient_norm" in found(NETWORK, number, gradient_every=3)[0] for number in range(7)]
    assert there == [True, False, False, True, False, False, True]


def test_gradient_norms():
    measures, data, parameters = found(NETWORK)
    bare = dataclasses.replace(NETWORK, l1=0.0, l2=0.0)
    exact = complex_step_gradients(
        bare, parameters[1], data.training.inputs[:256].T, data.training.labels[:256]
    )
    for m, gradient in enumerate(exact):
        weights = gradient[: NETWORK.widths[m] * NETWORK.widths[m + 1]]
        assert measures["gradient_norm"][1, m] == pytest.approx(np.linalg.norm(weights), rel=1e-9)


def test_small_gradients_do_not_underflow():
    network = Trained((64,) + (30,) * 12 + (10,), "linear", 1e-4)
    training = dataclasses.replace(TRAINING, network=network, dtype="float32")
    parameters, _ = started(training, (0,))
    layers = [views(network, m, layer) for m, layer in enumerate(parameters)]
    norms = measured(training, layers, loaded(training, None), 0)["gradient_norm"]
    assert 0 < norms[0, 1] < 1e-20
