"""The degree that is computed is never below the true one."""

from __future__ import annotations

from itertools import pairwise

import pytest
import sympy as sp
from hypothesis import given, settings
from hypothesis import strategies as st

from theory.derivation.degrees import Degrees, degrees, without_roots
from theory.derivation.expectation import forward_law
from theory.notation import E, N, W, X, Y, i, j, u

LOW = sp.Symbol("l", integer=True, positive=True)


def true_degrees(expression: sp.Expr) -> Degrees:
    """Return the degrees of the rational function, interpolated where it has sums."""
    if not expression.has(sp.Sum):
        top, bottom = sp.fraction(sp.cancel(expression))
        return Degrees(*(int(sp.degree(part, N)) if part.has(N) else 0 for part in (top, bottom)))
    # A polynomial of degree d - 1 passes through d of its values, and through all that follow.
    function = sp.lambdify(N, expression, "math")  # Python's integers and loops
    values = [function(size) for size in range(2, 25)]
    order, differences = 0, values
    while any(differences):
        differences = [second - first for first, second in pairwise(differences)]
        order += 1
    assert len(differences) >= 2
    return Degrees(max(0, order - 1), 0)


def polynomials(symbol: sp.Symbol, power: int = 2) -> st.SearchStrategy[sp.Expr]:
    coefficients = st.lists(st.integers(-3, 3), min_size=1, max_size=power + 1)
    return coefficients.map(lambda given: sum(number * symbol**n for n, number in enumerate(given)))


def sums(terms: st.SearchStrategy[sp.Expr]) -> st.SearchStrategy[sp.Expr]:
    """Sums over j up to N, N + 1, 2 N or N**2."""
    ends = st.sampled_from([N, N + 1, 2 * N, N**2])
    return st.builds(
        lambda term, factor, end: sp.Sum(term * factor, (j, 1, end)), terms, polynomials(N, 1), ends
    )


NESTED = st.builds(
    lambda term, end, factor: sp.Sum(term * factor, (LOW, 1, end), (j, 1, N)),
    polynomials(LOW, 1),
    st.sampled_from([j, j - 1, j**2]),
    polynomials(j, 1),
)
SUMS = sums(polynomials(j)) | NESTED
POLYNOMIALS = st.recursive(
    polynomials(N, 3) | SUMS,
    lambda parts: st.builds(sp.Add, parts, parts) | st.builds(sp.Mul, parts, parts),
    max_leaves=2,
)


@settings(max_examples=50)
@given(POLYNOMIALS | SUMS.map(lambda part: part**2))
def test_degrees_of_sums_and_their_products_are_bounds(expression: sp.Expr) -> None:
    found = degrees(expression, N)
    assert found is not None
    assert found.bottom == 0
    assert found.top >= true_degrees(expression).top


@settings(max_examples=60)
@given(
    st.recursive(
        polynomials(N).filter(bool) | st.just(u + N),
        lambda parts: (
            st.builds(sp.Add, parts, parts)
            | st.builds(sp.Mul, parts, parts)
            | st.builds(lambda part, power: part**power, parts.filter(bool), st.sampled_from([-2, -1, 2, 3]))
        ),
        max_leaves=4,
    )
)
def test_degrees_of_quotients_are_bounds(expression: sp.Expr) -> None:
    found, true = degrees(expression, N), true_degrees(expression)
    assert found is not None
    assert found.top >= true.top
    assert found.bottom >= true.bottom


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        (u, (0, 0)),
        (1 / N, (0, 1)),
        (N**2 + 1 / N, (3, 1)),
        (1 / (N + 1) + N / (N + 2), (2, 2)),
        (sp.Sum(sp.Sum(1, (LOW, 1, j - 1)), (j, 1, N)), (2, 0)),
        (sp.Sum(j * LOW, (LOW, 1, j), (j, 1, N)), (4, 0)),
        (sp.Sum(1, (j, 1, N**2)), (2, 0)),
        (E(sp.Sum(W[i, j] * X[j], (j, 1, N)) ** 2), (2, 0)),
        (sp.Sum(E(X[j] * X[LOW]), (LOW, 1, j - 1), (j, 1, N)), (2, 0)),
        (sp.Sum(Y[j], (j, 1, N)) / N, (1, 1)),
    ],
    ids=str,
)
def test_degrees_of_the_sums_of_the_papers(expression: sp.Expr, expected: tuple[int, int]) -> None:
    assert degrees(expression, N) == expected


@pytest.mark.parametrize(
    "expression",
    [
        2**N,
        N**u,
        sp.sqrt(N),
        sp.Abs(N - 50),
        sp.floor(N / 50),
        sp.Min(N, 50),
        sp.Piecewise((0, N < 50), (1, True)),
        X[N],
        sp.Sum(X[j**2], (j, 1, N)),
        sp.Sum(1 / (j + 1), (j, 1, N)),
        sp.Sum(2**j, (j, 1, N)),
        sp.Sum(1, (j, 1, 1 / N)),
        sp.Product(2, (j, 1, N)),
        E(sp.sqrt(N * X[1])),
    ],
    ids=str,
)
def test_what_is_not_shown_to_be_rational_has_no_degree(expression: sp.Expr) -> None:
    assert degrees(expression, N) is None


def test_a_root_becomes_a_symbol_of_its_own() -> None:
    left, right = without_roots(N ** sp.Rational(3, 2), N * sp.sqrt(N))
    assert left == right != N ** sp.Rational(3, 2)
    (quotient,) = without_roots(1 / sp.sqrt(N))
    assert quotient == left / N**2
    (plain,) = without_roots(N**2 + 1)
    assert plain == N**2 + 1


def test_a_root_with_many_values_stays() -> None:
    for many in (sp.Sum(sp.sqrt(j), (j, 1, N)), E(sp.sqrt(X[1] ** 2 + N))):
        assert without_roots(many) == (many,)


def test_a_root_of_components_is_no_moment() -> None:
    with pytest.raises(ValueError, match="is not a polynomial in W"):
        forward_law().mean(E(sp.sqrt(W[1, 1])))
