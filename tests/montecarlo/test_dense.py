import numpy as np
import pytest

from montecarlo import Dense, run, stream
from montecarlo.weights import WEIGHT_LAWS, inputs, weight_matrices

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


def test_a_batch_is_cache_sized():
    assert Dense((500, 500), "relu", 2.0, ("y1",)).batch == 1
    assert Dense((8, 8), "relu", 2.0, ("y1",)).batch * 64 <= 131_072
    assert Dense((8, 8), "relu", 2.0, ("y1",)).engine == "dense"


def test_bad_input():
    with pytest.raises(ValueError, match="did you mean 'rademacher'"):
        Dense(WIDTHS, "tanh", 1.0, ("y1",), weight_law="rademacer")
    with pytest.raises(ValueError, match="5 rows cannot be orthogonal in 3"):
        Dense((3, 5), "tanh", 1.0, ("y1",), weight_law="orthogonal")
