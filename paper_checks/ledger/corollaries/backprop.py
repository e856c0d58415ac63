"""Back-propagation at unequal widths, which the homework's questions 3.1 and 3.2 ask for: by weights, by biases."""

from typing import Any

import sympy as sp

from paper_checks.claim import Claim, Kind, Point, Rival, Setting, Source
from paper_checks.experiments.deep_layers import delta, gradient, network, preactivations, units
from paper_checks.experiments.softmax import gradient as cross_entropy_gradient
from paper_checks.experiments.softmax import probabilities
from theory.results.backprop_layers import (
    DELTAS_ABOVE,
    INPUT,
    PREACTIVATION,
    WEIGHTS_ABOVE,
    WIDEST,
    loss_by_bias_of_layer,
    loss_by_weight_of_layer,
)
from theory.results.softmax import PROBABILITY, TARGET, TOTAL, cross_entropy_by_logit

__all__ = ["CLAIMS"]

_NETWORKS: tuple[Setting, ...] = (
    {"seed": 1, "widths": (3, 2, 5), "layer": 1, "row": 1, "column": 2},
    {"seed": 2, "widths": (2, 3, 2, 4), "layer": 2, "row": 0, "column": 1},
    {"seed": 3, "widths": (4, 5, 3, 1), "layer": 1, "row": 4, "column": 3},
    {"seed": 4, "widths": (2, 4, 5, 3, 2), "layer": 3, "row": 2, "column": 4},
)
_POINTS = tuple(Point(setting) for setting in _NETWORKS)
# The row of the weights above in place of the column: what is read where they are not transposed.
_ROW = tuple(sp.Symbol(f"w_{{k{j}}}", real=True) for j in range(1, WIDEST + 1))


def _around(point: Point) -> dict[sp.Symbol, Any]:
    """Return what the formula holds; a narrower layer has weights of 0 in place of those that it lacks."""
    net, layer, row = network(seed=point["seed"], widths=point["widths"]), point["layer"], point["row"]
    above, deltas = net.weights[layer], delta(net, layer + 1)
    found: dict[sp.Symbol, Any] = {
        PREACTIVATION: float(preactivations(net, layer)[row]),
        INPUT: float(units(net, layer - 1)[point["column"]]),
    }
    for symbols, entries in (
        (WEIGHTS_ABOVE, above[:, row]),
        (DELTAS_ABOVE, deltas),
        (_ROW, above[row] if row < len(above) else ()),
    ):
        found |= dict.fromkeys(symbols, 0.0) | dict(zip(symbols, map(float, entries), strict=False))
    return found


def _by(parameter: str) -> Any:
    return lambda point: gradient(by=parameter, **point.setting)


_BACK = sp.Add(*(weight * part for weight, part in zip(WEIGHTS_ABOVE, DELTAS_ABOVE, strict=True)))
_NOT_TRANSPOSED = sp.Add(*(weight * part for weight, part in zip(_ROW, DELTAS_ABOVE, strict=True)))
_VALUE = sp.tanh(PREACTIVATION)
_SLOPE = 1 - _VALUE**2
_WIDTHS = "for tanh and any widths and depth; the layer above has five units here, or fewer."


def _softmax(point: Point) -> dict[sp.Symbol, Any]:
    of, targets = point["of"], point["targets"]
    return {PROBABILITY: float(probabilities(point["logits"])[of]), TARGET: targets[of], TOTAL: sum(targets)}


CLAIMS = (
    Claim(
        id="corollaries.backprop-weights",
        source=Source(
            "corollary",
            "the question of CPEN 455, homework 1, 3.2",
            "",
            "∂ℓ/∂W_i = δ_i h_{i-1}ᵀ with δ_i = σ'(z_i) ∘ W_{i+1}ᵀ δ_{i+1}, where δ is ∂ℓ/∂z; an entry, "
            + _WIDTHS,
        ),
        kind=Kind.EXACT,
        rhs=_SLOPE * _BACK * INPUT,
        derivation=loss_by_weight_of_layer,
        rivals=(
            Rival(_SLOPE * _NOT_TRANSPOSED * INPUT, "the weights above not transposed"),
            Rival(_VALUE * _BACK * INPUT, "σ for σ'"),
            Rival(_SLOPE * _BACK * _VALUE, "the layer's own units for those below"),
            Rival((1 - _VALUE) ** 2 * _BACK * INPUT, "(1 - tanh)² for 1 - tanh²"),
        ),
        computation=_by("weights"),
        points=_POINTS,
        symbols=_around,
    ),
    Claim(
        id="corollaries.backprop-biases",
        source=Source(
            "corollary",
            "the question of CPEN 455, homework 1, 3.2",
            "",
            "∂ℓ/∂b_i = δ_i = σ'(z_i) ∘ W_{i+1}ᵀ δ_{i+1}, where δ is ∂ℓ/∂z; an entry, " + _WIDTHS,
        ),
        kind=Kind.EXACT,
        rhs=_SLOPE * _BACK,
        derivation=loss_by_bias_of_layer,
        rivals=(
            Rival(_BACK, "the slope forgotten: the gradient by h"),
            Rival(_SLOPE * _NOT_TRANSPOSED, "the weights above not transposed"),
            Rival(_SLOPE * _BACK * INPUT, "that of a weight"),
        ),
        computation=_by("biases"),
        points=_POINTS,
        symbols=_around,
    ),
    Claim(
        id="corollaries.softmax-cross-entropy",
        source=Source(
            "corollary",
            "the last layer of CPEN 455, homework 1, 3",
            "",
            "∂ℓ/∂z_k = (Σ ȳ) y_k - ȳ_k for ℓ = -Σ ȳ log softmax(z): it is y - ȳ only where the targets add up to 1.",
        ),
        kind=Kind.EXACT,
        rhs=TOTAL * PROBABILITY - TARGET,
        derivation=cross_entropy_by_logit,
        rivals=(
            Rival(PROBABILITY - TARGET, "as if the targets added up to 1"),
            Rival(TARGET - TOTAL * PROBABILITY, "wrong sign"),
            Rival(
                (PROBABILITY - TARGET) * PROBABILITY * (1 - PROBABILITY), "the slope of a sigmoid once more"
            ),
        ),
        computation=lambda point: cross_entropy_gradient(**point.setting),
        points=tuple(
            Point({"logits": logits, "targets": targets, "of": of})
            for logits, targets, of in (
                ((0.5, -1.25), (1.0, 0.0), 1),
                ((0.3, 1.1, -0.7), (0.9, 0.05, 0.25), 0),
                ((2.0, -0.4, 0.1, 0.6, -1.5), (0.0, 0.0, 0.5, 0.0, 0.25), 3),
            )
        ),
        symbols=_softmax,
    ),
)
