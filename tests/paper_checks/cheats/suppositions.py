"""Cheats in what a chain supposes: starts, settings, scales and laws of one's own.  A reader found them by attack."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import sympy as sp

from paper_checks import Kind, Point, Rival, Status, printed
from tests.paper_checks.cheats.cheat import (
    MEAN_SQUARE,
    RIVALS,
    computed,
    contradicted,
    measured,
    refused,
    unproved,
)
from theory import Approx, Derivation, Equal, Evaluate, Index, Limit, derived
from theory.derivation import registry
from theory.derivation.expectation import Exchangeable, Independent, Law
from theory.derivation.maxima import Largest
from theory.derivation.quantities import ExcessKurtosis, Variance, layer_input
from theory.derivation.series import Binomial, Coefficient
from theory.derivation.settling import FixedPointOf, Settle
from theory.notation import G0, G1, G2, G3, E, N, W, X, g, j, k, m, slope, t, u, x, y
from theory.results import pytorch
from theory.results.pytorch import leaky_relu_second_moment
from theory.results.relu import relu_fourth_moment, relu_second_moment

SQUARE = relu_second_moment()
LITTLE = sp.Rational(1, 2000)  # less than a simulation resolves
z1, z2, c = sp.symbols("z1 z2 c", positive=True)
n = sp.Symbol("n", integer=True, nonnegative=True)
T = sp.Symbol("T", positive=True)
FAR = (Rival(sp.S(70), "far"), Rival(sp.S(90), "farther"))
_THIS = "which no step proves; start from results of theory"


def own(lhs: sp.Expr, start: sp.Expr, *steps: Any, **fields: Any) -> Derivation:
    return Derivation("mine", sp.sympify(lhs), sp.sympify(start), steps, **fields)


def _alone(rhs: sp.Expr, derivation: Derivation, value: float, **fields: Any) -> Any:
    values = fields.pop("values", {})
    return computed(rhs, derivation, value, declares=False, symbols=lambda _: values, **fields)


def _slightly(lhs: sp.Expr, start: sp.Expr, given: dict[sp.Expr, Any], rhs: sp.Expr, **fields: Any) -> Any:
    premises = tuple(getattr(part, "derivation", part) for part in given.values() if hasattr(part, "check"))
    premises += tuple(part.derivation for part in given.values() if hasattr(part, "derivation"))
    derivation = own(lhs, start, Equal(rhs, "", given=given), premises=tuple(dict.fromkeys(premises)))
    return measured(rhs, derivation, declares=False, rivals=RIVALS, **fields)


def _later() -> Any:
    """Return a claim on a chain whose list of steps changes after the proof."""
    steps: list[Any] = [Equal(u**2 / 2, "", given={z1: SQUARE})]
    derivation = Derivation("mine", MEAN_SQUARE, z1, steps, premises=(SQUARE,))
    derivation.check()
    steps.append(Equal(u**2 * sp.Rational(6, 10), ""))
    return measured(u**2 * sp.Rational(6, 10), derivation, declares=False, rivals=RIVALS)


def _changing() -> Any:
    """Return a claim whose derivation is the right one when it is asked for the first times."""
    asked: list[int] = []
    false = own(MEAN_SQUARE, u**2 * sp.Rational(6, 10) * (sp.sin(u) ** 2 + sp.cos(u) ** 2),
                Equal(u**2 * sp.Rational(6, 10), ""))  # fmt: skip

    def derivation() -> Derivation:
        asked.append(1)
        return SQUARE if len(asked) < 9 else false

    return measured(u**2 * sp.Rational(6, 10), derivation, declares=False, rivals=RIVALS)


def _by_a_helper_of_theory() -> Derivation:
    """Return what a helper of theory builds for an activation of one's own, under a registration that is taken back."""
    try:
        return derived(pytorch._unit_gain)("mine", y * sp.sqrt(_HALF + LITTLE / 4))
    finally:
        registry._BY_NAME.pop("_unit_gain")


def _coin(low: int, high: int, *moments: int) -> Law:
    half = Fraction(1, 2)
    atoms = ((half, Fraction(low)), (half, Fraction(high)))
    return Law((Independent(W, tuple(map(sp.Integer, moments)), atoms, ()),))


_SUM = sp.Sum(W[j], (j, 1, N))
_POWERS = sp.Sum(t**k, (k, 0, 4))
_HALF = sp.Rational(1, 2)
_LEAKY = leaky_relu_second_moment()
_SLIGHT = sp.expand(u**2 / 2 + (SQUARE.rhs - _LEAKY.rhs) / 1000)
_FACTOR = sp.Sum(sp.sqrt(j), (j, 1, N)) - N * sp.sqrt(j)
_ZEROS = (N - 1) * (N - 2) * (N - 3) * (N - 4) * (N - 7)
_F = k * (k - 1) * (k - 2)
_TERMS = sp.Sum(sp.binomial(n, k) * (t + _F) ** k * (-_F) ** (n - k), (k, 0, n))
_HIDDEN = G0 * G2 * G3 * (g(y) - G0 - G1 * y - G2 * y**2 / 2 - G3 * y**3 / 6)
_BUMP = 1 - sp.tanh(x) ** 2
_JUMP = 2 * sp.atan(sp.tan(c / 2))
_KURTOSIS = ExcessKurtosis(layer_input(m + 1))

STARTS = (
    refused("16 a quantity that stands for itself at another value", _THIS, lambda: _slightly(
        MEAN_SQUARE, MEAN_SQUARE, {MEAN_SQUARE: SQUARE.at({u: u * sp.sqrt(1 + LITTLE)})},
        u**2 * (1 + LITTLE) / 2)),
    refused("16 two activations in one start", _THIS, lambda: _slightly(
        MEAN_SQUARE, z1 + (z1 - z2) / 1000, {z1: SQUARE, z2: _LEAKY}, _SLIGHT,
        symbols=lambda point: {u: sp.sqrt(point["weight_variance"]), slope: 1})),
    refused("16 a start that is right at the point alone", _THIS, lambda: measured(
        3 * u / 4, own(MEAN_SQUARE, 3 * u / 4 * (sp.sin(u) ** 2 + sp.cos(u) ** 2), Equal(3 * u / 4, "")),
        declares=False, rivals=RIVALS)),
    refused("16 a helper of theory, registered by oneself", _THIS, lambda: measured(
        sp.sqrt(2 - LITTLE), _by_a_helper_of_theory(), declares=False, rivals=RIVALS)),
    refused("16 a coefficient of the left-hand side", _THIS, lambda: _alone(
        sp.S.One, own(_POWERS, _POWERS, Coefficient(sp.S.One, "", variable=t, index=k)), 1.0, values={t: 0})),
    refused("16 a fixed point of the left-hand side", _THIS, lambda: _alone(
        FixedPointOf(sp.cos(x), x, _HALF, 1),
        own(sp.cos(x), sp.cos(x), Settle(FixedPointOf(sp.cos(x), x, _HALF, 1), "")), 0.7390851332151607)),
    refused("16 the largest value of the left-hand side", _THIS, lambda: _alone(
        sp.S.One, own(_BUMP, _BUMP, Largest(sp.S.One, "", variable=x, at=0, gap=(sp.tanh(x) ** 2,))), 1.0)),
    contradicted("16 steps that are added after the proof", _later, Status.REFUTED),
    contradicted("16 a derivation that changes", _changing, Status.REFUTED),
)  # fmt: skip
SETTINGS = (
    refused("17 a setting in a premise that is not the point's", "but mine sets it to 1; use one value",
            lambda: _slightly(MEAN_SQUARE, z1 + (z2 - u) / 1000,
                              {z1: SQUARE, z2: own(u, u, Equal(sp.S.One, "", given={u: 1}))},
                              u**2 / 2 + (1 - u) / 1000)),
    refused("17 the result of another activation", "for the activation of the experiment", lambda: measured(
        _LEAKY.rhs, leaky_relu_second_moment, rivals=RIVALS, declares=False,
        symbols=lambda point: {u: sp.sqrt(point["weight_variance"]), slope: sp.Rational(1, 50)})),
    refused("17 two scales of one variable", "the scale of T can be chosen once", lambda: _alone(
        sp.S.Zero,
        own(Variance(T), z2 - z1**2, Equal(sp.S.Zero, "", given={
            z1: (one := own(E(T), E(T), Equal(sp.S.One, "", given={E(T): 1}))),
            z2: (two := own(E(T**2), E(T**2), Equal(sp.S.One, "", given={E(T**2): 1})))}), premises=(one, two)),
        0.0, rivals=RIVALS, values={u: 1})),
    refused("17 two laws in one chain", "its derivation assumes 'the moments of W: 0, 1'", lambda: _alone(
        sp.S(2), own(1, 1, Index(E(W[1] ** 2), "", size=N, law=_coin(1, -1, 0, 1)),
                     Index(sp.S(2), "", size=N, law=_coin(0, 2, 1, 2))), 2.0, rivals=RIVALS, values={u: 1})),
    unproved("17 a component that comes into the sum later", "W[50] has an index above|50 is above 1", lambda: computed(
        sp.S.Zero, own(E(_SUM * W[50]), E(_SUM * W[50]), Index(sp.S.Zero, "", size=N, law=_coin(1, -1, 0, 1))), 0.0,
        rivals=RIVALS, symbols=lambda _: {u: 1, N: 10}, assumes=("the moments of W: 0, 1",), declares=False)),
    unproved("17 two components of one name", "the two sides differ by", lambda: computed(
        sp.S.Zero, own(E(X[1] * X[12]) - E(X[11] * X[2]), E(X[1] * X[12]) - E(X[11] * X[2]),
                       Index(sp.S.Zero, "", size=N, sizes=(12, 13, 14), law=Law((Exchangeable(X),)))), 0.0,
        rivals=RIVALS, symbols=lambda _: {u: 1}, assumes=("the moments of x: mu, s**2 + mu**2",), declares=False)),
)  # fmt: skip

STEPS = (
    unproved("18 a root whose index a sum binds", "", lambda: _alone(
        sp.S.Zero, own(_FACTOR * _ZEROS, _FACTOR * _ZEROS, Index(sp.S.Zero, "", size=N)), 0.0, rivals=FAR,
        values={N: 7, j: 2, u: 1})),
    unproved("18 an induction from 0", "both sides are 0 at N = 4", lambda: _alone(
        2 ** (N + 1) * _ZEROS, own(2**N * _ZEROS, 2**N * _ZEROS, Index(2 ** (N + 1) * _ZEROS, "", size=N)), 0.0,
        rivals=FAR, values={N: 7, u: 1})),
    unproved("18 an antiderivative that jumps outside the typical range", "may jump", lambda: _alone(
        _JUMP, own(sp.Integral(1, (x, 0, c)), sp.Integral(1, (x, 0, c)),
                   Evaluate(_JUMP, "", antiderivative=2 * sp.atan(sp.tan(x / 2)))), 1.0, values={c: 1, u: 1},
        rivals=FAR)),
    unproved("18 the same by sine and cosine", "may jump", lambda: _alone(
        _JUMP, own(sp.Integral(1, (x, 0, c)), sp.Integral(1, (x, 0, c)),
                   Evaluate(_JUMP, "", antiderivative=2 * sp.atan(sp.sin(x / 2) / sp.cos(x / 2)))), 1.0,
        values={c: 1, u: 1}, rivals=FAR)),
    unproved("18 a limit of a jump", "may jump", lambda: computed(
        sp.S.Zero, own(E(T), sp.Heaviside(N - 1000) + 1 / N, Limit(sp.S.Zero, "", variable=N)), 0.0, declares=True,
        kind=Kind.ASYMPTOTIC, large=N, rivals=FAR, points=(Point({"n": 100}), Point({"n": 500})),
        computation=lambda point: 1 / point["n"], symbols=lambda point: {N: point["n"], u: 1})),
    unproved("18 a binomial sum whose terms hold the index", "holds the index k", lambda: _alone(
        _TERMS, own(t**n, t**n, Binomial(_TERMS, "", first=t + _F, second=-_F)), 1.0, values={t: 1, n: 2, u: 1},
        rivals=FAR)),
    unproved("18 an expansion far from 0", "g(y) is not expanded at 0|the error goes", lambda: _alone(
        sp.S.Zero, own(_HIDDEN, _HIDDEN, Approx(sp.S.Zero, "", variable=u, order=1)), 0.0, kind=Kind.APPROXIMATION,
        rivals=FAR, values=dict.fromkeys((G0, G1, G2, G3, g(y), y, u), 1))),
    unproved("18 a hypothesis that a sum captures", "over which", lambda: _alone(
        sp.S(6), own(sp.Sum(t, (N, 1, 3)), sp.Sum(t, (N, 1, 3)), Equal(sp.Sum(N, (N, 1, 3)), "", given={t: N}),
                     Index(sp.S(6), "", size=j)), 6.0, rivals=FAR, values={u: 1})),
)  # fmt: skip

FIELDS = (
    refused("19 a printed number a thousand times as large", "as wide as its printed numbers", lambda: measured(
        sp.Rational(6, 10) * u**2 + 1000 * (printed("0.50") - _HALF), relu_second_moment, kind=Kind.ROUNDED,
        rivals=(RIVALS[0], RIVALS[1]), declares=False)),
    refused("19 a printed number in a wave", "is not monotone in 0.50", lambda: measured(
        100 * sp.sin(10**6 * printed("0.50")), relu_second_moment, kind=Kind.ROUNDED, declares=False, rivals=RIVALS)),
    refused("19 the kurtosis of a unit that has a mean", "record it|needs 'x2\\^3'", lambda: _slightly(
        _KURTOSIS, z1 / z2**2 - 3, {z1: relu_fourth_moment(), z2: SQUARE}, sp.S(3))),
    refused("19 a correction that widens the margin", "must be expected REFUTED", lambda: measured(
        u**2 / 2, relu_second_moment, corrected_by="mine.false", declares=False, rivals=RIVALS)),
    refused("19 a value that its symbol cannot have", "is negative, but 2 is not", lambda: _alone(
        sp.S.One, own(N * 0 + 1, (c / c) * sp.S.One, Equal(sp.S.One, "")), 1.0, rivals=RIVALS,
        values={sp.Symbol("c", negative=True): 2, u: 1})),
    refused("19 an exact law at a small parameter", "small is for an approximation", lambda: measured(
        u**2 / 2, relu_second_moment, small=lambda _: 0.04, order=1, declares=False, rivals=RIVALS)),
)  # fmt: skip
