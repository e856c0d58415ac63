import numpy as np
import pytest
from scipy import optimize

from tests.theory.results.definition import CLOSE, mean
from theory.results.elu import (
    SELU_ALPHA,
    SELU_SCALE,
    elu_mean,
    elu_second_moment,
    elu_tail_mean,
    elu_tail_second_moment,
    selu_mean_fixed,
    selu_variance_fixed,
)

U = [0.3, 1.3, 3.0]
SELU = float(SELU_ALPHA), float(SELU_SCALE)


def _elu(y: float, alpha: float, scale: float) -> float:
    return scale * (y if y > 0 else alpha * np.expm1(y))


@pytest.mark.parametrize("u", U)
def test_the_tail(u: float) -> None:
    tail = [mean(lambda y, k=k: max(0.0, -np.expm1(-y)) ** k, u) for k in (1, 2)]
    assert elu_tail_mean()(u=u) == pytest.approx(tail[0], rel=CLOSE)
    assert elu_tail_second_moment()(u=u) == pytest.approx(tail[1], rel=1e-10)


@pytest.mark.parametrize("u", U)
@pytest.mark.parametrize(("alpha", "scale"), [(1.0, 1.0), (0.4, 1.7), SELU])
def test_mean_and_second_moment(alpha: float, scale: float, u: float) -> None:
    values = {"u": u, "alpha": alpha, "lambda_s": scale}
    size = mean(lambda y: abs(_elu(y, alpha, scale)), u)
    assert elu_mean()(**values) == pytest.approx(mean(lambda y: _elu(y, alpha, scale), u), abs=CLOSE * size)
    second = mean(lambda y: _elu(y, alpha, scale) ** 2, u)
    assert elu_second_moment()(**values) == pytest.approx(second, rel=CLOSE)


def test_selus_constants_by_root_finding() -> None:
    """Those of Klambauer et al.: 1.6732632423543772 and 1.0507009873554805."""
    alpha = optimize.brentq(lambda alpha: mean(lambda y: _elu(y, alpha, 1.0), 1.0), 1.0, 2.0, xtol=1e-14)
    scale = mean(lambda y: _elu(y, alpha, 1.0) ** 2, 1.0) ** -0.5
    assert pytest.approx((alpha, scale), rel=1e-11) == SELU
    assert pytest.approx((1.6732632423543772, 1.0507009873554805), rel=1e-15) == SELU


def test_selus_fixed_point() -> None:
    assert selu_mean_fixed()() == pytest.approx(mean(lambda y: _elu(y, *SELU), 1.0), abs=1e-12)
    assert selu_variance_fixed()() == pytest.approx(mean(lambda y: _elu(y, *SELU) ** 2, 1.0), rel=CLOSE)
