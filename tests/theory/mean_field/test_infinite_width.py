import numpy as np
import pytest

from theory.mean_field.dense_network import DenseNetwork
from theory.mean_field.infinite_width import infinite_width
from theory.mean_field.maps import chi, q_map


@pytest.mark.parametrize("name", ["gelu", "tanh", "elu", "relu", "softplus"])
def test_the_maps_of_one_layer_iterated(name):
    rng = np.random.default_rng(3)
    widths = tuple(rng.integers(5, 50, size=7).tolist())
    weights, biases, keeps = (tuple(rng.uniform(0.3, 1, size).tolist()) for size in (6, 6, 5))
    found = infinite_width(DenseNetwork(name, widths, weights, biases, keeps, input_variance=1.7))
    q = [weights[0] * 1.7 + biases[0]]
    for layer, keep in enumerate(keeps):
        q.append(float(q_map(name, q[-1], weights[layer + 1], biases[layer + 1], keep=keep)))
    np.testing.assert_allclose(np.exp(found.log_variance), q, rtol=1e-11)
    np.testing.assert_allclose(found.weight_share, 1 - np.array(biases) / q, rtol=1e-10)
    gradient = [1.0]
    for layer in range(4, -1, -1):
        factor = float(chi(name, q[layer], weights[layer + 1], keep=keeps[layer]))
        gradient.insert(0, gradient[0] * factor * widths[layer + 2] / widths[layer + 1])
    np.testing.assert_allclose(np.exp(found.log_gradient), gradient, rtol=1e-11)


def test_thousands_of_layers_do_not_underflow():
    found = infinite_width(DenseNetwork("gelu", (64,) * 2_001, 1.5))
    # Far down GELU is x/2, so a layer multiplies by 3/8.
    steps = np.diff(found.log_variance)[[1000, -1]], -np.diff(found.log_gradient)[[1000, -1]]
    np.testing.assert_allclose(steps[0], np.log(1.5 / 4), rtol=1e-9)
    np.testing.assert_allclose(steps[1], np.log(1.5 / 4), rtol=1e-9)
    assert found.log_variance[-1] < -1900


def test_a_jump_has_an_infinite_gradient_below():
    found = infinite_width(DenseNetwork("heaviside", (8,) * 4, 1.0))
    assert found.log_gradient.tolist() == [np.inf, np.inf, 0.0]


def test_nothing_goes_back_through_weights_of_0_however_steep_g_is():
    for name in ("heaviside", "tanh"):
        found = infinite_width(DenseNetwork(name, (8,) * 5, (1.0, 1.0, 0.0, 1.0), 0.1))
        assert found.log_gradient[:2].tolist() == [-np.inf] * 2
        assert found.log_gradient[2] > -np.inf


def test_a_signal_that_dies_or_overflows_names_its_layer():
    with pytest.raises(ValueError, match="layer 2: weight_variance = bias_variance = 0"):
        infinite_width(DenseNetwork("relu", (8,) * 4, (1.0, 0.0, 1.0)))
    with pytest.raises(ValueError, match=r"layer 5: .* overflows"):
        infinite_width(DenseNetwork("exp", (8,) * 9, 0.3, 0.1))
