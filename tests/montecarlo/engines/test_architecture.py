import math

import numpy as np
import pytest

from montecarlo import Conditional, Dense, DroppedNetwork, Homogeneous, Row

GOOD = {"widths": (6, 5, 4), "activation": "tanh", "weight_variance": 1.0, "record": ("x1", "y1^2", "x3^4")}


@pytest.mark.parametrize("engine", [Dense, Conditional])
@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("widths", (6,)),
        ("widths", (6, 0)),
        ("widths", (6, -1)),
        ("widths", (6, 5.0)),
        ("widths", (6, math.inf)),
        ("widths", ((6, 5), 4)),
        ("widths", [6, 5]),
        ("activation", "rleu"),
        ("weight_variance", -1.0),
        ("weight_variance", math.nan),
        ("weight_variance", math.inf),
        ("weight_variance", "2"),
        ("input_law", "gaussian"),
        ("input_mean", math.nan),
        ("input_deviation", -1.0),
        ("input_correlation", 1.5),
        ("input_correlation", -0.1),
    ],
)
def test_bad_parameters_are_named(engine, name, value):
    with pytest.raises((TypeError, ValueError), match=name):
        engine(**GOOD | {name: value})


LAYERS = (1.5, 0.4, 2.0)


def of_layers(engine, variances):
    """A linear network whose mean squares are the products of the weight variances so far."""
    widths, record = (4, 24, 24, 24), ("y1^2", "y2^2", "y3^2")
    if engine is Row:
        return Row((4, 24, 24), "linear", variances, ("p1^2",))
    if engine is DroppedNetwork:
        return DroppedNetwork(widths, "linear", variances, drop=0.0)
    return engine(widths, "linear", variances, record)


@pytest.mark.parametrize("engine", [Dense, Conditional, Homogeneous, DroppedNetwork])
def test_each_layer_has_its_weight_variance(engine):
    """On the same random numbers, a linear network's squares are multiplied by exactly these."""
    networks = (of_layers(engine, variances) for variances in (LAYERS, 1.0))
    layered, plain = (network.sample(np.random.default_rng(0), 5) for network in networks)
    expected = [1.5, 1.5 * 0.4, 1.5 * 0.4 * 2.0]
    if engine is DroppedNetwork:
        expected += [0.4 * 2.0, 2.0, 1.0]
    np.testing.assert_allclose(layered, plain * expected, rtol=1e-12)


def test_a_row_has_a_weight_variance_of_its_own():
    """p1 = w1 x1 is multiplied by the roots of all three."""
    networks = (of_layers(Row, variances) for variances in (LAYERS, 1.0))
    layered, plain = (network.sample(np.random.default_rng(0), 5) for network in networks)
    np.testing.assert_allclose(layered, plain * 1.5 * 0.4 * 2.0, rtol=1e-12)
    assert of_layers(Row, LAYERS).depth == 3


@pytest.mark.parametrize("engine", [Dense, Conditional, Homogeneous, Row, DroppedNetwork])
def test_as_many_weight_variances_as_layers_are_needed(engine):
    with pytest.raises(ValueError, match="weight_variance must be a number, or a tuple of 3 numbers"):
        of_layers(engine, (1.0, 2.0))
    assert of_layers(engine, 2.0).weight_variances == (2.0, 2.0, 2.0)
