"""A seed trained alone has the bits that it has beside others: for every activation, odd widths and odd batches."""

import dataclasses

import numpy as np
import pytest

from montecarlo.sampling.activations import DERIVATIVES
from montecarlo.training.network import Trained
from montecarlo.training.optimisers import Momentum, RMSprop
from montecarlo.training.trainer import groups, train
from montecarlo.training.training import Training

SEEDS = (0, 1, 2, 3, 4, 5)
TRAINING = Training(Trained((64, 7, 13, 9, 10), "tanh", 1.0), Momentum(0.01), epochs=1, batch=19, examples=60)


def differences(training):
    """Return what differs between seed 1 alone and in one group with five others."""
    assert groups(training, SEEDS, 1) == [slice(0, 6)]
    alone, beside = train(training, (1,)), train(training, SEEDS, workers=1)
    return [
        name
        for name in ("loss", "validation_loss", "gradient_norm")
        if not np.array_equal(getattr(alone, name)[0], getattr(beside, name)[1], equal_nan=True)
    ]


@pytest.mark.parametrize("dtype", ["float32", "float64"])
@pytest.mark.parametrize("activation", sorted(DERIVATIVES))
def test_every_activation(activation, dtype):
    network = dataclasses.replace(TRAINING.network, activation=activation)
    assert not differences(dataclasses.replace(TRAINING, network=network, dtype=dtype))


@pytest.mark.parametrize("batch", [1, 2, 8, 33])
@pytest.mark.parametrize("loss", ["cross_entropy", "squared"])
def test_every_batch(batch, loss):
    network = dataclasses.replace(TRAINING.network, loss=loss, l1=1e-4, keep=0.8)
    training = dataclasses.replace(TRAINING, network=network, batch=batch, optimiser=RMSprop(1e-3))
    assert not differences(training)


def test_batch_norm_and_a_hidden_unit():
    network = Trained((64, 5, 1, 10), "gelu", 1.0, batch_norm=True)
    assert not differences(dataclasses.replace(TRAINING, network=network))
