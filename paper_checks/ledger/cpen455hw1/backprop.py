"""Part 3: logits, and back-propagation through the layers."""

from functools import partial
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
from paper_checks.ledger.cpen455hw1.source import LAYOUT, homework
from paper_checks.verdict import Status
from theory.results.backprop import (
    INPUT,
    REST,
    WEIGHT,
    activation_by_bias,
    activation_by_input,
    activation_by_weight,
    chain,
    factors,
    transposed,
)
from theory.results.half_line import logit_size_by_mean as derived_logits

__all__ = ["CLAIMS"]

_ENTRIES = tuple(
    Point({"seed": seed, "width": width, "below": below, "row": 1, "column": column})
    for seed, width, below in ((1, 3, 5), (2, 4, 2))
    for column in (0, 1)
)
_SLOPE = 1 - sp.tanh(WEIGHT * INPUT + REST) ** 2
_EQUAL, _UNEQUAL = (2, 2, 2), (3, 2, 2, 4)  # widths; at equal ones the printed product exists
(_FIRST, _SECOND), _LAST = factors(_EQUAL)
_IN_ORDER = (_FIRST * _SECOND * _LAST)[0]
(_LOW, _MIDDLE, _HIGH), _TOP = factors(_UNEQUAL)
_FIRST_ENTRY, _SECOND_ENTRY, *_ = transposed(_UNEQUAL)


def _of_entry(point: Point) -> dict[sp.Symbol, Any]:
    weights, biases, inputs = layer(seed=point["seed"], width=point["width"], below=point["below"])
    row, column = point["row"], point["column"]
    z = float(weights[row] @ inputs + biases[row])
    weight, value = float(weights[row, column]), float(inputs[column])
    return {WEIGHT: weight, INPUT: value, REST: z - weight * value}


def _of_layers(point: Point) -> dict[sp.Symbol, Any]:
    matrices, last = factors(point["widths"])
    symbols = [symbol for matrix in (*matrices, last) for symbol in matrix]
    values = [float(entry) for part in jacobians(**point.setting) for entry in np.ravel(part)]
    return dict(zip(symbols, values, strict=True))


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
            "∂ℓ/(∂h_i) = ∏_{j=i+1}^L ∂h_j/(∂h_{j - 1}) ∂ℓ/(∂h_L), h_i ∈ R^{D_i × 1}",
            "for two layers of two units, the factors in the printed order, j = i+1 first; the first entry. "
            + LAYOUT,
        ),
        kind=Kind.EXACT,
        rhs=_IN_ORDER,
        derivation=chain,
        rivals=(
            Rival((_SECOND * _FIRST * _LAST)[0], "the last layer first, and not transposed"),
            Rival((_SECOND.T * _FIRST.T * _LAST)[0], "transposed, and the last layer first"),
        ),
        computation=lambda point: gradient(**point.setting),
        points=tuple(Point({"seed": seed, "widths": _EQUAL}) for seed in (1, 4)),
        symbols=_of_layers,
        expected=Status.REFUTED,
        corrected_by="cpen455hw1.3.1.chain.corrected",
        reason="The loss changes with h_i by its row ∂ℓ/∂h_L times the Jacobians, the last one first. As a column, "
        "that is the product of the transposed Jacobians, the first one first. As printed, the shapes do not even fit "
        "where the widths differ: D_{i+1} × D_i meets D_{i+2} × D_{i+1}. With a column for each entry of the numerator "
        "this line would be right, but then the homework's own dh_i/dh_{i-1} would not.",
        erratum="the Jacobians must be transposed: at unequal widths the printed product does not exist",
    ),
    Claim(
        id="cpen455hw1.3.1.chain.corrected",
        source=homework(
            "question 3.1", "", "∂ℓ/∂h_i = ∏_{j=i+1}^L (∂h_j/∂h_{j-1})ᵀ ∂ℓ/∂h_L, for two layers of two units."
        ),
        kind=Kind.EXACT,
        rhs=transposed(_EQUAL)[0],
        derivation=chain,
        rivals=(
            Rival(_IN_ORDER, "as printed: not transposed"),
            Rival((_SECOND.T * _FIRST.T * _LAST)[0], "transposed, and the last layer first"),
            Rival((_FIRST.T * _SECOND * _LAST)[0], "one of them transposed"),
        ),
        computation=lambda point: gradient(**point.setting),
        points=tuple(Point({"seed": seed, "widths": _EQUAL}) for seed in (1, 4)),
        symbols=_of_layers,
    ),
    Claim(
        id="cpen455hw1.3.1.chain.corrected.unequal",
        source=homework("question 3.1", "", "The same through three layers, from 3 units to 2, 2 and 4."),
        kind=Kind.EXACT,
        rhs=_FIRST_ENTRY,
        derivation=partial(chain, _UNEQUAL),
        rivals=(
            Rival((_LOW.T * _MIDDLE * _HIGH.T * _TOP)[0], "the middle one not transposed"),
            Rival((_LOW.T * _HIGH.T * _TOP)[0], "the middle one left out"),
            Rival(_SECOND_ENTRY, "that of another unit"),
        ),
        computation=lambda point: gradient(**point.setting),
        points=tuple(Point({"seed": seed, "widths": _UNEQUAL}) for seed in (1, 4)),
        symbols=_of_layers,
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
