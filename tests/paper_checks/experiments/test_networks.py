"""Which engine runs a network, and that settings arrive where they should."""

import numpy as np
import pytest

from montecarlo import Backward, CommonNumbers, Dense, Distribution, Row, run
from paper_checks.experiments.networks import (
    backward_pass,
    backward_through,
    distribution,
    fading,
    forward_pass,
    row,
    shrinking,
)

PLAIN = {"width": 6, "depth": 4, "activation": "relu", "weight_variance": 2.0, "record": ("x5^2",)}


@pytest.mark.parametrize(
    ("changes", "engine"),
    [
        ({}, "homogeneous"),
        ({"activation": "tanh"}, "conditional"),
        ({"weight_law": "uniform"}, "dense"),
        ({"depth": 1, "record": ("x2^2",)}, "dense"),
        ({"depth": 1, "record": ("x2^2",), "activation": "tanh"}, "dense"),
    ],
)
def test_the_engine_is_the_fastest_that_is_valid(changes: dict[str, object], engine: str) -> None:
    assert forward_pass(**PLAIN | changes).engine == engine


def test_a_network_has_as_many_layers_as_its_depth_says() -> None:
    assert forward_pass(**PLAIN).widths == (6,) * 5
    assert forward_pass(**PLAIN, outputs=1).widths == (6, 6, 6, 6, 1)


def test_the_law_of_the_inputs_arrives() -> None:
    inputs = {"input_law": "normal", "input_mean": 0.4, "input_deviation": 1.3, "input_correlation": 0.2}
    network = forward_pass(**PLAIN | {"depth": 1, "record": ("x2^2",)}, **inputs)
    assert isinstance(network, Dense)
    assert {name: getattr(network, name) for name in inputs} == inputs


def test_a_small_network_has_the_mean_square_of_its_weights_and_input() -> None:
    """One layer of a linear map: N v^2 (s^2 + mu^2), at n = 20,000."""
    setting = {"width": 3, "depth": 1, "activation": "linear", "weight_variance": 1.5, "record": ("y1^2",)}
    sample = run(forward_pass(**setting, input_mean=0.5, input_deviation=2.0), replicates=20_000, seed=0)
    standard_error = np.sqrt(sample.covariance[0, 0] / sample.count)
    assert abs(sample.mean[0] - 1.5 * 4.25) < 5 * standard_error
    assert standard_error < 0.02 * 1.5 * 4.25


def test_a_pass_back_has_the_same_widths() -> None:
    network = backward_pass(width=6, depth=4, activation="tanh", weight_variance=1.5, input_deviation=0.7)
    assert isinstance(network, Backward)
    assert (network.widths, network.weight_variance, network.input_deviation) == ((6,) * 5, 1.5, 0.7)
    other = backward_pass(
        width=6, depth=2, activation="tanh", weight_variance=1.5, input_deviation=0.7, outputs=3
    )
    assert other.widths == (6, 6, 3)


def test_a_pass_back_through_other_widths() -> None:
    network = backward_through(widths=(4, 2, 3), activation="relu", weight_variance=2.0, input_deviation=0.5)
    assert isinstance(network, Backward)
    assert (network.widths, network.weight_variance, network.input_deviation) == ((4, 2, 3), 2.0, 0.5)


def test_extrapolations_have_a_half_and_a_quarter_of_the_variance() -> None:
    plain = {name: value for name, value in PLAIN.items() if name != "weight_variance"}
    weights = shrinking(weight_variance=2.0, **plain)
    inputs = fading(input_deviation=3.0, **PLAIN)
    assert isinstance(weights, CommonNumbers)
    assert [network.weight_variance for network in weights.experiments] == [2.0, 1.0, 0.5]
    variances = [network.input_deviation**2 for network in inputs.experiments]
    assert variances == pytest.approx([9.0, 4.5, 2.25], rel=1e-14)


def test_a_distribution_is_of_one_unit() -> None:
    found = distribution(edges=(-0.5, 0.0, 0.5), **PLAIN | {"record": ("x5",)})
    assert isinstance(found, Distribution)
    assert found.network.widths[-1] == 1
    assert found.edges == (-0.5, 0.0, 0.5)


def test_a_row_is_of_the_layer_that_the_depth_names() -> None:
    terms = row(width=6, depth=3, activation="relu", weight_variance=2.0, record=("p1 p2",))
    assert isinstance(terms, Row)
    assert terms.widths == (6, 6, 6)
