import tracemalloc
from dataclasses import replace

import numpy as np
import pytest

from montecarlo import Backward, experiment_key, run, stream
from montecarlo.engines.layer_weights import ConditionalWeights
from montecarlo.engines.scaled import Scaled
from montecarlo.sampling.activations import derivative
from montecarlo.sampling.weights import WEIGHT_LAWS, inputs, weight_matrices
from tests.montecarlo.comparison import LIMIT, largest_score

WIDTHS = (3, 5, 4, 2)


@pytest.mark.parametrize("law", WEIGHT_LAWS)
def test_literally_it_is_the_loop_and_the_chain_rule(law):
    options = {"bias_variance": 0.3, "input_deviation": 0.7, "weight_law": law, "engine": "dense"}
    network = Backward(WIDTHS, "tanh", 1.5, **options)
    row = network.sample(stream(network, 0, 0), 1)[0]
    rng = stream(network, 0, 0)
    x = inputs("rademacher", rng, 1, 3, deviation=0.7)[0]
    y, weights = [], []
    for fan_in, fan_out in ((3, 5), (5, 4), (4, 2)):
        weights.append(weight_matrices(law, rng, 1, fan_out, fan_in, 1.5)[0])
        y.append(weights[-1] @ x + np.sqrt(0.3) * rng.standard_normal(fan_out))
        x = np.tanh(y[-1])
    expected = [rng.standard_normal(2)]
    for layer in (2, 1):
        expected.insert(0, np.diag(derivative("tanh", y[layer - 1])) @ weights[layer].T @ expected[0])
    np.testing.assert_allclose(row[:3], [np.mean(v**2) for v in y], rtol=1e-12)
    np.testing.assert_allclose(row[3:], [np.mean(v**2) for v in expected], rtol=1e-12)


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


@pytest.mark.parametrize("engine", ["dense", "conditional"])
def test_a_linear_network_keeps_both_at_weight_variance_one_and_not_at_another(engine):
    for weight_variance, kept in ((1.0, True), (1.3, False)):
        experiment = Backward((16,) * 7, "linear", weight_variance, engine=engine)
        moments = run(experiment, replicates=4000, seed=0)
        error = np.sqrt(np.diag(moments.covariance) / moments.count)
        first = experiment.fields.index("d1^2")
        assert bool(abs(moments.mean[first] - 1) < 5 * error[first]) is kept


@pytest.mark.parametrize("engine", ["dense", "conditional"])
def test_weights_of_zero_give_gradients_of_zero(engine):
    network = Backward((3, 4, 5), "tanh", 0.0, engine=engine)
    y1, y2, d1, d2 = network.sample(np.random.default_rng(0), 10).T
    assert not y1.any()
    assert not y2.any()
    assert not d1.any()
    assert d2.all()


def test_a_batch_fits_the_cache_and_has_its_engine():
    assert Backward((500,) * 11, "relu", 2.0).batch == 36
    assert Backward((500,) * 11, "relu", 2.0, engine="dense").batch == 1
    assert Backward((500,) * 11, "relu", 2.0).engine == "conditional"
    assert Backward((5, 4), "relu", 2.0).fields == ("y1^2", "d1^2")


def test_networks_at_once_are_a_matter_of_time_and_of_other_draws():
    plain = Backward((500,) * 11, "relu", 2.0)
    network = replace(plain, at_once=100)
    assert network.batch == 100
    assert experiment_key(network) != experiment_key(plain) == experiment_key(replace(plain, at_once=None))


def test_a_forward_pass_alone_keeps_no_layer():
    """A layer of these networks takes 0.4 MB; with gradients, 60 of them are kept."""
    peaks = []
    for record in (("y60^2",), ("y60^2", "d1^2")):
        network = Backward((64,) * 61, "tanh", 2.0, record=record, at_once=800)
        tracemalloc.start()
        network.sample(np.random.default_rng(0), 800)
        peaks.append(tracemalloc.get_traced_memory()[1])
        tracemalloc.stop()
    assert peaks[0] < 4e6 < 40e6 < peaks[1]


@pytest.mark.parametrize(
    ("parameters", "name"),
    [({"widths": (0, 4)}, "widths"), ({"widths": (3,)}, "widths"), ({"activation": "tan"}, "activation"),
     ({"weight_variance": -1.0}, "weight_variance"), ({"input_deviation": float("nan")}, "input_deviation"),
     ({"bias_variance": -1.0}, "bias_variance"), ({"engine": "homogeneous"}, "engine"),
     ({"weight_law": "cauchy"}, "second moment"), ({"weight_law": "uniform"}, "engine = 'dense'")],
)  # fmt: skip
def test_bad_parameters_are_named(parameters, name):
    with pytest.raises(ValueError, match=name):
        Backward(**{"widths": (3, 4), "activation": "tanh", "weight_variance": 1.0} | parameters)


def exact_squares(network):
    """E y_1^2, E y_2^2, ..., E d_1^2, E d_2^2, ...: exact at any width for a linear network and for ReLU.

    Half of E y^2 goes through ReLU. So does half of E d^2, because the sign of y is independent of the squares of the
    weights above and below it.
    """
    kept = {"linear": 1.0, "relu": 0.5}[network.activation]
    forward = [network.weight_variance * network.input_deviation**2 + network.bias_variance]
    for _ in range(network.depth - 1):
        forward.append(network.weight_variance * kept * forward[-1] + network.bias_variance)
    back = [1.0]
    for fan_in, fan_out in zip(network.widths[-2:0:-1], network.widths[:1:-1], strict=True):
        back.insert(0, network.weight_variance * fan_out / fan_in * kept * back[0])
    return np.array(forward + back)


# A network's d_2^2 has a relative standard deviation of 0.6 in the first and of 0.9 in the others: over so many
# networks standard errors of 0.09 % to 0.12 %. 1 % of the weights' variance is 1 % of d_2^2, and 2 % of d_1^2.
NETWORKS = [
    (Backward((4, 24, 16, 12), "relu", 1.6, bias_variance=0.3), 300_000),
    (Backward((2, 16, 4), "linear", 1.1, engine="dense"), 500_000),
    (Backward((2, 16, 4), "linear", 1.1, engine="dense", weight_law="uniform"), 500_000),
]


@pytest.mark.parametrize(("network", "networks"), NETWORKS, ids=["conditional", "dense", "dense, uniform"])
def test_one_percent_of_the_variance_of_weights_is_refused(network, networks):
    wrong = replace(network, weight_variance=1.01 * network.weight_variance)
    expected, off = exact_squares(network), exact_squares(wrong)
    assert largest_score(network, networks, expected, off) < LIMIT
    assert largest_score(wrong, networks, expected, off) > LIMIT


def test_one_percent_of_the_backward_pass_alone_is_refused(monkeypatch):
    network, networks = NETWORKS[0]
    expected = exact_squares(network)
    off = expected * [1, 1, 1, 1.01**2, 1.01, 1]
    back = ConditionalWeights.back
    monkeypatch.setattr(
        ConditionalWeights, "back", lambda *arguments: Scaled(np.sqrt(1.01) * back(*arguments).values)
    )
    assert largest_score(network, networks, expected, off) > LIMIT


@pytest.mark.parametrize("engine", ["dense", "conditional"])
def test_one_percent_of_the_variance_of_biases_is_refused(engine):
    network = Backward((2, 16, 4), "linear", 0.5, bias_variance=2.0, engine=engine)
    wrong = replace(network, bias_variance=1.01 * 2.0)
    assert largest_score(network, 200_000, exact_squares(network), exact_squares(wrong)) < LIMIT
    assert largest_score(wrong, 200_000, exact_squares(network), exact_squares(wrong)) > LIMIT
