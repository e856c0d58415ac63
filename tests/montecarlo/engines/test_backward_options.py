"""Dropout, means of weights, several inputs, laws by layer and logarithms in `Backward`."""

from dataclasses import replace

import numpy as np
import pytest
from scipy import special

from montecarlo import Backward, Homogeneous, mean, run, stream, variance
from montecarlo.engines.layer_weights import ConditionalWeights, LayerLaw
from montecarlo.engines.scaled import Scaled
from montecarlo.sampling.activations import derivative
from montecarlo.sampling.weights import weight_matrices
from tests.montecarlo.comparison import LIMIT, largest_score

ENGINES = ("dense", "conditional")


def test_literally_it_is_the_loop_and_the_chain_rule_through_weights_and_masks():
    keeps, variances, means, biases = (0.7, 0.5), (1.5, 0.8, 2.0), (0.6, -1.0, 0.4), (0.3, 0.0, 0.2)
    record = ("y1", "y2", "y3", "y3[1]", "x2", "d1", "d2", "d3")
    network = Backward(
        (3, 5, 4, 2), "tanh", variances, engine="dense", inputs=2, keep=keeps, weight_mean=means,
        bias_variance=biases, input_law="normal", record=record,
    )  # fmt: skip
    row = network.sample(stream(network, 0, 0), 1)[0]
    rng = stream(network, 0, 0)
    layers, y, weights, masks = [rng.standard_normal((2, 3))], [], [], []
    for layer, (fan_in, fan_out) in enumerate(((3, 5), (5, 4), (4, 2))):
        drawn = weight_matrices("normal", rng, 1, fan_out, fan_in, variances[layer])[0]
        weights.append(drawn + means[layer] / fan_in)
        y.append(layers[-1] @ weights[-1].T)
        if biases[layer]:
            y[-1] += np.sqrt(biases[layer]) * rng.standard_normal(fan_out)
        if layer < 2:
            masks.append((rng.random(y[-1].shape) < keeps[layer]) / keeps[layer])
            layers.append(np.tanh(y[-1]) * masks[-1])
    d3 = rng.standard_normal(2)
    d2 = weights[2].T @ d3 * masks[1][0] * derivative("tanh", y[1][0])
    d1 = weights[1].T @ d2 * masks[0][0] * derivative("tanh", y[0][0])
    expected = [y[0][0], y[1][0], y[2][0], y[2][1], layers[1][0], d1, d2, d3]
    np.testing.assert_allclose(row, [values.mean() for values in expected], rtol=1e-12)


def exact_squares(network):
    """E y_1^2, ..., E d_1^2, ... of a linear network with input 1 and gradient of mean square 1, at any width."""
    variances, biases = network.weight_variance, network.bias_variance
    forward, back = [variances[0] + biases[0]], [1.0]
    for variance_, bias, keep in zip(variances[1:], biases[1:], network.keep, strict=True):
        forward.append(variance_ * forward[-1] / keep + bias)
    for layer in range(network.depth - 1, 0, -1):
        fans = network.widths[layer + 1] / network.widths[layer]
        back.insert(0, variances[layer] * fans * back[0] / network.keep[layer - 1])
    return np.array(forward + back)


NETWORK = Backward((2, 32, 24, 40), "linear", (1.0, 0.9, 1.5), bias_variance=(2.0, 0.5, 0.0), keep=(0.9, 0.8))


@pytest.mark.parametrize("engine", ENGINES)
def test_each_layer_has_its_variances(engine):
    """On the same random numbers, a linear network's squares are multiplied by exactly these."""
    plain = Backward((4, 5, 3, 6), "linear", 1.0, keep=0.8, engine=engine)
    layered = replace(plain, weight_variance=(1.5, 0.4, 2.0))
    first, second = (network.sample(np.random.default_rng(0), 5) for network in (layered, plain))
    np.testing.assert_allclose(first, second * [1.5, 0.6, 1.2, 0.8, 2.0, 1.0], rtol=1e-12)
    plain = Backward((4, 5, 3, 6), "linear", (0.0, 1.0, 0.0), bias_variance=1.0, engine=engine)
    layered = replace(plain, bias_variance=(0.25, 0.25, 3.0))
    first, second = (network.sample(np.random.default_rng(0), 5) for network in (layered, plain))
    np.testing.assert_allclose(first[:, :3], second[:, :3] * [0.25, 0.25, 3.0], rtol=1e-12)


def test_one_percent_of_the_keep_of_one_layer_is_refused():
    """`largest_score` computes how far 1 % is: 8 standard errors or more."""
    expected = exact_squares(NETWORK)
    for keep in ((0.909, 0.8), (0.9, 0.808)):
        wrong = replace(NETWORK, keep=keep)
        assert largest_score(wrong, 140_000, expected, exact_squares(wrong)) > LIMIT
    assert largest_score(NETWORK, 140_000, expected, exact_squares(wrong)) < LIMIT


@pytest.mark.parametrize("engine", ENGINES)
def test_one_percent_of_a_mean_of_weights_is_refused(engine):
    """A linear network multiplies the mean of its units by that of the weights."""
    means = (1.0, 1.5, -0.5)
    network = Backward((4, 8, 6, 5), "linear", 0.02, weight_mean=means, input_mean=1.0, input_deviation=0.0,
                       record=("y1", "y2", "y3"), engine=engine)  # fmt: skip
    for layer in range(3):
        off = tuple(value * (1.01 if index == layer else 1) for index, value in enumerate(means))
        wrong = replace(network, weight_mean=off)
        assert largest_score(wrong, 16_000, np.cumprod(means), np.cumprod(off)) > LIMIT
    assert largest_score(network, 16_000, np.cumprod(means), np.cumprod(off)) < LIMIT


@pytest.mark.parametrize("engine", ENGINES)
def test_a_mask_is_the_same_in_both_passes(engine):
    """One unit a layer: the first gradient is 0 where the first unit is dropped, and with it the second layer."""
    network = Backward((1, 1, 1), "linear", 1.0, keep=0.5, engine=engine)
    _, second, first_gradient, _ = network.sample(np.random.default_rng(0), 2000).T
    np.testing.assert_array_equal(second == 0, first_gradient == 0)
    # Of 2000 tosses, 1000 are heads, with the standard deviation sqrt(500).
    assert abs((second == 0).sum() - 1000) < 5 * np.sqrt(500)


def test_gradients_are_drawn_given_both_inputs(monkeypatch):
    """A correction along input 0 alone is refused: the mean of y[1] d over a layer's units would be 0."""

    def tied(replicates=40_000):
        """The score of E (y_2[1] d_2) (x_2[1] W_2^T d_2), which is E (y_2[1] d_2)^2 = E y_2[1]^2."""
        rng = np.random.default_rng(0)
        x, d = rng.standard_normal((replicates, 2, 3)), rng.standard_normal((replicates, 2))
        weights = ConditionalWeights(LayerLaw(3, 2, 1.0, bias_variance=0.1), rng, Scaled(x))
        y = weights.y.values
        product = np.vecdot(y[:, 1], d) * np.vecdot(x[:, 1], weights.back(rng, Scaled(d)).values)
        # y d = x W^T d + b d: the second moment without that of b d.
        expected = np.vecdot(x[:, 1], x[:, 1]) / 3 * np.vecdot(d, d)
        apart = product - expected
        return abs(apart.mean()) / (apart.std() / np.sqrt(replicates))

    assert tied() < LIMIT

    def first_alone(self, sides):
        found = np.zeros_like(sides)
        found[:, 0] = sides[:, 0] / self._covariance[:, 0, 0]
        return found

    monkeypatch.setattr(ConditionalWeights, "_solved", first_alone)
    assert tied() > LIMIT


@pytest.mark.parametrize(
    ("engine", "scale"), [("dense", 100.0), ("conditional", 0.01), ("conditional", 100.0)]
)
def test_logarithms_at_any_depth(engine, scale):
    """A layer of a linear network multiplies the mean square by the scale times a chi-square over its N degrees."""
    units, depth = (4, 300) if engine == "dense" else (16, 1000)
    network = Backward((units,) * (depth + 1), "linear", scale, engine=engine,
                       record=(f"log y{depth}^2", "log d1^2"))  # fmt: skip
    layer = special.digamma(units / 2) + np.log(2 / units)
    expected = np.array([depth * (layer + np.log(scale)), depth * layer + (depth - 1) * np.log(scale)])
    off = expected + np.array([depth, depth - 1]) * np.log(1.01)
    assert largest_score(network, 400 if units == 16 else 4000, expected, off) < LIMIT


def test_relu_overflows_no_sooner_than_in_the_pass_of_lengths():
    widths, names = (8,) * 1201, ("log y1200^2",)
    passes = run(Backward(widths, "leaky_relu(0.5)", 1e4, record=names), replicates=500, seed=0)
    lengths = run(Homogeneous(widths, "leaky_relu(0.5)", 1e4, names), replicates=500, seed=0)
    apart = passes.mean - lengths.mean
    assert passes.mean[0] > 5000
    assert abs(apart[0]) < LIMIT * np.sqrt((passes.covariance + lengths.covariance)[0, 0] / 500)


def test_biases_in_a_network_whose_signal_vanished():
    network = Backward(
        (4,) * 601, "leaky_relu(0.5)", 1e-3, bias_variance=(*(0.0,) * 599, 2.0), record=("y600^2", "log d1^2")
    )
    moments = run(network, replicates=2000, seed=0)
    # The last biases alone: a mean square of 4 normals of variance 2.
    assert abs(moments.mean[0] - 2) < LIMIT * 2 * np.sqrt(2 / 4 / 2000)


def test_a_gain_that_overflows_says_at_which_layer():
    network = Backward((20,) * 301, "gelu", 1e6, record=tuple(f"log y{m}^2" for m in range(1, 301)))
    with pytest.raises(ValueError, match=r"NaN or infinity for log y\d\d\d\^2: give") as raised:
        run(network, replicates=5, seed=0)
    # Each layer multiplies the deviation by sqrt(1e6 / 2): 1e308 is reached at layer 109.
    layer = int(str(raised.value).rpartition("log y")[2].partition("^")[0])
    assert 105 <= layer <= 115


def test_the_variance_of_a_mean_square():
    """Of one linear layer: that of a chi-square with N degrees of freedom over N, which is 2 / N."""
    network = Backward((4, 8), "linear", 1.0, record=("y1^2", "y1^2^2"))
    interval = variance("y1^2", "y1^2^2").interval(run(network, replicates=20_000, seed=0))
    assert interval.low < 2 / 8 < interval.high < 1.2 * 2 / 8


def test_equal_inputs_stay_equal_without_masks_and_part_with_them():
    for keep, stay in ((1.0, True), (0.5, False)):
        network = Backward((8, 8, 8), "tanh", 1.0, inputs=2, input_cosine=1.0, keep=keep, bias_variance=0.1,
                           record=("cos y1", "cos y2"))  # fmt: skip
        first, second = run(network, replicates=50, seed=0).mean
        assert first == pytest.approx(1, abs=1e-12)
        assert bool(abs(second - 1) < 1e-12) is stay


@pytest.mark.parametrize("engine", ENGINES)
def test_the_law_of_the_biases(engine):
    """With weights of 0, pre-activations are the biases: E b^2 = V, and E b^4 = 3 V^2, or 9/5 V^2 if uniform."""
    network = Backward((2, 3, 64), "linear", 0.0, bias_variance=(0.3, 0.7), record=("y1^2", "y1^4", "y2^2", "y2^4"),
                       engine=engine)  # fmt: skip
    for law, kurtosis in (("normal", 3.0), ("uniform", 1.8)):
        expected = np.array([0.3, kurtosis * 0.3**2, 0.7, kurtosis * 0.7**2])
        found = replace(network, bias_law=law)
        assert largest_score(found, 22_000, expected, expected * 1.01) < LIMIT


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("cosine", [-0.4, -1.0])
def test_two_inputs_of_negative_correlation(engine, cosine):
    """A linear layer keeps the correlation; its mean product is sigma_w^2 c E x^2 + sigma_b^2."""
    network = Backward(
        (6, 9, 5),
        "linear",
        1.5,
        bias_variance=0.2,
        inputs=2,
        input_cosine=cosine,
        input_deviation=2.0,
        input_law="normal",
        record=("x1^2", "x1[1]^2", "x1[0] x1[1]", "y1[0] y1[1]"),
        engine=engine,
    )
    expected = np.array([4.0, 4.0, 4 * cosine, 6 * cosine + 0.2])
    assert largest_score(network, 250_000, expected, expected * 1.01) < LIMIT


def test_opposite_inputs_stay_opposite_in_an_odd_network():
    network = Backward((8, 8, 8, 8), "tanh", 1.0, inputs=2, input_cosine=-1.0, record=("cos y1", "cos y3"))
    found = run(network, replicates=50, seed=0)
    assert found.mean == pytest.approx([-1, -1], abs=1e-12)


def test_only_what_is_recorded_is_run():
    network = Backward((8,) * 5, "tanh", 1.0, record=("y1^2",))
    rng, only = np.random.default_rng(0), np.random.default_rng(0)
    network.sample(rng, 3)
    only.bit_generator.random_raw(1)
    only.standard_normal(24)
    assert rng.standard_normal() == only.standard_normal()


def test_a_recorded_field_is_the_default_one_in_the_same_network():
    plain = Backward((5, 4, 3), "tanh", 1.5)
    chosen = replace(plain, record=("d1^2", "y2^2"))
    both = [network.sample(np.random.default_rng(0), 20) for network in (plain, chosen)]
    np.testing.assert_array_equal(both[0][:, [2, 1]], both[1])
    assert mean("d1^2").value(run(chosen, replicates=20, seed=0)) > 0


GOOD = {"widths": (3, 4, 4, 2), "activation": "tanh", "weight_variance": 1.0}


@pytest.mark.parametrize(
    ("wrong", "match"),
    [
        ({"keep": 0.0}, "keep must be above 0, got 0.0"),
        ({"keep": (0.5, 0.0)}, "keep must be above 0"),
        ({"keep": 1.1}, "keep must be 0 or more and 1 or less"),
        ({"keep": (0.5, 0.5, 0.5)}, "keep must be a number, or a tuple of 2 numbers, one for each layer"),
        ({"weight_variance": (1.0, 2.0)}, "weight_variance must be a number, or a tuple of 3 numbers"),
        ({"weight_variance": (1.0, 2.0, -1.0)}, r"weight_variance\[2\] must be 0 or more"),
        ({"bias_variance": (0.1,)}, "bias_variance must be a number, or a tuple of 3 numbers"),
        ({"weight_mean": (0.1,) * 4}, "weight_mean must be a number, or a tuple of 3 numbers"),
        ({"weight_mean": float("nan")}, "weight_mean must be finite"),
        ({"inputs": 0}, "inputs must be 1 or more"),
        ({"input_cosine": 1.5}, "input_cosine must be -1 or more and 1 or less"),
        ({"input_cosine": -0.1, "inputs": 3}, "input_cosine must be 0 or more with three inputs or more, got -0.1"),
        ({"at_once": 0}, "at_once must be 1 or more, got 0"),
        ({"bias_law": "cauchy"}, "bias_law must be one of normal, uniform"),
        ({"widths": (3,)}, "widths must have 2 integers or more"),
        ({"record": ()}, "record must be a tuple of one name or more"),
        ({"record": ("y1^2", "y1^2")}, "record must have different quantities"),
        ({"record": ("y4^2",)}, "but 3 layers have x1 to x3, y1 to y3 and d1 to d3"),
        ({"record": ("x4^2",)}, "but 3 layers have"),
        ({"record": ("d0^2",)}, "record has 'd0"),
        ({"record": ("cos y1",)}, "inputs = 1"),
        ({"record": ("cos d1",), "inputs": 2}, "record has 'cos d1'"),
        ({"record": ("d1[1]^2",), "inputs": 2}, "record has"),
        ({"record": ("log y1^2^2",)}, "record has"),
        ({"record": ("y1^4^2",)}, "record has"),
    ],
)  # fmt: skip
def test_bad_parameters_are_named(wrong, match):
    with pytest.raises(ValueError, match=match):
        Backward(**GOOD | wrong)
