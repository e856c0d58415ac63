import numpy as np
import pytest

from montecarlo import Backward, DroppedNetwork, run
from tests.montecarlo.comparison import LIMIT, largest_score, scores

GOOD = {"widths": (3, 4, 2, 5), "activation": "linear", "weight_variance": 1.2, "drop": 0.25}


def exact(weights, drop):
    """Return the mean squares of a linear network with masks, from an input and a gradient of mean square 1.

    A mask has the mean square 1 / (1 - drop). A gradient sums over fan_out weights of variance weights / fan_in.
    """
    mask = 1 / (1 - drop)
    forward = [weights, weights**2 * mask, weights**3 * mask**2]
    last = weights * 5 / 2 * mask
    return np.array([*forward, weights * 2 / 4 * mask * last, last, 1.0])


def test_mean_squares_of_a_linear_network():
    moments = run(DroppedNetwork(**GOOD), replicates=60_000, seed=0)
    assert moments.fields == ("y1^2", "y2^2", "y3^2", "d1^2", "d2^2", "d3^2")
    assert (scores(moments, exact(1.2, 0.25)) < LIMIT).all()
    # The keep probability in place of the drop probability is seen in all layers behind a mask.
    assert (scores(moments, exact(1.2, 0.75))[[1, 2, 3, 4]] > LIMIT).all()


def test_one_percent_of_the_weights_or_of_the_mask_is_refused():
    network = DroppedNetwork(**GOOD)
    right = exact(1.2, 0.25)
    assert largest_score(network, 1_000_000, right, exact(1.212, 0.25)) < LIMIT
    for wrong in ({"weight_variance": 1.212}, {"drop": 1 - 0.75 / 1.01}):
        off = DroppedNetwork(**GOOD | wrong)
        assert largest_score(off, 1_000_000, right, exact(1.212, 0.25)) > LIMIT


def test_without_dropping_it_is_the_literal_backward_pass():
    """The same law as that of the engine without masks, for an activation that is not linear."""
    setting = {"widths": (4, 3, 3), "activation": "tanh", "weight_variance": 2.0}
    with_masks = run(DroppedNetwork(**setting, drop=0.0), replicates=40_000, seed=0)
    without = run(Backward(**setting, engine="dense"), replicates=40_000, seed=1)
    errors = np.sqrt(np.diag(with_masks.covariance + without.covariance) / 40_000)
    assert (np.abs(with_masks.mean - without.mean) < LIMIT * errors).all()


def test_the_conditional_engine_has_the_same_mean_squares():
    setting = {name: value for name, value in GOOD.items() if name != "drop"}
    moments = run(Backward(**setting, keep=0.75), replicates=60_000, seed=0)
    assert (scores(moments, exact(1.2, 0.25)) < LIMIT).all()
    assert (scores(moments, exact(1.2, 0.75))[[1, 2, 3, 4]] > LIMIT).all()


def test_a_dropped_unit_passes_no_gradient():
    """One unit a layer: the first gradient is 0 where the first unit is dropped, and with it the second layer."""
    sample = DroppedNetwork((1, 1, 1), "linear", 1.0, drop=0.5).sample(np.random.default_rng(0), 2000)
    _, second, first_gradient, _ = sample.T
    np.testing.assert_array_equal(second == 0, first_gradient == 0)
    assert 0.4 < (second == 0).mean() < 0.6


@pytest.mark.parametrize(
    ("wrong", "match"),
    [
        ({"drop": 1.0}, "drop"),
        ({"drop": -0.1}, "drop"),
        ({"activation": "swosh"}, "activation"),
        ({"widths": (3,)}, "widths"),
        ({"weight_variance": -1.0}, "weight_variance"),
    ],
)
def test_bad_parameters_are_named(wrong, match):
    with pytest.raises(ValueError, match=match):
        DroppedNetwork(**GOOD | wrong)
