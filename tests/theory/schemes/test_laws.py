import math
import re
from collections.abc import Callable

import mpmath
import numpy as np
import pytest

from theory.schemes.laws import Constant, Law, Normal, Orthogonal, Uniform

SEED = 902


def _density(law: Law) -> Callable[[mpmath.mpf], mpmath.mpf]:
    match law:
        case Normal(deviation, mean):
            return lambda x: mpmath.npdf(x, mean, deviation)
        case Uniform(low, high):
            return lambda x: 1 / (mpmath.mpf(high) - low)
        case Orthogonal(gain, length):
            half = mpmath.mpf(length - 1) / 2
            return lambda x: (1 - (x / gain) ** 2) ** (half - 1) / (gain * mpmath.beta(0.5, half))
    raise AssertionError(law)


def _laws() -> list[Law]:
    rng = np.random.default_rng(SEED)
    laws: list[Law] = []
    for _ in range(3):
        scale, shift = math.exp(rng.normal()), rng.normal()
        laws += [
            Normal(scale, shift),
            Uniform(shift, shift + scale),
            Orthogonal(scale, int(rng.integers(4, 60))),
        ]
    return laws


@pytest.mark.parametrize("law", _laws(), ids=repr)
def test_moments_and_distribution_are_those_of_the_density(law: Law) -> None:
    density, (low, high) = _density(law), law.support
    ends = (
        [low, high] if math.isfinite(high) else [law.mean - 12 * law.std, law.mean, law.mean + 12 * law.std]
    )
    mean = mpmath.quad(lambda x: x * density(x), ends)
    square = mpmath.quad(lambda x: (x - mean) ** 2 * density(x), ends)
    fourth = mpmath.quad(lambda x: (x - mean) ** 4 * density(x), ends)
    assert law.mean == pytest.approx(float(mean), abs=1e-12)
    assert law.std == pytest.approx(math.sqrt(square), rel=1e-12)
    assert law.kurtosis == pytest.approx(float(fourth / square**2), rel=1e-12)
    for x in (law.mean - 0.7 * law.std, law.mean + 0.4 * law.std):
        below = mpmath.quad(density, [ends[0], x])
        assert law.cdf(x) == pytest.approx(float(below), rel=1e-10)
        outside = 1 - mpmath.quad(density, [max(-abs(x), ends[0]), min(abs(x), ends[-1])])
        assert law.tail(abs(x)) == pytest.approx(float(outside), abs=1e-10)


def test_tails_keep_their_digits_where_they_are_tiny() -> None:
    assert Normal(2.0).tail(24.0) == pytest.approx(float(mpmath.erfc(12 / mpmath.sqrt(2))), rel=1e-12, abs=0)
    # Of an entry of an orthogonal matrix: the beta law's upper tail.
    with mpmath.workdps(30):
        beta = 1 - mpmath.betainc(0.5, 99.5, 0, 0.36, regularized=True)
    assert Orthogonal(1.0, 200).tail(0.6) == pytest.approx(float(beta), rel=1e-9, abs=0)


@pytest.mark.parametrize("law", [Normal(1.0), Uniform(-1.0, 1.0), Orthogonal(1.0, 5), Constant(0.0)])
def test_a_law_takes_arrays(law: Law) -> None:
    x = np.array([[-2.0, -0.1], [0.1, 2.0]])
    assert law.cdf(x).shape == law.tail(x).shape == (2, 2)
    assert (np.diff(law.cdf(np.linspace(-2, 2, 50))) >= 0).all()
    assert law.tail(-1.0) == 1.0


def test_an_orthogonal_matrix_of_one_entry_is_a_sign() -> None:
    sign = Orthogonal(2.0, 1)
    assert (sign.std, sign.kurtosis, sign.support) == (2.0, 1.0, (-2.0, 2.0))
    assert sign.cdf([-2.1, -2.0, 1.9, 2.0]).tolist() == [0.0, 0.5, 0.5, 1.0]
    assert not sign.independent
    assert Normal(1.0).independent


def test_a_constant() -> None:
    law = Constant(-3.0)
    assert (law.mean, law.std, law.support, law.family) == (-3.0, 0.0, (-3.0, -3.0), "constant")
    assert math.isnan(law.kurtosis)
    assert law.cdf([-3.1, -3.0]).tolist() == [0.0, 1.0]
    assert law.tail([2.9, 3.0]).tolist() == [1.0, 0.0]


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: Normal(0.0), "deviation = 0: it must be positive"),
        (lambda: Normal(math.nan), "deviation = nan: it must be finite"),
        (lambda: Uniform(1.0, 1.0), "low must be below high"),
        (lambda: Orthogonal(-1.0, 3), "gain = -1: it must be positive"),
        (lambda: Orthogonal(1.0, 0), "length = 0: it must be at least 1"),
        (lambda: Constant(math.inf), "value = inf: it must be finite"),
    ],
)
def test_parameters_that_are_refused(make: Callable[[], Law], message: str) -> None:
    with pytest.raises(ValueError, match=re.escape(message)):
        make()
