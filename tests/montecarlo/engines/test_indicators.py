import math

import pytest

from montecarlo import Dense, Distribution, Homogeneous, Shares

NEURON = Dense((2, 1), "tanh", 1.0, ("x2",))
LAYER = Homogeneous((4, 10), "linear", 2.0, ("y1^2",))


@pytest.mark.parametrize(
    "make", [lambda edges: Distribution(NEURON, edges), lambda edges: Shares(LAYER, "y1^2", edges)]
)
@pytest.mark.parametrize(
    ("edges", "match"),
    [
        ((), "edges must be a tuple of one number or more"),
        ([1.0], "edges must be a tuple"),
        ((2.0, 1.0), "edges must be in increasing order"),
        ((1.0, 1.0), "edges must be in increasing order"),
        ((1.0, 1.0 + 1e-15), "edges must differ in their first twelve digits"),
        ((math.nan,), r"edges\[0\] must be finite"),
        (("1",), r"edges\[0\] must be a real number"),
    ],
)
def test_edges_are_increasing_numbers(make, edges, match):
    with pytest.raises((TypeError, ValueError), match=match):
        make(edges)
