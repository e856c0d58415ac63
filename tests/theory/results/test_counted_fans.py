"""Fans that frameworks count, against NumPy's own convolutions of random weights."""

import numpy as np
import pytest

from theory.results.counted_fans import (
    CHANNELS,
    CHANNELS_OUT,
    GROUPS,
    default_weight_bound,
    depthwise_forward_factor,
    grouped_backward_factor,
    grouped_forward_factor,
    transposed_forward_factor,
)


@pytest.mark.parametrize("fan_in", [3, 12, 768])
def test_the_default_bound(fan_in: int) -> None:
    gain = np.sqrt(2 / (1 + np.sqrt(5) ** 2))
    assert float(default_weight_bound()(N=fan_in)) == pytest.approx(
        np.sqrt(3) * gain / np.sqrt(fan_in), rel=1e-14
    )


def _mean_square(inputs: int, counted: int, taps: int, numerator: float = 1.0) -> float:
    """Return the mean square of a sum over inputs x taps weights of variance numerator/(counted x taps)."""
    rng = np.random.default_rng(950)
    rows = rng.normal(scale=np.sqrt(numerator / (counted * taps)), size=(40_000, inputs * taps))
    return float((rows.sum(axis=1) ** 2).mean())


def test_what_convolutions_keep() -> None:
    transposed, depthwise = transposed_forward_factor().rhs, depthwise_forward_factor().rhs
    assert float(transposed.subs({CHANNELS: 6, CHANNELS_OUT: 2})) == pytest.approx(
        _mean_square(6, 2, 3), rel=0.04
    )
    assert float(depthwise.subs({CHANNELS: 5})) == pytest.approx(_mean_square(1, 5, 3), rel=0.04)
    grouped = grouped_forward_factor().rhs  # 4 channels in 2 groups
    assert float(grouped.subs({GROUPS: 2})) == pytest.approx(_mean_square(2, 4, 3), rel=0.04)


def test_what_a_group_keeps_of_a_gradient() -> None:
    # An input feeds 4 units of its group of 3; the slope is 1 for half of the inputs.
    assert float(grouped_backward_factor().rhs.subs(GROUPS, 3)) == pytest.approx(
        _mean_square(4, 12, 2, 2.0) / 2, rel=0.04
    )


@pytest.mark.parametrize(
    "derivation",
    [
        default_weight_bound,
        transposed_forward_factor,
        depthwise_forward_factor,
        grouped_backward_factor,
        grouped_forward_factor,
    ],
)
def test_derivations(derivation) -> None:
    derivation().check()
