"""Question 1.2: means of products and of squares, the rectifier's point mass, and the mask."""

from typing import Any

import sympy as sp

from paper_checks.claim import Claim, Kind, Point, Rival
from paper_checks.experiments import outcomes
from paper_checks.experiments.networks import distribution
from paper_checks.ledger.cpen455hw1.source import homework
from paper_checks.verdict import Status
from theory.notation import p
from theory.results.discrete_laws import (
    CHANGE,
    FIRST_VALUES,
    LEVEL,
    PROBABILITIES,
    SECOND_VALUES,
    dropped_square_if_independent,
    dropped_square_if_uncorrelated,
    mask_square,
    mean_of,
    product_mean,
    uncorrelated_mask,
    variance_by_moments,
)
from theory.results.half_line import unit_is_zero

__all__ = ["CLAIMS"]

_HALF = sp.Rational(1, 2)
_LAW = {"chances": (0.5, 0.125, 0.375), "first": (1.5, -2.0, 0.25), "second": (0.75, 3.0, -1.25)}
_UNITS = tuple(
    Point({"drop": drop, "level": level, "change": change})
    for drop, level, change in ((0.25, 1.5, 0.5), (0.5, 0.75, 0.0))  # exact in binary
)
_MEANS = mean_of(*FIRST_VALUES), mean_of(*SECOND_VALUES)
_SQUARE_MEAN = mean_of(*(value**2 for value in FIRST_VALUES))
_COVARIANCE = mean_of(
    *((x - _MEANS[0]) * (y - _MEANS[1]) for x, y in zip(FIRST_VALUES, SECOND_VALUES, strict=True))
)
_SEPARATE = LEVEL**2 + CHANGE**2 + 2 * p * LEVEL**2 / (1 - p)
_KEPT = (LEVEL**2 + CHANGE**2) / (1 - p)
_DEPENDENT = (
    "where it is kept, a unit is c ± e, and where it is dropped, it is 0 or 2c, with equal chances. It is uncorrelated "
    "with its mask, whose expectation is 1 - p."
)


def _outcomes(point: Point) -> dict[sp.Symbol, Any]:
    values = zip((*PROBABILITIES[:2], *FIRST_VALUES), (*point["chances"][:2], *point["first"]), strict=True)
    return dict(values) | dict(zip(SECOND_VALUES, _LAW["second"], strict=True))


def _unit(point: Point) -> dict[sp.Symbol, Any]:
    return {p: point["drop"], LEVEL: point["level"], CHANGE: point["change"]}


CLAIMS = (
    Claim(
        id="cpen455hw1.1.2.point-mass",
        source=homework(
            "question 1.2",
            "ReLU operating on z compresses the entire LHS of the distribution onto a point-mass at x=0",
            "P(ReLU(z) = 0) = 1/2, the mass of the left half.",
        ),
        kind=Kind.EXACT,
        rhs=_HALF,
        derivation=unit_is_zero,
        rivals=(
            Rival(1 / sp.sqrt(2 * sp.pi), "the density at 0 for the mass"),
            Rival(sp.Rational(1, 4), "the half of half the mass"),
            Rival(sp.S.Zero, "a density has no mass at a point"),
        ),
        experiment=distribution,
        points=(
            Point(
                {
                    "width": 4,
                    "depth": 1,
                    "activation": "relu",
                    "weight_variance": 1.0,
                    "record": ("x2",),
                    "edges": (0.0,),
                }
            ),
        ),
        margin=0.05,
    ),
    Claim(
        id="cpen455hw1.1.2.variance-identity",
        source=homework(
            "question 1.2",
            "VAR(x) simplifies to Ex² - (Ex)² as a result of operator linearity.",
            "for three outcomes of any probabilities and values.",
        ),
        kind=Kind.EXACT,
        rhs=_SQUARE_MEAN - _MEANS[0] ** 2,
        derivation=variance_by_moments,
        rivals=(
            Rival(_SQUARE_MEAN, "the mean not subtracted"),
            Rival(_SQUARE_MEAN - _MEANS[0], "the mean not squared"),
            Rival(
                (_SQUARE_MEAN - _MEANS[0] ** 2) * sp.Rational(3, 2), "the unbiased variance of three values"
            ),
        ),
        computation=lambda point: outcomes.variance(**point.setting),
        points=(Point({name: _LAW[name] for name in ("chances", "first")}),),
        symbols=_outcomes,
    ),
    Claim(
        id="cpen455hw1.1.2.product-expectation",
        source=homework(
            "question 1.2",
            "E[xy] = EX * EY + COV[XY]",
            "with COV[XY] = E (x - E x)(y - E y), for three outcomes of any probabilities and values.",
        ),
        kind=Kind.EXACT,
        rhs=_MEANS[0] * _MEANS[1] + _COVARIANCE,
        derivation=product_mean,
        rivals=(
            Rival(_MEANS[0] * _MEANS[1], "as if they were uncorrelated"),
            Rival(_MEANS[0] * _MEANS[1] - _COVARIANCE, "the sign lost"),
            Rival(_MEANS[0] * _MEANS[1] + _COVARIANCE / 2, "half the covariance"),
            Rival(_COVARIANCE, "the means forgotten"),
        ),
        computation=lambda point: outcomes.product_mean(**point.setting),
        points=(Point(_LAW),),
        symbols=_outcomes,
    ),
    Claim(
        id="cpen455hw1.1.2.mask-idempotent",
        source=homework(
            "question 1.2",
            "m_i is a random bernouli mask where each value inside it is randomly chosen to be either zero or one. As "
            "such, m_i² must equal m_i",
            "E m² = E m. Since m² ≤ m from 0 to 1, no other random variable does.",
        ),
        kind=Kind.EXACT,
        rhs=sp.S.One,
        derivation=mask_square,
        rivals=(
            Rival(1 / (1 - p), "of the mask as rescaled, m/(1-p)"),
            Rival(1 - p, "of a mask that is its mean"),
            Rival(1 / (1 - 2 * p), "of a mask of signs"),
        ),
        computation=lambda point: outcomes.mask_square_ratio(**point.setting),
        points=tuple(Point({"seed": 1, "drop": drop, "units": 64}) for drop in (0.2, 0.4)),
        symbols=lambda point: {p: point["drop"]},
    ),
    Claim(
        id="cpen455hw1.1.2.uncorrelated-suffices",
        source=homework(
            "question 1.2",
            "E[h̃_i²] = E[m_i² h_i²/(1-p)²] = 1/(1-p)² Em_i² Eh_i² once again due to activation and dropout functions "
            "being uncorrelated.",
            "for every unit that is uncorrelated with its mask, such as this one: " + _DEPENDENT,
        ),
        kind=Kind.EXACT,
        rhs=_SEPARATE,
        derivation=dropped_square_if_uncorrelated,
        rivals=(
            Rival(LEVEL**2 / (1 - p), "the mean for the unit"),
            Rival(_KEPT / (1 - p), "the mask's mean square taken as 1"),
        ),
        computation=lambda point: outcomes.dropped_square(**point.setting),
        points=_UNITS,
        symbols=_unit,
        expected=Status.REFUTED,
        corrected_by="cpen455hw1.1.2.uncorrelated-suffices.corrected",
        reason="Of uncorrelated m and h, E mh = E m E h, and nothing follows for their squares. The unit given here "
        "varies more where it is dropped, which its mean square includes, and the dropped unit does not. The masks of "
        "dropout are independent of the units, and so are their squares: for these the line is right.",
        erratum="uncorrelated is not enough for the squares: the mask and the unit must be independent",
    ),
    Claim(
        id="cpen455hw1.1.2.uncorrelated-suffices.corrected",
        source=homework("question 1.2", "", "E h̃² = (c² + e²)/(1 - p) " + _DEPENDENT),
        kind=Kind.EXACT,
        rhs=_KEPT,
        derivation=dropped_square_if_uncorrelated,
        rivals=(
            Rival(_SEPARATE, "as printed: as if the mask were independent"),
            Rival(LEVEL**2 / (1 - p), "the mean for the unit"),
        ),
        computation=lambda point: outcomes.dropped_square(**point.setting),
        points=_UNITS,
        symbols=_unit,
    ),
    Claim(
        id="cpen455hw1.1.2.uncorrelated-suffices.corrected.independent",
        source=homework(
            "question 1.2",
            "",
            "E h̃² = E m² E h²/(1 - p)² of a unit with the same law, whose mask is independent of it.",
        ),
        kind=Kind.EXACT,
        rhs=_SEPARATE,
        derivation=dropped_square_if_independent,
        rivals=(
            Rival(_KEPT, "of the unit that depends on its mask"),
            Rival((1 - p) * _SEPARATE, "not rescaled enough"),
        ),
        computation=lambda point: outcomes.dropped_square(**point.setting, independent=True),
        points=_UNITS,
        symbols=_unit,
    ),
    Claim(
        id="cpen455hw1.1.2.uncorrelated-suffices.corrected.covariance",
        source=homework(
            "question 1.2", "", "The unit given there is uncorrelated with its mask: " + _DEPENDENT
        ),
        kind=Kind.EXACT,
        rhs=sp.S.Zero,
        derivation=uncorrelated_mask,
        rivals=(
            Rival(p * (1 - p) * LEVEL, "of the mask with the unit that it has masked"),
            Rival((1 - p) * LEVEL, "not centred"),
            Rival(-p * (1 - p) * LEVEL, "of the mask with what it drops"),
        ),
        computation=lambda point: outcomes.covariance_with_mask(**point.setting),
        points=_UNITS,
        symbols=_unit,
    ),
)
