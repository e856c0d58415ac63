import math
from fractions import Fraction

import pytest

from paper_checks.experiments.counts import total_variation


@pytest.mark.parametrize(("units", "kept"), [(1, 0.4), (2, 2.0), (5, 1.5), (40, 3.0), (3, 0.0)])
def test_the_distance_is_that_of_the_two_laws(units: int, kept: float) -> None:
    """In exact fractions and the exponential function, by the event where the binomial law is larger."""
    keep = Fraction(kept) / units
    difference = 0.0
    for count in range(units + 1):
        binomial = math.comb(units, count) * keep**count * (1 - keep) ** (units - count)
        poisson = kept**count * math.exp(-kept) / math.factorial(count)
        difference += max(float(binomial) - poisson, 0.0)
    assert total_variation(units=units, kept=kept) == pytest.approx(difference, rel=1e-11, abs=1e-14)


def test_it_is_below_le_cams_bound() -> None:
    for units, kept in ((1, 0.5), (7, 2.0), (100, 5.0)):
        assert 0 < total_variation(units=units, kept=kept) < kept**2 / units


@pytest.mark.parametrize(
    ("units", "kept", "named"), [(0, 0.0, "units = 0"), (3, 4.0, "kept = 4"), (3, -1.0, "kept")]
)
def test_bad_input_is_named(units: int, kept: float, named: str) -> None:
    with pytest.raises(ValueError, match=named):
        total_variation(units=units, kept=kept)
