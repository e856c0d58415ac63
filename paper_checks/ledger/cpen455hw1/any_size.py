"""Questions 2.4 and 3.1 at any size: whitening of more than two units, the chain through layers of unequal widths."""

from typing import Any

import numpy as np
import sympy as sp

from paper_checks.claim import Claim, Kind, Point, Rival
from paper_checks.experiments import whitened_batch
from paper_checks.experiments.deep_layers import gradient_by_input, jacobian, last_slopes, network
from paper_checks.ledger.cpen455hw1.source import LAYOUT, homework
from paper_checks.verdict import Status
from theory.results.backprop_layers import JACOBIANS, LAST, WIDTHS, first_factor_columns, loss_by_unit
from theory.results.whitened_batch import (
    COMPONENTS,
    EIGENVALUES,
    whitened_by_centred_combination,
    whitened_combination,
)

__all__ = ["CLAIMS"]


# --- question 2.4 --------------------------------------------------------------------------------------------


def _along(power: sp.Rational) -> sp.Expr:
    """Return cᵀ Σ^power c, by the components of c along the eigenvectors."""
    return sp.Add(*(value**power * part**2 for value, part in zip(EIGENVALUES, COMPONENTS, strict=True)))


_SQUARE, _COVARIANCE = _along(sp.S.Zero), _along(sp.S.One)
_ROOT, _INVERSE_ROOT = _along(sp.Rational(1, 2)), _along(sp.Rational(-1, 2))
_BATCHES = tuple(
    Point({"seed": seed, "size": size, "units": units})
    for seed, size, units in ((1, 3, 2), (2, 8, 2), (3, 5, 3), (4, 5, 4), (5, 9, 1))
)
_COMBINED = (
    "for any combination c of units, which tells all entries of a symmetric matrix. Four units or fewer."
)


def _of_batch(point: Point) -> dict[sp.Symbol, Any]:
    """Return the eigenvalues and the components of c; where there are fewer units, c has no component."""
    values, parts = whitened_batch.in_eigenbasis(**point.setting)
    found: dict[sp.Symbol, Any] = dict.fromkeys(EIGENVALUES, 1.0) | dict.fromkeys(COMPONENTS, 0.0)
    found |= dict(zip(EIGENVALUES, map(float, values), strict=False))
    return found | dict(zip(COMPONENTS, map(float, parts), strict=False))


# --- question 3.1 --------------------------------------------------------------------------------------------

_UNEQUAL = tuple(
    Point({"seed": seed, "widths": widths})
    for seed, widths in enumerate(((2, 3, 1), (3, 1, 2), (1, 2, 3), (3, 2, 3)), start=1)
)
_FIRST, _SECOND = JACOBIANS


def _of_layers(point: Point) -> dict[sp.Symbol, Any]:
    """Return the entries of both Jacobians; a narrower layer has 0 in place of what it lacks."""
    net = network(**point.setting)
    values: dict[sp.Symbol, Any] = {}
    for symbols, part in (
        (_FIRST, jacobian(net, 1)),
        (_SECOND, jacobian(net, 2)),
        (LAST, last_slopes(net)[:, None]),
    ):
        entries = np.zeros(symbols.shape)
        entries[: part.shape[0], : part.shape[1]] = part
        values |= dict(zip(symbols, map(float, entries.ravel()), strict=True))
    return values


def _columns(point: Point) -> float:
    return float(jacobian(network(**point.setting), 1).shape[1])


def _sizes(point: Point) -> dict[sp.Symbol, Any]:
    return dict(zip(WIDTHS, point["widths"], strict=True))


CLAIMS = (
    Claim(
        id="cpen455hw1.2.4.whitening.any-size",
        source=homework(
            "question 2.4",
            "Let Ỹ = Y_c Σ^{-1/2} ∈ R^{B × M}",
            "the covariance of the whitened batch is the identity, as the question asks: the variance is |c|² "
            f"{_COMBINED} More samples than units are needed.",
        ),
        kind=Kind.EXACT,
        rhs=_SQUARE,
        derivation=whitened_combination,
        rivals=(
            Rival(_COVARIANCE, "not whitened"),
            Rival(_ROOT, "whitened on one side"),
            Rival(_along(-sp.S.One), "whitened twice"),
        ),
        computation=lambda point: whitened_batch.whitened_combination(**point.setting),
        points=_BATCHES,
        symbols=_of_batch,
    ),
    Claim(
        id="cpen455hw1.2.4.last-line.corrected.any-size",
        source=homework("question 2.4", "", f"ỸᵀY_c/B = Σ^(1/2): cᵀ(ỸᵀY_c/B)c is cᵀΣ^(1/2)c {_COMBINED}"),
        kind=Kind.EXACT,
        rhs=_ROOT,
        derivation=whitened_by_centred_combination,
        rivals=(
            Rival(_SQUARE, "as printed: the identity"),
            Rival(_COVARIANCE, "not whitened"),
            Rival(_INVERSE_ROOT, "the root inverted"),
        ),
        computation=lambda point: whitened_batch.whitened_by_centred_combination(**point.setting),
        points=_BATCHES,
        symbols=_of_batch,
    ),
    Claim(
        id="cpen455hw1.3.1.chain.corrected.any-width",
        source=homework(
            "question 3.1",
            "",
            "∂ℓ/∂h_i = ∏_{j=i+1}^L (∂h_j/∂h_{j-1})ᵀ ∂ℓ/∂h_L, for two layers of any widths; its first entry, at three "
            "units a layer or fewer.",
        ),
        kind=Kind.EXACT,
        rhs=(_FIRST.T * _SECOND.T * LAST)[0],
        derivation=loss_by_unit,
        rivals=(
            Rival((_FIRST * _SECOND * LAST)[0], "as printed: not transposed"),
            Rival((_SECOND.T * _FIRST.T * LAST)[0], "transposed, and the last layer first"),
            Rival((_FIRST.T * _SECOND * LAST)[0], "one of them transposed"),
        ),
        computation=lambda point: gradient_by_input(**point.setting),
        points=(Point({"seed": 5, "widths": (3, 3, 3)}), *_UNEQUAL),
        symbols=_of_layers,
    ),
    Claim(
        id="cpen455hw1.3.1.chain.shapes",
        source=homework(
            "question 3.1",
            "∂ℓ/(∂h_i) = ∏_{j=i+1}^L ∂h_j/(∂h_{j - 1}) ∂ℓ/(∂h_L), h_i ∈ R^{D_i × 1}",
            "by its shapes: the factor of j = i+1 has as many columns as the next one, of j = i+2, has rows, which is "
            "D_{i+2}. " + LAYOUT,
        ),
        kind=Kind.EXACT,
        rhs=WIDTHS[2],
        derivation=first_factor_columns,
        rivals=(
            Rival(WIDTHS[1], "those of its transpose"),
            Rival(WIDTHS[0] * WIDTHS[1], "a column for each weight"),
        ),
        computation=_columns,
        points=_UNEQUAL[:3],
        symbols=_sizes,
        expected=Status.REFUTED,
        corrected_by="cpen455hw1.3.1.chain.shapes.corrected",
        reason="The derivative of h_{i+1} by h_i has D_i columns, and the next factor has D_{i+2} rows. Where these "
        "differ, the printed product does not exist. The transposes fit: the first has D_{i+1} columns, and the second "
        "as many rows.",
        erratum="the printed factors fit only where D_i = D_{i+2}; their transposes always do",
    ),
    Claim(
        id="cpen455hw1.3.1.chain.shapes.corrected",
        source=homework("question 3.1", "", "∂h_{i+1}/∂h_i has D_i columns."),
        kind=Kind.EXACT,
        rhs=WIDTHS[0],
        derivation=first_factor_columns,
        rivals=(
            Rival(WIDTHS[2], "as printed: the rows of the next factor"),
            Rival(WIDTHS[1], "those of its transpose"),
        ),
        computation=_columns,
        points=_UNEQUAL[:3],
        symbols=_sizes,
    ),
)
