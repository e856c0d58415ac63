"""Question 3.1: back-propagation through the layers."""

from typing import Any

import numpy as np
import sympy as sp

from paper_checks.claim import Claim, Kind, Point, Rival
from paper_checks.experiments.layers import (
    entry_by_bias,
    entry_by_weight,
    entry_of_jacobian,
    gradient,
    jacobians,
    layer,
    logit_size_by_mean,
)
from paper_checks.ledger.cpen455hw1.source import homework
from paper_checks.verdict import Status
from theory.results.backprop import (
    FACTORS,
    INPUT,
    LAST,
    REST,
    WEIGHT,
    WIDTHS,
    activation_by_bias,
    activation_by_input,
    activation_by_weight,
    chain,
    factor_columns,
)
from theory.results.half_line import logit_size_by_mean as derived_logits

__all__ = ["CLAIMS"]

_ENTRIES = tuple(
    Point({"seed": seed, "width": width, "below": below, "row": 1, "column": column})
    for seed, width, below in ((1, 3, 5), (2, 4, 2))
    for column in (0, 1)
)
_SLOPE = 1 - sp.tanh(WEIGHT * INPUT + REST) ** 2
_FIRST, _SECOND = FACTORS
_IN_ORDER = (_FIRST * _SECOND * LAST)[0]
_TRANSPOSED = (_FIRST.T * _SECOND.T * LAST)[0]
_LAYOUT = "A derivative has a row for each entry of the numerator, as the homework's own dh_i/dh_{i-1} has."


def _of_entry(point: Point) -> dict[sp.Symbol, Any]:
    weights, biases, inputs = layer(seed=point["seed"], width=point["width"], below=point["below"])
    row, column = point["row"], point["column"]
    z = float(weights[row] @ inputs + biases[row])
    weight, value = float(weights[row, column]), float(inputs[column])
    return {WEIGHT: weight, INPUT: value, REST: z - weight * value}


def _of_two_layers(point: Point) -> dict[sp.Symbol, Any]:
    """Return the entries of both Jacobians; a narrower layer has 0 in place of what it lacks."""
    values: dict[sp.Symbol, Any] = {}
    for symbols, part in zip((*FACTORS, LAST), jacobians(**point.setting), strict=True):
        entries = np.zeros(symbols.shape)
        rows = part.reshape(len(part), -1)
        entries[: rows.shape[0], : rows.shape[1]] = rows
        values |= dict(zip(symbols, map(float, entries.ravel()), strict=True))
    return values


def _sizes(point: Point) -> dict[sp.Symbol, Any]:
    return dict(zip(WIDTHS, point["widths"], strict=True))


def _points(*widths: tuple[int, int, int]) -> tuple[Point, ...]:
    return tuple(Point({"seed": seed, "widths": shape}) for seed, shape in enumerate(widths, start=1))


_EQUAL = _points((2, 2, 2), (3, 3, 3))
_UNEQUAL = _points((2, 3, 1), (3, 1, 2), (1, 2, 3), (3, 2, 3))
_PRINTED = "∂ℓ/(∂h_i) = ∏_{j=i+1}^L ∂h_j/(∂h_{j - 1}) ∂ℓ/(∂h_L), h_i ∈ R^{D_i × 1}"


CLAIMS = (
    Claim(
        id="cpen455hw1.3.0.logits-relu",
        source=homework(
            "equation (9) and below (10)",
            "h_i = σ(W_i h_{i - 1} + b_i) ∀ i = 1, …, L [...] where the input to the softmax h_L ∈ R^{D_L × 1} is "
            "often called logits",
            "up to i = L, so that the logits are units behind σ too. With question 3.3's ReLU they are never "
            "negative: E|h_L[k]| = E h_L[k].",
        ),
        kind=Kind.EXACT,
        rhs=sp.S.One,
        derivation=derived_logits,
        rivals=(
            Rival(sp.S(2), "of logits before σ, whose size has twice the mean of their positive part"),
            Rival(sp.sqrt(sp.pi), "the root of the mean square for the mean size"),
            Rival(sp.Rational(3, 2), "half of the logits before σ"),
        ),
        computation=lambda point: logit_size_by_mean(**point.setting),
        points=tuple(
            Point({"seed": seed, "widths": widths}) for seed, widths in ((1, (5, 3, 7)), (2, (2, 6, 4, 9)))
        ),
    ),
    Claim(
        id="cpen455hw1.3.1.chain",
        source=homework(
            "question 3.1",
            _PRINTED,
            "for two layers whose widths are equal, so that the product exists; the factors in the printed order, "
            "j = i+1 first. " + _LAYOUT,
        ),
        kind=Kind.EXACT,
        rhs=_IN_ORDER,
        derivation=chain,
        rivals=(
            Rival((_SECOND * _FIRST * LAST)[0], "the last layer first, and not transposed"),
            Rival((_SECOND.T * _FIRST.T * LAST)[0], "transposed, and the last layer first"),
        ),
        computation=lambda point: gradient(**point.setting),
        points=_EQUAL,
        symbols=_of_two_layers,
        expected=Status.REFUTED,
        corrected_by="cpen455hw1.3.1.chain.corrected",
        reason="The loss changes with h_i by its row ∂ℓ/∂h_L times the Jacobians, the last one first. As a column, "
        "that is the product of the transposed Jacobians, the first one first. As printed, the shapes do not even fit "
        "where the widths differ: D_{i+1} × D_i meets D_{i+2} × D_{i+1}.",
        erratum="the Jacobians must be transposed: at unequal widths the printed product does not exist",
    ),
    Claim(
        id="cpen455hw1.3.1.chain.corrected",
        source=homework(
            "question 3.1",
            "",
            "∂ℓ/∂h_i = ∏_{j=i+1}^L (∂h_j/∂h_{j-1})ᵀ ∂ℓ/∂h_L, for two layers of any widths; its first entry, at three "
            "units a layer or fewer.",
        ),
        kind=Kind.EXACT,
        rhs=_TRANSPOSED,
        derivation=chain,
        rivals=(
            Rival(_IN_ORDER, "as printed: not transposed"),
            Rival((_SECOND.T * _FIRST.T * LAST)[0], "transposed, and the last layer first"),
            Rival((_FIRST.T * _SECOND * LAST)[0], "one of them transposed"),
        ),
        computation=lambda point: gradient(**point.setting),
        points=(*_EQUAL, *_UNEQUAL),
        symbols=_of_two_layers,
    ),
    Claim(
        id="cpen455hw1.3.1.chain.shapes",
        source=homework(
            "question 3.1",
            _PRINTED,
            "by its shapes: the factor of j = i+1 has as many columns as the next one, of j = i+2, has rows, which is "
            "D_{i+2}. " + _LAYOUT,
        ),
        kind=Kind.EXACT,
        rhs=WIDTHS[2],
        derivation=factor_columns,
        rivals=(
            Rival(WIDTHS[1], "those of its transpose"),
            Rival(WIDTHS[0] * WIDTHS[1], "a column for each weight"),
        ),
        computation=lambda point: float(jacobians(**point.setting)[0].shape[1]),
        points=_UNEQUAL,
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
        derivation=factor_columns,
        rivals=(
            Rival(WIDTHS[2], "as printed: the rows of the next factor"),
            Rival(WIDTHS[1], "those of its transpose"),
        ),
        computation=lambda point: float(jacobians(**point.setting)[0].shape[1]),
        points=_UNEQUAL,
        symbols=_sizes,
    ),
    Claim(
        id="cpen455hw1.3.1.jacobian",
        source=homework(
            "question 3.1",
            "h_i = σ(W_i h_{i - 1} + b_i) → ∂h_i/(∂h_{i - 1}) = Diag(σ'(W_i h_{i - 1} + b_i)) W_i",
            "an entry, with σ = tanh and any width: w h + r is an entry of W_i h_{i-1} + b_i, and r does not depend on "
            "h.",
        ),
        kind=Kind.EXACT,
        rhs=WEIGHT * _SLOPE,
        derivation=activation_by_input,
        rivals=(
            Rival(_SLOPE, "the weight forgotten"),
            Rival(WEIGHT * sp.tanh(WEIGHT * INPUT + REST), "σ for σ'"),
            Rival(WEIGHT * (1 - sp.tanh(WEIGHT * INPUT) ** 2), "of one term of the sum alone"),
        ),
        computation=lambda point: entry_of_jacobian(**point.setting),
        points=_ENTRIES,
        symbols=_of_entry,
    ),
    Claim(
        id="cpen455hw1.3.2.dh-dW",
        source=homework(
            "question 3.2",
            "∂h_i/(∂W_i) = ∂h_i/(∂z_i) ∂z_i/(∂W_i) = σ'(W_i h_{i - 1} + b_i) h_{i - 1}",
            "an entry, of a unit by a weight of its own row, with σ = tanh. The other entries of the derivative are 0; "
            "its shape is judged by itself.",
        ),
        kind=Kind.EXACT,
        rhs=INPUT * _SLOPE,
        derivation=activation_by_weight,
        rivals=(
            Rival(_SLOPE, "the input forgotten"),
            Rival(WEIGHT * _SLOPE, "by the input"),
            Rival(INPUT * sp.tanh(WEIGHT * INPUT + REST), "σ for σ'"),
        ),
        computation=lambda point: entry_by_weight(**point.setting),
        points=_ENTRIES,
        symbols=_of_entry,
    ),
    Claim(
        id="cpen455hw1.3.2.dh-db",
        source=homework(
            "question 3.2",
            "∂h_i/(∂b_i) = ∂h_i/(∂z_i) ∂z_i/(∂b_i) = σ'(W_i h_{i - 1} + b_i)",
            "an entry, of a unit by its own bias, with σ = tanh. The other entries are 0; the shape is judged by "
            "itself.",
        ),
        kind=Kind.EXACT,
        rhs=_SLOPE,
        derivation=activation_by_bias,
        rivals=(
            Rival(INPUT * _SLOPE, "by a weight"),
            Rival(sp.S.One, "that of z"),
            Rival(1 - sp.tanh(WEIGHT * INPUT) ** 2, "of one term of the sum alone"),
        ),
        computation=lambda point: entry_by_bias(
            **{name: value for name, value in point.setting.items() if name != "column"}
        ),
        points=_ENTRIES,
        symbols=_of_entry,
    ),
)
