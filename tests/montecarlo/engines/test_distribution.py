import numpy as np
import pytest
from scipy import stats

from montecarlo import Conditional, Dense, Distribution, at_most, run

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


@pytest.mark.parametrize("edges", [(), (0.5, 0.2), (0.1, 0.1)])
def test_edges_increase(edges):
    with pytest.raises(ValueError, match="increasing"):
        Distribution(NEURON, edges)
