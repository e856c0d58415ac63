"""Infinite sums of the exponential type."""

from __future__ import annotations

import pytest
import sympy as sp

from theory.enclosure.balls import CannotTell, agree, enclose

k, m, lam, p = sp.symbols("k m lambda p")
RATE = sp.Rational(31, 10)


@pytest.mark.parametrize(
    ("term", "first", "exact"),
    [
        (lam**k / sp.factorial(k), 0, sp.exp(RATE)),
        ((-lam) ** k / sp.factorial(k), 0, sp.exp(-RATE)),
        (k * lam**k / sp.factorial(k), 0, RATE * sp.exp(RATE)),
        (lam ** (2 * k) / sp.gamma(2 * k + 1), 0, sp.cosh(RATE)),
        (lam ** (2 * k + 1) / sp.factorial(2 * k + 1), 0, sp.sinh(RATE)),
        (k**3 / sp.Integer(2) ** k, 1, 26),
        (sp.Rational(9, 10) ** k / k, 1, sp.log(10)),
        (lam**m * p ** (m - 3) * (1 - p) ** 3 * sp.exp(-lam) * sp.binomial(m, 3) / sp.factorial(m), 3,
            (RATE * sp.Rational(2, 3)) ** 3 / 6 * sp.exp(-RATE * sp.Rational(2, 3))),
    ],
    ids=str,
)  # fmt: skip
def test_closed_forms(term: sp.Expr, first: int, exact: sp.Expr) -> None:
    index = m if term.has(m) else k
    ball = enclose(sp.Sum(term, (index, first, sp.oo)), {lam: RATE, p: sp.Rational(1, 3)})
    assert agree(ball, enclose(sp.sympify(exact)))
    assert not agree(ball, enclose(sp.sympify(exact) * (1 + sp.Rational(1, 10**25))))


@pytest.mark.parametrize(
    ("term", "message"),
    [
        (1 / k**2, "do not bound the rest"),
        (sp.Integer(2) ** k, "do not bound the rest"),
        (sp.factorial(k) / sp.Integer(3) ** k, "grow"),
        (sp.exp(-(k**2)), "not rational"),
        (sp.sin(k) / sp.factorial(k), "not rational"),
    ],
    ids=str,
)
def test_what_is_not_of_this_type_is_refused(term: sp.Expr, message: str) -> None:
    with pytest.raises(CannotTell, match=message):
        enclose(sp.Sum(term, (k, 1, sp.oo)))
