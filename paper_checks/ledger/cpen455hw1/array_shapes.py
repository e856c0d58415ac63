"""Shapes of vectors and matrices, in all parts: each number is counted in arrays of unequal sizes."""

from collections.abc import Callable
from functools import partial
from typing import Any

import sympy as sp

from paper_checks.claim import Claim, Kind, Point, Rival, Setting
from paper_checks.experiments import shapes
from paper_checks.experiments.layers import columns_of, layer
from paper_checks.ledger.cpen455hw1.source import homework
from paper_checks.verdict import Status
from theory.notation import B, M, N
from theory.results.array_shapes import (
    batch_entries,
    jacobian_columns,
    layer_entries,
    mean_columns,
    mean_entries,
    normalized_arguments,
    one_square_entries,
    unit_variance_entries,
    variance_entries,
    weight_columns,
)
from theory.results.backprop import BELOW, WIDTH

__all__ = ["CLAIMS"]

_BATCHES: tuple[Setting, ...] = (
    {"seed": 1, "batch": 5, "units": 3},
    {"seed": 2, "batch": 2, "units": 4},
)
_ROWS: tuple[Setting, ...] = ({"seed": 1, "inputs": 7, "units": 3}, {"seed": 2, "inputs": 5, "units": 4})
_PRODUCTS: tuple[Setting, ...] = tuple(batch | {"inputs": 7} for batch in _BATCHES)
_LAYERS: tuple[Setting, ...] = ({"seed": 1, "width": 3, "below": 5}, {"seed": 2, "width": 4, "below": 2})
_SYMBOLS = {"batch": B, "units": M, "inputs": N, "width": WIDTH, "below": BELOW}
_BY_COLUMN = "by its columns, a derivative having a row for each entry of the numerator."


def _sizes(point: Point) -> dict[sp.Symbol, Any]:
    return {symbol: point[name] for name, symbol in _SYMBOLS.items() if name in point.setting}


def _entries_of_layer(*, seed: int, width: int, below: int) -> int:
    weights, biases, inputs = layer(seed=seed, width=width, below=below)
    return int((weights @ inputs + biases).size)


def _claim(
    number: str,
    words: str,
    reading: str,
    rhs: sp.Expr,
    derivation: Callable[[], Any],
    rivals: tuple[Rival, ...],
    count: Callable[..., int],
    settings: tuple[Setting, ...],
    **given: Any,
) -> Claim:
    """Return a claim on a number of a shape."""
    question = number.split("-")[0].rpartition(".")[0]
    if given.get("expected") is Status.REFUTED:
        given["corrected_by"] = f"cpen455hw1.{number}.corrected"
    return Claim(
        id=f"cpen455hw1.{number}",
        source=homework(given.pop("locator", f"question {question}"), words, reading),
        kind=Kind.EXACT,
        rhs=sp.sympify(rhs),
        derivation=derivation,
        rivals=rivals,
        computation=lambda point: float(count(**point.setting)),
        points=tuple(map(Point, settings)),
        symbols=_sizes,
        **given,
    )


def _refuted(reason: str, erratum: str) -> dict[str, Any]:
    return {"expected": Status.REFUTED, "reason": reason, "erratum": erratum}


CLAIMS = (
    _claim(
        "1.2.scalar-covariance",
        "Where μ = 0, COV(z) = I_m and thus √(COV(z)) = I_m as well.",
        "what stands as √(COV(z)) in the density of one number z is I_m, with its M × M entries.",
        M**2,
        unit_variance_entries,
        (Rival(M, "a variance for each unit"), Rival(N, "one for each input")),
        shapes.entries_of_unit_variance,
        _ROWS,
        **_refuted(
            "The density is that of one unit, and divides by the deviation of that unit. This is the number "
            "√(w_i COV(x) w_iᵀ) = 1. A density of z as a whole would have the root of a determinant there.",
            "the deviation of one unit is the number 1, not the matrix I_m",
        ),
    ),
    _claim(
        "1.2.scalar-covariance.corrected",
        "",
        "The variance of one unit, w_i COV(x) w_iᵀ with w_i a row of W, is one number.",
        sp.S.One,
        unit_variance_entries,
        (Rival(M**2, "as printed: a matrix"), Rival(M, "one for each unit"), Rival(N, "one for each input")),
        shapes.entries_of_unit_variance,
        _ROWS,
    ),
    _claim(
        "2.0.broadcast",
        "In particular, the shapes of XW^⊤ and b^⊤ are B × M and 1 × M, respectively. You can imagine that the "
        "broadcasting addition first duplicates b^⊤ for B times to create a matrix of shape B × M",
        "by the entries of the sum (4).",
        B * M,
        batch_entries,
        (
            Rival(B * N, "of X itself"),
            Rival(M * N, "of W itself"),
            Rival((B + 1) * M, "the biases as one more row"),
        ),
        shapes.entries_of_batch,
        _PRODUCTS,
        locator="equations (4) to (5)",
    ),
    _claim(
        "2.0.shapes",
        "m = 1/B ∑_{i=1}^B Y[i, :] [...] m ∈ R^{M × 1} and v ∈ R^{M × 1} are the mean and the (dimension-wise) "
        "variance vectors.",
        "by the columns of the mean. The homework's X[i, :] is a row of a matrix, as its bᵀ is 1 × M.",
        sp.S.One,
        mean_columns,
        (Rival(B, "a column for each sample"), Rival(B * M, "of the whole batch")),
        shapes.width_of_mean,
        _BATCHES,
        locator="equations (6) to (8)",
        **_refuted(
            "A sum of rows is a row: the right-hand side of (6) is 1 × M, and the left-hand side is said to be M × 1. "
            "Nothing else changes, since (7) and (8) use its entries alone.",
            "(6) is a mean of rows, so m is 1 × M, not M × 1",
        ),
    ),
    _claim(
        "2.0.shapes.corrected",
        "",
        "m = (1/B) ∑_i Y[i, :] ∈ R^{1 × M}.",
        M,
        mean_columns,
        (
            Rival(sp.S.One, "as printed: a column"),
            Rival(B, "a column for each sample"),
            Rival(M + 1, "one more, for the biases"),
        ),
        shapes.width_of_mean,
        _BATCHES,
        locator="equations (6) to (8)",
    ),
    _claim(
        "2.3.m-shape",
        "m[j] := 1/B ∑_{i=1}^B Y[i, j] ∈ R^{M × 1}",
        "by its entries: j is fixed.",
        M,
        mean_entries,
        (Rival(B, "one for each sample"), Rival(B * M, "of the whole batch")),
        shapes.entries_of_mean,
        _BATCHES,
        **_refuted(
            "The mean of the numbers Y[i, j] over the samples is a number. The M of them, one for each j, form m.",
            "m[j] is a number; the vector of M entries is m",
        ),
    ),
    _claim(
        "2.3.m-shape.corrected",
        "",
        "m[j] = (1/B) ∑_i Y[i, j] is a number.",
        sp.S.One,
        mean_entries,
        (Rival(M, "as printed: a vector"), Rival(B, "one for each sample")),
        shapes.entries_of_mean,
        _BATCHES,
    ),
    _claim(
        "2.3.v-shape",
        "v := DIAG (1/B ∑_{i=1}^B (Y[i, j] - m[j]) (Y[i, j] - m[j])^T ) ∈ R^{M × 1}",
        "by the entries of the diagonal, Y[i, j] being a number.",
        M,
        one_square_entries,
        (Rival(B, "one for each sample"), Rival(M**2, "the whole matrix")),
        shapes.entries_of_square,
        _BATCHES,
        **_refuted(
            "A number times its transpose is a number, and so is its diagonal: the line gives v[j], and not v. With "
            "the row Y[i, :] - m for the number, the product must be that of a column and a row.",
            "a number times its transpose has one entry, not the M of v",
        ),
    ),
    _claim(
        "2.3.v-shape.corrected",
        "",
        "v = DIAG((1/B) ∑_i (Y[i, :] - m)ᵀ (Y[i, :] - m)) has M entries.",
        M,
        variance_entries,
        (
            Rival(sp.S.One, "as printed: of one number"),
            Rival(B, "one for each sample"),
            Rival(M**2, "the whole matrix"),
        ),
        shapes.entries_of_variance,
        _BATCHES,
    ),
    _claim(
        "2.3.sum-of-partials",
        "∇Ŷ = ∂Ŷ/(∂γ) + ∂Ŷ/(∂β) + ∂Ŷ/(∂v) + ∂Ŷ/(∂Y) + ∂Ŷ/(∂m)",
        "the gradient by all five is as wide as each term of a sum must be, ∂Ŷ/∂γ with its M columns among them; "
        + _BY_COLUMN,
        M,
        normalized_arguments,
        (Rival(B * M, "by Y alone"), Rival(4 * M, "by the four vectors alone")),
        shapes.needed_columns,
        _BATCHES,
        **_refuted(
            "The five are derivatives by different arguments: ∂Ŷ/∂Y has B M columns, and each of the others has M. "
            "They cannot be added, and a gradient by all of them has them side by side.",
            "partial derivatives by five arguments stand side by side; their shapes differ, and no sum exists",
        ),
    ),
    _claim(
        "2.3.sum-of-partials.corrected",
        "",
        "The gradient of Ŷ by Y, m, v, γ and β has M (B + 4) columns, one for each entry of these.",
        M * (B + 4),
        normalized_arguments,
        (
            Rival(M, "as printed: a sum"),
            Rival(5 * M, "a column for each of five, and each unit"),
            Rival(B * M, "by Y alone"),
            Rival(B * M + 4, "m, v, γ and β as numbers"),
        ),
        shapes.needed_columns,
        _BATCHES,
    ),
    _claim(
        "3.1.jacobian-shape",
        "∂h_i/(∂h_{i - 1}) = Diag(σ'(W_i h_{i - 1} + b_i)) W_i ∈ R^{D_i × D_{i - 1}}",
        _BY_COLUMN,
        BELOW,
        jacobian_columns,
        (
            Rival(WIDTH, "transposed"),
            Rival(WIDTH * BELOW, "a column for each weight"),
            Rival(BELOW + 1, "one more, for the bias"),
        ),
        partial(columns_of, of="h", by="inputs"),
        _LAYERS,
    ),
    _claim(
        "3.2.z-shape",
        "Let z_i = W_i h_{i - 1} + b_i ∈ R^{D_i × 1}",
        "by its entries.",
        WIDTH,
        layer_entries,
        (
            Rival(BELOW, "one for each unit below"),
            Rival(WIDTH * BELOW, "one for each weight"),
            Rival(WIDTH + 1, "one more, for the bias"),
        ),
        _entries_of_layer,
        _LAYERS,
    ),
    _claim(
        "3.3.index-range",
        "VAR(z_i^{(h)}) = VAR(z_j^{(h - 1)}), z ∈ R^{d_h × 1}, 0 ≤ i ≤ d_{h+1}, 0 ≤ j ≤ d_h",
        "by the number of j from 0 to d_h, of the units below W; d_h is D_{i-1} in question 3.1.",
        BELOW + 1,
        weight_columns,
        (Rival(BELOW - 1, "both ends left out"), Rival(WIDTH, "one for each unit above")),
        partial(columns_of, of="z", by="inputs"),
        _LAYERS,
        **_refuted(
            "A vector of d_h entries has d_h indices, 1 to d_h as elsewhere in the homework. From 0 to d_h there is "
            "one more; and so for i. The widths are swapped too: z^(h), the vector of i, has d_{h+1} entries, not d_h.",
            "0 ≤ j ≤ d_h are d_h + 1 indices, of a vector of d_h entries",
        ),
    ),
    _claim(
        "3.3.index-range.corrected",
        "",
        "1 ≤ j ≤ d_h: a unit below for each column of W.",
        BELOW,
        weight_columns,
        (
            Rival(BELOW + 1, "as printed: from 0 to d_h"),
            Rival(BELOW - 1, "both ends left out"),
            Rival(WIDTH, "one for each unit above"),
        ),
        partial(columns_of, of="z", by="inputs"),
        _LAYERS,
    ),
)
