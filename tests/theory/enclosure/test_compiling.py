"""Compiled expressions: numbers are exact, sums are taken term by term, and precision is that of the call."""

from __future__ import annotations

import math
from fractions import Fraction
from random import Random

import pytest
import sympy as sp
from flint import acb, arb, ctx, fmpq

from theory.enclosure import balls  # noqa: F401  # it registers all rules
from theory.enclosure.compiling import compiled, finite_sum, fraction
from theory.enclosure.refusal import CannotTell

x, y, k, j, n = sp.symbols("x y k j n")


def _at(expression: sp.Expr, *values: int) -> acb:
    return compiled(expression, (x, y)[: len(values)])([acb(value) for value in values], False)


def test_polynomials_and_powers_are_exact_in_fractions() -> None:
    random = Random(0)
    for _ in range(20):
        a, b, c = (random.randint(1, 99) for _ in range(3))
        expression = (x + sp.Rational(a, b)) ** 3 / (y + c) - x * y
        exact = (a + Fraction(a, b)) ** 3 / (b + c) - a * b
        value = _at(expression, a, b)
        assert value.overlaps(acb(fmpq(exact.numerator, exact.denominator)))
        assert value.real.rel_accuracy_bits() > 30


@pytest.mark.parametrize(
    ("printed", "exact"),
    [
        (sp.Float(0.51), fmpq(51, 100)),
        (sp.Float("0.51", 3), fmpq(51, 100)),
        (sp.Float("0.51", 40), fmpq(51, 100)),
        (sp.Float(-2.5e10), fmpq(-25 * 10**9)),
        (sp.Rational(-22, 7), fmpq(-22, 7)),
    ],
)
def test_a_printed_number_is_its_decimal(printed: sp.Number, exact: fmpq) -> None:
    assert fraction(printed) == exact


def test_the_precision_is_that_of_the_call_and_not_of_the_compilation() -> None:
    third = sp.Rational(1, 3) + sp.pi
    with ctx.workprec(20):
        operation = compiled(third, ())
    with ctx.workprec(500):
        assert operation((), False).real.rel_accuracy_bits() > 480


def test_a_finite_sum_and_product_are_those_of_integers() -> None:
    random = Random(1)
    for _ in range(10):
        low, size, power = random.randint(-5, 5), random.randint(0, 9), random.randint(1, 5)
        terms = [at**power + 2 for at in range(low, low + size)]
        limits = (k, x, x + size - 1)
        assert _at(sp.Sum(k**power + 2, limits), low) == sum(terms)
        product = finite_sum(sp.Product(k**power + 2, limits), (x,))
        assert product([acb(low)], False).contains(acb(math.prod(terms)))


def test_an_empty_sum_is_0_and_an_empty_product_is_1() -> None:
    assert _at(sp.Sum(k, (k, 4, x)), 3) == 0
    assert _at(sp.Product(k, (k, 4, x)), 3) == 1


def test_an_inner_sum_may_end_at_the_outer_index() -> None:
    assert _at(sp.Sum(1, (j, 1, k), (k, 1, x)), 10) == 55


@pytest.mark.parametrize("kind", [sp.Sum, sp.Product])
def test_a_sum_that_runs_backwards_is_refused(kind: type[sp.Expr]) -> None:
    with pytest.raises(CannotTell, match="runs backwards, from 4 to 2"):
        _at(kind(k, (k, 4, x)), 2)


def test_limits_must_be_known_integers() -> None:
    operation = finite_sum(sp.Sum(k, (k, 1, x)), (x,))
    for limit in (acb(arb(3, 1e-20)), acb(fmpq(7, 2)), acb(3, 1), acb(arb.nan())):
        with pytest.raises(CannotTell, match="needs integers for its limits"):
            operation([limit], False)


def test_gamma_in_a_denominator_is_0_at_its_poles_and_infinite_above() -> None:
    assert _at(1 / sp.gamma(x), -2) == 0
    assert _at(1 / sp.gamma(x) ** 2, 4).contains(acb(fmpq(1, 36)))
    assert not _at(sp.gamma(x), -2).is_finite()
    assert not _at(x**-2, 0).is_finite()


def test_what_has_no_rule_is_refused_when_it_is_compiled() -> None:
    for expression in (sp.Function("f")(x), sp.floor(x), sp.nan, sp.oo):
        with pytest.raises(CannotTell, match=r"no rule encloses|not a finite number"):
            compiled(expression, (x,))
