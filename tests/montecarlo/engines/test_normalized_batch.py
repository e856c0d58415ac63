import math

import numpy as np
import pytest
from scipy import special

from montecarlo import NormalizedBatch, batch_norm, run
from montecarlo.engines import normalized_batch
from tests.montecarlo.comparison import LIMIT, largest_score, scores


def test_batch_norm_is_its_definition():
    y = np.random.default_rng(0).normal(3.0, 2.0, (4, 8, 5))
    normal = batch_norm(y, scale=1.5, shift=0.5, eps=1e-3)
    for unit in range(5):
        values = y[2, :, unit]
        biased = sum((value - values.mean()) ** 2 for value in values) / 8
        expected = 1.5 * (values - values.mean()) / math.sqrt(biased + 1e-3) + 0.5
        np.testing.assert_allclose(normal[2, :, unit], expected, rtol=1e-12)


def test_a_constant_batch_needs_eps():
    with pytest.raises(
        ValueError, match="eps must be above 0 where a unit is constant over its batch, got 0"
    ):
        batch_norm(np.ones((4, 2)), 1.0, 0.0, 0.0)
    np.testing.assert_array_equal(batch_norm(np.ones((4, 2)), 1.0, 0.25, 1e-5), 0.25)


def test_a_normalised_batch():
    experiment = NormalizedBatch(inputs=12, units=6, batch_size=8, scale=1.5, shift=0.5)
    moments = run(experiment, replicates=5000, seed=0)
    # Identities, of every batch.
    np.testing.assert_allclose(moments.mean[:3], [0.5, 0.25, 1.5**2], rtol=1e-12)
    assert moments.covariance.diagonal()[:3].max() < 1e-24


def test_a_batch_before_it_is_normalised():
    """The bias moves the mean; one degree of freedom of the variance goes to the mean."""
    moments = run(NormalizedBatch(12, 6, 4, 1.5, 0.5, bias_mean=3.0), replicates=5000, seed=0)
    assert scores(moments, [0.5, 0.25, 1.5**2, 3.0, 0.75])[3:].max() < LIMIT


def test_a_batch_that_is_not_centred_shows(monkeypatch):
    def uncentred(y, scale, shift, eps):
        return scale * y / np.sqrt(y.var(axis=-2, keepdims=True) + eps) + shift

    monkeypatch.setattr("montecarlo.engines.normalized_batch.batch_norm", uncentred)
    apart = run(NormalizedBatch(12, 6, 8, 1.5, 0.5), replicates=5000, seed=0)
    assert apart.mean[1] > 1  # though the mean over batches is still the shift
    assert scores(apart, [0.5, 0.25, 1.5**2, 0.0, 7 / 8])[0] < 5
    assert run(NormalizedBatch(12, 6, 8, 1.5, 0.5, bias_mean=2.0), replicates=5000, seed=0).mean[0] > 2


def test_eps_shrinks_the_variance():
    loose = run(NormalizedBatch(4, 4, 8, 1.0, 0.0, eps=1.0), replicates=500, seed=0)
    assert loose.mean[2] < 0.8


@pytest.mark.parametrize(
    ("build", "match"),
    [
        (lambda: NormalizedBatch(4, 4, 1, 1.0, 0.0), "batch_size"),
        (lambda: NormalizedBatch(4, 4, 8, math.inf, 0.0), "scale"),
        (lambda: NormalizedBatch(4, 4, 8, 1.0, 0.0, eps=-1e-5), "eps"),
        (lambda: NormalizedBatch(4, 4, 8, 1.0, 0.0, bias_mean=math.nan), "bias_mean"),
    ],
)
def test_bad_parameters_are_named(build, match):
    with pytest.raises(ValueError, match=match):
        build()


def shrunk_variance(experiment, weight_variance=1.0):
    """The variance over a batch: scale^2 s^2 / (s^2 + eps), where s^2 is a product of two chi-squares.

    Given its weights w, a unit is a sample of N(b, |w|^2). So s^2 is |w|^2 times a chi-square with batch_size - 1
    degrees of freedom over batch_size, and |w|^2 is a chi-square with `inputs` degrees over `inputs`.
    """
    parts = []
    for degrees, size in (
        (experiment.inputs, experiment.inputs),
        (experiment.batch_size - 1, experiment.batch_size),
    ):
        nodes, weights = special.roots_genlaguerre(60, degrees / 2 - 1)
        parts.append((2 * nodes / size, weights / weights.sum()))
    (lengths, first), (spreads, second) = parts
    square = weight_variance * np.outer(lengths, spreads)
    return experiment.scale**2 * first @ (square / (square + experiment.eps)) @ second


def test_one_percent_of_the_variance_of_weights_is_refused(monkeypatch):
    # Without eps no error of the weights would show. With it, the variance has a relative standard deviation of 0.14
    # over the layers, and 1 % of the weights' variance is 0.5 % of it: 8.8 standard errors over 60,000 layers.
    experiment = NormalizedBatch(inputs=16, units=4, batch_size=16, scale=1.5, shift=0.5, eps=1.0)
    expected = np.array([0.5, 0.25, shrunk_variance(experiment), 0.0, 15 / 16])
    off = np.array([0.5, 0.25, shrunk_variance(experiment, 1.01), 0.0, 1.01 * 15 / 16])
    assert largest_score(experiment, 60_000, expected, off) < LIMIT
    weights = normalized_batch.weight_matrices
    monkeypatch.setattr(
        normalized_batch, "weight_matrices", lambda *arguments: math.sqrt(1.01) * weights(*arguments)
    )
    assert largest_score(experiment, 60_000, expected, off) > LIMIT


@pytest.mark.parametrize("eps", [0.0, 1.0])
def test_one_percent_of_the_scale_is_refused(eps):
    experiment = NormalizedBatch(inputs=4, units=6, batch_size=8, scale=1.515, shift=0.5, eps=eps)
    right = NormalizedBatch(inputs=4, units=6, batch_size=8, scale=1.5, shift=0.5, eps=eps)
    expected, off = ([0.5, 0.25, shrunk_variance(each), 0.0, 7 / 8] for each in (right, experiment))
    assert largest_score(experiment, 20_000, expected, off) > LIMIT
