from fractions import Fraction

import pytest
import sympy as sp

from theory.derivation.expectation import Exchangeable, Independent, Law, forward_law
from theory.derivation.sizes import Index
from theory.derivation.step import StepRefused
from theory.notation import E, N, W, X, i, mu, s, v

LAW = forward_law()
w1, w2, x1, x2 = W[i, 1], W[i, 2], X[1], X[2]


@pytest.mark.parametrize(
    ("argument", "moment"),
    [
        (w1, 0),
        (w1**2, v**2),
        (w1**4, 3 * v**4),
        (w1 * w2, 0),
        (x1, mu),
        (x1**2, s**2 + mu**2),
        (w1**2 * x1**2, v**2 * (s**2 + mu**2)),
        (w1 * w2 * x1 * x2, 0),
        (3 * w1**2 * w2**2 + 1, 3 * v**4 + 1),
        ((w1 / 3 + 2 * w2 / 7) ** 2, v**2 * (sp.Rational(1, 9) + sp.Rational(4, 49))),
    ],
)
def test_moments_and_enumeration_agree(argument: sp.Expr, moment: sp.Expr) -> None:
    assert sp.expand(LAW.mean(E(argument)) - moment) == 0
    assert LAW.enumerate(E(argument)) == sp.sympify(moment).subs(LAW.parameters())


def test_the_inputs_covariance_is_free() -> None:
    assert LAW.mean(E(x1 * x2)).is_Symbol
    assert LAW.enumerate(E(x1 * x2)) != LAW.enumerate(E(x1)) ** 2


def test_a_moment_that_is_not_given_is_refused() -> None:
    with pytest.raises(ValueError, match="only first and second moments"):
        LAW.mean(E(x1**3))
    with pytest.raises(ValueError, match="state moment 5"):
        LAW.mean(E(w1**5))


def test_a_family_of_ones_own_is_refused() -> None:
    class Free(Exchangeable):
        def moment(self, powers: object) -> sp.Expr:
            return sp.S(7)

    class FreeLaw(Law):
        def mean(self, expression: sp.Expr) -> sp.Expr:
            return sp.S(7)

    with pytest.raises(TypeError, match="expected Independent or Exchangeable, got Free"):
        Law((Free(X),))
    with pytest.raises(StepRefused, match="expected a Law, got FreeLaw"):
        Index(sp.S(7), "a law of its own", size=N, law=FreeLaw(LAW.families)).prove(N * E(x1))


def test_a_finite_law_has_the_moments_that_are_stated() -> None:
    half = Fraction(1, 2)
    signs = ((half, Fraction(1)), (half, Fraction(-1)))
    Independent(X, (sp.S.Zero, sp.S.One), signs, ())
    with pytest.raises(ValueError, match="moment 2 of x is 1, not 2"):
        Independent(X, (sp.S.Zero, sp.S(2)), signs, ())
    for part in (Fraction(-1, 2), sp.Rational(1, 2), 0.5, v):
        with pytest.raises(ValueError, match="is no probability of x: give fractions that are 0 or more"):
            Independent(X, (sp.S.Zero,), ((part, Fraction(0)), (1 - part, Fraction(0))), ())
    with pytest.raises(ValueError, match="values: v is positive, but -1 is not"):
        Independent(X, (v,), ((Fraction(1), Fraction(-1)),), ((v, Fraction(-1)),))
    with pytest.raises(ValueError, match="moments: no law of x has"):
        Independent(X, (sp.S.Zero, 2 - v), signs, ((v, Fraction(1)),))
    with pytest.raises(ValueError, match="must add up to 1"):
        Independent(X, (sp.S.Zero,), signs[:1], ())
