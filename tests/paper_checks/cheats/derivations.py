"""Cheats in a derivation: each states what its steps do not prove.  The numbers are those of the list of cheats."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import sympy as sp

from paper_checks import (
    LEDGER,
    Claim,
    Kind,
    Point,
    Status,
    printed,
)
from tests.paper_checks.cheats.cheat import (
    FALSE_SQUARE,
    MEAN_SQUARE,
    SIX_TENTHS,
    chain,
    computed,
    contradicted,
    measured,
    q,
    refused,
    unproved,
)
from theory import Approx, Derivation, Differentiate, Equal, Evaluate, Index, Limit, Squeeze
from theory.derivation.bounds import AtLeast, AtMost
from theory.derivation.hypotheses import Assumed
from theory.notation import G0, G1, N, g, h, j, kappa, mu, p, t, u, y
from theory.results.normal import STANDARD_DENSITY, gaussian_mean
from theory.results.relu import relu_second_moment

# --- 1: a hypothesis that holds the result -------------------------------------------------------------------


def _hypothesis(stated: Any, **fields: Any) -> Claim:
    false = SIX_TENTHS * u**2
    return measured(false, chain(q, Equal(false, "(21)", given={q: stated}), lhs=MEAN_SQUARE), **fields)


def _near(factor: sp.Rational, **fields: Any) -> Claim:
    return measured(
        factor * u**2, chain(factor * u**2, Equal(factor * u**2, "as it is"), lhs=MEAN_SQUARE), **fields
    )


# Of (u t)² under the standard density.
SQUARE = u**2 * (sp.erf(t / sp.sqrt(2)) / 2 - t * STANDARD_DENSITY)

HYPOTHESES = (
    unproved("1 as it was", "is not a setting", lambda: _hypothesis(SIX_TENTHS * u**2)),
    unproved("1 as it was, with a wide margin", "is not a setting",
             lambda: _hypothesis(SIX_TENTHS * u**2, margin=0.5, margin_reason="a layer is small")),
    refused("1 a wide margin without a reason", "give a smaller one, or margin_reason",
            lambda: _hypothesis(SIX_TENTHS * u**2, margin=0.5)),
    refused("1 an assumption that is not declared", "its derivation assumes .*; declare it with assumes=",
            lambda: _hypothesis(Assumed(SIX_TENTHS * u**2, "(21)"))),
    contradicted("1 a declared assumption", lambda: _hypothesis(Assumed(SIX_TENTHS * u**2, "(21)"), assumes=("(21)",))),
    unproved("1 a premise made by hand and not named", "which is not a premise", lambda: _hypothesis(FALSE_SQUARE)),
    contradicted("1 a premise made by hand", lambda: measured(
        SIX_TENTHS * u**2,
        chain(q, Equal(SIX_TENTHS * u**2, "(21)", given={q: FALSE_SQUARE}), premises=(FALSE_SQUARE,), lhs=MEAN_SQUARE),
    )),
    contradicted("1 in `at`", lambda: measured(
        SIX_TENTHS * u**2,
        chain(q, Equal(SIX_TENTHS * u**2, "(21)", given={q: relu_second_moment().at({u: u * sp.sqrt(2 * SIX_TENTHS)})}),
              premises=(relu_second_moment(),), lhs=MEAN_SQUARE),
    )),
    contradicted("1 in the setting of a parameter", lambda: measured(
        SIX_TENTHS * u**2, chain(mu * u**2, Equal(SIX_TENTHS * u**2, "", given={mu: SIX_TENTHS}), lhs=MEAN_SQUARE)
    )),
    contradicted("1 in the start", lambda: measured(SIX_TENTHS * u**2, FALSE_SQUARE, margin=0.1)),
    refused("1 in the start, within the margin", "declare it with assumes=",
            lambda: _near(sp.Rational(51, 100), margin=0.1, declares=False)),
    refused("1 in the start, by less than a simulation resolves", "declare it with assumes=",
            lambda: _near(sp.Rational(5005, 10000), declares=False)),
    refused("1 in the start, with one's own computation", "declare it with assumes=",
            lambda: computed(SIX_TENTHS, chain(SIX_TENTHS, Equal(SIX_TENTHS, "as it is")), 0.6, declares=False)),
    refused("1 in the start of a premise", "declare it with assumes=", lambda: measured(
        SIX_TENTHS * u**2,
        chain(q, Equal(SIX_TENTHS * u**2, "(21)", given={q: FALSE_SQUARE}), premises=(FALSE_SQUARE,), lhs=MEAN_SQUARE),
        declares=False,
    )),
    refused("1 in the start, which is called as theory's own", "declare it with assumes=", lambda: measured(
        SIX_TENTHS * u**2, replace(FALSE_SQUARE, name="relu_second_moment"), declares=False)),
    refused("1 in the start, for another activation", "declare it with assumes=", lambda: measured(
        u**2, chain(gaussian_mean(y**2, u), Evaluate(u**2, "", antiderivative=SQUARE), lhs=MEAN_SQUARE),
        declares=False)),
    contradicted("1 in the start, within a margin with a reason",
                 lambda: _near(sp.Rational(55, 100), margin=0.5, margin_reason="why not"), Status.INCONCLUSIVE),
    refused("1 rounded, within the margin", "declare it with assumes=", lambda: measured(
        printed("0.52") * u**2, chain(sp.Rational(52, 100) * u**2, Equal(sp.Rational(52, 100) * u**2, "as it is"),
                                      lhs=MEAN_SQUARE), kind=Kind.ROUNDED, margin=0.1, declares=False)),
)  # fmt: skip


# --- 2: an approximation as an equality ----------------------------------------------------------------------


def _exactly(id: str, **fields: Any) -> Claim:
    claim = LEDGER[id]
    return replace(
        claim, id="mine.false", kind=Kind.EXACT, source=replace(claim.source, words="", reading="exactly"),
        points=claim.points[:1], **fields,
    )  # fmt: skip


TAYLOR = chain(g(y), Approx(G0 + y * G1, "Taylor", variable=y, order=2))
TO_ONE = chain(1 + 1 / N, Limit(sp.S.One, "N tends to infinity", variable=N))


def _through_a_premise(premise: Derivation, rhs: sp.Expr, **fields: Any) -> Claim:
    value = sp.Symbol("z_1", real=True)
    return computed(
        rhs, chain(value, Equal(rhs, "the premise", given={value: premise}), premises=(premise,)), **fields
    )


APPROXIMATIONS = (
    unproved("2 kumar2017.eq8", "it cannot verify a claim of kind exact", lambda: _exactly("kumar2017.eq8")),
    *(
        refused(f"2 {id}", "small is for an approximation, and this claim is exact", lambda id=id: _exactly(id))
        for id in ("kumar2017.eq9", "kumar2017.eq15")
    ),
    refused("2 an approximation as rounded", "holds no printed number",
            lambda: replace(_exactly("kumar2017.eq8"), kind=Kind.ROUNDED)),
    unproved("2 an expansion as a premise of an equality", "so z_1 is not equal to its result",
             lambda: _through_a_premise(
                 TAYLOR, G0 + y * G1, value=0.625,
                 points=(Point({"at": 0.5}),), symbols=lambda _: {y: 0.5, G0: 0.5, G1: 0.25})),
    unproved("2 a limit as a premise of an equality", "so z_1 is not equal to its result",
             lambda: _through_a_premise(TO_ONE, sp.S.One, value=1.0)),
    unproved("2 a limit as an equality", "it cannot verify a claim of kind exact",
             lambda: computed(1, TO_ONE, 1.0)),
    unproved("2 a limit as an approximation that is none", "it cannot verify a claim of kind asymptotic",
             lambda: computed(1, chain(1, Equal(sp.S.One, "as it is")), 1.0, kind=Kind.ASYMPTOTIC)),
    refused("2 a limit in another symbol", "takes the limit in another symbol",
            lambda: computed(1, TO_ONE, 1.0, kind=Kind.ASYMPTOTIC, large=sp.Symbol("M", integer=True, positive=True))),
)  # fmt: skip


# --- 3: a derivative as an equality --------------------------------------------------------------------------


DERIVATIVES = (
    unproved("3 as it was", "start from sympy.Derivative",
             lambda: computed(2 * u, chain(u**2, Differentiate(2 * u, "the slope")), 3.0, symbols=lambda _: {u: 1.5})),
    unproved("3 after an equality", "start from sympy.Derivative", lambda: computed(
        2 * u, chain(u**2, Equal(u * u, "as it is"), Differentiate(2 * u, "the slope")), 3.0,
        symbols=lambda _: {u: 1.5})),
    contradicted("3 a derivative for the mean square", lambda: measured(
        2 * u, chain(sp.Derivative(u**2, u), Differentiate(2 * u, "the slope"), lhs=MEAN_SQUARE))),
    unproved("3 of a sum with a derivative", "start from sympy.Derivative", lambda: computed(
        2 * u, chain(u**2 + sp.Derivative(u**2, u) - sp.Derivative(u**2, u), Differentiate(2 * u, "")), 3.0,
        symbols=lambda _: {u: 1.5})),
)  # fmt: skip


# --- 5: an identity at a few sizes ---------------------------------------------------------------------------


def _at_some_sizes(false: sp.Expr, sizes: tuple[int, ...] = (1, 2, 3, 4)) -> Claim:
    return computed(
        false, chain(N, Index(false, "at every size", size=N, sizes=sizes)), 4.0,
        points=(Point({"width": 4}),), symbols=lambda point: {N: point["width"]},
    )  # fmt: skip


def _vanishing_at(*sizes: int) -> sp.Expr:
    return sp.Mul(*(N - size for size in sizes))


SIZES = (
    unproved("5 as it was", "at N = 5", lambda: _at_some_sizes(N + _vanishing_at(1, 2, 3, 4, 6, 7, 9))),
    unproved("5 a longer polynomial", "at N = 9", lambda: _at_some_sizes(N + _vanishing_at(*range(1, 9)))),
    unproved("5 other sizes", "the sides are", lambda: _at_some_sizes(N + _vanishing_at(2, 3, 4, 5, 6), (2, 3, 4))),
    unproved("5 few sizes", "give 3 or more", lambda: _at_some_sizes(N + _vanishing_at(4, 5, 8), (4, 5))),
    unproved("5 a rational function", "at N = 6",
             lambda: _at_some_sizes(N + _vanishing_at(1, 2, 3, 4, 5, 7) / (N**9 + 1))),
    unproved("5 a product of sums", "the sides differ",
             lambda: _at_some_sizes(N + sp.Mul(*(sp.Sum(1, (j, 1, N)) - size for size in range(1, 9))))),
    unproved("5 a degree that is not tried", "above 24: take smaller steps",
             lambda: _at_some_sizes(N + _vanishing_at(*range(1, 26)))),
    unproved("5 times a root", "the sides differ",
             lambda: _at_some_sizes(N + _vanishing_at(1, 2, 3, 4, 5, 7) * sp.sqrt(N))),
    unproved("5 times an exponential", "differ", lambda: _at_some_sizes(N + _vanishing_at(1, 2, 3, 4, 5, 7) * 2**N)),
    unproved("5 a case for large sizes", "differ", lambda: _at_some_sizes(sp.Piecewise((N, N < 50), (2 * N, True)))),
    unproved("5 a sum with a case", "not a rational function",
             lambda: _at_some_sizes(sp.Sum(sp.Piecewise((1, j < 50), (2, True)), (j, 1, N)))),
)  # fmt: skip


# --- 6: a limit that a slow term spoils ----------------------------------------------------------------------


def _tends_to(start: sp.Expr, limit: Any, derivation: Derivation | None = None, **fields: Any) -> Claim:
    limit = sp.sympify(limit)
    step = Limit(limit, "N tends to infinity", variable=N, **fields)
    return computed(
        limit, derivation or chain(start, step), 0.0,
        computation=lambda point: float(start.subs(N, point["width"])),
        kind=Kind.ASYMPTOTIC, large=N, points=tuple(Point({"width": size}) for size in (1000, 2000)),
        symbols=lambda point: {N: point["width"]},
    )  # fmt: skip


def _slow(term: sp.Expr) -> Claim:
    return _tends_to(1 / N + term, 0)


def _slow_part(term: sp.Expr) -> Claim:
    return _tends_to(1 / N + term, 0, parts={1 / N: sp.S.Zero, term: sp.S.Zero})


def _squeezed(low: Derivation, high: Derivation, *, premises: bool = True) -> Claim:
    exact = chain(1 / N + N / sp.Integer(10) ** 12, Equal(1 / N + N / sp.Integer(10) ** 12, "as it is"))
    part = Squeeze(exact, low, high, sp.S.Zero)
    limit = Limit(sp.S.Zero, "between its bounds", variable=N, parts={exact.rhs: part})
    return _tends_to(exact.rhs, 0, chain(exact.rhs, limit, premises=part.premises if premises else ()))


ABOVE, BELOW = (
    chain(0, AtMost(2 / N, "", gap=(2 / N,))),
    chain(0, AtLeast(sp.S.Zero, "", gap=(sp.S.Zero,))),
)
SLOW = {
    "N": N / sp.Integer(10) ** 12,
    "log": sp.log(N) / 10**9,
    "root": sp.sqrt(N) / sp.Integer(10) ** 12,
    "constant": sp.Rational(1, 10**12),
    "waves": sp.sin(N) / sp.Integer(10) ** 12,
}
LIMITS = (
    *(unproved(f"6 {name}", "step 1 of 1", lambda term=term: _slow(term)) for name, term in SLOW.items()),
    unproved("6 in a part: N", "differ", lambda: _slow_part(SLOW["N"])),
    unproved("6 in a part: log", "differ", lambda: _slow_part(SLOW["log"])),
    unproved("6 in a factor", "differ", lambda: _tends_to(
        (1 + 1 / N) * (1 + SLOW["N"]), 1, parts={1 + 1 / N: sp.S.One, 1 + SLOW["N"]: sp.S.One})),
    unproved("6 bounds that are not premises", "is not a premise", lambda: _squeezed(BELOW, ABOVE, premises=False)),
    unproved("6 bounds that are not derived", "linear in expectations", lambda: _squeezed(BELOW, ABOVE)),
    unproved("6 bounds of another quantity", "", lambda: _squeezed(replace(BELOW, lhs=q), replace(ABOVE, lhs=q))),
)  # fmt: skip


# --- 9: values that a symbol cannot have ---------------------------------------------------------------------


def _given(symbol: sp.Expr, value: Any) -> Claim:
    result = symbol.as_base_exp()[0]
    rhs = (3 + result).subs(result, sp.sympify(value) ** (1 / symbol.as_base_exp()[1]))
    return computed(rhs, chain(3 + result, Equal(rhs, "as it must be", given={symbol: value})), 3.0)


NEGATIVE = chain(-1, Equal(-sp.S.One, "as it is"))
INADMISSIBLE = (
    unproved("9 as it was", "N is positive, but -1 is not", lambda: _given(N, -1)),
    unproved("9 half a unit", "N is integer, but 1/2 is not", lambda: _given(N, sp.Rational(1, 2))),
    unproved("9 a deviation of 0", "u is positive, but 0 is not", lambda: _given(u, 0)),
    unproved("9 a probability of 2", "must be a finite number", lambda: _given(p, 2)),
    unproved("9 a probability of 1", "must be a finite number", lambda: _given(p, 1)),
    unproved("9 a kurtosis below 1", "must be a finite number", lambda: _given(kappa, sp.Rational(1, 2))),
    unproved("9 a tanh of 1", "must be a finite number", lambda: _given(h, 1)),
    unproved("9 an expression in sizes", "u is positive, but 1 - N is not", lambda: replace(
        computed(1, chain(u + N, Equal(sp.S.One, "", given={u: 1 - N})), 1.0))),
    unproved("9 the result of a premise", "u is positive, but -1 is not", lambda: computed(
        2, chain(3 + u, Equal(sp.S(2), "", given={u: NEGATIVE}), premises=(NEGATIVE,)), 2.0)),
    unproved("9 an assumption", "u is positive, but -1 is not", lambda: computed(
        2, chain(3 + u, Equal(sp.S(2), "", given={u: Assumed(-sp.S.One, "so be it")})), 2.0, assumes=("so be it",))),
    refused("9 at a point", "u = -1.5", lambda: measured(u**2 / 2, relu_second_moment, symbols=lambda _: {u: -1.5})),
    refused("9 half a unit at a point", "N = 0.5",
            lambda: measured(u**2 / 2, relu_second_moment, symbols=lambda _: {u: 1.5, N: 0.5})),
)  # fmt: skip
