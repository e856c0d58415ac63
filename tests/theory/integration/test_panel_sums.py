import numpy as np
import pytest

from theory.integration.panel_sums import Sums, counts, tails, total, variances


def _sums(**given):
    values = dict.fromkeys(Sums.__dataclass_fields__, 0.0) | given
    return Sums(*(np.atleast_1d(np.asarray(value, dtype=float)) for value in values.values()))


def test_totals_are_those_of_each_integral():
    assert total(np.array([1.0, 2.0, 3.0, 4.0]), np.array([0, 3])).tolist() == [6.0, 4.0]
    assert counts(np.array([0, 3]), 4).tolist() == [3, 1]


def test_a_variance_is_the_spread_within_and_between_panels():
    # Two panels of weight 1/2, on which g is 1 and 3: E g = 2 and Var g = 1.
    sums = _sums(weight=[0.5, 0.5], centre=[1.0, 3.0], spread=[0.0, 0.0])
    np.testing.assert_allclose(variances(sums, np.array([2.0, 2.0])), [0.5, 0.5], rtol=1e-15)


def test_tails_within_the_rounding_count_as_0():
    above, below = (_sums(slope=1.0, noise=1e-15, slope_tail=tail) for tail in (1e-10, 1e-15))
    assert tails(above)[-1] == pytest.approx(1e-10)
    assert tails(below)[-1] == 0


def test_the_size_of_a_function_bounds_its_integral():
    assert _sums(weight=0.25, second=4.0).size() == 1.0
    assert _sums(weight=0.25, second=np.inf, first=-7.0).size() == 7.0
