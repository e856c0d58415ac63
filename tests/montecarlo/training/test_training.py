import dataclasses
import pickle

import pytest

from montecarlo.sampling.streams import experiment_key
from montecarlo.training.network import Trained
from montecarlo.training.optimisers import Momentum, RMSprop
from montecarlo.training.training import RECORDS, Training

NETWORK = Trained((64, 20, 10), "relu", 2.0)
TRAINING = Training(NETWORK, Momentum(0.01), epochs=3)


def test_the_key_names_all_parameters():
    changes = [
        {"network": dataclasses.replace(NETWORK, weight_variance=1.0)},
        {"network": dataclasses.replace(NETWORK, batch_norm=True)},
        {"optimiser": Momentum(0.02)},
        {"optimiser": RMSprop(0.01)},
        {"epochs": 4},
        {"batch": 16},
        {"examples": 100},
        {"record": ("gradient_norm",)},
        {"dtype": "float64"},
        {"data": "cifar10"},
        {"probe": 100},
        {"gradient_every": 3},
    ]
    keys = {dataclasses.replace(TRAINING, **change).key for change in changes} | {TRAINING.key}
    assert len(keys) == len(changes) + 1
    assert int(TRAINING.key, 16) == experiment_key(TRAINING)
    assert Training(NETWORK, Momentum(0.01, 0.9), "digits", epochs=3, record=RECORDS).key == TRAINING.key


def test_it_can_be_pickled():
    assert pickle.loads(pickle.dumps(TRAINING)) == TRAINING


@pytest.mark.parametrize(
    ("change", "error", "message"),
    [
        ({"epochs": 0}, ValueError, "epochs must be 1 or more, got 0"),
        ({"epochs": 1.5}, TypeError, "epochs must be an integer"),
        ({"batch": 0}, ValueError, "batch must be 1 or more, got 0"),
        ({"examples": 0}, ValueError, "examples must be 1 or more, got 0"),
        ({"probe": 0}, ValueError, "probe must be 1 or more, got 0"),
        ({"gradient_every": 0}, ValueError, "gradient_every must be 1 or more, got 0"),
        ({"data": "mnist"}, ValueError, "data must be one of cifar10, digits, got 'mnist'"),
        ({"dtype": "float16"}, ValueError, "dtype must be one of float32, float64"),
        ({"record": ("validation_top3",)}, ValueError, "did you mean 'validation_top5'"),
        ({"record": "gradient_norm"}, TypeError, "record must be a tuple of names"),
        ({"network": "relu"}, TypeError, "network must be a Trained or a Convolutional"),
        ({"optimiser": 0.1}, TypeError, "optimiser must be a Momentum or an RMSprop"),
    ],
)
def test_bad_parameters(change, error, message):
    with pytest.raises(error, match=message):
        dataclasses.replace(TRAINING, **change)
