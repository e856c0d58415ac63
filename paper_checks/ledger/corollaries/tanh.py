"""Tanh: where it becomes bimodal, how its signals and gradients fall under v^2 = 1/N, and how far from normal."""

import sympy as sp

from paper_checks.claim import Claim, Kind, Point, Relation, Rival, Source
from paper_checks.experiments.many_digits import (
    curvature_at_centre,
    gradient_loss,
    inverse_growth,
    kurtosis_rate,
    mode_growth,
    mode_variance,
)
from paper_checks.experiments.networks import forward_pass
from theory.notation import h, u, y
from theory.results.bimodality import tanh_mode_growth, tanh_mode_variance
from theory.results.normal import gaussian_mean
from theory.results.tanh import tanh_decay
from theory.results.tanh_decay_rates import tanh_gradient_decay, tanh_kurtosis_rate, tanh_signal_bound
from theory.results.tanh_law import tanh_centre_curvature

__all__ = ["CLAIMS"]

# So small that what is left of the next order is below the rounding of double precision.
_SMALL = (Point({"deviation": "1e-7"}),)
_ARTANH = sp.log((1 + h) / (1 - h)) / 2
_LAYERS = tuple(
    Point({
        "width": 8, "depth": 1, "activation": "tanh", "weight_variance": variance, "record": ("y1^2", "x2^2"),
    })
    for variance in (0.64, 1.0, 2.25)
)  # fmt: skip


def _u(point: Point) -> dict[sp.Symbol, sp.Expr]:
    return {u: sp.Rational(point["deviation"])}


def _mode(point: Point) -> dict[sp.Symbol, sp.Expr]:
    return {h: sp.Rational(point["mode"])}


def _density(reading: str) -> Source:
    return Source("corollary", "the density of tanh(y), y ~ N(0, u^2)", "", reading)


def _depth(reading: str) -> Source:
    return Source("corollary", "tanh by depth, v^2 = 1/N, as N → ∞", "", reading)


CLAIMS = (
    Claim(
        id="corollaries.tanh-bimodality-threshold",
        source=_density(
            "its curvature at the centre, over its height, is 2 - 1/u^2: positive, so that the centre is a minimum "
            "between two modes, if and only if u > 1/√2."
        ),
        kind=Kind.EXACT,
        rhs=2 - 1 / u**2,
        derivation=tanh_centre_curvature,
        rivals=(
            Rival(1 - 1 / u**2, "the threshold u = 1"),
            Rival(2 - 1 / u, "the deviation for the variance"),
            Rival(sp.Rational(2, 3) - 1 / u**2, "the slope 1 + h² of the inverse forgotten: its h³/3 alone"),
            Rival(-1 / u**2, "that of y itself"),
        ),
        computation=lambda point: curvature_at_centre(**point.setting),
        points=tuple(Point({"deviation": deviation}) for deviation in ("0.6", "0.8", "1.5")),
        symbols=_u,
    ),
    Claim(
        id="corollaries.tanh-modes",
        source=_density("its modes are at h and -h where u^2 = artanh(h)/(2h)."),
        kind=Kind.EXACT,
        rhs=_ARTANH / (2 * h),
        derivation=tanh_mode_variance,
        rivals=(
            Rival(_ARTANH / h, "the factor 2 of the Jacobian's slope lost"),
            Rival(sp.sqrt(_ARTANH / (2 * h)), "the deviation for the variance"),
            Rival(1 / (2 * (1 - h**2)), "the slope of the inverse for its chord"),
            Rival((1 + h**2 / 3) / 2, "near the threshold alone"),
        ),
        computation=lambda point: mode_variance(**point.setting),
        points=tuple(Point({"mode": mode}) for mode in ("0.3", "0.9", "0.99")),
        symbols=_mode,
    ),
    Claim(
        id="corollaries.tanh-modes.near-threshold",
        source=_density(
            "beyond u = 1/√2 its modes part like h = ±√(3 (2 u^2 - 1)): (2 u^2 - 1)/h^2 tends to 1/3."
        ),
        kind=Kind.APPROXIMATION,
        rhs=sp.Rational(1, 3),
        derivation=tanh_mode_growth,
        rivals=(
            Rival(sp.Rational(1, 6), "2u² for u²"),
            Rival(sp.S.One, "the slope of the inverse for its chord"),
            Rival(sp.Rational(2, 3), "artanh taken for 2h³/3"),
        ),
        computation=lambda point: mode_growth(**point.setting),
        points=(Point({"mode": "1e-7"}),),
    ),
    Claim(
        id="corollaries.tanh-decay",
        source=_depth(
            "1/q_{l+1} - 1/q_l tends to 2 as q_l, the variance of a pre-activation, tends to 0: q_l ~ 1/(2l). The "
            "signal falls like a power of the depth, not exponentially. One layer is judged; the sum over layers is "
            "that of Stolz and Cesàro."
        ),
        kind=Kind.APPROXIMATION,
        rhs=sp.S(2),
        derivation=tanh_decay,
        rivals=(
            Rival(sp.S.Zero, "the variance kept"),
            Rival(sp.Rational(2, 3), "E Z⁴ = 1 for 3"),
            Rival(sp.S.One, "the cross term of the square counted once"),
            Rival(sp.Rational(4, 3), "the square of the cubic term for the cross term"),
        ),
        computation=lambda point: inverse_growth(**point.setting),
        points=_SMALL,
    ),
    Claim(
        id="corollaries.tanh-decay.every-depth",
        source=_depth(
            "q_l > 1/(2 (l - 1) + 1/q_1) at every depth, since 1/q_{l+1} < 1/q_l + 2 for every q_l, small or not: "
            "u^2 - (1 + 2 u^2) E tanh(y)^2 < 0."
        ),
        kind=Kind.EXACT,
        rhs=sp.S.Zero,
        relation=Relation.LESS,
        derivation=tanh_signal_bound,
        rivals=(
            Rival(-(u**2) * gaussian_mean(sp.tanh(y) ** 2, u), "1/q grows by less than 1 a layer"),
            Rival(-sp.Rational(5, 3) * u**6, "below its own leading term"),
        ),
        experiment=forward_pass,
        points=_LAYERS,
        symbols=lambda point: {u: sp.sqrt(sp.Rational(str(point["weight_variance"])))},
        margin=0.01,
    ),
    Claim(
        id="corollaries.tanh-decay.gradient",
        source=_depth(
            "a layer takes the share 2 q_l of a gradient's variance, to leading order: 1/l where q_l ~ 1/(2l). Through "
            "L layers it falls like 1/L, as the signal does."
        ),
        kind=Kind.APPROXIMATION,
        rhs=sp.S(2),
        derivation=tanh_gradient_decay,
        rivals=(
            Rival(sp.S.One, "the slope not squared"),
            Rival(sp.Rational(2, 3), "the coefficient of tanh² for that of tanh'²"),
            Rival(sp.S(4), "the slope to the fourth power"),
            Rival(sp.S.Zero, "the gradient kept"),
        ),
        computation=lambda point: gradient_loss(**point.setting),
        points=_SMALL,
    ),
    Claim(
        id="corollaries.tanh-kurtosis-small-u",
        source=_density("its excess kurtosis is -8 u^2 to leading order: nearly normal, with lighter tails."),
        kind=Kind.APPROXIMATION,
        rhs=sp.S(-8),
        derivation=tanh_kurtosis_rate,
        rivals=(
            Rival(sp.S(-20), "the fourth moment's loss alone"),
            Rival(sp.S(-12), "the variance's loss alone, its sign lost"),
            Rival(sp.S(8), "heavier tails"),
            Rival(sp.Rational(-4, 3), "E Z⁶ = 1 and so on: the coefficient of tanh⁴ alone"),
        ),
        computation=lambda point: kurtosis_rate(**point.setting),
        points=_SMALL,
    ),
)
