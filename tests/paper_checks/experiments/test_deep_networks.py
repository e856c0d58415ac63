"""Settings arrive where they should, and the share of networks is that of the last layer."""

import numpy as np
from scipy import stats

from montecarlo import Shares, run
from paper_checks.experiments.deep_networks import shares

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
