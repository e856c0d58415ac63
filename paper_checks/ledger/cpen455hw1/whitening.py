"""Question 2.4: whitening."""

from typing import Any

import sympy as sp

from paper_checks.claim import Claim, Kind, Point, Rival
from paper_checks.experiments import whitening
from paper_checks.ledger.cpen455hw1.source import homework
from paper_checks.verdict import Status
from theory.results.whitening import COMPONENTS, EIGENVALUES, whitened_by_centred, whitened_by_whitened

__all__ = ["CLAIMS"]


def _along(power: sp.Rational) -> sp.Expr:
    """Return cᵀ Σ^power c, by the components of c along the eigenvectors."""
    return sp.Add(*(value**power * part**2 for value, part in zip(EIGENVALUES, COMPONENTS, strict=True)))


_SQUARE, _COVARIANCE = _along(sp.S.Zero), _along(sp.S.One)
_ROOT, _INVERSE_ROOT = _along(sp.Rational(1, 2)), _along(sp.Rational(-1, 2))
_POINTS = tuple(
    Point({"seed": seed, "size": size, "units": units})
    for seed, size, units in ((1, 3, 2), (2, 8, 2), (3, 5, 3), (4, 5, 4), (5, 9, 1))
)
_COMBINED = (
    "for any combination c of units, which tells all entries of a symmetric matrix. Four units or fewer."
)


def _symbols(point: Point) -> dict[sp.Symbol, Any]:
    """Return the eigenvalues and the components of c; where there are fewer units, c has no component."""
    values, parts = whitening.in_eigenbasis(**point.setting)
    found: dict[sp.Symbol, Any] = dict.fromkeys(EIGENVALUES, 1.0) | dict.fromkeys(COMPONENTS, 0.0)
    found |= dict(zip(EIGENVALUES, map(float, values), strict=False))
    return found | dict(zip(COMPONENTS, map(float, parts), strict=False))


CLAIMS = (
    Claim(
        id="cpen455hw1.2.4.whitening",
        source=homework(
            "question 2.4",
            "Let Ỹ = Y_c Σ^{-1/2} ∈ R^{B × M}",
            "the covariance of the whitened batch is the identity, as the question asks: the variance is |c|² "
            f"{_COMBINED} More samples than units are needed.",
        ),
        kind=Kind.EXACT,
        rhs=_SQUARE,
        derivation=whitened_by_whitened,
        rivals=(
            Rival(_COVARIANCE, "not whitened"),
            Rival(_ROOT, "whitened on one side"),
            Rival(_along(-sp.S.One), "whitened twice"),
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
            f"the product on the left has the value on the right: cᵀ(ỸᵀY_c/B)c is |c|² {_COMBINED}",
        ),
        kind=Kind.EXACT,
        rhs=_SQUARE,
        derivation=whitened_by_centred,
        rivals=(Rival(_COVARIANCE, "not whitened"), Rival(_INVERSE_ROOT, "the root inverted")),
        computation=lambda point: whitening.whitened_by_centred(**point.setting),
        points=_POINTS,
        symbols=_symbols,
        expected=Status.REFUTED,
        corrected_by="cpen455hw1.2.4.last-line.corrected",
        reason="Y_c, on the right of the product, is not whitened: the product is the root of Σ. With Ỹ in "
        "its place the line holds.",
        erratum="ỸᵀY_c/B is the root of Σ, not the identity: the second factor must be whitened too",
    ),
    Claim(
        id="cpen455hw1.2.4.last-line.corrected",
        source=homework("question 2.4", "", f"ỸᵀY_c/B = Σ^(1/2): cᵀ(ỸᵀY_c/B)c is cᵀΣ^(1/2)c {_COMBINED}"),
        kind=Kind.EXACT,
        rhs=_ROOT,
        derivation=whitened_by_centred,
        rivals=(
            Rival(_SQUARE, "as printed: the identity"),
            Rival(_COVARIANCE, "not whitened"),
            Rival(_INVERSE_ROOT, "the root inverted"),
        ),
        computation=lambda point: whitening.whitened_by_centred(**point.setting),
        points=_POINTS,
        symbols=_symbols,
    ),
)
