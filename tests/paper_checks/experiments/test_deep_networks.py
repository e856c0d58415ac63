"""Settings arrive where they should, and the share of networks is that of the last layer."""

import numpy as np
from scipy import stats

from montecarlo import Backward, Shares, run
from paper_checks.experiments.deep_networks import gradient_shares, shares

SETTING = {"width": 6, "depth": 1, "activation": "abs", "weight_variance": 1.5, "edges": (0.75, 1.5, 2.0)}


def test_the_experiment_is_the_one_that_was_asked_for() -> None:
    found = shares(**SETTING | {"depth": 3})
    assert isinstance(found, Shares)
    assert (found.network.widths, found.network.weight_variance, found.field) == ((6,) * 4, 1.5, "x4^2")
    assert found.fields == ("<=0.75", "<=1.5", "<=2")


def test_one_layer_is_chi_square() -> None:
    sample = run(shares(**SETTING), replicates=60_000, seed=0)
    exact = stats.chi2.cdf(np.array(SETTING["edges"]) * 6 / 1.5, 6)
    assert (abs(sample.mean - exact) < 5 * np.sqrt(exact * (1 - exact) / sample.count)).all()


def test_a_gradient_through_a_map_that_keeps_lengths_is_a_product_of_chi_squares() -> None:
    found = gradient_shares(**SETTING | {"depth": 2})
    assert isinstance(found.network, Backward)
    assert (found.network.widths, found.network.weight_variance, found.field) == ((6,) * 3, 1.5, "d1^2")
    sample = run(found, replicates=60_000, seed=0)
    drawn = np.random.default_rng(1).chisquare(6, (2, 400_000)) / 6
    exact = (1.5 * drawn.prod(axis=0) <= np.array(SETTING["edges"])[:, np.newaxis]).mean(axis=1)
    assert (abs(sample.mean - exact) < 6 * np.sqrt(exact * (1 - exact) / sample.count)).all()
