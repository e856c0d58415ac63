"""Section 3.1: the hyperbolic tangent, and its shrinking variances under Glorot and Bengio's uniform weights."""

import sympy as sp

from paper_checks.claim import Claim, Kind, Point, Relation, Rival, Setting
from paper_checks.experiments.definitions import tangent, uniform_variance
from paper_checks.experiments.enumeration import preserving_weight_variance
from paper_checks.experiments.networks import fading, forward_pass
from paper_checks.ledger.kumar2017.source import kumar
from theory.notation import N, m, s, y
from theory.results.linearised import LATER_LAYER
from theory.results.tanh import (
    tanh_decay,
    tanh_tangent,
    tanh_weight_deviation,
    uniform_tanh_variance,
    uniform_tanh_variance_bound,
    uniform_weight_variance,
)

__all__ = ["CLAIMS"]

# U[±1/sqrt(N)]: N v^2 = 1/3.
_UNIFORM: Setting = {
    "width": 8, "activation": "tanh", "weight_law": "uniform", "weight_variance": 1 / 3,
}  # fmt: skip
_SMALL = Point(
    _UNIFORM | {"depth": 1, "record": ("x2", "x2^2"), "input_law": "normal", "input_deviation": 0.5}
)
# v^2 = 1/N, and a variance so small that the third order in it does not show.
_XAVIER = Point({
    "width": 8, "depth": 1, "activation": "tanh", "weight_variance": 1.0, "record": ("x2^2", "y1^2"),
    "input_deviation": 0.25,
})  # fmt: skip
_DEEP = tuple(
    Point(
        _UNIFORM
        | {"depth": 3, "record": tuple(f"x{m}{power}" for m in (1, 2, 3, 4) for power in ("", "^2"))},
        layer=layer,
    )
    for layer in (1, 2, 3)
)


def _input_variance(point: Point) -> float:
    """Return s^2, which tends to 0."""
    return float(point["input_deviation"]) ** 2


CLAIMS = (
    Claim(
        id="kumar2017.eq12.preserves-variance.tanh",
        source=kumar(
            "equation (12), made precise for tanh",
            reading="with v^2 = 1/N, 1/s_{m+1}^2 ≈ 1/s_m^2 + 2 as s_m tends to 0, for a normal pre-activation. This "
            "one layer is derived and measured; that s_m^2 falls to 0 like 1/(2m) follows if it holds layer after "
            "layer, as N → ∞, and is not judged here.",
        ),
        kind=Kind.APPROXIMATION,
        rhs=sp.S(2),
        derivation=tanh_decay,
        rivals=(
            Rival(sp.S.Zero, "as printed: the variance kept"),
            Rival(sp.Rational(2, 3), "E Z⁴ = 1 for 3"),
            Rival(sp.S.One, "the cross term of the square counted once"),
        ),
        experiment=fading,
        small=_input_variance,
        points=(_XAVIER,),
        margin=0.05,
    ),
    Claim(
        id="kumar2017.eq13",
        source=kumar("equation (13)", "g(x) = tanh(x), we have g(0) = 0 and g'(0) = 1"),
        kind=Kind.EXACT,
        rhs=y,
        derivation=tanh_tangent,
        rivals=(Rival(1 + y, "g(0) = 1"), Rival(y / 4, "the sigmoid's slope"), Rival(-y, "wrong sign")),
        computation=lambda point: tangent(**point.setting),
        points=tuple(Point({"activation": "tanh", "at": at}) for at in (0.7, -1.3)),
        symbols=lambda point: {y: point["at"]},
    ),
    Claim(
        id="kumar2017.eq14",
        source=kumar("equation (14)", "v ≈ 1/√N, which is precisely the Xavier Initialization."),
        kind=Kind.EXACT,
        rhs=1 / sp.sqrt(N),
        derivation=tanh_weight_deviation,
        assumes=(LATER_LAYER,),
        rivals=(
            Rival(1 / N, "the variance for the deviation"),
            Rival(sp.sqrt(2 / N), "He's"),
            Rival(1 / sp.sqrt(3 * N), "U[±1/√N]"),
        ),
        computation=lambda point: preserving_weight_variance(**point.setting) ** 0.5,
        points=tuple(Point({"activation": "tanh", "width": width}) for width in (3, 4)),
        symbols=lambda point: {N: point["width"]},
    ),
    Claim(
        id="kumar2017.sec3.1.uniform-variance",
        source=kumar("section 3.1", "a uniform distribution (U[-1/√N, 1/√N]) having a variance of 1/3N"),
        kind=Kind.EXACT,
        rhs=1 / (3 * N),
        derivation=uniform_weight_variance,
        rivals=(
            Rival(1 / (12 * N), "an interval of length 1/√N"),
            Rival(1 / N, "the bound for the deviation"),
            Rival(4 / (3 * N), "the length for its half"),
            Rival(1 / (3 * N**2), "a bound of 1/N"),
        ),
        computation=lambda point: uniform_variance(**point.setting),
        points=tuple(Point({"width": width}) for width in (2, 7, 500)),
        symbols=lambda point: {N: point["width"]},
    ),
    Claim(
        id="kumar2017.eq15",
        source=kumar(
            "equation (15)", "s_{m+1}^2 = (1/3) s_m^2 < s_m^2", reading="the equality, as s_m tends to 0."
        ),
        kind=Kind.APPROXIMATION,
        rhs=s**2 / 3,
        derivation=uniform_tanh_variance,
        rivals=(
            Rival(s**2, "Xavier's v² = 1/N"),
            Rival(s**2 / 12, "an interval of length 1/√N"),
            Rival(s**2 / 9, "the deviation's factor squared twice"),
            Rival(2 * s**2 / 3, "(b - a)²/6 for the variance of a uniform law"),
        ),
        experiment=fading,
        small=_input_variance,
        order=1,
        # Compared per unit of s^2, which is what remains as s -> 0.
        points=(_SMALL,),
        symbols=lambda _: {s: sp.S.One},
        margin=0.02,
    ),
    Claim(
        id="kumar2017.eq15.inequality",
        source=kumar(
            "equation (15)", "s_{m+1}^2 = (1/3) s_m^2 < s_m^2", reading="the inequality, of tanh itself."
        ),
        kind=Kind.EXACT,
        rhs=sp.S.One,
        relation=Relation.LESS,
        derivation=uniform_tanh_variance_bound,
        rivals=(
            Rival(sp.Rational(1, 6), "below half of (15)"),
            Rival(sp.Rational(1, 12), "below what an interval of length 1/√N would give"),
        ),
        experiment=forward_pass,
        points=_DEEP,
        symbols=lambda point: {m: point["layer"]},
    ),
)
