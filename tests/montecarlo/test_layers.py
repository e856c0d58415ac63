import math

import numpy as np
import pytest
from scipy import stats

from montecarlo import DroppedLayer, MaskCount, NormalizedBatch, batch_norm, dropout, run


def scores(moments, expected):
    return abs(moments.mean - expected) / np.sqrt(np.diag(moments.covariance) / moments.count)


def test_dropout_zeroes_or_scales():
    rng = np.random.default_rng(0)
    h = np.arange(1.0, 100_001.0)
    d = dropout(h, 0.2, rng)
    kept = d != 0
    np.testing.assert_allclose(d[kept], h[kept] / 0.8, rtol=1e-15)
    assert abs(kept.mean() - 0.8) < 5 * math.sqrt(0.16 / h.size)
    np.testing.assert_array_equal(dropout(h, 0.0, rng), h)


@pytest.mark.parametrize("drop", [-0.1, 1.0, 1.5, math.nan])
def test_drop_is_a_probability_below_one(drop):
    with pytest.raises(ValueError, match="drop"):
        dropout(np.ones(3), drop, np.random.default_rng(0))
    with pytest.raises(ValueError, match="drop"):
        DroppedLayer(inputs=4, units=4, drop=drop)


def test_batch_norm_is_its_definition():
    y = np.random.default_rng(0).normal(3.0, 2.0, (4, 8, 5))
    normal = batch_norm(y, scale=1.5, shift=0.5, eps=1e-3)
    for unit in range(5):
        values = y[2, :, unit]
        biased = sum((value - values.mean()) ** 2 for value in values) / 8
        expected = 1.5 * (values - values.mean()) / math.sqrt(biased + 1e-3) + 0.5
        np.testing.assert_allclose(normal[2, :, unit], expected, rtol=1e-12)


def test_a_constant_batch_needs_eps():
    with pytest.raises(ValueError, match="constant over its batch and eps = 0"):
        batch_norm(np.ones((4, 2)), 1.0, 0.0, 0.0)
    np.testing.assert_array_equal(batch_norm(np.ones((4, 2)), 1.0, 0.25, 1e-5), 0.25)


def test_a_dropped_linear_layer():
    # Rows are orthonormal and inputs standard normal, so that h is: h^2 has mean 1, d^2 has 1 / (1 - drop).
    moments = run(DroppedLayer(8, 6, drop=0.25, activation="linear"), replicates=20_000, seed=0)
    assert moments.fields == ("h", "h^2", "d", "d^2")
    assert (scores(moments, [0.0, 1.0, 0.0, 1 / 0.75]) < 5).all()
    # The keep probability in place of the drop probability is seen.
    assert scores(moments, [0.0, 1.0, 0.0, 1 / 0.25])[3] > 5


def test_without_rescaling_the_mean_shrinks():
    moments = run(DroppedLayer(8, 6, drop=0.25, rescale=False), replicates=20_000, seed=0)
    mean = 1 / math.sqrt(2 * math.pi)
    assert (scores(moments, [mean, 0.5, 0.75 * mean, 0.75 / 2]) < 5).all()
    assert (scores(moments, [mean, 0.5, mean, 0.5])[2:] > 5).all()


def test_without_dropping_the_layer_stays():
    moments = run(DroppedLayer(8, 6, drop=0.0), replicates=100, seed=0)
    np.testing.assert_array_equal(moments.mean[:2], moments.mean[2:])


def test_the_number_kept_is_binomial():
    counts = (6, 8, 10)
    moments = run(MaskCount(units=10, keep=0.8, counts=counts), replicates=100_000, seed=0)
    assert moments.fields == ("k=6", "k=8", "k=10")
    assert (scores(moments, stats.binom.pmf(counts, 10, 0.8)) < 5).all()
    assert (scores(moments, stats.binom.pmf(counts, 10, 0.2)) > 5).all()
    assert run(MaskCount(3, 1.0, (3,)), replicates=10, seed=0).mean[0] == 1.0


def test_a_normalised_batch():
    experiment = NormalizedBatch(inputs=12, units=6, batch_size=8, scale=1.5, shift=0.5)
    moments = run(experiment, replicates=5000, seed=0)
    # Identities, of every batch.
    np.testing.assert_allclose(moments.mean, [0.5, 0.25, 1.5**2], rtol=1e-12)
    assert moments.covariance.diagonal().max() < 1e-24


def test_a_batch_that_is_not_centred_shows(monkeypatch):
    def uncentred(y, scale, shift, eps):
        return scale * y / np.sqrt(y.var(axis=-2, keepdims=True) + eps) + shift

    monkeypatch.setattr("montecarlo.engines.normalized_batch.batch_norm", uncentred)
    apart = run(NormalizedBatch(12, 6, 8, 1.5, 0.5), replicates=5000, seed=0)
    assert apart.mean[1] > 1  # though the mean over batches is still the shift
    assert scores(apart, [0.5, 0.25, 1.5**2])[0] < 5
    assert run(NormalizedBatch(12, 6, 8, 1.5, 0.5, bias_mean=2.0), replicates=5000, seed=0).mean[0] > 2


def test_eps_shrinks_the_variance():
    loose = run(NormalizedBatch(4, 4, 8, 1.0, 0.0, eps=1.0), replicates=500, seed=0)
    assert loose.mean[2] < 0.8


@pytest.mark.parametrize(
    ("build", "match"),
    [
        (lambda: DroppedLayer(4, 5, 0.5), "units = 5 > inputs = 4"),
        (lambda: DroppedLayer(0, 0, 0.5), "inputs"),
        (lambda: DroppedLayer(4, 4, 0.5, activation="swish"), "activation"),
        (lambda: DroppedLayer(4, 4, 0.5, input_law="cauchy"), "input_law"),
        (lambda: MaskCount(0, 0.5, (0,)), "units"),
        (lambda: MaskCount(4, 1.5, (0,)), "keep"),
        (lambda: MaskCount(4, 0.5, ()), "counts"),
        (lambda: MaskCount(4, 0.5, (5,)), "counts"),
        (lambda: MaskCount(4, 0.5, (1, 1)), "counts"),
        (lambda: NormalizedBatch(4, 4, 1, 1.0, 0.0), "batch_size"),
        (lambda: NormalizedBatch(4, 4, 8, math.inf, 0.0), "scale"),
        (lambda: NormalizedBatch(4, 4, 8, 1.0, 0.0, eps=-1e-5), "eps"),
        (lambda: NormalizedBatch(4, 4, 8, 1.0, 0.0, bias_mean=math.nan), "bias_mean"),
    ],
)
def test_bad_parameters_are_named(build, match):
    with pytest.raises(ValueError, match=match):
        build()
