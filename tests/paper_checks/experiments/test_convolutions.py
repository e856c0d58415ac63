"""Kumar's own network: as his script builds and trains it."""

import pytest

from montecarlo.training.data import IMAGES, load
from paper_checks.experiments.convolutions import EPOCHS, sigmoid_convolutions


@pytest.mark.parametrize("data", IMAGES)
def test_the_network_is_that_of_the_script(data: str) -> None:
    """Three times Conv2D(channels, (3, 3), padding='same') and MaxPooling2D((2, 2), strides=(2, 2)); Dense(10)."""
    network = sigmoid_convolutions(1.0, data=data).network
    parts = list(network.parts())
    assert [part.kind for part in parts] == [*(["convolution"] * 3 + ["pooling"]) * 3, "dense"]
    assert [part.shape[0] for part in parts] == [32] * 4 + [64] * 4 + [128] * 4 + [10]
    assert {(part.kind, part.window, part.stride) for part in parts[:-1]} == {
        ("convolution", 3, 1),
        ("pooling", 2, 2),
    }
    for kind, above, part in zip(parts[1:], parts, parts[1:-1], strict=False):
        assert part.shape[1] == (above.shape[1] // 2 if kind.kind == "pooling" else above.shape[1])
    assert network.activation == "sigmoid"


def test_its_parameters_on_cifar10_are_as_many_as_keras_counts() -> None:
    """By Keras's summary(): 896, 9248, 9248, 18496, 36928, 36928, 73856, 147584, 147584, 20490."""
    network = sigmoid_convolutions(1.0, data="cifar10").network
    assert network.sizes() == (896, 9248, 9248, 18496, 36928, 36928, 73856, 147584, 147584, 20490)
    assert sum(network.sizes()) == 501_258


def test_the_optimiser_is_that_of_the_script() -> None:
    training = sigmoid_convolutions(3.6, "truncated_normal_uncorrected")
    assert (training.optimiser.rate, training.optimiser.decay, training.optimiser.rate_decay) == (
        1e-4,
        0.9,
        1e-6,
    )
    assert (training.batch, training.data) == (32, "digits")
    assert {data: sigmoid_convolutions(1.0, data=data).epochs for data in EPOCHS} == {
        "cifar10": 10,
        "digits": 20,
    }


def test_the_numbers_that_claims_print() -> None:
    """1,440 digits make 900 steps in 20 iterations; 50,000 images make 15,630 in ten."""
    examples = len(load("digits").training.labels)
    assert (examples, 20 * -(-examples // 32), 10 * -(-50_000 // 32)) == (1440, 900, 15_630)
