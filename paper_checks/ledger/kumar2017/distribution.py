"""Section 3.1: the distribution of tanh of a normal pre-activation."""

import sympy as sp

from paper_checks.claim import Claim, Kind, Point, Relation, Rival, Setting
from paper_checks.experiments.definitions import inverse_tanh, largest_mode, modes
from paper_checks.experiments.networks import distribution
from paper_checks.ledger.kumar2017.source import kumar
from theory.notation import h, u
from theory.results.tanh_law import inverse_tanh as inverse
from theory.results.tanh_law import (
    tanh_density,
    tanh_distribution,
    tanh_mode_at_one,
    tanh_modes,
    tanh_modes_at_one,
)

__all__ = ["CLAIMS"]

# An input of two signs has |x_1|^2 = 2, so that y_1 ~ N(0, u^2) exactly, one neuron of a fresh network each.
_NEURON: Setting = {"width": 2, "depth": 1, "activation": "tanh", "record": ("x2",)}

# The density is the limit of a cell's mass over its width: two cells around each place, one half of the other.
_HALF_WIDTHS = {0.0: 0.16, 0.5: 0.12, 0.8: 0.06}


def _cell_edges(place: float) -> tuple[float, ...]:
    half = _HALF_WIDTHS[place]
    return tuple(round(place + side * half, 12) for side in (-1.0, -0.5, 0.5, 1.0))


_CELLS: Setting = _NEURON | {"edges": tuple(edge for place in _HALF_WIDTHS for edge in _cell_edges(place))}


def _at(point: Point) -> dict[sp.Symbol, sp.Expr]:
    return {u: sp.sqrt(sp.Rational(str(point["weight_variance"]))), h: sp.Rational(str(point["at"]))}


# Figure 1: variances below, at and above the threshold 1/2 of bimodality, and where each is compared.
_PLACES = {0.09: (-0.2, 0.2), 0.5: (-0.5, 0.5), 1.0: (-0.5, 0.8), 1.44: (-0.5, 0.8)}
_INNER = tuple(round(-0.9 + 0.1 * step, 1) for step in range(19))
_OUTER = (0.92, 0.94, 0.96, 0.98, 0.985, 0.99, 0.995)  # fine enough to show modes near -1 and +1
_EDGES = (*(-edge for edge in reversed(_OUTER)), *_INNER, *_OUTER)
_FIGURE = tuple(
    Point(_NEURON | {"weight_variance": variance, "edges": _EDGES}, at=at)
    for variance, places in _PLACES.items()
    for at in places
)
# Glorot and Bengio's weights, U[±1/sqrt(N)]: u^2 = 1/3, and y is normal in the limit of large N.
_GLOROT: Setting = _CELLS | {"weight_variance": round(1 / 3, 12), "weight_law": "uniform", "width": 64}

_T = inverse().rhs
_DENSITY = sp.exp(-(_T**2) / (2 * u**2)) / ((1 - h**2) * sp.sqrt(2 * sp.pi * u**2))
_DISTRIBUTION = (1 + sp.erf(_T / (sp.sqrt(2) * u))) / 2


def _modes_above(threshold: sp.Expr) -> sp.Expr:
    return sp.Piecewise((2, 1 / u**2 < 1 / threshold**2), (1, True))


def _count_modes(point: Point) -> float:
    return float(modes(deviation=point["deviation"]))


CLAIMS = (
    Claim(
        id="kumar2017.eq16",
        source=kumar(
            "equation (16)",
            "x_{m+1}(i) = tanh(y_m(i)) will have a probability density function (pdf) given by "
            "f(y) = (1/(1 - y^2)) (1/√(2π u_m^2)) e^(-t_y^2/(2 u_m^2)),",
        ),
        kind=Kind.EXACT,
        rhs=_DENSITY,
        derivation=tanh_density,
        rivals=(
            Rival(_DENSITY * (1 - h**2), "the Jacobian forgotten"),
            Rival(_DENSITY / sp.sqrt(1 - h**2), "the Jacobian of the arcsine too"),
            Rival(_DENSITY.subs(u, u**2), "the variance for the deviation"),
            Rival(_DENSITY / sp.sqrt(2), "not normalised"),
        ),
        experiment=distribution,
        points=(
            *(Point(_CELLS | {"weight_variance": 1.44}, at=at) for at in (0.0, 0.5, 0.8)),
            *(Point(_GLOROT, at=at) for at in (0.0, 0.5)),
        ),
        symbols=_at,
        margin=0.1,
    ),
    Claim(
        id="kumar2017.eq17",
        source=kumar("equation (17)", "t_y = (1/2) ln((1 + y)/(1 - y))."),
        kind=Kind.EXACT,
        rhs=_T,
        derivation=inverse,
        rivals=(
            Rival(2 * _T, "the factor 1/2 lost"),
            Rival(-_T, "the fraction inverted"),
            Rival(sp.log(1 + h) / 2, "the denominator lost"),
        ),
        computation=lambda point: inverse_tanh(value=point["at"]),
        points=tuple(Point({"at": at}) for at in (-0.9, 0.3, 0.99)),
        symbols=lambda point: {h: sp.Rational(str(point["at"]))},
    ),
    Claim(
        id="kumar2017.sec3.1.bimodal",
        source=kumar(
            "section 3.1",
            "bimodally distributed with local maximas near -1 and +1 when u_m is close to 1.",
            reading="at u_m = 1 the density has two maxima; how near to -1 and +1 they lie is a claim of its own.",
        ),
        kind=Kind.EXACT,
        rhs=sp.S(2),
        derivation=tanh_modes_at_one,
        rivals=(Rival(sp.S.One, "one mode, at the centre"), Rival(sp.S(3), "a mode at the centre too")),
        computation=_count_modes,
        points=(Point({"deviation": 1.0}),),
    ),
    Claim(
        id="kumar2017.sec3.1.bimodal.near-one",
        source=kumar(
            "section 3.1",
            "bimodally distributed with local maximas near -1 and +1 when u_m is close to 1.",
            reading="at u_m = 1 the two maxima are at ±h with h > 0.95: near is taken as nearer than 0.05.",
        ),
        kind=Kind.EXACT,
        relation=Relation.GREATER,
        rhs=sp.Rational(95, 100),
        derivation=tanh_mode_at_one,
        rivals=(
            Rival(sp.Rational(96, 100), "nearer than 0.04"),
            Rival(sp.S.One, "at the ends: t = ∞"),
        ),
        computation=lambda point: largest_mode(**point.setting),
        points=(Point({"deviation": 1.0}),),
    ),
    Claim(
        id="kumar2017.sec3.1.bimodal.threshold",
        source=kumar(
            "section 3.1, made precise",
            "",
            "tanh(y), y ~ N(0, u^2), has two modes, at ±tanh t with 2 u^2 tanh t = t, if u > 1/√2, else one, at 0",
        ),
        kind=Kind.EXACT,
        rhs=_modes_above(1 / sp.sqrt(2)),
        derivation=tanh_modes,
        rivals=(
            Rival(_modes_above(sp.S.One), "the threshold u = 1"),
            Rival(_modes_above(sp.sqrt(2)), "the threshold inverted: 2 for the variance"),
            Rival(sp.S(2), "two modes at every u"),
            Rival(sp.S.One, "one mode at every u"),
        ),
        computation=_count_modes,
        points=tuple(Point({"deviation": deviation}) for deviation in (0.3, 0.6, 0.7, 0.72, 1.2)),
        symbols=lambda point: {u: sp.Rational(str(point["deviation"]))},
    ),
    Claim(
        id="kumar2017.fig1",
        source=kumar(
            "figure 1",
            "Plots of the pdf described in (16) for different values of the standard deviation (u_m) of y_m(i).",
            reading="judged by the distribution function, whose slope the density is.",
        ),
        kind=Kind.EXACT,
        rhs=_DISTRIBUTION,
        derivation=tanh_distribution,
        rivals=(
            Rival((1 + sp.erf(_T / u)) / 2, "the factor √2 lost"),
            Rival((1 + sp.erf(h / (sp.sqrt(2) * u))) / 2, "y for tanh y"),
            Rival((1 + sp.erf(_T / (sp.sqrt(2) * u**2))) / 2, "the variance for the deviation"),
        ),
        experiment=distribution,
        points=_FIGURE,
        symbols=_at,
        margin=0.02,
    ),
)
