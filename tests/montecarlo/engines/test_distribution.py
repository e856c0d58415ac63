import numpy as np
import pytest
from scipy import stats

from montecarlo import Conditional, Dense, Distribution, Estimand, NotFiniteError, Shares, at_most, run
from tests.montecarlo.comparison import LIMIT

NEURON = Dense((2, 1), "tanh", 1.0, ("x2",))


def test_a_normal_unit_through_tanh():
    edges = (-0.5, 0.0, 0.8)
    moments = run(Distribution(NEURON, edges), replicates=50_000, seed=0)
    assert moments.fields == tuple(map(at_most, edges))
    expected = stats.norm.cdf(np.arctanh(edges))
    errors = np.sqrt(expected * (1 - expected) / moments.count)
    assert (abs(moments.mean - expected) < 5 * errors).all()
    # The pre-activation's own distribution is seen to differ.
    assert abs(moments.mean[2] - stats.norm.cdf(0.8)) > 5 * errors[2]


@pytest.mark.parametrize(
    "indicators",
    [
        lambda network: Distribution(network, (0.0,)),
        lambda network: Shares(network, "y3", (0.0,)),
    ],
)
def test_a_unit_that_is_nan_is_in_no_share(indicators):
    overflowing = Dense((4, 8, 8, 1), "square", 1e200, ("y3",))
    with np.errstate(all="ignore"), pytest.raises(NotFiniteError, match="NaN"):
        run(indicators(overflowing), replicates=500, seed=0)


@pytest.mark.parametrize(
    "network",
    [
        Conditional((2, 2), "tanh", 1.0, ("x2",)),
        Dense((2, 1), "tanh", 1.0, ("x2^2",)),
        Dense((2, 1), "tanh", 1.0, ("x2", "y1")),
    ],
)
def test_only_one_unit_of_a_network(network):
    with pytest.raises(ValueError, match="one unit"):
        Distribution(network, (0.0,))


@pytest.mark.parametrize("variance", [1.0, 1.01])
def test_one_percent_of_the_variance_of_weights_is_refused(variance):
    # Within 1.5 standard deviations there are 86.6 % of the units, and 0.2 % less with 1 % more variance: 8.5 standard
    # errors of this share over 2,200,000 networks.
    edges = (-np.tanh(1.5), np.tanh(1.5))
    low, high = map(at_most, edges)
    within = Estimand("the share within the edges", (low, high), lambda first, second: second - first)
    network = Conditional((2, 1), "tanh", variance, ("x2",))
    moments = run(Distribution(network, edges), replicates=2_200_000, seed=0)
    expected, off = (1 - 2 * stats.norm.cdf(-1.5 / np.sqrt(v)) for v in (1.0, 1.01))
    error = within.standard_error(moments)
    assert abs(off - expected) > 8 * error
    assert (abs(within.value(moments) - expected) > LIMIT * error) == (variance != 1.0)
