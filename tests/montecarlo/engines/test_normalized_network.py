import math
from dataclasses import replace

import numpy as np
import pytest
from scipy import linalg

from montecarlo import Examples, NormalizedNetwork, ratio, run, stream
from montecarlo.engines import normalized_network
from montecarlo.engines.normalisation import Normalisation
from montecarlo.sampling.weights import weight_matrices
from tests.montecarlo.comparison import LIMIT, largest_score

STEP = 1e-200


def literal(network, rng):
    """y_1 of one network, and a function of y_1 that is the sum of d_L y_L; both in complex arithmetic."""
    x = rng.standard_normal((network.batch_size, network.widths[0]))
    axis = {"batch": 0, "layer": 1}[network.norm]
    layers = []
    for m, (fan_in, fan_out) in enumerate(zip(network.widths, network.widths[1:], strict=False)):
        weights = weight_matrices("normal", rng, 1, fan_out, fan_in, network.weight_variance[m])[0]
        bias = 0.0
        if network.bias_variance[m]:
            bias = math.sqrt(network.bias_variance[m]) * rng.standard_normal((1, 1, fan_out))[0]
        layers.append((weights, bias))
    d = rng.standard_normal((network.batch_size, network.widths[-1]))

    def normalised(signal):
        deviations = signal - signal.mean(axis=axis, keepdims=True)
        spread = (deviations**2).mean(axis=axis, keepdims=True) + network.eps
        return network.scale * deviations / np.sqrt(spread) + network.shift

    def output(y):
        for weights, bias in layers[1:]:
            y = np.tanh(normalised(y)) if network.place == "before" else normalised(np.tanh(y))
            y = y @ weights.T + bias
        return y

    return x @ layers[0][0].T + layers[0][1], output, d


@pytest.mark.parametrize("norm", ["batch", "layer"])
@pytest.mark.parametrize("place", ["before", "after"])
def test_literally_it_is_the_loop_and_its_derivative(norm, place):
    network = NormalizedNetwork(
        (3, 5, 4, 2), "tanh", (1.5, 0.8, 2.0), 6, norm=norm, place=place, eps=0.1, scale=1.3, shift=0.4,
        bias_variance=(0.2, 0.0, 0.3), input_law="normal", record=("y1^2", "y3", "d1^2", "d1^4", "log d1^2"),
    )  # fmt: skip
    y1_square, y3, *gradient = network.sample(stream(network, 0, 0), 1)[0]
    first, output, d = literal(network, stream(network, 0, 0))
    assert y1_square == pytest.approx((first**2).mean(), rel=1e-12)
    assert y3 == pytest.approx(output(first).mean(), rel=1e-12)
    slopes = np.empty_like(first)
    for index in np.ndindex(first.shape):
        stepped = first.astype(complex)
        stepped[index] += 1j * STEP
        slopes[index] = (d * output(stepped)).sum().imag / STEP
    square = (slopes**2).mean()
    np.testing.assert_allclose(gradient, [square, (slopes**4).mean(), math.log(square)], rtol=1e-10)


def exact(network):
    """E y_1^2, E y_2^2, E d_1^2, E d_2^2 of two linear layers, on examples that are orthogonal and of mean square 1.

    Then y_1 is standard normal times its deviation, and independent of W_2^T d_2. n of its entries are normalised
    together: their sum of squares is a chi-square with n - 1 degrees of freedom, whose inverse has the mean
    1 / (n - 3); of the gradient, n - 2 directions in n are left.
    """
    first, second = network.weight_variance
    size = network.batch_size if network.norm == "batch" else network.widths[1]
    back = second * network.widths[2] / network.widths[1]
    return np.array([first, second * network.scale**2,
                     back * network.scale**2 * (size - 2) / (size - 3) / first, 1.0])  # fmt: skip


def orthogonal(norm):
    """Sixteen examples of sixteen units for batch normalisation, fewer for layer normalisation."""
    size = 16 if norm == "batch" else 12
    rows = linalg.hadamard(16)[:size].astype(float)
    return NormalizedNetwork((16, 16, 32), "linear", (1.5, 0.7), size, norm=norm, eps=0.0, scale=1.2,
                             input_law=Examples(rows[np.newaxis]))  # fmt: skip


def times(factor):
    back = Normalisation.back
    return lambda self, d, normal, inverse: math.sqrt(factor) * back(self, d, normal, inverse)


def without_the_mean(self, d, normal, inverse):
    return inverse * (d - normal * (d * normal).mean(axis=self.axis, keepdims=True))


def without_the_variance(self, d, normal, inverse):
    return inverse * (d - d.mean(axis=self.axis, keepdims=True))


@pytest.mark.parametrize("norm", ["batch", "layer"])
def test_one_percent_of_weights_scale_or_gradient_is_refused(norm, monkeypatch):
    """`largest_score` computes how far 1 % is: 8 standard errors or more."""
    network = orthogonal(norm)
    expected = exact(network)
    for wrong, networks in (
        ({"weight_variance": (1.515, 0.7)}, 8000),
        ({"weight_variance": (1.5, 0.707)}, 28_000),
        ({"scale": 1.2 * 1.01}, 8000),
    ):
        off = replace(network, **wrong)
        assert largest_score(off, networks, expected, exact(off)) > LIMIT
    off = expected * [1, 1, 1.01, 1]
    assert largest_score(network, 28_000, expected, off) < LIMIT
    monkeypatch.setattr(Normalisation, "back", times(1.01))
    assert largest_score(network, 28_000, expected, off) > LIMIT


@pytest.mark.parametrize("norm", ["batch", "layer"])
@pytest.mark.parametrize("back", [without_the_mean, without_the_variance])
def test_a_gradient_that_does_not_pass_the_mean_or_the_variance_is_refused(norm, back, monkeypatch):
    """One direction of 14 is not lost: 7 %."""
    network = orthogonal(norm)
    monkeypatch.setattr(Normalisation, "back", back)
    expected = exact(network)
    assert largest_score(network, 1000, expected, expected * [1, 1, 15 / 14, 1]) > LIMIT


def test_one_percent_of_the_variance_of_biases_is_refused():
    """They move y_2 alone, after the normalisation; those before it cancel over a batch."""
    network = NormalizedNetwork((2, 2, 64), "linear", (1.0, 0.1), 2, eps=0.0, bias_variance=(9.0, 2.0),
                                input_law="normal", record=("y2^2",))  # fmt: skip
    assert largest_score(network, 24_000, [2.1], [2.12]) < LIMIT
    assert largest_score(replace(network, bias_variance=(9.0, 2.02)), 24_000, [2.1], [2.12]) > LIMIT


def test_relu_after_batch_norm_multiplies_the_squared_gradient_as_in_the_mean_field():
    """Yang et al. (2019), arXiv:1902.08129: pi / (pi - 1) = 1.467 a layer for large batches; more for small ones."""
    limit, found = math.pi / (math.pi - 1), {}
    for batch, networks in ((8, 200), (128, 12)):
        network = NormalizedNetwork((128,) * 7, "relu", 2.0, batch, record=("d3^2", "d4^2"))
        found[batch] = ratio("d3^2", "d4^2").interval(run(network, replicates=networks, seed=0))
    assert found[8].low > 1.1 * limit
    # At width 128 and batch 128, a few percent more.
    assert found[128].low < 1.06 * limit
    assert found[128].high > limit


def test_gradients_that_grow_beyond_the_largest_number_have_logarithms():
    network = NormalizedNetwork((8,) * 2401, "relu", 2.0, 8, record=("log d1^2", "log d2400^2"))
    first, last = network.sample(np.random.default_rng(0), 2).T
    assert (first > math.log(np.finfo(float).max)).all()
    assert np.isfinite(last).all()


def test_layer_norm_takes_one_example():
    network = NormalizedNetwork((4, 5, 3), "tanh", 1.0, 1, norm="layer")
    assert network.fields == ("y1^2", "y2^2", "d1^2", "d2^2")
    assert network.engine == "dense"
    assert np.isfinite(network.sample(np.random.default_rng(0), 3)).all()


def test_only_what_is_recorded_is_run(monkeypatch):
    network = NormalizedNetwork((4, 5, 3), "tanh", 1.0, 6, record=("y1^2",))
    monkeypatch.setattr(normalized_network, "derivative", None)
    assert network.sample(np.random.default_rng(0), 3).shape == (3, 1)


GOOD = {"widths": (3, 4, 4, 2), "activation": "tanh", "weight_variance": 1.0, "batch_size": 4}


@pytest.mark.parametrize(
    ("wrong", "match"),
    [
        ({"batch_size": 1}, "batch_size must be 2 or more for batch normalisation, got 1"),
        ({"batch_size": 0}, "batch_size must be 1 or more"),
        ({"norm": "group"}, "norm must be one of batch, layer"),
        ({"norm": "layer", "widths": (3, 1, 4)}, "widths must be 2 or more in the layers that are normalised"),
        ({"place": "around"}, "place must be one of after, before"),
        ({"eps": -1.0}, "eps must be 0 or more"),
        ({"scale": math.inf}, "scale must be finite"),
        ({"shift": math.nan}, "shift must be finite"),
        ({"widths": (3,)}, "widths must have 2 integers or more"),
        ({"weight_variance": (1.0, 2.0)}, "weight_variance must be a number, or a tuple of 3 numbers"),
        ({"bias_variance": (1.0, 2.0)}, "bias_variance must be a number, or a tuple of 3 numbers"),
        ({"weight_law": "cauchy"}, "second moment"),
        ({"input_cosine": 2.0}, "input_cosine must be -1 or more and 1 or less"),
        ({"input_cosine": -0.5}, "input_cosine must be 0 or more with three inputs or more, got -0.5 with"),
        ({"input_law": Examples(np.ones((2, 3, 3)))}, "inputs must be 3"),
        ({"record": ()}, "record must be a tuple"),
        ({"record": ("d1^2", "d1^2")}, "record must have different"),
        ({"record": ("cos y1",)}, "record has 'cos y1'"),
    ],
)  # fmt: skip
def test_bad_parameters_are_named(wrong, match):
    with pytest.raises(ValueError, match=match):
        NormalizedNetwork(**GOOD | wrong)
