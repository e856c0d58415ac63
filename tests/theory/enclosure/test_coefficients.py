"""Coefficients of polynomials, from values alone."""

import pytest
import sympy as sp

from theory.enclosure.balls import agree, enclose
from theory.enclosure.coefficients import enclose_coefficient

z, p, k, m = sp.symbols("z p k m")


@pytest.mark.parametrize("power", range(8))
def test_a_binomial_law(power: int) -> None:
    at = {p: sp.Rational(2, 7)}
    exact = enclose(sp.binomial(7, power) * p ** (7 - power) * (1 - p) ** power, at)
    terms = sp.Sum(sp.binomial(m, k) * ((1 - p) * z) ** k * p ** (m - k), (k, 0, m))
    for form, point in (((p + (1 - p) * z) ** 7, at), (terms, {**at, m: 7})):
        assert agree(enclose_coefficient(form, z, power, 7, point), exact)
    assert not agree(
        enclose_coefficient((p + (1 - p) * z) ** 7 * (1 + z / 10**20), z, power, 8, at), exact
    ) or (power == 0)


def test_a_coefficient_that_is_zero() -> None:
    assert enclose_coefficient(1 + z**4, z, 2, 5).contains(0)


def test_bad_input_is_named() -> None:
    with pytest.raises(ValueError, match="outside 0"):
        enclose_coefficient(z, z, 3, 2)
    with pytest.raises(ValueError, match="no value for p"):
        enclose_coefficient(z + p, z, 1, 2)


def test_the_variable_has_no_value() -> None:
    with pytest.raises(ValueError, match="is the polynomial's variable: give it no value"):
        enclose_coefficient((1 + z) ** 3, z, 1, 3, {z: 1})
