"""Moments of orthonormal pre-activations: those of independent standard-normal variables."""

import pytest

from paper_checks.experiments.orthonormal import mean_of_powers

SHAPE = {"seed": 4, "units": 3, "inputs": 4}


@pytest.mark.parametrize(
    ("powers", "moment"),
    [((0, 0), 1), ((1, 0), 0), ((0, 2), 1), ((1, 1), 0), ((2, 2), 1), ((4, 0), 3), ((3, 1), 0), ((2, 4), 3)],
)
def test_moments(powers: tuple[int, int], moment: float) -> None:
    assert mean_of_powers(**SHAPE, powers=powers) == pytest.approx(moment, abs=1e-12)


def test_what_cannot_be_is_refused() -> None:
    with pytest.raises(ValueError, match="units must be from 2 to inputs = 3"):
        mean_of_powers(seed=1, units=4, inputs=3, powers=(1, 1))
    with pytest.raises(ValueError, match="powers must add up to 7 or less"):
        mean_of_powers(**SHAPE, powers=(4, 4))
