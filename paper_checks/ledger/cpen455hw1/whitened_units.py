"""Question 2.4: what whitening needs, how stable it is, and what is left of it behind a rectifier."""

from typing import Any

import sympy as sp

from paper_checks.claim import Claim, Kind, Point, Rival
from paper_checks.experiments import whitened_units
from paper_checks.ledger.cpen455hw1.source import homework
from paper_checks.verdict import Status
from theory.notation import M
from theory.results.whitened_units import (
    CORRELATION,
    RATIO,
    WEIGHT,
    covariance_means,
    rectified_covariance,
    rectified_variance,
    square_batch_variance,
    whitened_directions,
    whitening_condition,
)

__all__ = ["CLAIMS"]

_TWO_SAMPLES = tuple(Point({"seed": seed, "size": 2, "units": 3}) for seed in (1, 2))
_BATCHES = tuple(Point({"seed": seed, "size": size}) for seed, size in ((1, 5), (2, 40)))
_SQUARES = tuple(Point({"ratio": ratio}) for ratio in (0.25, 3.0))
_INVERSE_ROOT = "Then Σ^{-1/2} = U A^{-1/2} U^T where A is the eigenvalue diagonal."
_WHITE = "Better normalization of features inside hidden layers. Activations become uncorrelated with unit variance."
_BATCH = (
    "The batch is the corners of a square about 0, whose two pre-activations are white at every angle; r is the ratio "
    "of a corner's coordinates."
)
_ACTIVATIONS = (
    "of the activations H = σ(Ŷ), as (5) names them, behind the ReLU of question 2.3 and after whitening, in every "
    "batch. " + _BATCH
)
_COVARIANCE = -((1 - RATIO) ** 2) / (8 * (1 + RATIO**2))
_SQUARED_MEAN = (1 + RATIO) ** 2 / (8 * (1 + RATIO**2))


def _ratio(point: Point) -> dict[sp.Symbol, Any]:
    return {RATIO: point["ratio"]}


def _on_square(name: str, words: str, reading: str, rhs: sp.Expr, **given: Any) -> Claim:
    """Return a claim on the units of a white square behind the rectifier."""
    variance = ".variance" in name
    count = whitened_units.rectified_variance if variance else whitened_units.rectified_covariance
    return Claim(
        id=f"cpen455hw1.2.4.activations{name}",
        source=homework("question 2.4", words, reading),
        kind=Kind.EXACT,
        rhs=sp.sympify(rhs),
        derivation=rectified_variance if variance else rectified_covariance,
        computation=lambda point: count(**point.setting),
        points=_SQUARES,
        symbols=_ratio,
        **given,
    )


CLAIMS = (
    Claim(
        id="cpen455hw1.2.4.invertible",
        source=homework(
            "question 2.4",
            _INVERSE_ROOT,
            "of every batch: each of the M eigenvalues has an inverse root, so that the whitened batch has the "
            "variance 1 in M directions; here for two samples and M = 3.",
        ),
        kind=Kind.EXACT,
        rhs=sp.S(3),
        derivation=whitened_directions,
        rivals=(
            Rival(sp.S(2), "one for each sample"),
            Rival(sp.S.Zero, "none, where one eigenvalue is 0"),
        ),
        computation=lambda point: float(whitened_units.rank(**point.setting)),
        points=_TWO_SAMPLES,
        expected=Status.REFUTED,
        corrected_by="cpen455hw1.2.4.invertible.corrected",
        reason="The rows of a centred batch of B samples add up to 0, so that its covariance has B - 1 eigenvalues "
        "above 0 at most. Where M is larger, the others are 0, and A has no inverse root. Nor has it for units that "
        "are constant, or multiples of one another. A small multiple of the identity, added to Σ, mends it.",
        erratum="Σ has an inverse root only if no eigenvalue is 0, which takes M + 1 samples or more",
    ),
    Claim(
        id="cpen455hw1.2.4.invertible.corrected",
        source=homework(
            "question 2.4",
            "",
            "Σ has B - 1 eigenvalues above 0 at most: of two samples and three units, it has one.",
        ),
        kind=Kind.EXACT,
        rhs=sp.S.One,
        derivation=whitened_directions,
        rivals=(
            Rival(sp.S(3), "as printed: one for each unit"),
            Rival(sp.S(2), "one for each sample"),
        ),
        computation=lambda point: float(whitened_units.rank(**point.setting)),
        points=_TWO_SAMPLES,
    ),
    _on_square(
        "",
        _WHITE,
        _ACTIVATIONS,
        0,
        rivals=(
            Rival(RATIO / (2 * (1 + RATIO**2)), "the product of the means not subtracted"),
            Rival(-_COVARIANCE, "the sign lost"),
        ),
        expected=Status.REFUTED,
        corrected_by="cpen455hw1.2.4.activations.corrected",
        reason="Whitening makes the pre-activations uncorrelated, not independent. The rectifier bends them, and what "
        "is dependent becomes correlated. Of the corners of a square, which are white, only those at 45° to the axes "
        "stay uncorrelated.",
        erratum="the pre-activations are uncorrelated; behind σ the activations need not be",
    ),
    _on_square(
        ".corrected",
        "",
        "Cov(h_1, h_2) = -(1 - r)²/(8(1 + r²)). " + _BATCH,
        _COVARIANCE,
        rivals=(
            Rival(sp.S.Zero, "as printed: uncorrelated"),
            Rival(RATIO / (2 * (1 + RATIO**2)), "the product of the means not subtracted"),
            Rival(_COVARIANCE * sp.Rational(4, 3), "the unbiased covariance"),
        ),
    ),
    _on_square(
        ".variance",
        _WHITE,
        _ACTIVATIONS,
        1,
        rivals=(
            Rival(sp.Rational(1, 2), "the mean not subtracted"),
            Rival(sp.Rational(1, 2) - 1 / (2 * sp.pi), "that of a normal pre-activation"),
        ),
        expected=Status.REFUTED,
        corrected_by="cpen455hw1.2.4.activations.variance.corrected",
        reason="The rectifier halves the mean square of this batch, and gives it a mean. It is the pre-activations "
        "that have the variance 1.",
        erratum="the pre-activations have unit variance; behind the rectifier it is less",
    ),
    _on_square(
        ".variance.corrected",
        "",
        "Var h_1 = 1/2 - (1 + r)²/(8(1 + r²)). " + _BATCH,
        sp.Rational(1, 2) - _SQUARED_MEAN,
        rivals=(
            Rival(sp.S.One, "as printed: unit variance"),
            Rival(sp.Rational(1, 2), "the mean not subtracted"),
            Rival(1 - _SQUARED_MEAN, "the rectifier forgotten in the mean square"),
        ),
    ),
    Claim(
        id="cpen455hw1.2.4.activations.corrected.white",
        source=homework("question 2.4", "", "Var(ỹ_1 + b ỹ_2) = 1 + b², for every b. " + _BATCH),
        kind=Kind.EXACT,
        rhs=1 + WEIGHT**2,
        derivation=square_batch_variance,
        rivals=(
            Rival((1 + WEIGHT) ** 2, "equal units"),
            Rival((1 + WEIGHT**2) * sp.Rational(4, 3), "the unbiased variance"),
            Rival(1 + WEIGHT**2 + WEIGHT, "units of correlation one half"),
        ),
        computation=lambda point: whitened_units.variance_of_sum(**point.setting),
        points=tuple(
            Point({"ratio": ratio, "weight": weight}) for ratio, weight in ((0.25, 1.0), (3.0, 0.5))
        ),
        symbols=lambda point: {WEIGHT: point["weight"]},
    ),
    Claim(
        id="cpen455hw1.2.4.less-stable",
        source=homework(
            "question 2.4",
            "2. Less numerically stable",
            "than batch normalisation. Of two units that it has scaled to equal variances, with the correlation ρ, "
            "whitening still takes a matrix whose condition number is √((1 + ρ)/(1 - ρ)): above 1, which is that of "
            "scaling both alike, and without bound as ρ nears 1. The squares are compared.",
        ),
        kind=Kind.EXACT,
        rhs=(1 + CORRELATION) / (1 - CORRELATION),
        derivation=whitening_condition,
        rivals=(
            Rival(sp.S.One, "of both scaled alike"),
            Rival(1 / (1 - CORRELATION**2), "of the determinant alone"),
            Rival(((1 + CORRELATION) / (1 - CORRELATION)) ** 2, "of the inverse of Σ for its root"),
        ),
        computation=lambda point: whitened_units.condition_of_whitening(**point.setting),
        points=_BATCHES,
        symbols=lambda point: {CORRELATION: whitened_units.correlation(**point.setting)},
    ),
    Claim(
        id="cpen455hw1.2.4.expensive",
        source=homework(
            "question 2.4",
            "1. Computationally expensive",
            "batch normalisation takes M means of squares over the batch. Σ takes M(M+1)/2, one for each unit and each "
            "pair; the eigenvalues come on top.",
        ),
        kind=Kind.EXACT,
        rhs=M * (M + 1) / 2,
        derivation=covariance_means,
        rivals=(
            Rival(M, "those of batch normalisation"),
            Rival(M**2, "both halves of Σ"),
            Rival(M * (M - 1) / 2, "the pairs alone"),
        ),
        computation=lambda point: float(whitened_units.different_entries(**point.setting)),
        points=tuple(
            Point({"seed": seed, "size": size, "units": units})
            for seed, size, units in ((1, 9, 2), (2, 12, 5))
        ),
        symbols=lambda point: {M: point["units"]},
    ),
)
