"""How far the number of units that dropout keeps is from Poisson, against Le Cam's bound."""

import sympy as sp

from paper_checks.claim import Claim, Kind, Point, Rival, Source
from paper_checks.experiments.counts import total_variation
from theory.notation import M, p
from theory.results.poisson_distance import (
    one_unit_poisson_distance,
    poisson_distance_of_one,
    poisson_distance_of_two,
)

__all__ = ["CLAIMS"]

_LE_CAM = "Le Cam 1960, An approximation theorem for the Poisson binomial distribution"


def _distances(kept: float) -> tuple[Point, ...]:
    return tuple(Point({"units": units, "kept": kept}) for units in (4, 8, 64, 256))


def _over_bound(point: Point) -> float:
    """Return the distance over Le Cam's bound, the sum of the squared probabilities of keeping a unit."""
    return float(total_variation(**point.setting) * point["units"] / point["kept"] ** 2)


def _units(point: Point) -> dict[sp.Symbol, int]:
    return {M: point["units"]}


CLAIMS = (
    Claim(
        id="corollaries.poisson-total-variation",
        source=Source(
            _LE_CAM,
            "the bound λ^2/M, with λ = 1 unit kept on average",
            "",
            reading="the total variation between Bin(M, 1/M) and Poisson(1) is 3/(4e) = 0.276 of Le Cam's bound, as "
            "M → ∞: it falls as fast, and the bound is 3.6 times too large.",
        ),
        kind=Kind.ASYMPTOTIC,
        rhs=3 * sp.exp(-1) / 4,
        large=M,
        derivation=poisson_distance_of_one,
        rivals=(
            Rival(sp.S.One, "Le Cam's bound itself"),
            Rival(1 - sp.exp(-1), "the bound of Barbour and Hall, (1 - e^-λ) λ/M"),
            Rival(3 * sp.exp(-1) / 2, "the sum of the differences, not half of it"),
            Rival(sp.exp(-1) / 2, "the event K = 1 alone"),
        ),
        computation=_over_bound,
        points=_distances(1.0),
        symbols=_units,
    ),
    Claim(
        id="corollaries.poisson-total-variation.of-two",
        source=Source(
            _LE_CAM,
            "the bound λ^2/M, with λ = 2 units kept on average",
            "",
            reading="the total variation between Bin(M, 2/M) and Poisson(2) is 5/(6e^2) = 0.113 of Le Cam's bound, as "
            "M → ∞.",
        ),
        kind=Kind.ASYMPTOTIC,
        rhs=5 * sp.exp(-2) / 6,
        large=M,
        derivation=poisson_distance_of_two,
        rivals=(
            Rival(sp.S.One, "Le Cam's bound itself"),
            Rival((1 - sp.exp(-2)) / 2, "the bound of Barbour and Hall, (1 - e^-λ) λ/M"),
            Rival(3 * sp.exp(-1) / 4, "that of λ = 1"),
            Rival(sp.exp(-2) / 2, "the event K = 2 alone"),
        ),
        computation=_over_bound,
        points=_distances(2.0),
        symbols=_units,
    ),
    Claim(
        id="corollaries.poisson-total-variation.of-one-unit",
        source=Source(
            _LE_CAM,
            "the bound for one unit",
            "",
            reading="a unit that is kept with probability 1 - p is (1-p)(1 - e^-(1-p)) from Poisson; Le Cam's bound is "
            "(1-p)^2.",
        ),
        kind=Kind.EXACT,
        rhs=(1 - p) * (1 - sp.exp(-(1 - p))),
        derivation=one_unit_poisson_distance,
        rivals=(
            Rival((1 - p) ** 2, "Le Cam's bound itself"),
            Rival(p * (1 - sp.exp(-p)), "p for 1 - p"),
            Rival((1 - p) ** 2 / 2, "half of the bound: P(K > 1) of the Poisson law to leading order"),
        ),
        computation=lambda point: total_variation(units=1, kept=point["kept"]),
        points=tuple(Point({"kept": kept}) for kept in (0.125, 0.75)),
        symbols=lambda point: {p: 1 - sp.Rational(point["kept"])},
    ),
)
