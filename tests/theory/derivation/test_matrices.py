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
variance = sp.Symbol("v_j", positive=True)
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
    "sign", ["positive", "nonnegative", "negative", "nonpositive", "integer", "imaginary"]
)
def test_a_name_with_a_sign_of_what_may_have_another_is_refused(sign: str) -> None:
    """With the sign, the proof would take the root."""
    name = sp.Symbol("m_s", **{sign: True})
    with pytest.raises(
        StepRefused, match=r"m_s has a sign that .* need not have|m_s is (an integer|not real)|the sides are"
    ):
        TraceIdentity(abs(name), "", names={name: MEAN}).confirm(sp.sqrt(MEAN**2))


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
