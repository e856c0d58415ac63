"""Identities in a size: proved for every size, or refused."""

from __future__ import annotations

import pytest
import sympy as sp
from hypothesis import given, settings
from hypothesis import strategies as st

from theory import Derivation, DerivationError
from theory.derivation.expectation import forward_law
from theory.derivation.sizes import Index
from theory.derivation.step import StepRefused
from theory.notation import E, N, W, X, i, j, m, mu, s, u, v
from theory.results.preactivation import preactivation_variance

LOW = sp.Symbol("l", integer=True, positive=True)
CHEAT = sp.prod(N - size for size in (1, 2, 3, 4, 6, 7, 9))


def check(start: sp.Expr, result: sp.Expr, **options: object) -> None:
    step = Index(result, "for every size", **({"size": N} | options))  # type: ignore[arg-type]
    Derivation("sized", sp.Symbol("c"), start, (step,)).check()


@pytest.mark.parametrize(
    ("left", "right"),
    [
        (sp.Sum(j, (j, 1, N)), N * (N + 1) / 2),
        (sp.Sum(j**3, (j, 1, N)), sp.Sum(j, (j, 1, N)) ** 2),
        (sp.Sum(j * LOW, (LOW, 1, j), (j, 1, N)), N * (N + 1) * (N + 2) * (3 * N + 1) / 24),
        (sp.Sum(u * (N - 1), (j, 1, N)) / N, u * (N - 1)),
        (sp.sqrt(N) * sp.Sum(j, (j, 1, N)), sp.sqrt(N) * N * (N + 1) / 2),
        (sp.Product(u, (j, 1, N)), u**N),
        (sp.Product(j, (j, 1, N)), sp.factorial(N)),
        (sp.pi * N * (N - 1), sp.pi * N**2 - sp.pi * N),
    ],
    ids=str,
)
def test_true_identities(left: sp.Expr, right: sp.Expr) -> None:
    check(left, right)


def test_equation_6_with_a_polynomial_that_is_0_at_the_sizes_that_were_tried() -> None:
    """cheats.md, 5."""
    *before, last = preactivation_variance().steps
    previous = before[-1].result
    wrong = Index(last.result + CHEAT, "a cheat", size=N, law=forward_law())
    wrong.confirm(previous)
    with pytest.raises(StepRefused, match="the sides differ"):
        wrong.prove(previous)


@settings(max_examples=40)
@given(st.data())
def test_a_polynomial_that_is_0_at_chosen_sizes_is_refused(data: st.DataObject) -> None:
    """Whatever sizes are stated, in whatever order, and however small the difference is there."""
    zeros = data.draw(st.lists(st.integers(1, 12), min_size=3, max_size=14))
    sizes = tuple(data.draw(st.permutations(sorted(zeros + zeros[:2])[:6])))
    size = sp.Rational(1, 10 ** data.draw(st.integers(0, 90)))
    factor = data.draw(st.sampled_from([sp.S.One, u - sp.Rational(37, 64), sp.pi, sp.sqrt(N), mu]))
    difference = size * factor * sp.prod(N - zero for zero in zeros)
    with pytest.raises(StepRefused):
        Index(N * u + difference, "a cheat", size=N, sizes=sizes).prove(N * u)


@pytest.mark.parametrize(
    ("left", "right"),
    [
        (sp.sqrt(N**2 - 100 * N + 2500), 50 - N),  # |N - 50|
        (sp.Abs(N - 50), 50 - N),
        (sp.floor(N / 50), sp.S.Zero),
        (sp.Min(N, 50), N),
        (sp.Piecewise((0, N < 50), (1, True)), sp.S.Zero),
        (sp.Sum(1, (j, 100, N)), sp.S.Zero),
        (sp.Product(2, (j, 100, N)), sp.S.One),
        (sp.Sum(1, (j, 1, N**2)), N**2 + (N - 1) * (N - 2) * (N - 3) * (N - 4) * (N - 7)),
        (sp.Product(2, (j, 1, N)), 2**N + CHEAT),
        (sp.Product(j, (j, 1, N)), sp.factorial(N) * (1 + CHEAT)),
        (u**N, u ** (N + CHEAT)),
    ],
    ids=str,
)
def test_what_holds_at_the_first_sizes_alone_is_refused(left: sp.Expr, right: sp.Expr) -> None:
    with pytest.raises(DerivationError):
        check(left, right)
    with pytest.raises((StepRefused, ValueError)):
        Index(right, "by algebra alone", size=N).prove(left)


def test_induction_needs_its_base_and_its_growth() -> None:
    product = sp.Product(u, (j, 1, m - 1))
    check(product, u ** (m - 1), size=m)
    for wrong in (u**m, 2 * u ** (m - 1), u ** (2 * m - 2)):
        with pytest.raises(StepRefused):
            Index(wrong, "wrong", size=m).prove(product)
    with pytest.raises(StepRefused, match="does not bring to 0"):  # the right growth, from the wrong base
        Index(2**N, "2 at size 1, and 2 at each step", size=N).prove(3 * 2**N)
    with pytest.raises(StepRefused, match="does not bring to 0"):  # the same base, and another growth
        Index(2**N + CHEAT, "equal at 1, 2, 3 and 4", size=N).prove(2**N)


def test_what_is_neither_rational_nor_a_product_is_refused() -> None:
    with pytest.raises(StepRefused, match="is not a rational function of N, nor a product"):
        Index(2**N - 1, "true, but not shown", size=N).prove(sp.Sum(2 ** (j - 1), (j, 1, N)))
    with pytest.raises(StepRefused, match="is not a rational function of N, nor a product"):
        Index(N**N, "its factors depend on the size", size=N).prove(sp.Product(N, (j, 1, N)))


def test_sizes_are_three_and_different() -> None:
    for sizes in ((1, 2), (1, 2, 2, 1), ()):
        with pytest.raises(StepRefused, match="give 3 or more different ones"):
            Index(N, "too few", size=N, sizes=sizes).prove(N)


def test_a_high_degree_takes_smaller_steps() -> None:
    with pytest.raises(StepRefused, match="has degree 25 in N, above 24: take smaller steps"):
        Index(N**25, "the same", size=N).prove(N**25)


def test_expectations_are_expanded_and_enumerated() -> None:
    row = E(sp.Sum(W[i, j] * X[j], (j, 1, N)) ** 2)
    check(row, N * v**2 * (s**2 + mu**2), law=forward_law())
    for wrong in (N * v**2 * s**2, N**2 * v**2 * (s**2 + mu**2), N * v * (s**2 + mu**2)):
        step = Index(wrong, "wrong", size=N, law=forward_law())
        for prove in (step.prove, step.confirm):
            with pytest.raises(StepRefused):
                prove(row)


def test_a_fixed_weight_gets_a_number_before_the_outcomes_are_gone_through() -> None:
    fixed = sp.Symbol("t_1", real=True)
    row = E((fixed * W[1, 1] / 3 + W[1, 2]) ** 2)
    check(row, v**2 * (1 + fixed**2 / 9), law=forward_law(), sizes=(2, 3, 4))
    for wrong in (v**2 * (1 + fixed**2 / 3), v**2 * (1 - fixed**2 / 9), v**2):
        step = Index(wrong, "wrong", size=N, sizes=(2, 3, 4), law=forward_law())
        for prove in (step.prove, step.confirm):
            with pytest.raises(StepRefused):
                prove(row)


@pytest.mark.parametrize(
    "letter", [{}, {"real": True}, {"integer": True}, {"integer": True, "nonnegative": True}]
)
def test_an_index_is_a_positive_integer(letter: dict[str, bool]) -> None:
    """Another one would be drawn beside 1, 2, ..., as if it could not be one of them."""
    index = sp.Symbol("l", **letter)
    _both_refuse(E(W[index, 1]), sp.S.Zero, "l is an index of W: give a symbol that is a positive integer")


def test_two_letters_that_may_be_one_index_are_refused() -> None:
    row, other = sp.symbols("l l_2", integer=True, positive=True)
    _both_refuse(
        E(sp.Sum(W[1, j] * W[1, row], (j, 1, N))), sp.S.Zero, "l may be j, and both are indices of W"
    )
    _both_refuse(N * E(W[1, row] * W[1, other]), sp.S.Zero, "l may be l_2, and both are indices of W")
    _both_refuse(E(X[1] * X[row]), sp.Symbol("c_1,l", real=True), "l may be 1, and both are indices of x")
    _both_refuse(
        E(W[1, row]) * sp.Sum(E(W[1, row] ** 2), (row, 1, N)), sp.S.Zero, "runs over l, which also stands"
    )
    check(E(sp.Sum(W[row, j], (j, 1, N)) ** 2) + E(W[other, 1]), N * v**2, law=forward_law())


def _both_refuse(left: sp.Expr, right: sp.Expr, message: str) -> None:
    step = Index(right, "wrong", size=N, law=forward_law())
    for prove in (step.prove, step.confirm):
        with pytest.raises(StepRefused, match=message):
            prove(left)


def test_an_expectation_without_a_law_is_refused() -> None:
    with pytest.raises(DerivationError):
        check(E(N * X[1]), N * E(X[1]))
