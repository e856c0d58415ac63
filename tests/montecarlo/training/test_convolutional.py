"""The description of a convolutional network: sizes against counts made by hand, and what is refused."""

import math
import pickle

import numpy as np
import pytest

from montecarlo.training.convolutional import Convolutional
from montecarlo.training.network import initial

DIGITS = Convolutional((1, 8, 8), ((3, 4), (5,)), 10, "tanh", 2.0)


def test_parts_in_their_order():
    assert [(part.kind, part.shape) for part in DIGITS.parts()] == [
        ("convolution", (3, 8, 8)),
        ("convolution", (4, 8, 8)),
        ("pooling", (4, 4, 4)),
        ("convolution", (5, 4, 4)),
        ("pooling", (5, 2, 2)),
        ("dense", (10,)),
    ]
    assert [(part.window, part.stride) for part in DIGITS.parts()] == [
        (3, 1),
        (3, 1),
        (2, 2),
        (3, 1),
        (2, 2),
        (0, 0),
    ]
    assert DIGITS.depth == 4
    assert DIGITS.fans == ((9, 3), (27, 4), (36, 5), (20, 10))
    assert DIGITS.sizes() == (9 * 3 + 3, 27 * 4 + 4, 36 * 5 + 5, 20 * 10 + 10)
    assert DIGITS.products() == 64 * 27 + 64 * 108 + 16 * 180 + 200


def test_sizes_of_networks_drawn_at_random():
    """Each weight is counted one by one, and each product that an output takes."""
    rng = np.random.default_rng(0)
    for _ in range(20):
        pool, kernel, classes = int(rng.integers(2, 4)), int(rng.choice([1, 3, 5])), int(rng.integers(2, 12))
        channels = tuple(
            tuple(rng.integers(1, 6, rng.integers(1, 4)).tolist()) for _ in range(rng.integers(1, 3))
        )
        height, width = (int(side) * pool ** len(channels) for side in rng.integers(1, 4, 2))
        network = Convolutional((2, height, width), channels, classes, "relu", 1.0, kernel=kernel, pool=pool)
        sizes, products, above = [], 0, 2
        for stage in channels:
            for count in stage:
                weights = len(list(np.ndindex(count, above, kernel, kernel)))
                sizes.append(weights + count)
                products += len(list(np.ndindex(height, width))) * weights
                above = count
            height, width = height // pool, width // pool
        weights = classes * above * height * width
        assert network.sizes() == (*sizes, weights + classes)
        assert network.products() == products + weights
        assert network.depth == len(sizes) + 1


def test_the_variance_of_a_kernels_weights_is_by_its_fan_in():
    network = Convolutional((1, 8, 8), ((60, 80),), 10, "relu", (2.0, 0.5, 1.0))
    drawn = initial(network, np.random.default_rng(0))
    assert [layer.shape for layer in drawn] == [(1, size) for size in network.sizes()]
    for layer, (fan_in, fan_out), variance in zip(drawn, network.fans, network.variances, strict=True):
        weights = layer[0, : fan_in * fan_out]
        assert not layer[0, fan_in * fan_out :].any()
        expected = variance / fan_in
        assert abs(weights.var() / expected - 1) < 5 * math.sqrt(2 / weights.size)
        assert abs(weights.mean()) < 5 * math.sqrt(expected / weights.size)


def test_it_can_be_pickled():
    assert pickle.loads(pickle.dumps(DIGITS)) == DIGITS


@pytest.mark.parametrize(
    ("change", "error", "message"),
    [
        ({"image": (8, 8)}, ValueError, "image must have 3 integers or more"),
        ({"image": (1, 8, 8, 1)}, ValueError, "image must have channels, height and width"),
        ({"image": (1, 8, 6)}, ValueError, "sides that are multiples of 4, since 2 pooling layers each divide"),
        ({"image": (1, 0, 8)}, ValueError, r"image\[1\] must be 1 or more"),
        ({"channels": ()}, TypeError, "channels must be a tuple with a tuple for each stage"),
        ({"channels": (3, 4)}, TypeError, r"channels\[0\] must be a tuple of integers"),
        ({"channels": ((3,), ())}, ValueError, r"channels\[1\] must have 1 integers or more"),
        ({"channels": ((3,), (0,))}, ValueError, r"channels\[1\]\[0\] must be 1 or more"),
        ({"classes": 1}, ValueError, "classes must be 2 or more"),
        ({"activation": "gelu"}, ValueError, "activation must be one of relu, sigmoid, tanh, got 'gelu'"),
        ({"weight_variance": (1.0, 2.0)}, ValueError, "a tuple of 4 numbers, one for each layer"),
        ({"weight_variance": -1.0}, ValueError, "weight_variance must be 0 or more"),
        ({"weight_law": "cauchy"}, ValueError, "weight_law must have a finite second moment"),
        ({"kernel": 2}, ValueError, "kernel must be odd, so that the image keeps its size, got 2"),
        ({"pool": 1}, ValueError, "pool must be 2 or more"),
    ],
)  # fmt: skip
def test_bad_parameters(change, error, message):
    parameters = {
        "image": (1, 8, 8),
        "channels": ((3, 4), (5,)),
        "classes": 10,
        "activation": "tanh",
        "weight_variance": 2.0,
    }
    with pytest.raises(error, match=message):
        Convolutional(**(parameters | change))
