"""A unit under a mask, summed over the mask's two values, with the unit's moments by quadrature."""

import numpy as np
import pytest
from scipy import stats

from tests.theory.results.definition import CLOSE, mean, relu, variance
from theory.results.dropout import (
    relu_dropout_mean,
    relu_dropout_second_moment,
    relu_dropout_variance,
    relu_unit_mean,
    relu_unit_variance,
    unscaled_dropout_ratio,
)

DROP = [0.0, 0.1, 0.5, 0.8]  # 0.5 alone would hide p for 1 - p


def _over_masks(power: int, drop: float, scale: float) -> float:
    """Return E (scale m relu(Z))^power."""
    kept = stats.bernoulli(1 - drop)
    return sum(kept.pmf(m) * mean(lambda z, m=m: (scale * m * relu(z)) ** power, 1.0) for m in (0, 1))


def test_a_unit_before_dropout() -> None:
    assert relu_unit_mean()() == pytest.approx(mean(relu, 1.0), rel=CLOSE)
    assert relu_unit_variance()() == pytest.approx(variance(relu, 1.0), rel=CLOSE)


@pytest.mark.parametrize("p", DROP)
def test_dropout_without_rescaling_shrinks_the_mean(p: float) -> None:
    ratio = _over_masks(1, p, scale=1.0) / mean(relu, 1.0)
    assert unscaled_dropout_ratio()(p=p) == pytest.approx(ratio, rel=CLOSE)


@pytest.mark.parametrize("p", DROP)
def test_moments_after_dropout(p: float) -> None:
    first, second = (_over_masks(power, p, scale=1 / (1 - p)) for power in (1, 2))
    assert relu_dropout_mean()() == pytest.approx(first, rel=CLOSE)
    assert relu_dropout_second_moment()(p=p) == pytest.approx(second, rel=CLOSE)
    assert relu_dropout_variance()(p=p) == pytest.approx(second - first**2, rel=CLOSE)


def test_several_probabilities_at_once() -> None:
    np.testing.assert_allclose(
        relu_dropout_variance()(p=DROP), [float(relu_dropout_variance()(p=p)) for p in DROP], rtol=1e-15
    )
