import pytest
import sympy as sp

from theory import evaluate
from theory.derivation.evaluation import unroll
from theory.notation import E, k, lam, m, p, u, x


def test_evaluation_to_many_digits() -> None:
    third = evaluate(sp.Sum(sp.Integral(x**k, (x, 0, 1)), (k, 2, 2)), {}, 30)
    assert abs(third - sp.Rational(1, 3)) < sp.Float(10) ** -29
    total = evaluate(sp.Sum(lam**k / sp.factorial(k), (k, 0, m)), {lam: sp.Integer(1), m: sp.Integer(30)}, 30)
    assert abs(total - sp.E.evalf(40)) < sp.Float(10) ** -29


def test_evaluation_says_what_is_missing_or_not_finite() -> None:
    with pytest.raises(ValueError, match="no value for p"):
        evaluate(u + p, {u: sp.S.One})
    with pytest.raises(ValueError, match="no finite real value"):
        evaluate(sp.log(u - 2), {u: sp.S.One})


def test_sums_are_written_out_from_the_outermost() -> None:
    j, i = sp.symbols("j i", integer=True)
    nested = sp.Sum(sp.Sum(sp.Function("f")(i, j), (i, 1, j - 1)), (j, 1, 3))
    f = sp.Function("f")
    assert unroll(nested) == f(1, 2) + f(1, 3) + f(2, 3)
    with pytest.raises(ValueError, match="give numbers for its limits"):
        unroll(sp.Sum(f(i, 1), (i, 1, m)))


def test_a_sum_that_runs_backwards_is_refused() -> None:
    """It is empty to some and minus a sum to SymPy, so that formulas and numbers differ."""
    assert unroll(sp.Sum(k, (k, 1, 0))) == 0
    assert unroll(sp.Product(k, (k, 5, 4))) == 1
    for backwards in (sp.Sum(k, (k, 5, m)), sp.Product(k, (k, 5, m))):
        with pytest.raises(ValueError, match="runs backwards, from 5 to 2"):
            unroll(backwards.subs(m, 2))
        with pytest.raises(ValueError, match="runs backwards"):
            evaluate(backwards, {m: sp.Integer(2)})


def test_an_expectation_has_no_value() -> None:
    with pytest.raises(
        ValueError, match=r"E\(u\*\*2\) holds an expectation, which has no value without a law"
    ):
        evaluate(E(u**2), {u: sp.S.One})
