"""Printed numbers keep their digits, in any expression."""

import pickle

import pytest
import sympy as sp
from hypothesis import given
from hypothesis import strategies as st

from paper_checks import printed
from paper_checks.printed_number import rounding_bounds, spelled
from theory import evaluate
from theory.notation import m, u

DECIMALS = st.decimals(min_value="0.0001", max_value=1000, places=4).map(str)


def test_they_stand_for_what_rounds_to_them() -> None:
    assert rounding_bounds(printed("0.34") * u**2, {u: 1}) == pytest.approx((0.335, 0.345), abs=1e-12)
    bounds = rounding_bounds(printed("0.34") * printed("0.51") ** (m - 1), {m: 3})
    assert bounds == pytest.approx((0.335 * 0.505**2, 0.345 * 0.515**2), abs=1e-12)
    assert rounding_bounds(printed("3"), {}) == pytest.approx((2.5, 3.5))


@pytest.mark.parametrize(
    ("digits", "half"), [("0.0000", 5e-5), ("0", 0.5), ("6.33e-10", 5e-13), ("3e-3", 5e-4), ("1.50", 5e-3)]
)
def test_zeros_and_exponents_count(digits: str, half: float) -> None:
    low, high = printed(digits).bounds
    assert float(high - low) / 2 == pytest.approx(half, rel=1e-12)
    assert float(high + low) / 2 == pytest.approx(float(digits), abs=1e-30)


@given(DECIMALS, DECIMALS, st.integers(2, 9))
def test_arithmetic_does_not_change_the_digits(first: str, second: str, factor: int) -> None:
    for expression, rounded in (
        (factor * printed(first), (first,)),
        (printed(first) * printed(second), (first, second)),
        (1 + printed(first) ** 2 / factor, (first,)),
    ):
        again = sp.simplify(sp.expand(expression))
        for shown in (expression, again):
            assert {literal.digits for literal in shown.atoms(type(printed("1")))} == set(rounded)
        assert float(evaluate(spelled(expression))) == pytest.approx(
            float(evaluate(spelled(again))), rel=1e-15
        )


def test_a_printed_number_times_two_is_not_rounded_again() -> None:
    # SymPy's own 2*Float("0.7", "") is "1.", which would stand for anything from 0.5 to 1.5.
    assert rounding_bounds(2 * printed("0.7"), {}) == pytest.approx((1.3, 1.5))


def test_they_print_as_they_are_printed() -> None:
    assert str(printed("0.50") * u) == "0.50*u"
    assert sp.latex(printed("6.33e-10")) == r"6.33 \cdot 10^{-10}"
    assert sp.latex(printed("0.51") ** m) == "0.51^{m}"


def test_equal_digits_are_equal_and_others_are_not() -> None:
    assert printed("0.5") == printed("0.5")
    assert printed("0.5") != printed("0.50")
    assert pickle.loads(pickle.dumps(printed("0.5") * u)) == printed("0.5") * u


@pytest.mark.parametrize("digits", ["", "0.3x", "nan", "inf", "1/2"])
def test_what_spells_no_number_is_refused(digits: str) -> None:
    with pytest.raises(ValueError, match="digits must spell a number as it is printed"):
        printed(digits)


def test_a_zero_stands_for_half_a_unit_of_its_last_digit() -> None:
    for digits in ("0.0000", "-0.0000", "0E-4"):
        assert printed(digits).bounds == (-sp.Rational(5, 10**5), sp.Rational(5, 10**5))
