"""Cheats in a claim: its parts do not belong together.  The numbers are those of the list of cheats."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, ClassVar

import sympy as sp

from paper_checks import (
    LEDGER,
    Claim,
    Kind,
    Point,
    Rival,
    Source,
    Status,
    printed,
)
from paper_checks.experiments.networks import forward_pass
from tests.paper_checks.cheats.cheat import (
    FALSE_SQUARE,
    MEAN_SQUARE,
    NUMBER,
    RIVALS,
    SIX_TENTHS,
    Cheat,
    chain,
    computed,
    contradicted,
    declaring,
    measured,
    q,
    refused,
)
from theory import Derivation, Equal, Index
from theory.derivation.hypotheses import Assumed
from theory.derivation.quantities import Variance, layer_input, preactivation
from theory.derivation.step import Step
from theory.notation import E, N, m, u, v
from theory.results.relu import relu_second_moment, relu_variance

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
    refused("4 an order", "its relation must be one of", lambda: _anything(relation="~")),
    refused("4 a symbol without a value", "give it a value in symbols", lambda: _anything(rhs=SIX_TENTHS * u / u + N)),
    refused("4 no margin", "must be above 0", lambda: _anything(margin=0.0)),
    contradicted("4 a computation of nothing", lambda: _anything(computation=lambda _: float("nan")),
                 Status.INCONCLUSIVE),
    refused("4 a textual claim without passages", "its passages take the place of rhs",
            lambda: _anything(kind=Kind.TEXTUAL)),
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


class _OwnHypothesis(Assumed):
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
    class Unchecked(Derivation):
        def check(self) -> None:
            pass

    return Unchecked("mine", NUMBER, sp.S.One, (Equal(SIX_TENTHS, "because"),))


OWN_KINDS = (
    Cheat("7 as it was", lambda: _own_step(Step), None, "are a closed set"),
    Cheat("7 a kind of equality", lambda: _own_step(Equal), None, "are a closed set"),
    refused("7 what looks like a step", "uses a _NotAStep", lambda: computed(SIX_TENTHS, chain(1, _NotAStep()), 0.6)),
    refused("7 what says that it is a step of theory", "uses a _SaysItIsTheorys",
            lambda: computed(SIX_TENTHS, chain(1, _SaysItIsTheorys()), 0.6)),
    Cheat("7 a derivation of one's own", lambda: computed(SIX_TENTHS, _unchecked(), 0.6), None, "must stay as it is"),
    refused("7 a hypothesis of one's own", "is not a hypothesis", lambda: computed(
        SIX_TENTHS, chain(q, Equal(SIX_TENTHS, "", given={q: _OwnHypothesis(SIX_TENTHS, "so be it")})), 0.6)),
    refused("7 a law of one's own", "uses a _OwnLaw", lambda: computed(
        SIX_TENTHS, chain(E(q), Index(SIX_TENTHS, "", size=N, law=_OwnLaw())), 0.6)),
    refused("7 a claim of one's own", "it must be a Claim itself",
            lambda: _OwnClaim(**vars(_anything()))),
)  # fmt: skip


# --- 8: sides that have nothing to do with one another -------------------------------------------------------


def _derives_another(lhs: sp.Expr, **fields: Any) -> Claim:
    """Return a claim whose derivation has the right result, of another quantity."""
    claim = LEDGER["kumar2017.eq21"]
    return declaring(replace(
        claim, id="mine.false", source=replace(claim.source, words="", reading="a statement of mine"),
        derivation=lambda: replace(relu_second_moment(), lhs=lhs), **fields,
    ))  # fmt: skip


def _other_parameters(**changed: Any) -> Claim:
    """Return a claim whose experiment is not that of its points."""
    return measured(
        SIX_TENTHS * u**2, FALSE_SQUARE, experiment=lambda **setting: forward_pass(**(setting | changed))
    )


UNRELATED = (
    contradicted("8 the variance for the mean square", lambda: _derives_another(Variance(layer_input(m + 1)))),
    contradicted("8 the mean for the mean square", lambda: _derives_another(E(layer_input(m + 1)))),
    refused("8 the mean for the mean square, not declared", "declare it with assumes=",
            lambda: replace(_derives_another(E(layer_input(m + 1))), assumes=())),
    refused("8 a signal that is not recorded", "record it", lambda: _derives_another(E(preactivation(m) ** 2))),
    refused("8 another layer", "record it", lambda: _derives_another(E(layer_input(m + 2) ** 2))),
    refused("8 a label", "holds no statistic of a signal|depends on", lambda: _derives_another(sp.Symbol("E x^2"))),
    refused("8 the derivation of another claim", "declare it with assumes=", lambda: replace(
        _derives_another(MEAN_SQUARE), assumes=(), derivation=lambda: replace(relu_variance(), lhs=MEAN_SQUARE))),
    contradicted("8 the derivation of another claim, declared", lambda: declaring(replace(
        _derives_another(MEAN_SQUARE), assumes=(), derivation=lambda: replace(relu_variance(), lhs=MEAN_SQUARE)))),
    contradicted("8 the derivation of another claim, with its result", lambda: declaring(replace(
        _derives_another(MEAN_SQUARE), assumes=(), derivation=lambda: replace(relu_variance(), lhs=MEAN_SQUARE),
        rhs=relu_variance().rhs, rivals=RIVALS))),
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
    refused("14 a number of SymPy's own precision", "holds a number in floating point",
            lambda: _prints(sp.Float("0.7", 1) * 2, sp.Rational(12, 10))),
    refused("12 a number that the words lack", "which its words lack; quote the words", lambda: _prints(
        printed("2.93"), sp.Rational(293, 100), source=Source("mine", "here", "which yields u_m^2 ≈ 3."))),
    refused("12 with a digit more", "which its words lack; quote the words", lambda: _prints(
        printed("1.50"), sp.Rational(3, 2), source=Source("mine", "here", "3 = 1.5 N v^2"))),
)  # fmt: skip
