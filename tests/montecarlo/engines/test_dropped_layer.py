import math

import numpy as np
import pytest

from montecarlo import DroppedLayer, dropout, run
from montecarlo.engines import dropped_layer
from tests.montecarlo.comparison import LIMIT, largest_score, scores


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
        (lambda: DroppedLayer(4, 4, 0.5, activation="swosh"), "activation"),
        (lambda: DroppedLayer(4, 4, 0.5, input_law="cauchy"), "input_law"),
    ],
)
def test_bad_parameters_are_named(build, match):
    with pytest.raises(ValueError, match=match):
        build()


# Square rotations keep the length of Rademacher inputs, so that h^2 is 1 in each layer. Its dropout has a relative
# standard deviation of 0.41 in d^2: over 120,000 layers a standard error of 0.12 %.
ROTATED = DroppedLayer(4, 4, drop=0.25, activation="linear", input_law="rademacher")
SQUARES = np.array([0.0, 1.0, 0.0, 1 / 0.75])
LAYERS = 120_000


def test_one_percent_of_the_keep_probability_is_refused(monkeypatch):
    def keeps_more(h, drop, rng, rescale):
        """As `dropout`, with a mask of 1 % more ones."""
        return np.where(rng.random(h.shape) < 1.01 * (1 - drop), h / (1 - drop), 0.0)

    off = SQUARES * [1, 1, 1, 1.01]
    assert largest_score(ROTATED, LAYERS, SQUARES, off) < LIMIT
    monkeypatch.setattr(dropped_layer, "dropout", keeps_more)
    assert largest_score(ROTATED, LAYERS, SQUARES, off) > LIMIT


def test_one_percent_of_the_scale_or_of_the_weights_is_refused(monkeypatch):
    right = dropped_layer.dropout
    monkeypatch.setattr(dropped_layer, "dropout", lambda *arguments: 1.01 * right(*arguments))
    assert largest_score(ROTATED, LAYERS, SQUARES, SQUARES * [1, 1, 1, 1.01**2]) > LIMIT
    monkeypatch.setattr(dropped_layer, "dropout", right)
    weights = dropped_layer.weight_matrices
    monkeypatch.setattr(
        dropped_layer, "weight_matrices", lambda *arguments: math.sqrt(1.01) * weights(*arguments)
    )
    assert largest_score(ROTATED, LAYERS, SQUARES, 1.01 * SQUARES) > LIMIT
