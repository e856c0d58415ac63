"""Question 2.4: whitening."""

from collections.abc import Callable
from typing import Any

import sympy as sp

from paper_checks.claim import Claim, Kind, Point, Rival
from paper_checks.experiments import whitening
from paper_checks.ledger.cpen455hw1.source import homework
from paper_checks.verdict import Status
from theory.results.whitening import (
    ANGLE,
    EIGENVALUES,
    WEIGHT,
    correlation,
    whitened_by_centred,
    whitened_by_whitened,
    whitened_sum,
)
from theory.results.whitening_of_three import (
    QUATERNION,
    ROOTS,
    WEIGHTS,
    rotation,
    whitened_sum_of_three,
)

__all__ = ["CLAIMS"]

_FIRST, _SECOND = EIGENVALUES
_COSINE, _SINE = sp.cos(ANGLE) ** 2, sp.sin(ANGLE) ** 2
_COVARIANCE = _FIRST * _COSINE + _SECOND * _SINE
_ROOT = sp.sqrt(_FIRST) * _COSINE + sp.sqrt(_SECOND) * _SINE
_INVERSE_ROOT = _COSINE / sp.sqrt(_FIRST) + _SINE / sp.sqrt(_SECOND)
_POINTS = tuple(Point({"seed": seed, "size": size}) for seed, size in ((1, 3), (2, 8)))


_THREE = tuple(
    Point({"seed": seed, "size": size, "weights": weights})
    for seed, size, weights in ((1, 5, (1.0, 1.0, -1.0)), (2, 12, (1.0, -0.5, 2.0)))
)


def _of_three(point: Point) -> dict[sp.Symbol, Any]:
    found = whitening.axes_of_three(seed=point["seed"], size=point["size"])
    known = zip((*ROOTS, *QUATERNION, *WEIGHTS[1:]), (*found, *point["weights"][1:]), strict=True)
    return dict(known)


def _of_sum(root: Callable[[sp.Expr], sp.Expr], scales: tuple[sp.Expr, ...] = (sp.S.One,) * 3) -> sp.Expr:
    """Return w^T S f(Sigma) S w, where f takes the roots of the eigenvalues, and S scales each unit."""
    axes = [rotation()[:, axis] for axis in range(3)]
    weights = [weight * scale for weight, scale in zip(WEIGHTS, scales, strict=True)]
    along = [sum(weight * entry for weight, entry in zip(weights, axis, strict=True)) for axis in axes]
    return sum(root(value) * part**2 for value, part in zip(ROOTS, along, strict=True))


def _own_scales() -> tuple[sp.Expr, ...]:
    """Return the inverse deviation of each unit, by which batch normalisation scales it."""
    rows = [rotation()[unit, :] for unit in range(3)]
    variances = (sum((value * entry) ** 2 for value, entry in zip(ROOTS, row, strict=True)) for row in rows)
    return tuple(1 / sp.sqrt(variance) for variance in variances)


def _symbols(point: Point) -> dict[sp.Symbol, Any]:
    found = whitening.covariance_by_angle(seed=point["seed"], size=point["size"])
    return dict(zip((_FIRST, _SECOND, ANGLE), found, strict=True))


CLAIMS = (
    Claim(
        id="cpen455hw1.2.4.whitening",
        source=homework(
            "question 2.4",
            "Let Ỹ = Y_c Σ^{-1/2} ∈ R^{B × M}",
            "the covariance of the whitened batch is the identity, as the question asks; its first entry, for two "
            "units and three samples or more.",
        ),
        kind=Kind.EXACT,
        rhs=sp.S.One,
        derivation=whitened_by_whitened,
        rivals=(
            Rival(_COVARIANCE, "not whitened"),
            Rival(_ROOT, "whitened on one side"),
            Rival(1 / _COVARIANCE, "whitened twice"),
        ),
        computation=lambda point: whitening.whitened_by_whitened(**point.setting),
        points=_POINTS,
        symbols=_symbols,
    ),
    Claim(
        id="cpen455hw1.2.4.last-line",
        source=homework(
            "question 2.4",
            "Then 1/B Ỹ^T Y_c = Σ^{-1/2} Σ Σ^{-1/2} = I_M",
            "the product on the left has the value on the right; its first entry, for two units.",
        ),
        kind=Kind.EXACT,
        rhs=sp.S.One,
        derivation=whitened_by_centred,
        rivals=(Rival(_COVARIANCE, "not whitened"), Rival(_INVERSE_ROOT, "the root inverted")),
        computation=lambda point: whitening.whitened_by_centred(**point.setting),
        points=_POINTS,
        symbols=_symbols,
        expected=Status.REFUTED,
        corrected_by="cpen455hw1.2.4.last-line.corrected",
        reason="Y_c, on the right of the product, is not whitened: the product is the root of Σ. The "
        "second “=” is right, and with Ỹ in the place of Y_c the first one is, too: this looks like a slip of the pen.",
        erratum="ỸᵀY_c/B is the root of Σ, not the identity: the second factor must be whitened too",
    ),
    Claim(
        id="cpen455hw1.2.4.last-line.corrected",
        source=homework("question 2.4", "", "ỸᵀY_c/B = Σ^(1/2); its first entry, for two units."),
        kind=Kind.EXACT,
        rhs=_ROOT,
        derivation=whitened_by_centred,
        rivals=(
            Rival(sp.S.One, "as printed: the identity"),
            Rival(_COVARIANCE, "not whitened"),
            Rival(_INVERSE_ROOT, "the root inverted"),
        ),
        computation=lambda point: whitening.whitened_by_centred(**point.setting),
        points=_POINTS,
        symbols=_symbols,
    ),
    Claim(
        id="cpen455hw1.2.4.full-identity",
        source=homework(
            "question 2.4",
            "2. Normalizes to full identity covariance, not just per-dimension variance.",
            "the variance of ỹ_1 + b ỹ_2 is 1 + b² for every b, so that the entries off the diagonal are 0 too; for "
            "two units.",
        ),
        kind=Kind.EXACT,
        rhs=1 + WEIGHT**2,
        derivation=whitened_sum,
        rivals=(
            Rival(1 + WEIGHT**2 + 2 * WEIGHT * correlation(), "with batch normalisation, unit by unit"),
            Rival((1 + WEIGHT) ** 2, "of equal units"),
        ),
        computation=lambda point: whitening.whitened_sum(**point.setting),
        points=tuple(
            Point({**point.setting, "weight": weight})
            for point, weight in zip(_POINTS, (1.0, -0.5), strict=True)
        ),
        symbols=lambda point: {**_symbols(point), WEIGHT: point["weight"]},
    ),
    Claim(
        id="cpen455hw1.2.4.full-identity.three",
        source=homework(
            "question 2.4",
            "2. Normalizes to full identity covariance, not just per-dimension variance.",
            "the variance of ỹ_1 + b ỹ_2 + c ỹ_3 is 1 + b² + c² for all b and c; for three units.",
        ),
        kind=Kind.EXACT,
        rhs=sum(weight**2 for weight in WEIGHTS),
        derivation=whitened_sum_of_three,
        rivals=(
            Rival(_of_sum(lambda root: root**2, _own_scales()), "with batch normalisation, unit by unit"),
            Rival(_of_sum(lambda root: root), "whitened on one side"),
        ),
        computation=lambda point: whitening.whitened_sum_of_three(**point.setting),
        points=_THREE,
        symbols=_of_three,
    ),
)
