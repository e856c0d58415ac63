import math

import numpy as np
import pytest

from montecarlo.training.network import Trained, initial, views

WIDTHS = (40, 50, 30, 10)


def test_sizes_and_views():
    network = Trained((4, 5, 3), "tanh", 1.0, batch_norm=True)
    assert network.sizes() == (4 * 5 + 5 + 5, 5 * 3 + 3)
    parameters = np.arange(60.0).reshape(2, 30)
    layer = views(network, 0, parameters)
    assert (layer.weights.shape, layer.biases.shape, layer.scales.shape) == ((2, 5, 4), (2, 5, 1), (2, 5, 1))
    assert layer.weights[1, 0, 1] == 31
    assert layer.biases[0, 0, 0] == 20
    assert layer.scales[0, 0, 0] == 25
    layer.weights[...] = 0.0  # a view: the parameters change
    assert parameters[:, :20].max() == 0
    assert views(network, 1, np.zeros((2, 18))).scales is None


@pytest.mark.parametrize("law", ["normal", "uniform", "rademacher", "truncated_normal", "orthogonal"])
def test_the_variance_of_weights_is_by_fan_in(law):
    drawn = initial(Trained((400, 300, 10), "relu", (2.0, 0.5), weight_law=law), np.random.default_rng(0))
    weights = [layer[0, :size] for layer, size in zip(drawn, (120_000, 3000), strict=True)]
    for values, variance, error in zip(weights, (2.0 / 400, 0.5 / 300), (0.02, 0.1), strict=True):
        assert values.var() == pytest.approx(variance, rel=error)
        assert abs(values.mean()) < 5 * math.sqrt(variance / len(values))


def test_a_cut_law_that_is_not_corrected_keeps_less():
    network = Trained((400, 300), "relu", 3.6, weight_law="truncated_normal_uncorrected")
    weights = initial(network, np.random.default_rng(0))[0][0, :-300]
    assert weights.var() * 400 == pytest.approx(3.6 * 0.7737, rel=0.02)
    assert np.abs(weights).max() <= 2 * math.sqrt(3.6 / 400)


def test_biases_start_at_0_and_scales_at_1():
    network = Trained(WIDTHS, "relu", 2.0, batch_norm=True)
    drawn = initial(network, np.random.default_rng(0))
    for m, parameters in enumerate(drawn):
        layer = views(network, m, parameters)
        assert not layer.biases.any()
        assert (layer.scales is None) == (m == 2)
        assert layer.scales is None or (layer.scales == 1).all()


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"widths": (4,)}, "widths must have 2 integers or more"),
        ({"widths": (4, 0, 2)}, r"widths\[1\] must be 1 or more"),
        ({"activation": "rleu"}, "did you mean 'relu'"),
        ({"weight_variance": (1.0, 2.0)}, "a tuple of 3 numbers, one for each layer"),
        ({"weight_variance": -1.0}, "weight_variance must be 0 or more"),
        ({"weight_law": "cauchy"}, "weight_law must have a finite second moment"),
        ({"loss": "hinge"}, "loss must be one of cross_entropy, squared"),
        ({"l1": -1.0}, "l1 must be 0 or more"),
        ({"l2": math.inf}, "l2 must be finite"),
        ({"keep": 0.0}, "keep must be above 0"),
        ({"keep": 1.5}, "keep must be 0 or more and 1 or less"),
    ],
)
def test_bad_parameters(change, message):
    parameters = {"widths": WIDTHS, "activation": "relu", "weight_variance": 2.0} | change
    with pytest.raises(ValueError, match=message):
        Trained(**parameters)


def test_bad_types():
    with pytest.raises(TypeError, match="batch_norm must be True or False"):
        Trained(WIDTHS, "relu", 2.0, batch_norm=1)
    with pytest.raises(TypeError, match="weight_variance must be a real number"):
        Trained(WIDTHS, "relu", "2")
