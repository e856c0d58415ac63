import itertools

import pytest

from montecarlo import Conditional, Dense, Homogeneous, forward
from montecarlo.sampling.activations import ACTIVATIONS, SLOPES
from montecarlo.sampling.weights import WEIGHT_LAWS

SHAPE = ((6, 5, 4), ("y2^2",))


@pytest.mark.parametrize(("activation", "law"), list(itertools.product(ACTIVATIONS, WEIGHT_LAWS)))
def test_the_fastest_engine_of_the_law(activation, law):
    widths, record = SHAPE
    fast = Homogeneous if activation in SLOPES else Conditional
    expected = fast if law == "normal" else Dense
    assert type(forward(widths, activation, 2.0, record, weight_law=law)) is expected


@pytest.mark.parametrize(
    "option",
    [{"bias_variance": 0.1}, {"inputs": 2}, {"inputs": 2, "input_cosine": 0.5}, {"dtype": "float32"}],
)
def test_options_that_need_more_than_lengths_use_the_conditional_engine(option):
    widths, record = SHAPE
    network = forward(widths, "relu", 2.0, record, input_mean=0.5, **option)
    assert network == Conditional(widths, "relu", 2.0, record, input_mean=0.5, **option)


def test_options_reach_the_engine():
    widths, record = SHAPE
    law = {"input_law": "uniform", "input_mean": 0.5, "input_deviation": 2.0, "input_correlation": 0.1}
    assert forward(widths, "relu", 2.0, record, bias_variance=0.0, **law) == Homogeneous(
        widths, "relu", 2.0, record, **law
    )
    with pytest.raises(TypeError, match="color"):
        forward(widths, "relu", 2.0, record, color="red")
