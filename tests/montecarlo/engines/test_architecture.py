import math

import pytest

from montecarlo import Conditional, Dense

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
