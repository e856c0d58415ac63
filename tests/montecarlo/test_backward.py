import numpy as np
import pytest

from montecarlo import Backward, run, stream
from montecarlo.activations import derivative
from montecarlo.weights import inputs, weight_matrices

SMALL = Backward(3, 4, "tanh", 1.5, input_deviation=0.7)


def test_it_is_the_loop_and_the_chain_rule():
    row = SMALL.sample(stream(SMALL, 0, 0), 1)[0]
    rng = stream(SMALL, 0, 0)
    x = inputs("rademacher", rng, 1, 3, deviation=0.7)[0]
    y, weights = [], []
    for _ in range(4):
        weights.append(weight_matrices("normal", rng, 1, 3, 3, 1.5)[0])
        y.append(weights[-1] @ x)
        x = np.tanh(y[-1])
    last = rng.standard_normal(3)
    expected = [last]
    for layer in (3, 2, 1):
        expected.insert(0, np.diag(derivative("tanh", y[layer - 1])) @ weights[layer].T @ expected[0])
    np.testing.assert_allclose(row[:4], [np.mean(v**2) for v in y], rtol=1e-12)
    np.testing.assert_allclose(row[4:], [np.mean(v**2) for v in expected], rtol=1e-12)


def test_the_gradient_is_the_derivative_of_the_output():
    """Against finite differences of the whole network, in one component."""
    rng = np.random.default_rng(3)
    weights = weight_matrices("normal", rng, 2, 3, 3, 1.5)
    y1, direction = rng.standard_normal(3), rng.standard_normal(3)

    def output(first):
        return direction @ (weights[1] @ np.tanh(first))

    gradient = (weights[1].T @ direction) * derivative("tanh", y1)
    for unit, step in enumerate(np.eye(3) * 1e-6):
        assert (output(y1 + step) - output(y1 - step)) / 2e-6 == pytest.approx(gradient[unit], rel=1e-6)


def test_a_linear_network_keeps_both_at_weight_variance_one_and_not_at_another():
    for weight_variance, kept in ((1.0, True), (1.3, False)):
        experiment = Backward(16, 6, "linear", weight_variance)
        moments = run(experiment, replicates=4000, seed=0)
        error = np.sqrt(np.diag(moments.covariance) / moments.count)
        first = experiment.fields.index("d1^2")
        assert bool(abs(moments.mean[first] - 1) < 5 * error[first]) is kept


@pytest.mark.parametrize(
    ("parameters", "name"),
    [((0, 4, "tanh", 1.0), "width"), ((3, 1, "tanh", 1.0), "depth"), ((3, 4, "tan", 1.0), "activation"),
     ((3, 4, "tanh", -1.0), "weight_variance"), ((3, 4, "tanh", 1.0, float("nan")), "input_deviation")],
)  # fmt: skip
def test_bad_parameters_are_named(parameters, name):
    with pytest.raises(ValueError, match=name):
        Backward(*parameters)
