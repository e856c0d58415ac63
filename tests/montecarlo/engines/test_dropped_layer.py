import math

import numpy as np
import pytest

from montecarlo import DroppedLayer, dropout, run
from tests.montecarlo.comparison import scores


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


@pytest.mark.parametrize(
    ("build", "match"),
    [
        (lambda: DroppedLayer(4, 5, 0.5), "units must be at most inputs = 4"),
        (lambda: DroppedLayer(0, 0, 0.5), "inputs"),
        (lambda: DroppedLayer(4, 4, 0.5, activation="swish"), "activation"),
        (lambda: DroppedLayer(4, 4, 0.5, input_law="cauchy"), "input_law"),
    ],
)
def test_bad_parameters_are_named(build, match):
    with pytest.raises(ValueError, match=match):
        build()
