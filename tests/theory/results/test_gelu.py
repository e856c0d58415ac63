import numpy as np
import pytest
from scipy.special import erf, ndtr

from tests.theory.results.definition import CLOSE, mean
from theory.results.gelu import (
    erf_derivative_second_moment,
    erf_second_moment,
    gelu_derivative_second_moment,
    gelu_mean,
    gelu_second_moment,
)


def _gelu(y: float) -> float:
    return y * ndtr(y)


def _gelu_slope(y: float) -> float:
    return ndtr(y) + y * np.exp(-(y**2) / 2) / np.sqrt(2 * np.pi)


@pytest.mark.parametrize("u", [0.3, 1.3, 5.0])
def test_the_error_function(u: float) -> None:
    assert erf_second_moment()(u=u) == pytest.approx(mean(lambda y: erf(y) ** 2, u), rel=CLOSE)
    slope = mean(lambda y: (2 / np.sqrt(np.pi) * np.exp(-(y**2))) ** 2, u)
    assert erf_derivative_second_moment()(u=u) == pytest.approx(slope, rel=CLOSE)


@pytest.mark.parametrize("u", [0.3, 1.3, 5.0])
def test_gelu(u: float) -> None:
    assert gelu_mean()(u=u) == pytest.approx(mean(_gelu, u), rel=CLOSE)
    assert gelu_second_moment()(u=u) == pytest.approx(mean(lambda y: _gelu(y) ** 2, u), rel=CLOSE)
    slope = mean(lambda y: _gelu_slope(y) ** 2, u)
    assert gelu_derivative_second_moment()(u=u) == pytest.approx(slope, rel=CLOSE)
