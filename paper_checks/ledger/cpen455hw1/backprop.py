"""Question 3.1: back-propagation through the layers."""

from typing import Any

import numpy as np
import sympy as sp

from paper_checks.claim import Claim, Kind, Point, Rival
from paper_checks.experiments.layers import entry_of_jacobian, gradient, jacobians, layer
from paper_checks.ledger.cpen455hw1.source import homework
from paper_checks.verdict import Status
from theory.results.backprop import FACTORS, INPUT, LAST, REST, WEIGHT, activation_by_input, chain

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
    values = [float(entry) for part in jacobians(seed=point["seed"]) for entry in np.ravel(part)]
    return dict(zip((*_FIRST, *_SECOND, *LAST), values, strict=True))


CLAIMS = (
    Claim(
        id="cpen455hw1.3.1.chain",
        source=homework(
            "question 3.1",
            "∂ℓ/(∂h_i) = ∏_{j=i+1}^L ∂h_j/(∂h_{j - 1}) ∂ℓ/(∂h_L), h_i ∈ R^{D_i × 1}",
            "for two layers of two units, the factors in the printed order, j = i+1 first. " + _LAYOUT,
        ),
        kind=Kind.EXACT,
        rhs=_IN_ORDER,
        derivation=chain,
        rivals=(
            Rival((_SECOND * _FIRST * LAST)[0], "the last layer first, and not transposed"),
            Rival((_SECOND.T * _FIRST.T * LAST)[0], "transposed, and the last layer first"),
        ),
        computation=lambda point: gradient(**point.setting),
        points=tuple(Point({"seed": seed}) for seed in (1, 4)),
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
            "question 3.1", "", "∂ℓ/∂h_i = ∏_{j=i+1}^L (∂h_j/∂h_{j-1})ᵀ ∂ℓ/∂h_L, for two layers of two units."
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
        points=tuple(Point({"seed": seed}) for seed in (1, 4)),
        symbols=_of_two_layers,
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
)
