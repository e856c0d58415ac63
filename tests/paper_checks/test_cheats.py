"""False claims that once were VERIFIED, and others of their kinds: each is refused, alone and in a paper of one's own.

The rows are those of the list of cheats: each stands for a kind of fault, and has variants here.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any, ClassVar

import pytest
import sympy as sp

from paper_checks import (
    LEDGER,
    Claim,
    Kind,
    Ledger,
    Paper,
    Point,
    Rival,
    Source,
    Status,
    check,
    printed,
    verify,
)
from paper_checks.claim import Relation
from paper_checks.evidence.contracts import ClaimError
from paper_checks.evidence.passes import Passes
from paper_checks.experiments.networks import forward_pass
from theory import Approx, Derivation, DerivationError, Differentiate, Equal, Index, Limit, Squeeze
from theory.derivation.bounds import AtLeast, AtMost
from theory.derivation.hypotheses import Assumed, Hypothesis
from theory.derivation.quantities import Variance, layer_input, preactivation
from theory.derivation.step import Step
from theory.notation import G0, G1, E, N, g, h, j, kappa, m, mu, p, u, v, y
from theory.results.relu import relu_second_moment, relu_variance

MEAN_SQUARE = E(layer_input(m + 1) ** 2)
ONE_LAYER = Point({
    "width": 8, "depth": 1, "activation": "relu", "weight_variance": 2.25, "record": ("x2", "x2^2", "y1", "y1^2"),
})  # fmt: skip
SIX_TENTHS = sp.Rational(6, 10)
NUMBER = sp.Symbol("L")  # a left-hand side that is a number
q = sp.Symbol("q", positive=True)
RIVALS = (Rival(u**2, "the half forgotten"), Rival(2 * u**2, "doubled"))


def chain(start: Any, *steps: Any, lhs: sp.Expr = NUMBER, **fields: Any) -> Derivation:
    return Derivation("mine", lhs, sp.sympify(start), steps, **fields)


def measured(rhs: Any, derivation: Derivation | Callable[[], Derivation], **fields: Any) -> Claim:
    """Return a claim on the mean square of a ReLU unit, which is u^2/2, by default."""
    rhs = sp.sympify(rhs)
    given = {
        "id": "mine.false",
        "source": Source("mine", "here", "", reading="a statement of mine"),
        "kind": Kind.EXACT,
        "rhs": rhs,
        "derivation": (lambda: derivation) if isinstance(derivation, Derivation) else derivation,
        "rivals": (Rival(3 * rhs + 1, "three times as much"), Rival(5 * rhs + 2, "five times as much")),
        "experiment": forward_pass,
        "points": (ONE_LAYER,),
        "symbols": lambda point: {u: sp.sqrt(point["weight_variance"])},
    }
    return Claim(**(given | fields))


def computed(
    rhs: Any, derivation: Derivation | Callable[[], Derivation], value: float, **fields: Any
) -> Claim:
    """Return a claim whose author computes whatever the claim says: the proof alone can refuse it."""
    given = {
        "experiment": None,
        "computation": lambda _: value,
        "points": (Point({}),),
        "symbols": lambda _: {},
    }
    return measured(rhs, derivation, **(given | fields))


@dataclass(frozen=True)
class Cheat:
    """A false claim, and what refuses it: an error's message, a note of the proof, or the status alone."""

    name: str
    build: Callable[[], Claim]
    status: Status | None = None  # None: the claim is refused with an error
    says: str = ""


def refused(name: str, says: str, build: Callable[[], Claim]) -> Cheat:
    """Return a cheat that breaks a contract: the error names the claim and the mend."""
    return Cheat(name, build, None, says)


def unproved(name: str, says: str, build: Callable[[], Claim]) -> Cheat:
    """Return a cheat whose derivation is not proved: the note says where."""
    return Cheat(name, build, Status.INCONCLUSIVE, says)


def contradicted(name: str, build: Callable[[], Claim], status: Status = Status.CONFLICT) -> Cheat:
    """Return a cheat that the other line of evidence refutes."""
    return Cheat(name, build, status)


# --- 1: a hypothesis that holds the result -------------------------------------------------------------------


def _hypothesis(stated: Any, **fields: Any) -> Claim:
    false = SIX_TENTHS * u**2
    return measured(false, chain(q, Equal(false, "(21)", given={q: stated}), lhs=MEAN_SQUARE), **fields)


FALSE_SQUARE = chain(SIX_TENTHS * u**2, Equal(SIX_TENTHS * u**2, "as it is"), lhs=MEAN_SQUARE)


def _near(factor: sp.Rational, **fields: Any) -> Claim:
    return measured(
        factor * u**2, chain(factor * u**2, Equal(factor * u**2, "as it is"), lhs=MEAN_SQUARE), **fields
    )


HYPOTHESES = (
    unproved("1 as it was", "is not a setting", lambda: _hypothesis(SIX_TENTHS * u**2)),
    unproved("1 as it was, with a wide margin", "is not a setting",
             lambda: _hypothesis(SIX_TENTHS * u**2, margin=0.5, margin_reason="a layer is small")),
    refused("1 a wide margin without a reason", "give a smaller one, or margin_reason",
            lambda: _hypothesis(SIX_TENTHS * u**2, margin=0.5)),
    refused("1 an assumption that is not declared", "declare it with assumes=",
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
    contradicted("1 in the start, within the margin", lambda: _near(sp.Rational(51, 100), margin=0.1),
                 Status.INCONCLUSIVE),
    contradicted("1 in the start, within a margin with a reason",
                 lambda: _near(sp.Rational(55, 100), margin=0.5, margin_reason="why not"), Status.INCONCLUSIVE),
    contradicted("1 rounded, within the margin", lambda: measured(
        printed("0.52") * u**2, chain(sp.Rational(52, 100) * u**2, Equal(sp.Rational(52, 100) * u**2, "as it is"),
                                      lhs=MEAN_SQUARE), kind=Kind.ROUNDED, margin=0.1), Status.INCONCLUSIVE),
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
    *(
        unproved(f"2 {id}", "it cannot verify a claim of kind exact", lambda id=id: _exactly(id))
        for id in ("kumar2017.eq8", "kumar2017.eq9", "kumar2017.eq15")
    ),
    refused("2 an approximation as rounded", "holds no printed number",
            lambda: replace(_exactly("kumar2017.eq8"), kind=Kind.ROUNDED)),
    unproved("2 an expansion as a premise of an equality", "it cannot verify a claim of kind exact",
             lambda: _through_a_premise(
                 TAYLOR, G0 + y * G1, value=0.625,
                 points=(Point({"at": 0.5}),), symbols=lambda _: {y: 0.5, G0: 0.5, G1: 0.25})),
    unproved("2 a limit as a premise of an equality", "it cannot verify a claim of kind exact",
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


# --- 4: nothing that could fail ------------------------------------------------------------------------------


def _anything(**fields: Any) -> Claim:
    derivation = chain(SIX_TENTHS, Equal(SIX_TENTHS, "as it is"), lhs=MEAN_SQUARE)
    return replace(computed(SIX_TENTHS, derivation, 0.6), **fields)


def _fails(_: Point) -> float:
    return 1 / 0


NOTHING = (
    refused("4 as it was", "it has no points", lambda: _anything(points=(), rivals=(), computation=_fails)),
    refused("4 no rivals", "it has 0 rivals; give two", lambda: _anything(rivals=())),
    refused("4 one rival", "it has 1 rivals; give two", lambda: _anything(rivals=(Rival(sp.S.One, "1"),))),
    refused("4 one rival twice", "its rivals all state the same",
            lambda: _anything(rivals=(Rival(2 * u / u, "two"), Rival(sp.S(2), "twice one")))),
    refused("4 a rival that is the claim", "states the same at every point",
            lambda: _anything(rivals=(Rival(sp.S(3) / 5, "the same"), Rival(sp.S.One, "1")))),
    refused("4 a computation that fails", "ZeroDivisionError", lambda: _anything(computation=_fails)),
    refused("4 no second line", "give an experiment where something is random", lambda: _anything(computation=None)),
    refused("4 two second lines", "and not both", lambda: _anything(experiment=forward_pass)),
    refused("4 no derivation", "must be a theory.Derivation", lambda: _anything(derivation=lambda: None)),
    refused("4 no steps", "has no steps", lambda: _anything(derivation=lambda: chain(SIX_TENTHS))),
    refused("4 a derivation that cannot be built", "ZeroDivisionError", lambda: _anything(derivation=lambda: 1 / 0)),
    refused("4 an order", "no line of evidence judges", lambda: _anything(relation=Relation.ORDER)),
    refused("4 a symbol without a value", "give it a value in symbols", lambda: _anything(rhs=SIX_TENTHS * u / u + N)),
    refused("4 no margin", "must be above 0", lambda: _anything(margin=0.0)),
    contradicted("4 a computation of nothing", lambda: _anything(computation=lambda _: float("nan")),
                 Status.INCONCLUSIVE),
    contradicted("4 a textual claim without altered values", lambda: _anything(kind=Kind.TEXTUAL),
                 Status.INCONCLUSIVE),
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
    unproved("5 a product of sums", "the sides are",
             lambda: _at_some_sizes(N + sp.Mul(*(sp.Sum(1, (j, 1, N)) - size for size in range(1, 9))))),
    unproved("5 a degree that is not tried", "above 24: take smaller steps",
             lambda: _at_some_sizes(N + _vanishing_at(*range(1, 26)))),
    unproved("5 times a root", "the sides are",
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


# --- 7: kinds of one's own -----------------------------------------------------------------------------------


def _own_step(base: type) -> Claim:
    class Mine(base):  # type: ignore[misc, valid-type]
        kind = "mine"

        def prove(self, previous: sp.Expr) -> None:
            pass

        confirm = prove

    return computed(SIX_TENTHS, chain(1, Mine(SIX_TENTHS, "because")), 0.6)


class _NotAStep:
    kind, relation, sign, reason = "mine", "=", "=", "because"
    result = SIX_TENTHS
    hypotheses: ClassVar[dict[Any, Any]] = {}
    premises = ()

    def prove(self, previous: sp.Expr) -> None:
        pass

    confirm = prove


class _SaysItIsTheorys(_NotAStep):
    __module__ = "theory.derivation.mine"


class _Unchecked(Derivation):
    def check(self) -> None:
        pass


class _OwnHypothesis(Hypothesis):
    def require(self, symbol: sp.Symbol) -> None:
        pass


class _OwnLaw:
    families = ()

    def mean(self, expression: sp.Expr) -> sp.Expr:
        return SIX_TENTHS

    enumerate = mean

    def parameters(self) -> dict[Any, Any]:
        return {}


class _OwnClaim(Claim):
    at_width = None


def _unchecked() -> Derivation:
    return _Unchecked("mine", NUMBER, sp.S.One, (Equal(SIX_TENTHS, "because"),))


OWN_KINDS = (
    Cheat("7 as it was", lambda: _own_step(Step), None, "are a closed set"),
    Cheat("7 a kind of equality", lambda: _own_step(Equal), None, "are a closed set"),
    refused("7 what looks like a step", "uses a _NotAStep", lambda: computed(SIX_TENTHS, chain(1, _NotAStep()), 0.6)),
    refused("7 what says that it is a step of theory", "uses a _SaysItIsTheorys",
            lambda: computed(SIX_TENTHS, chain(1, _SaysItIsTheorys()), 0.6)),
    refused("7 a derivation of one's own", "must be a theory.Derivation, got _Unchecked",
            lambda: computed(SIX_TENTHS, _unchecked, 0.6)),
    refused("7 a premise of one's own", "uses a _Unchecked", lambda: computed(
        SIX_TENTHS, chain(q, Equal(SIX_TENTHS, "", given={q: (own := _unchecked())}), premises=(own,)), 0.6)),
    refused("7 a hypothesis of one's own", "uses a _OwnHypothesis", lambda: computed(
        SIX_TENTHS, chain(q, Equal(SIX_TENTHS, "", given={q: _OwnHypothesis(SIX_TENTHS)})), 0.6)),
    refused("7 a hypothesis of no kind", "uses a Hypothesis", lambda: computed(
        SIX_TENTHS, chain(q, Equal(SIX_TENTHS, "", given={q: Hypothesis(SIX_TENTHS)})), 0.6)),
    refused("7 a law of one's own", "uses a _OwnLaw", lambda: computed(
        SIX_TENTHS, chain(E(q), Index(SIX_TENTHS, "", size=N, law=_OwnLaw())), 0.6)),
    refused("7 a claim of one's own", "it must be a Claim itself",
            lambda: _OwnClaim(**vars(_anything()))),
)  # fmt: skip


# --- 8: sides that have nothing to do with one another -------------------------------------------------------


def _derives_another(lhs: sp.Expr, **fields: Any) -> Claim:
    """Return a claim whose derivation has the right result, of another quantity."""
    claim = LEDGER["kumar2017.eq21"]
    return replace(
        claim, id="mine.false", source=replace(claim.source, words="", reading="a statement of mine"),
        derivation=lambda: replace(relu_second_moment(), lhs=lhs), **fields,
    )  # fmt: skip


def _other_parameters(**changed: Any) -> Claim:
    """Return a claim whose experiment is not that of its points."""
    return measured(
        SIX_TENTHS * u**2, FALSE_SQUARE, experiment=lambda **setting: forward_pass(**(setting | changed))
    )


UNRELATED = (
    contradicted("8 the variance for the mean square", lambda: _derives_another(Variance(layer_input(m + 1)))),
    contradicted("8 the mean for the mean square", lambda: _derives_another(E(layer_input(m + 1)))),
    refused("8 a signal that is not recorded", "record it", lambda: _derives_another(E(preactivation(m) ** 2))),
    refused("8 another layer", "record it", lambda: _derives_another(E(layer_input(m + 2) ** 2))),
    refused("8 a label", "holds no statistic of a signal|depends on", lambda: _derives_another(sp.Symbol("E x^2"))),
    contradicted("8 the derivation of another claim", lambda: replace(
        _derives_another(MEAN_SQUARE), derivation=lambda: replace(relu_variance(), lhs=MEAN_SQUARE)),
        Status.INCONCLUSIVE),
    contradicted("8 the derivation of another claim, with its result", lambda: replace(
        _derives_another(MEAN_SQUARE), derivation=lambda: replace(relu_variance(), lhs=MEAN_SQUARE),
        rhs=relu_variance().rhs, rivals=RIVALS)),
    refused("8 symbols that are not the experiment's", "u is 1.5 in the experiment", lambda: measured(
        SIX_TENTHS * u**2, FALSE_SQUARE, symbols=lambda _: {u: 1.5 * sp.sqrt(sp.Rational(5, 6))})),
    refused("8 a deviation of a deeper layer", "u is a result of the layers below", lambda: measured(
        SIX_TENTHS * u**2, FALSE_SQUARE, symbols=lambda _: {m: 2, u: 1.5 * sp.sqrt(sp.Rational(5, 6))})),
    refused("8 an experiment that is not the points'", "u is 1.64317 in the experiment",
            lambda: _other_parameters(weight_variance=2.7)),
    refused("8 a number of units that is not the experiment's", "N is 8 in the experiment", lambda: measured(
        N * v**2, chain(N * v**2, Equal(N * v**2, ""), lhs=MEAN_SQUARE),
        symbols=lambda _: {N: 16, v: 1.5 / sp.sqrt(8)})),
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


# --- 10 and 15: a limit, and the exact value beside it -------------------------------------------------------


POISSON = LEDGER["cpen455hw1.1.4.poisson-limit"]


def _another_limit(factor: sp.Rational, **fields: Any) -> Claim:
    source = replace(POISSON.source, words="", reading="another limit")
    return replace(POISSON, id="mine.false", rhs=POISSON.rhs * factor, source=source, **fields)


WRONG_LIMITS = (
    contradicted("15 5 % above", lambda: _another_limit(sp.Rational(105, 100)), Status.REFUTED),
    contradicted("15 5 % below", lambda: _another_limit(sp.Rational(95, 100)), Status.REFUTED),
    contradicted("15 0.01 % above", lambda: _another_limit(sp.Rational(10001, 10000))),
    contradicted("15 0.000001 % below", lambda: _another_limit(1 - sp.Rational(1, 10**8))),
    contradicted("10 the limit at finite size", lambda: _another_limit(sp.S.One, large=None)),
    refused("10 a size that is not the limit's", "takes the limit in another symbol",
            lambda: _another_limit(sp.S.One, large=N)),
)  # fmt: skip


# --- 11 and 14: printed numbers ------------------------------------------------------------------------------


def _prints(rhs: sp.Expr, value: Any, **fields: Any) -> Claim:
    value = sp.sympify(value)
    return computed(
        rhs, chain(value, Equal(value, "as it is")), float(value), **({"kind": Kind.ROUNDED} | fields)
    )


PRINTED = (
    contradicted("11 as it was", lambda: _prints(printed("0.0000"), sp.Rational(4, 100)), Status.REFUTED),
    contradicted("11 a zero with an exponent", lambda: _prints(printed("0e-3"), sp.Rational(4, 100)), Status.REFUTED),
    contradicted("11 a negative zero", lambda: _prints(printed("-0.00"), sp.Rational(4, 100)), Status.REFUTED),
    contradicted("14 as it was: 2 x 0.7 for 1.2",
                 lambda: _prints(2 * printed("0.7"), sp.Rational(12, 10)), Status.REFUTED),
    contradicted("14 a sum", lambda: _prints(printed("0.7") + printed("0.7"), sp.Rational(12, 10)), Status.REFUTED),
    contradicted("14 a difference", lambda: _prints(1 - printed("0.7"), sp.Rational(1, 5)), Status.REFUTED),
    contradicted("14 a power", lambda: _prints(printed("0.7") ** 2, sp.Rational(60, 100)), Status.REFUTED),
    contradicted("14 a quotient", lambda: _prints(1 / printed("0.7"), sp.Rational(16, 10)), Status.REFUTED),
    contradicted("14 a product with a root",
                 lambda: _prints(sp.sqrt(2) * printed("0.7"), sp.Rational(11, 10)), Status.REFUTED),
    refused("14 a printed number stated exactly", "make the claim rounded",
            lambda: _prints(printed("0.7"), sp.Rational(68, 100), kind=Kind.EXACT)),
    refused("14 a number of SymPy's own precision", "holds no printed number",
            lambda: _prints(sp.Float("0.7", 1) * 2, sp.Rational(12, 10))),
    refused("12 a number that the words lack", "which its words lack; quote the words", lambda: _prints(
        printed("2.93"), sp.Rational(293, 100), source=Source("mine", "here", "which yields u_m^2 ≈ 3."))),
    refused("12 with a digit more", "which its words lack; quote the words", lambda: _prints(
        printed("1.50"), sp.Rational(3, 2), source=Source("mine", "here", "3 = 1.5 N v^2"))),
)  # fmt: skip


CHEATS = (
    *HYPOTHESES, *APPROXIMATIONS, *DERIVATIVES, *NOTHING, *SIZES, *LIMITS, *OWN_KINDS, *UNRELATED, *INADMISSIBLE,
    *WRONG_LIMITS, *PRINTED,
)  # fmt: skip
EACH = pytest.mark.parametrize("cheat", [pytest.param(cheat, id=cheat.name) for cheat in CHEATS])


def _paper(*claims: Claim) -> Paper:
    return Paper(claims[0].paper, "A paper of mine", "on my desk", claims)


@EACH
def test_a_cheat_alone(cheat: Cheat, passes: Passes) -> None:
    if cheat.status is None:
        with pytest.raises((ClaimError, DerivationError, TypeError), match=cheat.says):
            verify(claim := cheat.build(), paper=_paper(claim), passes=passes)
        return
    claim = cheat.build()
    verdict = verify(claim, paper=_paper(claim), passes=passes)
    assert verdict.status is cheat.status, verdict
    assert cheat.says in " ".join(verdict.notes)


def test_no_cheat_is_verified_in_a_paper_of_ones_own() -> None:
    """All of them in one paper, each under an id of its own: a sound claim of that paper still gets its verdict."""
    sound = replace(LEDGER["kumar2017.eq17"], id="mine.sound")
    built: dict[str, Cheat] = {}
    claims = []
    for number, cheat in enumerate(CHEATS):
        try:
            claim = cheat.build()
        except TypeError:  # a kind of step of one's own: there is no claim
            continue
        if type(claim) is Claim:
            claim = replace(claim, id=f"mine.cheat-{number}", corrected_by=None)
        built[claim.id] = cheat
        claims.append(claim)
    run = check([*claims, sound], ledger=Ledger(lambda: [_paper(*claims, sound)]), jobs=1)
    assert run.verdicts["mine.sound"].status is Status.VERIFIED
    for id, cheat in built.items():
        verdict = run.verdicts[id]
        assert verdict.status is not Status.VERIFIED, cheat.name
        if cheat.status is None:
            assert f"{id} cannot be judged" in verdict.notes[0], cheat.name
