"""How the conditional engine works; across_modules/test_engines_agree.py compares its law with the dense one."""

import numpy as np
import pytest

from montecarlo import Conditional, Dense, run, stream
from montecarlo.engines.conditional import _factor


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
    factor = _factor(covariance, 1e-14)
    scale = np.sqrt(np.einsum("nii,njj->nij", covariance, covariance))
    # What the docstring allows: sqrt(tolerance).
    assert (abs(gram(factor) - covariance) / scale).max() < (1e-7 if rank < 4 else 1e-13)
    assert not np.triu(factor, 1).any()
    if rank == 1:
        assert not factor[:, 1:, 1:].any()


def test_a_zero_input_and_a_nearly_dependent_one():
    x = np.random.default_rng(0).standard_normal(30)
    vectors = np.stack([np.zeros(30), x, x + 1e-9 * np.arange(30), -2.0 * x])[np.newaxis]
    factor = _factor(gram(vectors), 1e-14)
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
