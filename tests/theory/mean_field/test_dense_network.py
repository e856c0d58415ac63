import numpy as np
import pytest

from theory.mean_field.dense_network import DenseNetwork


def test_one_number_stands_for_all_layers():
    network = DenseNetwork("relu", (3, 5, 7, 2), 2.0, (0.1, 0.2, 0.3), 0.9)
    assert network.depth == 3
    assert network.weight_variances == (2.0,) * 3
    assert network.bias_variances == (0.1, 0.2, 0.3)
    assert network.keeps == (0.9, 0.9)
    assert network.function.name == "relu"


@pytest.mark.parametrize(
    ("changed", "message"),
    [
        ({"widths": (5,)}, "widths .* two numbers"),
        ({"widths": [5, 5]}, "widths .* tuple"),
        ({"widths": (5, 2.5)}, "an integer of 1 or more"),
        ({"weight_variance": (1.0,)}, "weight_variance has 1 values: it must have 2"),
        ({"weight_variance": -1.0}, "weight_variance = -1"),
        ({"bias_variance": (0.0, -1.0)}, "bias_variance = -1"),
        ({"keep": 0.0}, "keep = 0"),
        ({"keep": 1.5}, "keep = 1.5"),
        ({"input_variance": 0.0}, "input_variance = 0"),
        ({"input_kurtosis": 0.5}, "input_kurtosis = 0.5"),
        ({"activation": "gelo"}, "gelu"),
        ({"weight_variance": float("nan")}, "finite"),
    ],
)
def test_bad_input(changed, message):
    with pytest.raises(ValueError, match=message):
        DenseNetwork(**({"activation": "relu", "widths": (4, 4, 4), "weight_variance": 2.0} | changed))


def test_widths_may_be_numpy_integers():
    network = DenseNetwork("relu", tuple(np.array([3, 5, 7], dtype=np.int32)), 2.0)
    assert network.depth == 2


def test_the_first_layers_alone():
    network = DenseNetwork("relu", (3, 5, 7, 2), (1.0, 2.0, 3.0), (0.1, 0.2, 0.3), (0.9, 0.8), 4.0, 3.0)
    assert network.first_layers(2) == DenseNetwork(
        "relu", (3, 5, 7), (1.0, 2.0), (0.1, 0.2), (0.9,), 4.0, 3.0
    )
    assert network.first_layers(3) == network
    assert network.first_layers(1).keeps == ()
    for count in (0, 4):
        with pytest.raises(ValueError, match=f"count = {count}: it must be from 1 to the depth, 3"):
            network.first_layers(count)


def test_bad_types():
    with pytest.raises(TypeError, match="keep"):
        DenseNetwork("relu", (4, 4, 4), 2.0, keep="0.9")
