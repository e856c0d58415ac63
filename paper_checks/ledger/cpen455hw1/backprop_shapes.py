"""Question 3.2: the shapes of the factors of back-propagation."""

from collections.abc import Callable
from functools import partial
from typing import Any

import sympy as sp

from paper_checks.claim import Claim, Kind, Point, Rival, Setting
from paper_checks.experiments.layers import columns_of, entries_of, entries_of_product
from paper_checks.ledger.cpen455hw1.source import LAYOUT, homework
from paper_checks.verdict import Status
from theory.results.backprop import (
    BELOW,
    WIDTH,
    bias_columns,
    preactivation_by_bias_columns,
    slope_columns,
    weight_entries,
    weight_product_entries,
)

__all__ = ["CLAIMS"]

_SHAPES: tuple[Setting, ...] = ({"seed": 1, "width": 3, "below": 5}, {"seed": 2, "width": 4, "below": 2})


def _sizes(point: Point) -> dict[sp.Symbol, Any]:
    return {WIDTH: point["width"], BELOW: point["below"]}


def _shape(
    name: str,
    words: str,
    reading: str,
    rhs: sp.Expr,
    derivation: Any,
    rivals: tuple[Rival, ...],
    count: Callable[..., int],
    **given: Any,
) -> Claim:
    """Return a claim on a number of a shape, counted in arrays of unequal sizes."""
    return Claim(
        id=f"cpen455hw1.3.2.{name}",
        source=homework("question 3.2", words, reading),
        kind=Kind.EXACT,
        rhs=sp.sympify(rhs),
        derivation=derivation,
        rivals=rivals,
        computation=lambda point: float(count(**point.setting)),
        points=tuple(Point(setting) for setting in _SHAPES),
        symbols=_sizes,
        **given,
    )


def _refuted(name: str, reason: str, erratum: str) -> dict[str, Any]:
    return {
        "expected": Status.REFUTED,
        "corrected_by": f"cpen455hw1.3.2.{name}.corrected",
        "reason": reason,
        "erratum": erratum,
    }


CLAIMS = (
    _shape(
        "dh-dz",
        "∂h_i/(∂z_i) = σ'(W_i h_{i - 1} + b_i)",
        "by its shape: σ'(z_i) is a column. " + LAYOUT,
        sp.S.One,
        slope_columns,
        (Rival(BELOW, "a column for each input"), Rival(WIDTH * BELOW, "a column for each weight")),
        count=partial(columns_of, of="h", by="z"),
        **_refuted(
            "dh-dz",
            "Each of the D_i entries of h_i has a derivative by each of the D_i entries of z_i. It is 0 off the "
            "diagonal: the derivative is Diag(σ'(z_i)), as the homework itself writes it within ∂h_i/∂h_{i-1}.",
            "the derivative is the diagonal matrix Diag(σ'(z)), not the vector σ'(z)",
        ),
    ),
    _shape(
        "dh-dz.corrected",
        "",
        "∂h_i/∂z_i = Diag(σ'(z_i)) has D_i columns.",
        WIDTH,
        slope_columns,
        (
            Rival(sp.S.One, "as printed: a vector"),
            Rival(BELOW, "a column for each input"),
            Rival(WIDTH**2, "squared"),
        ),
        count=partial(columns_of, of="h", by="z"),
    ),
    _shape(
        "dz-dW",
        "∂z_i/(∂W_i) = h_{i - 1}",
        "by its shape: h_{i-1} has D_{i-1} entries.",
        BELOW,
        weight_entries,
        (Rival(WIDTH, "an entry for each unit"), Rival(WIDTH * BELOW, "an entry for each weight")),
        count=partial(entries_of, of="z", by="weights"),
        **_refuted(
            "dz-dW",
            "Each of D_i entries of z_i has a derivative by each of D_i D_{i-1} weights. It is 0 but for the weights "
            "of its own row: the derivative is I ⊗ h_{i-1}ᵀ.",
            "the derivative of a vector by a matrix has D_i² D_{i-1} entries, not the D_{i-1} of h_{i-1}",
        ),
    ),
    _shape(
        "dz-dW.corrected",
        "",
        "∂z_i/∂W_i = I ⊗ h_{i-1}ᵀ has D_i × D_i D_{i-1} entries.",
        WIDTH**2 * BELOW,
        weight_entries,
        (
            Rival(BELOW, "as printed: h_{i-1}"),
            Rival(WIDTH * BELOW, "of one unit alone"),
            Rival(WIDTH * BELOW**2, "the widths swapped"),
        ),
        count=partial(entries_of, of="z", by="weights"),
    ),
    _shape(
        "dz-db",
        "∂z_i/(∂b_i) = 1",
        "by its shape: 1 is a number. " + LAYOUT,
        sp.S.One,
        preactivation_by_bias_columns,
        (Rival(BELOW, "a column for each input"), Rival(WIDTH * BELOW, "a column for each weight")),
        count=partial(columns_of, of="z", by="biases"),
        **_refuted(
            "dz-db",
            "The derivative of a vector of D_i entries by one of D_i entries is a matrix, here the identity.",
            "the derivative is the identity matrix, not the number 1",
        ),
    ),
    _shape(
        "dz-db.corrected",
        "",
        "∂z_i/∂b_i is the identity, with D_i columns.",
        WIDTH,
        preactivation_by_bias_columns,
        (Rival(sp.S.One, "as printed"), Rival(BELOW, "a column for each input"), Rival(WIDTH**2, "squared")),
        count=partial(columns_of, of="z", by="biases"),
    ),
    _shape(
        "dh-dW-shape",
        "∂h_i/(∂W_i) = ∂h_i/(∂z_i) ∂z_i/(∂W_i) = σ'(W_i h_{i - 1} + b_i) h_{i - 1} ∈ R^{D_i × D_i × D_{i - 1}}",
        "of the last “=”, by its entries: the space is that of the derivative ∂h_i/∂W_i, and the product of vectors is "
        "set equal to it. As a column times a row the two vectors have a product at any widths.",
        WIDTH**2 * BELOW,
        weight_product_entries,
        (Rival(WIDTH, "an entry for each unit"), Rival(WIDTH * BELOW**2, "the widths swapped")),
        count=entries_of_product,
        **_refuted(
            "dh-dW-shape",
            "The derivative does have D_i × D_i × D_{i-1} entries. The printed product of two vectors has D_i D_{i-1} "
            "of them: those by the weights of a unit's own row, where the derivative is not 0.",
            "the printed product is in R^{D_i × D_{i-1}}; only the derivative has D_i × D_i × D_{i-1} entries",
        ),
    ),
    _shape(
        "dh-dW-shape.corrected",
        "",
        "σ'(z_i) h_{i-1}ᵀ ∈ R^{D_i × D_{i-1}}: the entries of ∂h_i/∂W_i by the weights of each unit's own row. All "
        "others are 0. The derivative itself is in the printed space.",
        WIDTH * BELOW,
        weight_product_entries,
        (
            Rival(WIDTH**2 * BELOW, "as printed: the shape of the derivative itself"),
            Rival(BELOW, "of one unit alone"),
            Rival(WIDTH + BELOW, "the two vectors side by side"),
        ),
        count=entries_of_product,
    ),
    _shape(
        "bias-shape",
        "∂h_i/(∂b_i) = ∂h_i/(∂z_i) ∂z_i/(∂b_i) = σ'(W_i h_{i - 1} + b_i) ∈ R^{D_i × D_{i - 1}}",
        "by its columns. " + LAYOUT,
        BELOW,
        bias_columns,
        (Rival(sp.S.One, "a vector"), Rival(WIDTH * BELOW, "a column for each weight")),
        count=partial(columns_of, of="h", by="biases"),
        **_refuted(
            "bias-shape",
            "A layer has D_i biases, not D_{i-1}; and the printed σ'(z_i) has one column.",
            "the derivative by the biases has D_i columns, not D_{i-1}",
        ),
    ),
    _shape(
        "bias-shape.corrected",
        "",
        "∂h_i/∂b_i = Diag(σ'(z_i)) ∈ R^{D_i × D_i}.",
        WIDTH,
        bias_columns,
        (
            Rival(BELOW, "as printed"),
            Rival(sp.S.One, "a vector"),
            Rival(WIDTH + 1, "one more, for the weights"),
        ),
        count=partial(columns_of, of="h", by="biases"),
    ),
)
