import math
from dataclasses import replace

import numpy as np
import pytest

from montecarlo import Backward, mean, run
from paper_checks.forecasting.predicted_layers import PREDICTING, cosines, geometric_means
from paper_checks.forecasting.simulated_layers import Simulation
from theory import DenseNetwork, get
from theory.mean_field.finite_width import finite_width
from theory.mean_field.infinite_width import infinite_width


def relu_correlations(network: DenseNetwork, c: float) -> list[float]:
    """Return the correlations by depth, by Cho and Saul's arc-cosine kernel (2009)."""
    q, found = network.input_variance, []
    product = c * q
    for layer, (weights, biases) in enumerate(
        zip(network.weight_variances, network.bias_variances, strict=True)
    ):
        q, product = weights * q + biases, weights * product + biases
        c = product / q
        found.append(c)
        # Masks of their own leave a product alone, and divide a square by keep.
        product = q * (math.sqrt(1 - c * c) + c * (math.pi - math.acos(c))) / (2 * math.pi)
        q /= 2 * network.keeps[layer] if layer < network.depth - 1 else 1
    return found


def drawn_network(rng: np.random.Generator, width: int) -> DenseNetwork:
    depth = 5
    keeps = tuple(rng.uniform(0.4, 1.0, depth - 1))
    biases = tuple(rng.uniform(0.0, 0.5, depth) * (rng.random(depth) < 0.7))
    return DenseNetwork(
        "relu", (width,) * (depth + 1), tuple(rng.uniform(0.5, 3.0, depth)), biases, keeps, 1.7
    )


def test_correlations_of_either_sign_follow_the_arc_cosine_kernel() -> None:
    rng = np.random.default_rng(150)
    for _ in range(20):
        network, c = drawn_network(rng, 8), float(rng.uniform(-1, 1))
        found = cosines(network, infinite_width(network), c)
        assert found == pytest.approx(relu_correlations(network, c), rel=1e-11, abs=1e-11)
    assert cosines(network, infinite_width(network), -1.0) == pytest.approx(relu_correlations(network, -1.0))


@pytest.mark.parametrize("c", [-1.0, -0.7, 0.4])
def test_simulated_correlations_tend_to_those_of_infinite_width(c: float) -> None:
    rng = np.random.default_rng(151)
    network = drawn_network(rng, 500)
    band = Simulation(network, "normal", 300, 0).cosines(c)
    expected = relu_correlations(network, c)
    # A tenth off the inputs' correlation would show.
    assert band.median == pytest.approx(expected, abs=0.02)
    assert abs(relu_correlations(network, 0.9 * c)[0] - expected[0]) > 0.02


def test_a_correlation_that_settled_is_not_computed_again() -> None:
    network = DenseNetwork("tanh", (8,) * 2001, 1.5, 0.1)
    found = cosines(network, infinite_width(network), -0.3)
    assert found[-1] == pytest.approx(found[-2], abs=1e-12)
    assert np.isfinite(found).all()


def test_correlations_of_a_homogeneous_activation_do_not_depend_on_its_scale() -> None:
    huge, plain = (DenseNetwork("relu", (8,) * 9, variance) for variance in (1e200, 2.0))
    found = cosines(huge, infinite_width(huge), 0.5)
    assert found == pytest.approx(relu_correlations(plain, 0.5), rel=1e-11)


def test_a_variance_out_of_range_leaves_correlations_unknown() -> None:
    network = DenseNetwork("softplus", (8,) * 4, 1e200)
    assert np.isnan(cosines(network, infinite_width(network), 0.5)).tolist() == [False, True, True]


def test_geometric_means_of_homogeneous_networks_are_exact_for_normal_inputs() -> None:
    widths = (4, 9, 6, 5, 7)
    law = DenseNetwork(
        get("leaky_relu", negative_slope=0.3), widths, 1.4, keep=0.95, input_variance=0.6, input_kurtosis=3.0
    )
    record = ("log y1^2", "log y4^2", "log d1^2")
    # One network in three million has all units of a layer dropped; `run` would refuse it.
    passes = Backward(
        widths, "leaky_relu(0.3)", 1.4, keep=0.95, input_law="normal", input_deviation=math.sqrt(0.6), record=record
    )  # fmt: skip
    moments = run(passes, replicates=20_000, seed=0)
    found = geometric_means(law)
    assert found.missing == ""
    signs = geometric_means(replace(law, input_kurtosis=1.0)).signal
    assert np.array_equal(found.signal, signs)  # whatever kurtosis is stated, the inputs are normal
    for name, value in zip(record, (found.signal[0], found.signal[3], found.gradient[0]), strict=True):
        interval = mean(name).interval(moments)
        assert interval.low < value < interval.high
        assert not interval.low < value + 0.1 < interval.high


def test_geometric_means_are_left_out_where_the_leading_term_predicts_nothing() -> None:
    network = DenseNetwork("gelu", (40,) * 21, 2.0, input_kurtosis=3.0)
    found, leading = geometric_means(network), finite_width(network)
    assert np.array_equal(np.isnan(found.signal), leading.signal.variance >= PREDICTING)
    assert np.isnan(found.signal).any()
    assert "is left out from where Var log exceeds 0.3" in found.missing
    wide = geometric_means(DenseNetwork("tanh", (4000,) * 21, 2.0))
    assert wide.missing == ""
    assert np.isfinite([*wide.signal, *wide.gradient]).all()


def test_a_gradient_is_not_predicted_where_the_signals_above_it_are_not() -> None:
    # At the layer before the last, the gradient has hardly spread, but the signal's spread moves its mean.
    network = DenseNetwork("gelu", (512,) * 51, 2.12, input_kurtosis=3.0)
    found, leading = geometric_means(network), finite_width(network)
    assert leading.gradient.variance[-2] < PREDICTING < leading.signal.variance[-2]
    assert np.isnan(found.gradient).tolist() == [True] * 49 + [False]


@pytest.mark.parametrize(("activation", "gain"), [("gelu", 1.4), ("tanh", 1.7), ("sin", 1.5), ("silu", 1.8)])
def test_what_is_predicted_is_near_the_simulated_median(activation: str, gain: float) -> None:
    network = DenseNetwork(activation, (300,) * 9, gain**2, 0.01, keep=0.95, input_kurtosis=3.0)
    found = geometric_means(network)
    assert min(np.isfinite(part).sum() for part in (found.signal, found.gradient)) > 4
    bands = Simulation(network, "normal", 600, 0).mean_squares()
    for band, predicted in zip(bands, (found.signal, found.gradient), strict=True):
        known = np.isfinite(predicted)
        off = np.maximum(band.low[1] - predicted, predicted - band.high[1])[known]
        # Beside the interval, for what is left of the law and between a median and a geometric mean.
        assert off.max() < 0.1


@pytest.mark.parametrize(
    ("activation", "width", "words"),
    [
        ("heaviside", 400, "heaviside jumps"),
        ("relu", 2, "more than 1 % of the networks are dead"),
    ],
)
def test_what_is_missing_has_a_reason(activation: str, width: int, words: str) -> None:
    found = geometric_means(DenseNetwork(activation, (width,) * 8, 2.0))
    assert words in found.missing
    assert np.isnan(found.gradient).any()


def test_the_geometric_mean_of_one_layer_has_the_inputs_spread() -> None:
    # log y_1^2 is the sum of two logarithms of chi^2_N/N, of the input's length and of the layer's: each has the mean
    # -1/N and the median -2/(3 N), to first order.
    found = geometric_means(DenseNetwork("gelu", (32, 32), 1.0, input_kurtosis=3.0))
    assert found.signal[0] == pytest.approx(-2 / 32, abs=3e-3)
