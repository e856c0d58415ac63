"""How the conditional engine works; across_modules/test_engines_agree.py compares its law with the dense one."""

from dataclasses import replace

import numpy as np
import pytest
from scipy import stats

from montecarlo import Conditional, Dense, run, stream
from montecarlo.engines.conditional import factor as factor_of
from tests.montecarlo.comparison import LIMIT, largest_score


def test_the_first_layer_is_gaussian_given_its_input():
    # Rademacher inputs have |x|^2 = N exactly, so that y_1 is N(0, weight_variance).
    moments = run(Conditional((50, 10), "tanh", 1.7, ("y1", "y1^2", "y1^4")), replicates=20_000, seed=0)
    scores = abs(moments.mean - [0.0, 1.7, 3 * 1.7**2]) / np.sqrt(np.diag(moments.covariance) / moments.count)
    assert (scores < 5).all()


def test_weights_of_zero_give_a_signal_of_zero():
    moments = run(Conditional((5, 4, 3), "tanh", 0.0, ("y1^2", "x3")), replicates=10, seed=0)
    assert not moments.mean.any()


def test_a_batch_is_cache_sized():
    experiment = Conditional((500,) * 11, "relu", 2.0, ("y10",))
    assert experiment.block == 400
    assert experiment.batch == experiment.block
    assert Conditional((500,) * 11, "relu", 2.0, ("y10",), inputs=2, dtype="float32").block == 400
    assert experiment.engine == "conditional"
    assert Conditional((500_000, 2), "relu", 2.0, ("y1",)).block == 1


def test_a_weight_law_is_refused():
    with pytest.raises(TypeError, match="weight_law"):
        Conditional((6, 5), "relu", 2.0, ("y1",), weight_law="uniform")


def gram(vectors):
    return vectors @ vectors.swapaxes(-1, -2)


@pytest.mark.parametrize("rank", [1, 2, 3, 5])
def test_the_factor_of_a_singular_matrix(rank):
    rng = np.random.default_rng(0)
    vectors = rng.standard_normal((200, 4, rank)) @ rng.standard_normal((200, rank, 30))
    covariance = gram(vectors)
    factor = factor_of(covariance)
    scale = np.sqrt(np.einsum("nii,njj->nij", covariance, covariance))
    # What the docstring allows: sqrt(tolerance).
    assert (abs(gram(factor) - covariance) / scale).max() < (1e-7 if rank < 4 else 1e-13)
    assert not np.triu(factor, 1).any()
    if rank == 1:
        assert not factor[:, 1:, 1:].any()


def test_a_zero_input_and_a_nearly_dependent_one():
    x = np.random.default_rng(0).standard_normal(30)
    vectors = np.stack([np.zeros(30), x, x + 1e-9 * np.arange(30), -2.0 * x])[np.newaxis]
    factor = factor_of(gram(vectors))
    assert np.isfinite(factor).all()
    np.testing.assert_allclose(gram(factor), gram(vectors), atol=1e-6)
    assert not factor[0, 0].any()


@pytest.mark.parametrize("dtype", ["float64", "float32"])
def test_equal_inputs_stay_equal(dtype):
    record = ("cos x1", "cos y1", "cos y5", "y5[0] y5[2]", "y5[1]^2")
    options = {"inputs": 3, "input_cosine": 1.0, "bias_variance": 0.2, "dtype": dtype}
    network = Conditional((40,) * 6, "tanh", 1.5, record, **options)
    *cosines, product, square = network.sample(stream(network, 0, 0), 100).T
    np.testing.assert_allclose(cosines, 1.0, rtol=1e-6 if dtype == "float32" else 1e-12)
    np.testing.assert_allclose(product, square, rtol=1e-5 if dtype == "float32" else 1e-12)


def test_biases_alone():
    # Without weights every unit is its bias, the same for every input.
    record = ("y2^2", "cos y2", "y1^4")
    moments = run(
        Conditional((5, 9, 9), "tanh", 0.0, record, bias_variance=0.7, inputs=2), replicates=5000, seed=0
    )
    error = np.sqrt(np.diag(moments.covariance) / moments.count)
    assert abs(moments.mean[0] - 0.7) < 5 * error[0]
    assert abs(moments.mean[2] - 3 * 0.7**2) < 5 * error[2]
    assert moments.mean[1] == pytest.approx(1.0, rel=1e-12)


@pytest.mark.parametrize(("dtype", "apart"), [("float32", 1e-6), ("float32", 1e-9), ("float64", 1e-12)])
def test_inputs_that_nearly_agree_drift_apart(dtype, apart):
    """A chaotic network makes any difference a large one, unless its engine takes it for rounding."""
    law = {"inputs": 2, "input_cosine": 1 - apart, "input_law": "normal", "dtype": dtype}
    shape = ((64,) * 9, "tanh", 9.0, ("cos x1", "cos y4", "cos y8"))
    exact, literal = (
        np.median(1 - engine.sample(stream(engine, 3, 0), 200), axis=0)
        for engine in (Conditional(*shape, **law), Dense(*shape, **law))
    )
    # The distances of single networks are spread over a decade.
    np.testing.assert_allclose(exact, literal, rtol=0.5)
    assert exact[2] > 30 * exact[0]


@pytest.mark.parametrize("weight_variance", [1e-50, 1e50])
def test_single_precision_has_its_whole_range(weight_variance):
    """|x|^2 leaves the range of single precision long before x does."""
    experiment = Conditional((30, 30), "linear", weight_variance, ("log y1^2",), dtype="float32")
    logarithm = experiment.sample(stream(experiment, 0, 0), 2000).mean()
    assert logarithm == pytest.approx(np.log(weight_variance), abs=0.1)


def relu_squares(network):
    """E y^2 of each layer, exactly at any width: given the layers before, half of E y^2 goes through ReLU."""
    squares = [network.weight_variance * network.input_deviation**2 + network.bias_variance]
    for _ in range(network.depth - 1):
        squares.append(network.weight_variance * squares[-1] / 2 + network.bias_variance)
    return np.array(squares)


def linear_products(network):
    """E y[0] y[1] and E y[1]^2 of the layers of a linear network with two inputs."""
    found = []
    product, square = (network.input_deviation**2 * part for part in (network.input_cosine, 1.0))
    for _ in range(network.depth):
        product, square = (
            network.weight_variance * part + network.bias_variance for part in (product, square)
        )
        found += [product, square]
    return np.array(found)


RELU = Conditional(
    (16, 32, 32, 32), "relu", 1.6, ("y1^2", "y2^2", "y3^2"), bias_variance=0.2, input_deviation=0.9
)
TWO = Conditional(
    (8, 16, 16), "linear", 1.2, ("y1[0] y1[1]", "y1[1]^2", "y2[0] y2[1]", "y2[1]^2"), inputs=2, input_cosine=0.6,
    bias_variance=0.2,
)  # fmt: skip


@pytest.mark.parametrize("dtype", ["float64", "float32"])
@pytest.mark.parametrize(
    ("network", "exact"), [(RELU, relu_squares), (TWO, linear_products)], ids=["one", "two"]
)
def test_one_percent_of_the_variance_of_weights_is_refused(network, exact, dtype, monkeypatch):
    # A network's y_1^2 has a relative standard deviation of 0.25 and 0.35: over 150,000 networks standard errors of
    # 0.07 % and 0.09 %, and 1 % of the weights' variance is 0.9 % of it.
    network = replace(network, dtype=dtype)
    expected, off = exact(network), exact(replace(network, weight_variance=1.01 * network.weight_variance))
    assert largest_score(network, 150_000, expected, off) < LIMIT
    propagate = Conditional.propagate

    def one_percent_more(self, rng, variance, x, out, workspace):
        propagate(self, rng, 1.01 * variance, x, out, workspace)

    monkeypatch.setattr(Conditional, "propagate", one_percent_more)
    assert largest_score(network, 150_000, expected, off) > LIMIT


@pytest.mark.parametrize("inputs", [1, 2])
@pytest.mark.parametrize("name", ["bias_variance", "input_deviation"])
def test_one_percent_of_a_parameter_is_refused(name, inputs):
    network = Conditional(
        (16, 32), "relu", 0.9, ("y1^2",), bias_variance=0.9, input_deviation=1.1, inputs=inputs
    )
    wrong = replace(network, **{name: 1.01 * getattr(network, name)})
    assert largest_score(network, 200_000, relu_squares(network), relu_squares(wrong)) < LIMIT
    assert largest_score(wrong, 200_000, relu_squares(network), relu_squares(wrong)) > LIMIT


def test_a_tiny_input_beside_a_large_one_keeps_its_law():
    """Squares of squares: inputs of one network differ by any factor, and none is 0 or a multiple of the other."""
    law = {"inputs": 2, "input_cosine": 0.5, "input_law": "normal"}
    exact, literal = (
        engine.sample(stream(engine, 0, 0), 2000)
        for engine in (kind((16,) * 8, "square", 1 / 3, ("cos y7",), **law) for kind in (Conditional, Dense))
    )
    assert stats.ks_2samp(exact[:, 0], literal[:, 0]).pvalue > 1e-4
