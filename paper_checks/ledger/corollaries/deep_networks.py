"""What a deep network shows, beside the mean over networks: quantiles, and when networks are off by a factor."""

import math

import sympy as sp

from paper_checks.claim import Claim, Kind, Point, Rival, Source
from paper_checks.experiments.deep_networks import gradient_shares, shares
from paper_checks.printed_number import printed
from theory.results.gradient_spread import LAYERS
from theory.results.log_normal import (
    DEPTH,
    FACTOR,
    WIDTH,
    gradient_share_below,
    off_by_a_factor,
    off_by_two,
    share_below,
    share_below_typical,
)

__all__ = ["CLAIMS"]

_RATIO = DEPTH / WIDTH
_SPREAD = 5 * _RATIO


def _relu(width: int, depth: int, **where: int) -> Point:
    """Return ReLU networks under He's weights, and the edges that all claims ask for."""
    edges = tuple(sorted((0.5, 1.0, 2.0, math.exp(-2.5 * depth / width))))
    return Point(
        {"width": width, "depth": depth, "activation": "relu", "weight_variance": 2.0, "edges": edges},
        **where,
    )


def _symbols(point: Point) -> dict[sp.Symbol, sp.Expr]:
    return _shape(point) | {FACTOR: sp.Integer(point["factor"])}


def _shape(point: Point) -> dict[sp.Symbol, sp.Expr]:
    depth = sp.Integer(point["depth"])
    return {WIDTH: sp.Integer(point["width"]), DEPTH: depth, LAYERS: depth}


def _below(bound: sp.Expr, spread: sp.Expr) -> sp.Expr:
    """Return Phi(bound/sqrt(spread))."""
    return (1 + sp.erf(bound / sp.sqrt(2 * spread))) / 2


def _off(factor: sp.Expr, spread: sp.Expr, shift: sp.Expr) -> sp.Expr:
    """Return the share of log-normal networks that are off by a factor, log q having the mean -shift."""
    bound = sp.log(factor)
    return _below(shift - bound, spread) + 1 - _below(shift + bound, spread)


def _limit(reading: str) -> Source:
    return Source("corollary", "depth and width growing together", "", reading)


_WEIGHTS = "in ReLU networks under He's weights, with an input of signs, L layers of N units and L/N fixed, "

CLAIMS = (
    Claim(
        id="corollaries.depth-quantiles",
        source=_limit(
            f"{_WEIGHTS}the mean square of the last layer over its mean is log-normal: it is at most c with "
            "probability Φ((log c + 5L/(2N))/√(5L/N)), up to O(1/N). So the mean lies above what most networks have: "
            "13 of 100 networks reach it at depth N."
        ),
        kind=Kind.APPROXIMATION,
        rhs=_below(sp.log(FACTOR) + _SPREAD / 2, _SPREAD),
        derivation=share_below,
        rivals=(
            Rival(_below(sp.log(FACTOR), _SPREAD), "the mean taken for the median"),
            Rival(_below(sp.log(FACTOR) + _RATIO, 2 * _RATIO), "the spread of linear layers"),
            Rival(_below(sp.log(FACTOR) + _SPREAD, _SPREAD), "the variance not halved"),
            Rival(_below(sp.log(FACTOR) + _SPREAD / 4, _SPREAD / 2), "the spread of 2N units"),
        ),
        experiment=shares,
        points=(_relu(256, 32, factor=1), _relu(128, 64, factor=1), _relu(128, 64, factor=2)),
        symbols=_symbols,
        margin=0.05,
    ),
    Claim(
        id="corollaries.depth-quantiles.gradient",
        source=_limit(
            f"{_WEIGHTS}the mean square of the gradient at y_1 over its mean has the same law, the gradient at the "
            "last pre-activation being standard normal: it is at most c with probability Φ((log c + 5L/(2N))/√(5L/N)), "
            "up to O(1/N)."
        ),
        kind=Kind.APPROXIMATION,
        rhs=_below(sp.log(FACTOR) + _SPREAD / 2, _SPREAD),
        derivation=gradient_share_below,
        rivals=(
            Rival(_below(sp.log(FACTOR), _SPREAD), "the mean taken for the median"),
            Rival(_below(sp.log(FACTOR) + _RATIO, 2 * _RATIO), "the spread of linear layers"),
            Rival(_below(sp.log(FACTOR) + _SPREAD, _SPREAD), "the variance not halved"),
        ),
        experiment=gradient_shares,
        points=(_relu(64, 32, factor=1), _relu(64, 32, factor=2)),
        symbols=_symbols,
        margin=0.05,
    ),
    Claim(
        id="corollaries.depth-quantiles.median",
        source=_limit(
            f"{_WEIGHTS}half of the networks have a mean square of at most exp(-5L/(2N)) times the mean, up to O(1/N)."
        ),
        kind=Kind.APPROXIMATION,
        rhs=sp.Rational(1, 2),
        derivation=share_below_typical,
        rivals=(
            Rival(_below(-_SPREAD / 2, _SPREAD), "the mean taken for the median"),
            Rival(_below(_SPREAD / 2, _SPREAD), "that of the mean"),
            Rival(_below(-3 * _RATIO / 2, 2 * _RATIO), "the spread of linear layers"),
        ),
        experiment=shares,
        points=(_relu(256, 32), _relu(128, 64)),
        symbols=_shape,
        margin=0.05,
    ),
    Claim(
        id="corollaries.off-by-a-factor",
        source=_limit(
            f"{_WEIGHTS}the mean square is off by a factor c or more, up or down, in the share Φ((5L/(2N) - log c)/"
            "√(5L/N)) + Φ((-5L/(2N) - log c)/√(5L/N)) of networks, up to O(1/N)."
        ),
        kind=Kind.APPROXIMATION,
        rhs=_off(FACTOR, _SPREAD, _SPREAD / 2),
        derivation=off_by_a_factor,
        rivals=(
            Rival(_off(FACTOR, _SPREAD, sp.S.Zero), "the mean taken for the median"),
            Rival(_off(FACTOR, 2 * _RATIO, _RATIO), "the spread of linear layers"),
            Rival(_below(_SPREAD / 2 - sp.log(FACTOR), _SPREAD), "those above alone not counted"),
            Rival(_off(FACTOR, _SPREAD / 2, _SPREAD / 4), "the spread of 2N units"),
        ),
        experiment=shares,
        points=(_relu(256, 32, factor=2), _relu(128, 64, factor=2)),
        symbols=_symbols,
        margin=0.05,
    ),
    Claim(
        id="corollaries.off-by-a-factor.half",
        source=_limit(
            f"{_WEIGHTS}half of the networks are off by a factor 2 or more at the depth 0.17 N: 0.1712 N in the limit, "
            "and 0.1665 N at N = 32."
        ),
        kind=Kind.ROUNDED,
        rhs=printed("0.50"),
        derivation=off_by_two,
        rivals=(
            Rival(printed("0.45"), "the mean taken for the median"),
            Rival(printed("0.25"), "the spread of linear layers"),
            Rival(printed("0.42"), "at the depth N/8"),
        ),
        experiment=shares,
        points=(_relu(100, 17),),
        symbols=lambda point: {LAYERS: sp.Integer(point["depth"])},
        margin=0.02,
    ),
)
