import math

import mpmath
import numpy as np
import pytest

from theory.schemes.truncated_normal import TruncatedNormal


def _exact(before: float, low: float, high: float) -> tuple[float, float, float]:
    """Return mean, deviation and kurtosis by quadrature in 80 digits, about the end that is nearest to 0."""
    with mpmath.workdps(80):
        a, b = mpmath.mpf(low) / before, mpmath.mpf(high) / before
        nearest = min(max(0, a), b)
        reach = 30 / max(1, abs(nearest))
        a, b = max(a, nearest - reach), min(b, nearest + reach)
        ends = mpmath.linspace(a, b, 5)
        moments = [
            mpmath.quad(lambda z, k=k: (z - nearest) ** k * mpmath.exp((nearest**2 - z**2) / 2), ends)
            for k in range(5)
        ]
        m1, m2, m3, m4 = (moment / moments[0] for moment in moments[1:])
        square = m2 - m1**2
        fourth = m4 - 4 * m3 * m1 + 6 * m2 * m1**2 - 3 * m1**4
        return float(before * (nearest + m1)), float(before * mpmath.sqrt(square)), float(fourth / square**2)


@pytest.mark.parametrize(
    ("low", "high"),
    [
        (-2, 2),
        (-1e-6, 1e-6),
        (-100, 100),
        (0.5, 2),
        (-3, 0),
        (8, 9),
        (-12, -11.9),
        (2, 2 + 1e-9),
        (-0.1, 40),
        (30, 31),
    ],
)
def test_moments_at_any_cut(low: float, high: float) -> None:
    before = 0.02
    law = TruncatedNormal(before, low * before, high * before)
    mean, deviation, kurtosis = _exact(law.before, law.low, law.high)
    assert law.mean == pytest.approx(mean, rel=1e-13, abs=1e-17)
    assert law.std == pytest.approx(deviation, rel=1e-12)
    assert law.kurtosis == pytest.approx(kurtosis, rel=1e-11)


def test_moments_at_random_cuts() -> None:
    rng = np.random.default_rng(903)
    for _ in range(3):
        low, width = rng.normal(scale=3), math.exp(rng.normal(scale=2))
        law = TruncatedNormal(1.0, low, low + width)
        assert (law.mean, law.std) == pytest.approx(_exact(1.0, low, low + width)[:2], rel=1e-12)


def test_the_factor_of_the_frameworks() -> None:
    assert TruncatedNormal(1.0, -2.0, 2.0).std == pytest.approx(0.8796256610342398, rel=1e-14)


@pytest.mark.parametrize(
    "law", [TruncatedNormal(1.0, -2.0, 2.0), TruncatedNormal(0.5, 4.0, 5.0), TruncatedNormal(1.0, -9, -8)]
)
def test_distribution_and_tail(law: TruncatedNormal) -> None:
    x = np.linspace(law.low, law.high, 7)
    with mpmath.workdps(60):
        cdf = [mpmath.ncdf(mpmath.mpf(part) / law.before) for part in x.tolist()]
        expected = [float((part - cdf[0]) / (cdf[-1] - cdf[0])) for part in cdf]
    assert law.cdf(x) == pytest.approx(np.array(expected), rel=1e-12)
    assert law.cdf([law.low - 1, law.high + 1]).tolist() == [0.0, 1.0]
    size = np.abs(x)
    assert law.tail(size) == pytest.approx(1 - law.cdf(size) + law.cdf(-size), abs=1e-12)
    assert law.tail(max(abs(law.low), abs(law.high))) == 0.0


@pytest.mark.parametrize(
    ("before", "low", "high", "message"),
    [
        (1.0, 2.0, 2.0, "the interval has no mass; low must be below high"),
        (1.0, 2.0, -2.0, "low must be below high"),
        (0.01, 2.0, 3.0, "no mass that a float can hold, since it is 200 deviations away"),
        (0.0, -1.0, 1.0, "before = 0: it must be positive"),
    ],
)
def test_an_interval_without_mass(before: float, low: float, high: float, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        TruncatedNormal(before, low, high)
