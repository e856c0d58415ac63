from dataclasses import replace

import numpy as np
import pytest

from montecarlo import Dense, run, stream
from montecarlo.sampling.weights import WEIGHT_LAWS, inputs, weight_matrices
from tests.montecarlo.comparison import LIMIT, largest_score

WIDTHS = (6, 5, 3)


@pytest.mark.parametrize("law", WEIGHT_LAWS)
def test_it_is_the_loop_over_networks(law):
    record = ("x1^4", "y1", "x2^2", "y2", "y2^4", "x3")
    experiment = Dense(WIDTHS, "tanh", 1.3, record, weight_law=law, input_law="uniform", input_mean=0.2)
    samples = experiment.sample(stream(experiment, 0, 0), 4)
    rng = stream(experiment, 0, 0)
    x = inputs("uniform", rng, 4, 6, mean=0.2)
    first = weight_matrices(law, rng, 4, 5, 6, 1.3)
    second = weight_matrices(law, rng, 4, 3, 5, 1.3)
    for network in range(4):
        y1 = first[network] @ x[network]
        y2 = second[network] @ np.tanh(y1)
        expected = [x[network] ** 4, y1, np.tanh(y1) ** 2, y2, y2**4, np.tanh(y2)]
        np.testing.assert_allclose(samples[network], [np.mean(values) for values in expected], rtol=1e-12)


def test_several_inputs_meet_the_same_weights_and_biases():
    record = ("y1[1]^2", "y2", "x2[0] x2[1]", "cos y2", "x3[1]^4")
    options = {"bias_variance": 0.3, "inputs": 2, "input_law": "normal", "input_cosine": 0.25}
    experiment = Dense(WIDTHS, "tanh", 1.3, record, **options)
    samples = experiment.sample(stream(experiment, 0, 0), 4)
    rng = stream(experiment, 0, 0)
    own = inputs("normal", rng, 8, 6).reshape(4, 2, 6)
    x = np.sqrt(0.75) * own + 0.5 * inputs("normal", rng, 4, 6)[:, np.newaxis]
    layers = []
    for fan_out, fan_in in ((5, 6), (3, 5)):
        weights = weight_matrices("normal", rng, 4, fan_out, fan_in, 1.3)
        layers.append((weights, np.sqrt(0.3) * rng.standard_normal((4, fan_out))))
    for network in range(4):
        (w1, b1), (w2, b2) = [(weights[network], biases[network]) for weights, biases in layers]
        y1 = x[network] @ w1.T + b1
        x2 = np.tanh(y1)
        y2 = x2 @ w2.T + b2
        cosine = y2[0] @ y2[1] / np.sqrt(y2[0] @ y2[0] * (y2[1] @ y2[1]))
        expected = [
            np.mean(y1[1] ** 2), np.mean(y2[0]), np.mean(x2[0] * x2[1]), cosine, np.mean(np.tanh(y2[1]) ** 4)
        ]  # fmt: skip
        np.testing.assert_allclose(samples[network], expected, rtol=1e-12)


@pytest.mark.parametrize("dtype", ["float64", "float32"])
def test_wide_layers_are_drawn_some_rows_at_a_time(dtype):
    # Linear and one unit wide at the end: every row counts, and none twice.
    experiment = Dense((700, 700), "linear", 1.0, ("y1^2", "y1"), weight_law="rademacher", dtype=dtype)
    weights = experiment.workspace(experiment.batch)
    assert weights.size < 700 * 700
    moments = run(experiment, replicates=60, seed=0)
    error = np.sqrt(np.diag(moments.covariance) / moments.count)
    assert (abs(moments.mean - [1.0, 0.0]) < 5 * error).all()
    # The variance of a mean square of 700 independent units; rows drawn twice would double it.
    assert moments.covariance[0, 0] == pytest.approx(2 / 700, rel=0.9)
    x = np.ones((2, 1, 700), dtype=dtype)
    out = np.full((2, 1, 700), np.nan, dtype=dtype)
    experiment.propagate(np.random.default_rng(0), 1 / 700, x, out, experiment.workspace(2))
    assert len(np.unique(out)) > 50
    assert np.isfinite(out).all()


def test_single_precision_records_what_it_computes():
    """Sums of fourth powers are of the float32 units, in float64: exact to 1e-15, where float32 sums are not."""
    options = {"weight_law": "rademacher", "dtype": "float32"}
    experiment = Dense((9, 20_000), "linear", 1.0, ("y1^4", "y1^2", "y1"), **options)
    fourth, second, mean = experiment.sample(stream(experiment, 0, 0), 1)[0]
    rng = stream(experiment, 0, 0)
    x = inputs("rademacher", rng, 1, 9).astype(np.float32)
    out = np.empty((1, 1, 20_000), dtype=np.float32)
    experiment.propagate(rng, 1 / 9, x[:, np.newaxis], out, experiment.workspace(1))
    units = out.astype(np.float64)
    np.testing.assert_allclose(
        [fourth, second, mean], [np.mean(units**power) for power in (4, 2, 1)], rtol=1e-12
    )


def test_orthogonal_weights_keep_the_length():
    record = tuple(f"y{layer}^2" for layer in range(1, 5))
    experiment = Dense((8,) * 5, "linear", 1.0, record, weight_law="orthogonal")
    np.testing.assert_allclose(run(experiment, replicates=50, seed=0).mean, 1.0, rtol=1e-12)


def test_one_rademacher_layer_has_the_variance_of_its_input():
    experiment = Dense((20, 10), "linear", 3.0, ("y1^2",), weight_law="rademacher", input_law="normal")
    moments = run(experiment, replicates=5000, seed=0)
    error = np.sqrt(moments.covariance[0, 0] / moments.count)
    assert abs(moments.mean[0] - 3.0) < 5 * error
    assert error < 0.03


def test_orthogonal_layers_may_grow():
    experiment = Dense((4, 9, 5), "linear", 1.0, ("y1^2", "y2^2"), weight_law="orthogonal")
    samples = experiment.sample(stream(experiment, 0, 0), 50)
    np.testing.assert_allclose(samples[:, 0], 1.0, rtol=1e-12)
    assert samples[:, 1].std() > 0.1


def test_a_batch_is_cache_sized():
    assert Dense((500, 500), "relu", 2.0, ("y1",)).batch == 16
    assert Dense((500, 500), "relu", 2.0, ("y1",), dtype="float32").batch == 32
    assert Dense((500, 500), "relu", 2.0, ("y1",), weight_law="orthogonal").batch == 1
    assert Dense((8, 8), "relu", 2.0, ("y1",)).batch * 64 <= 131_072
    assert Dense((8, 8), "relu", 2.0, ("y1",)).engine == "dense"


@pytest.mark.parametrize(
    ("law", "match"),
    [("rademacer", "did you mean 'rademacher'"), ("cauchy", "must have a finite second moment"), ("t", "second moment"),
     (None, "weight_law must be one of .* got None")],
)  # fmt: skip
def test_bad_laws(law, match):
    with pytest.raises(ValueError, match=match):
        Dense(WIDTHS, "tanh", 1.0, ("y1",), weight_law=law)
    with pytest.raises(ValueError, match="input_law"):
        Dense(WIDTHS, "tanh", 1.0, ("y1",), input_law=law)


def linear_squares(network):
    """E y_1^2 and E y_2^2 of a linear network, exactly, at any width and for any law of its weights."""
    first = network.weight_variance * network.input_deviation**2 + network.bias_variance
    return np.array([first, network.weight_variance * first + network.bias_variance])


@pytest.mark.parametrize(
    ("law", "dtype"),
    [("normal", "float64"), ("normal", "float32"), ("uniform", "float64"), ("rademacher", "float64")],
)
def test_one_percent_of_the_variance_of_weights_is_refused(law, dtype, monkeypatch):
    # A network's y_2^2 has a relative standard deviation of 0.65: over 150,000 networks a standard error of 0.17 %, and
    # y_1^2 has one of 0.09 %. 1 % of the weights' variance is 1 % of y_1^2 and 2 % of y_2^2.
    network = Dense((2, 16, 8), "linear", 1.3, ("y1^2", "y2^2"), weight_law=law, dtype=dtype)
    expected = linear_squares(network)
    off = linear_squares(replace(network, weight_variance=1.01 * 1.3))
    assert largest_score(network, 150_000, expected, off) < LIMIT
    propagate = Dense.propagate

    def one_percent_more(self, rng, variance, x, out, workspace):
        propagate(self, rng, variance, x, out, workspace)
        out *= np.sqrt(1.01)

    monkeypatch.setattr(Dense, "propagate", one_percent_more)
    assert largest_score(network, 150_000, expected, off) > LIMIT


@pytest.mark.parametrize("name", ["bias_variance", "input_deviation"])
def test_one_percent_of_a_parameter_is_refused(name):
    # A network's y_1^2 has a relative standard deviation of 0.25: over 300,000 networks a standard error of 0.046 %,
    # and 1 % of the biases' variance is 0.48 % of it, and 1 % of the inputs' deviation 1 %.
    network = Dense((2, 32), "linear", 0.9, ("y1^2",), bias_variance=1.0, input_deviation=1.1)
    wrong = replace(network, **{name: 1.01 * getattr(network, name)})
    assert largest_score(network, 300_000, linear_squares(network)[:1], linear_squares(wrong)[:1]) < LIMIT
    assert largest_score(wrong, 300_000, linear_squares(network)[:1], linear_squares(wrong)[:1]) > LIMIT
