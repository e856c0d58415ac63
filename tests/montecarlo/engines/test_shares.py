import math

import numpy as np
import pytest
from scipy import stats

from montecarlo import Backward, Estimand, Homogeneous, Shares, at_most, mean, run
from tests.montecarlo.comparison import LIMIT, largest_score

LAYER = Homogeneous((4, 10), "linear", 2.0, ("y1^2", "log y1^2"))


def test_shares_of_a_chi_square():
    """Of one linear layer, y1^2 is 2 / 10 times a chi-square with 10 degrees of freedom; 1 % of it is refused."""
    edges = (1.0, 2.0, 3.0)
    for field, at in (("y1^2", edges), ("log y1^2", tuple(map(math.log, edges)))):
        shares = Shares(LAYER, field, at)
        exact, off = (stats.chi2(10).cdf(np.array(edges) * 5 / scale) for scale in (1.0, 1.01))
        assert largest_score(shares, 1_500_000, exact, off) < LIMIT


def test_what_lies_between_two_edges():
    shares = Shares(LAYER, "y1^2", (1.0, 4.0))
    between = Estimand("between", tuple(map(at_most, (1.0, 4.0))), lambda low, high: high - low)
    found = between.interval(run(shares, replicates=20_000, seed=0))
    assert found.low < stats.chi2(10).cdf(20) - stats.chi2(10).cdf(5) < found.high


def test_it_has_the_engine_and_the_draws_of_its_network():
    network = Backward((4, 5, 6), "tanh", 1.0, record=("log d1^2", "y2^2"))
    shares = Shares(network, "y2^2", (0.5,))
    assert (shares.engine, shares.batch, shares.fields) == (network.engine, network.batch, ("<=0.5",))
    whole = network.sample(np.random.default_rng(0), 50)[:, 1]
    np.testing.assert_array_equal(shares.sample(np.random.default_rng(0), 50)[:, 0], whole <= 0.5)


def test_a_signal_that_died_is_below_every_edge_and_nan_is_an_error():
    dying = Homogeneous((1, 1, 1), "relu", 2.0, ("log x3^2",))
    found = mean("<=-700").interval(run(Shares(dying, "log x3^2", (-700.0,)), replicates=20_000, seed=0))
    assert found.low < 3 / 4 < found.high
    silent = Backward((1, 1, 1), "relu", 2.0, inputs=2, record=("cos x2",))
    with pytest.raises(ValueError, match=r"NaN or infinity for <=1"):
        run(Shares(silent, "cos x2", (1.0,)), replicates=50, seed=0)


@pytest.mark.parametrize(
    ("wrong", "match"),
    [
        ({"network": 3}, "network must be a network on an engine"),
        ({"field": "y1"}, "field must be one of"),
        ({"edges": ()}, "edges must be a tuple of one number or more"),
        ({"edges": [1.0]}, "edges must be a tuple"),
        ({"edges": (2.0, 1.0)}, "edges must be in increasing order"),
        ({"edges": (1.0, 1.0)}, "edges must be in increasing order"),
        ({"edges": (math.nan,)}, r"edges\[0\] must be finite"),
        ({"edges": ("1",)}, r"edges\[0\] must be a real number"),
    ],
)
def test_bad_parameters_are_named(wrong, match):
    with pytest.raises((TypeError, ValueError), match=match):
        Shares(**{"network": LAYER, "field": "y1^2", "edges": (1.0,)} | wrong)
