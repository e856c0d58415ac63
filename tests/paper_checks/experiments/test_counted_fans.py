import math

import numpy as np
import pytest

from paper_checks.experiments.counted_fans import (
    _correlated,
    _transposed,
    default_bound,
    grouped_backward,
    kept_by_convolution,
)


def test_the_convolutions_are_numpys() -> None:
    rng = np.random.default_rng(952)
    x, w = rng.normal(size=(2, 9)), rng.normal(size=(3, 2, 4))
    expected = [sum(np.correlate(x[i], w[o, i], "valid") for i in range(2)) for o in range(3)]
    np.testing.assert_allclose(_correlated(x, w, 1), expected)
    grouped = rng.normal(size=(4, 1, 3))
    expected = [np.correlate(x[o // 2], grouped[o, 0], "valid") for o in range(4)]
    np.testing.assert_allclose(_correlated(x, grouped, 2), expected)
    w = rng.normal(size=(2, 3, 4))
    expected = [sum(np.convolve(x[i], w[i, o]) for i in range(2)) for o in range(3)]
    np.testing.assert_allclose(_transposed(x, w), expected)


def test_what_is_kept() -> None:
    assert kept_by_convolution(kind="transposed", channels=6, outputs=3, taps=4) == pytest.approx(2)
    assert kept_by_convolution(kind="depthwise", channels=6, outputs=6, taps=3) == pytest.approx(1 / 6)
    grouped = kept_by_convolution(kind="grouped", channels=8, outputs=4, taps=3, groups=4)
    assert grouped == pytest.approx(1 / 4)
    assert grouped_backward(channels=8, outputs=4, taps=3, groups=4) == pytest.approx(1 / 4)
    assert grouped_backward(channels=3, outputs=5, taps=2, groups=1) == pytest.approx(1)
    with pytest.raises(
        ValueError, match="kind = 'dilated': it must be 'transposed', 'depthwise' or 'grouped'"
    ):
        kept_by_convolution(kind="dilated", channels=1, outputs=1, taps=1)


@pytest.mark.parametrize("slope", [0.0, 0.25, math.sqrt(5)])
def test_the_bound(slope: float) -> None:
    assert default_bound(fan_in=7, slope=slope) == pytest.approx(
        math.sqrt(6 / ((1 + slope**2) * 7)), rel=1e-11
    )
