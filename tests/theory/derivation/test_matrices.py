"""Identities between traces: right ones pass both proofs, and each proof refuses wrong ones by itself."""

from collections.abc import Callable

import pytest
import sympy as sp
from sympy.matrices.expressions.diagonal import DiagMatrix
from sympy.matrices.expressions.hadamard import HadamardProduct

from theory import Derivation, DerivationError
from theory.derivation.matrices import AtShape, TraceIdentity
from theory.derivation.step import Step, StepRefused
from theory.derivation.traces import Orthonormal, Positive, Unit
from theory.notation import B, gamma

n, k, i = sp.symbols("n k i", integer=True, positive=True)
W, V = sp.MatrixSymbol("W", n, k), sp.MatrixSymbol("V", n, k)
s, d, h = sp.MatrixSymbol("s", n, 1), sp.MatrixSymbol("d", n, 1), sp.MatrixSymbol("h", k, 1)
Y, ones = sp.MatrixSymbol("Y", B, 1), sp.OneMatrix(B, 1)
centring = sp.Identity(B) - ones * ones.T / B
mean, value = sp.symbols("m y", real=True)
variance = sp.Symbol("v_j", real=True)
tr = sp.Trace
MEAN, VARIANCE, VALUE = tr(ones.T * Y) / B, tr(Y.T * centring * Y) / B, tr(Unit(B, i).T * Y)


def _proofs(step: Step) -> tuple[Callable[[sp.Expr], None], ...]:
    return step.prove, step.confirm


def _passes(step: Step, previous: sp.Expr) -> None:
    for check in _proofs(step):
        check(previous)


def _both_refuse(step: Step, previous: sp.Expr, message: str = ".") -> None:
    for check in _proofs(step):
        with pytest.raises(StepRefused, match=message):
            check(previous)


LOSS = tr(d.T * DiagMatrix(s) * V * h)


def test_a_gradient_for_every_shape() -> None:
    _passes(TraceIdentity(tr((HadamardProduct(s, d) * h.T).T * V), ""), LOSS)


@pytest.mark.parametrize(
    "wrong",
    [
        2 * LOSS, -LOSS, LOSS + 1, tr((d * h.T).T * V), tr((HadamardProduct(s, s) * h.T).T * V),
        tr((HadamardProduct(s, d) * h.T).T * W), LOSS * k / n, LOSS**2,
    ],
)  # fmt: skip
def test_a_wrong_one_is_refused_by_both(wrong: sp.Expr) -> None:
    _both_refuse(TraceIdentity(wrong, ""), LOSS)


def test_what_holds_at_equal_widths_alone_is_refused() -> None:
    square = sp.MatrixSymbol("S", n, n)
    _both_refuse(TraceIdentity(tr(d.T * square.T * s), ""), tr(d.T * square * s))
    _both_refuse(TraceIdentity(tr(d.T * W.T * s), ""), tr(d.T * W * h), "shapes|product does not exist")


def test_what_holds_at_one_size_alone_is_refused() -> None:
    _both_refuse(TraceIdentity(sp.Integer(3), ""), tr(sp.Identity(n)))
    _both_refuse(TraceIdentity(tr(ones * ones.T) / 2, ""), tr(sp.Identity(B)) ** 2 / 6)


# --- names ---------------------------------------------------------------------------------------------------


def test_sums_get_names() -> None:
    normalized = gamma * centring * Y / sp.sqrt(VARIANCE)
    step = TraceIdentity(
        gamma * (value - mean) / sp.sqrt(variance), "", names={value: VALUE, mean: MEAN, variance: VARIANCE}
    )
    _passes(step, tr(Unit(B, i).T * normalized))
    _passes(TraceIdentity(variance + mean**2, "", names={mean: MEAN, variance: VARIANCE}), tr(Y.T * Y) / B)


def test_a_wrong_use_of_names_is_refused_by_both() -> None:
    for wrong in (variance, variance - mean**2, B * (variance + mean**2), variance + mean):
        _both_refuse(TraceIdentity(wrong, "", names={mean: MEAN, variance: VARIANCE}), tr(Y.T * Y) / B)


def test_a_name_that_means_something_already_is_refused() -> None:
    _both_refuse(TraceIdentity(gamma, "", names={gamma: MEAN}), MEAN, "gamma has a meaning already")
    _both_refuse(TraceIdentity(2 * mean, "", names={mean: MEAN}), MEAN + mean, "m has a meaning already")
    _both_refuse(TraceIdentity(n, "", names={mean: n}), n + 0 * MEAN, "names no trace")


def test_a_name_that_hides_no_sum_of_its_own_is_refused() -> None:
    with pytest.raises(StepRefused, match="of which no trace stands by itself"):
        TraceIdentity(mean, "", names={mean: MEAN**2}).prove(MEAN**2)


@pytest.mark.parametrize(
    "assumed",
    [
        "positive",
        "nonnegative",
        "negative",
        "nonpositive",
        "integer",
        "imaginary",
        "nonzero",
        "irrational",
        "complex",
    ],
)
def test_a_name_of_which_more_is_assumed_than_that_it_is_real_is_refused(assumed: str) -> None:
    """With a sign, the proof would take the root; with nonzero, one of two cases."""
    name = sp.Symbol("m_s", **{assumed: True})
    message = "m_s is assumed to be more than real, which .* need not be: name it by a real symbol"
    _both_refuse(TraceIdentity(abs(name), "", names={name: MEAN}), sp.sqrt(MEAN**2), message)
    far = MEAN + 100  # positive at all random arrays
    _both_refuse(TraceIdentity(name, "", names={name: far}), sp.sqrt(far**2), message)


# --- letters ------------------------------------------------------------------------------------------------


def test_a_letter_of_a_trace_is_bound_by_no_sum() -> None:
    """The mean of a column is none of its entries."""
    over = (i, 1, B)
    for around in (sp.Sum(VALUE, over), sp.Product(VALUE, over), sp.Integral(VALUE * gamma, (gamma, 0, 1))):
        message = f"is a {type(around).__name__} around a trace: .* a sum over entries as one trace"
        _both_refuse(TraceIdentity(VALUE, ""), around / sp.Sum(1, over), message)
        at = {"matrices": {Y: sp.Matrix(sp.symbols("y_1:3", real=True))}, "at": {i: 1}}
        _both_refuse(AtShape(at["matrices"][Y][0], "", **at), around / sp.Sum(1, over), message)
    cases = sp.Piecewise((1, sp.Eq(MEAN, 0)), (2, True))
    _both_refuse(TraceIdentity(sp.Integer(2), ""), cases, "around a trace")


def test_two_symbols_of_one_name_are_refused() -> None:
    """They would be one letter to the proof, and two to the arrays."""
    other = tr(Unit(B, sp.Symbol("i")).T * Y)
    _both_refuse(TraceIdentity(other, ""), VALUE, "two symbols are called i: give each a name of its own")
    _both_refuse(
        TraceIdentity(sp.Symbol("y"), "", names={sp.Symbol("y"): VALUE}),
        VALUE * value / value + value,
        "two symbols are called y",
    )
    digit = tr(Unit(B, sp.Symbol("0", integer=True, positive=True)).T * Y)  # called as the proof calls a sum
    _both_refuse(TraceIdentity(digit, ""), tr(ones.T * Y))


# --- at a shape ----------------------------------------------------------------------------------------------

w = sp.Matrix(2, 3, sp.symbols("w_1:7", real=True))
e, f = sp.Matrix(sp.symbols("e_1:3", real=True)), sp.Matrix(sp.symbols("f_1:4", real=True))
WRITTEN = {W: w, d: e, h: f}


def test_the_value_at_a_shape() -> None:
    previous = tr(d.T * W * h) * gamma / n + tr(Unit(k, i).T * h)
    result = (e.T * w * f)[0] * gamma / 2 + f[1]
    step = AtShape(result, "", matrices=WRITTEN, at={i: 2})
    _passes(step, previous)
    for wrong in (2 * result, result + 1, (e.T * w * f)[0] * gamma / 3 + f[1], result.subs(f[1], f[0])):
        _both_refuse(AtShape(wrong, "", matrices=WRITTEN, at={i: 2}), previous)


def test_sizes_are_told_by_matrices_and_agree() -> None:
    double, single = sp.MatrixSymbol("D", 2 * n, 1), sp.MatrixSymbol("S", n, 1)
    previous = tr(double.T * double) + tr(single.T * single) + n
    _passes(AtShape(sp.Integer(3), "", matrices={double: sp.zeros(6, 1), single: sp.zeros(3, 1)}), previous)
    wrong = AtShape(sp.Integer(3), "", matrices={double: sp.zeros(4, 1), single: sp.zeros(3, 1)})
    _both_refuse(wrong, previous, r"D is written out with the shape \(4, 1\), where 2\*n is 6")
    alone = AtShape(sp.S.Zero, "", matrices={double: sp.zeros(4, 1)})
    _both_refuse(
        alone, tr(double.T * double), r"D has the size 2\*n: write out matrices that tell its letters"
    )


def test_a_size_is_one_that_its_letter_may_be() -> None:
    even = sp.Symbol("n_e", integer=True, positive=True, even=True)
    column = sp.MatrixSymbol("x", even, 1)
    step = AtShape(sp.S.One, "", matrices={column: sp.zeros(3, 1)})
    _both_refuse(step, (-1) ** even + tr(column.T * column), "n_e is even, but 3 is not")
    letter = tr(Unit(n, even).T * d)
    _both_refuse(AtShape(e[0], "", matrices={d: e}, at={even: 1}), letter, "n_e is even, but 1 is not")
    itself = tr(Unit(n, n).T * d) * n
    _both_refuse(AtShape(e[0], "", matrices={d: e}, at={n: 1}), itself, "n is a size, and the index of")


@pytest.mark.parametrize("entry", [sp.Symbol("z"), sp.log(sp.Symbol("x", real=True)), sp.I, sp.oo], ids=str)
def test_entries_are_real(entry: sp.Expr) -> None:
    """√(tr A²) is |tr A| of a real entry alone."""
    square = sp.MatrixSymbol("S", n, n)
    step = AtShape(sp.Abs(entry), "", matrices={square: sp.Matrix([[entry]])})
    _both_refuse(step, sp.Abs(tr(square)), "which is not shown to be real")


def test_entries_may_be_expressions() -> None:
    angle = sp.Symbol("phi", real=True)
    turn = sp.Matrix([[sp.cos(angle), -sp.sin(angle)], [sp.sin(angle), sp.cos(angle)]])
    square = sp.MatrixSymbol("S", n, n)
    _passes(AtShape(2 * sp.cos(2 * angle), "", matrices={square: turn}), tr(square * square))


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({"matrices": {W: w, d: e}}, "h is not written out"),
        ({"matrices": WRITTEN | {h: e}}, r"with the shape \(2, 1\), where k is 3|where k is 2"),
        ({"matrices": WRITTEN | {h: w.T}}, r"with the shape \(3, 2\), where 1 is 1"),
    ],
)
def test_shapes_that_do_not_fit_are_refused(given: dict, message: str) -> None:
    _both_refuse(AtShape(sp.S.One, "", **given), tr(d.T * W * h), message)


def test_an_index_must_be_inside() -> None:
    for at in ({}, {i: 0}, {i: 4}):
        _both_refuse(
            AtShape(f[0], "", matrices={h: f}, at=at), tr(Unit(k, i).T * h), "give an index from 1 to 3"
        )


def test_a_matrix_with_a_property_is_not_written_out_without_it() -> None:
    U, a = Orthonormal("U", n, n), Positive("a", n, 1)
    _both_refuse(AtShape(sp.Integer(2), "", matrices={U: sp.eye(2)}), tr(U), "U is Orthonormal")
    _both_refuse(AtShape(e[0] + e[1], "", matrices={a: e}), tr(sp.OneMatrix(n, 1).T * a), "a is Positive")
    positive = sp.Matrix(sp.symbols("p_1:3", positive=True))
    _passes(AtShape(positive[0] + positive[1], "", matrices={a: positive}), tr(sp.OneMatrix(n, 1).T * a))


def test_a_product_that_does_not_exist_is_refused_where_it_happens_to_fit() -> None:
    """At equal widths the arrays fit; the product of the symbols does not exist."""
    square = {W: sp.Matrix(2, 2, sp.symbols("w_1:5", real=True)), d: e, h: e}
    with pytest.raises(StepRefused, match="their product does not exist"):
        AtShape((e.T * square[W] * e)[0], "", matrices=square).prove(tr(sp.MatMul(d.T, W.T, h)))


def test_a_chain_of_them() -> None:
    chain = Derivation(
        "chain",
        sp.Symbol("l"),
        tr(d.T * W * h),
        (
            TraceIdentity(tr((W.T * d).T * h), "transposed"),
            AtShape((e.T * w * f)[0], "written out", matrices=WRITTEN),
        ),
    )
    chain.check()
    assert r"\operatorname{tr}" in chain.latex()
    with pytest.raises(DerivationError, match=r"step 1 of 1 \(matrices; lost\)"):
        Derivation("lost", sp.Symbol("l"), tr(d.T * W * h), (TraceIdentity(tr(d.T * W), "lost"),)).check()
