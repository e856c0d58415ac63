"""Back-propagation through the lecture's network: sums over paths, and the indices of the weights."""

from typing import Any

import sympy as sp

from paper_checks.claim import Claim, Kind, Point, Rival
from paper_checks.experiments.graphs import loss_by_weight, network
from paper_checks.ledger.mlpslides.graphs import BACKPROPAGATION, SUM_OF_PATHS
from paper_checks.ledger.mlpslides.source import slide
from paper_checks.verdict import Status
from theory.results import graphs
from theory.results.graphs import ABOVE, ENTERED_LAST, ENTERED_REST, INPUT, LAST, REST, TARGET, WEIGHT, unit

__all__ = ["CLAIMS"]

# Of the unit of layer 2 that a weight does not enter: its value, its weight to o_31, and what it meets on the way.
_OTHER, _OTHER_LAST, _MET = sp.symbols("o_{2k} w_{k1}^3 o_{1j}", real=True)
_POINTS = tuple(Point({"seed": seed}) for seed in (1, 2))
_WHICH = "The units are tanh, and the loss is squared."


def _loss_slope(output: sp.Expr) -> tuple[sp.Expr, sp.Expr, sp.Expr]:
    """Return the factors of dL/do_31 and the slope of o_31."""
    value, slope = unit(output)
    return sp.Integer(-2), TARGET - value, slope


def _symbols(layer: int, source: int, target: int) -> Any:
    """Return the function from a point to the symbols' values there, for the weight of an edge."""

    def values(point: Point) -> dict[sp.Symbol, Any]:
        weights, entering, label = network(seed=point["seed"])
        first, second, last = (matrix.T @ values for matrix, values in zip(weights, entering, strict=True))
        weight, met = weights[layer - 1][source - 1, target - 1], entering[layer - 1][source - 1]
        hidden = entering[1][0]  # o_11
        unit_above = min(target, 2) - 1
        other = 1 - unit_above  # the other unit of layer 2
        # The part of each pre-activation that the derivation keeps in one symbol.
        rests = {
            1: (first[0] - weight * met, *(second - weights[1][0] * hidden), 0.0),
            2: (0.0, 0.0, 0.0, last[0] - weights[2][unit_above, 0] * entering[2][unit_above]),
            3: (0.0, 0.0, 0.0, last[0] - weight * met),
        }
        named = dict(zip(REST, rests[layer], strict=True))
        named |= dict(zip(ABOVE, weights[1][0], strict=True)) | dict(zip(LAST, weights[2][:, 0], strict=True))
        named |= {WEIGHT: weight, INPUT: met, TARGET: label}
        named |= {ENTERED_LAST: weights[2][unit_above, 0], ENTERED_REST: second[unit_above] - weight * met}
        return named | {
            _OTHER: entering[2][other],
            _OTHER_LAST: weights[2][other, 0],
            _MET: entering[1][unit_above],
        }

    return values


def _edge(
    id: str,
    edge: tuple[int, int, int],
    words: str,
    rhs: sp.Expr,
    derivation: Any,
    rivals: tuple[Rival, ...],
    reading: str = _WHICH,
    notation: bool = False,
    **given: Any,
) -> Claim:
    """Return a claim on the derivative by the weight of an edge: layer, neuron below, neuron above."""
    layer, source, target = edge
    place = slide(BACKPROPAGATION, words, reading)
    if notation:
        place = slide(
            f"Multi-Layer Perceptron (MLP): Notations” and slide “{BACKPROPAGATION}", words, reading
        )
    return Claim(
        id=f"mlpslides.{id}",
        source=place,
        kind=Kind.EXACT,
        rhs=sp.sympify(rhs),
        derivation=derivation,
        rivals=rivals,
        computation=lambda point: loss_by_weight(layer=layer, source=source, target=target, **point.setting),
        points=_POINTS,
        symbols=_symbols(*edge),
        **given,
    )


_OUTPUT = _loss_slope(WEIGHT * INPUT + REST[3])
_MIDDLE, _MIDDLE_SLOPE = unit(WEIGHT * INPUT + ENTERED_REST)
_SECOND = _loss_slope(ENTERED_LAST * _MIDDLE + REST[3])
_HIDDEN, _HIDDEN_SLOPE = unit(WEIGHT * INPUT + REST[0])
_UPPER = [unit(weight * _HIDDEN + rest) for weight, rest in zip(ABOVE, REST[1:3], strict=True)]
_FIRST = _loss_slope(sum((last * of for last, (of, _) in zip(LAST, _UPPER, strict=True)), REST[3]))
_PATHS = [
    sp.Mul(last, above, own, _HIDDEN_SLOPE, INPUT)
    for last, above, (_, own) in zip(LAST, ABOVE, _UPPER, strict=True)
]
_ENTERED = sp.Mul(*_SECOND, ENTERED_LAST, _MIDDLE_SLOPE, INPUT)
_NOT_ENTERED = sp.Mul(*_SECOND, _OTHER_LAST, 1 - _OTHER**2, _MET)
_WORDS_12 = "∂L/(∂w_{12}^2) = ∂L/(∂o_{31}) × ∂o_{31}/(∂o_{21}) × ∂o_{21}/(∂w_{12}^2)"
_WORDS_32 = "∂L/(∂w_{32}^2) = ∂L/(∂o_{31}) × ∂o_{31}/(∂o_{22}) × ∂o_{22}/(∂w_{32}^2)"
_NOTATION = "The weight of edge from neuron i of layer l-1 to neuron j of layer l [...] "
_RIVALS_OF_SECOND = (
    Rival(sp.Mul(*_SECOND, _MIDDLE_SLOPE, INPUT), "the weight between the unit and o_31 forgotten"),
    Rival(sp.Mul(*_SECOND, ENTERED_LAST, INPUT), "the slope of the unit forgotten"),
    Rival(_ENTERED / 2, "a factor 2 lost"),
)

CLAIMS = (
    _edge(
        "chain-multipath",
        (1, 1, 1),
        SUM_OF_PATHS,
        sp.Mul(*_FIRST, sp.Add(*_PATHS)),
        graphs.loss_by_first_layer,
        (
            Rival(sp.Mul(*_FIRST, _PATHS[0]), "the path through o_21 alone"),
            Rival(sp.Mul(*_FIRST, sp.Add(*_PATHS) / 2), "the mean of the paths"),
            Rival(sp.Mul(*_FIRST, sp.Add(*_PATHS) / _HIDDEN_SLOPE), "the slope of o_11 forgotten"),
        ),
    ),
    _edge(
        "chain.output-layer",
        (3, 1, 1),
        "∂L/(∂w_{11}^3) = ∂L/(∂o_{31}) × ∂o_{31}/(∂w_{11}^3)",
        sp.Mul(*_OUTPUT, INPUT),
        graphs.loss_by_output_layer,
        (
            Rival(sp.Mul(*_OUTPUT[:2], INPUT), "the slope of o_31 forgotten"),
            Rival(sp.Mul(*_OUTPUT, WEIGHT), "the weight for its input"),
            Rival(sp.Mul(*_OUTPUT, INPUT) / 2, "a factor 2 lost"),
        ),
    ),
    _edge(
        "chain.second-layer",
        (2, 1, 1),
        "∂L/(∂w_{11}^2) = ∂L/(∂o_{31}) × ∂o_{31}/(∂o_{21}) × ∂o_{21}/(∂w_{11}^2)",
        _ENTERED,
        graphs.loss_by_second_layer,
        (Rival(_NOT_ENTERED, "through o_22"), *_RIVALS_OF_SECOND),
    ),
    _edge(
        "notation.weight-index",
        (2, 1, 2),
        _NOTATION + _WORDS_12,
        sp.S.Zero,
        graphs.loss_by_second_layer,
        (
            Rival(_NOT_ENTERED, "the indices swapped: from neuron 2 to neuron 1"),
            *_RIVALS_OF_SECOND,
        ),
        "by that notation w_12^2 enters o_22, so that ∂o_21/∂w_12^2 is 0, and so is the printed product. "
        + _WHICH,
        notation=True,
        expected=Status.REFUTED,
        corrected_by="mlpslides.notation.weight-index.corrected",
        reason="By the notation the weight leads to neuron 2 of layer 2, which is o_22. The printed path through o_21 "
        "would be right if the first index were the target. But then the weight of the last line would lead to a third "
        "neuron of layer 2, and its printed path through o_22 would be wrong. No one convention fits both lines. By "
        "the notation w_12^3 leads to a second output, which the network lacks.",
        erratum="by the lecture's notation w_12² enters o_22, not o_21; swapped indices would break w_32²",
    ),
    _edge(
        "notation.weight-index.corrected",
        (2, 1, 2),
        "",
        _ENTERED,
        graphs.loss_by_second_layer,
        (
            Rival(sp.S.Zero, "as printed, by the notation"),
            Rival(_NOT_ENTERED, "the indices swapped"),
            *_RIVALS_OF_SECOND,
        ),
        "∂L/∂w_12^2 = ∂L/∂o_31 × ∂o_31/∂o_22 × ∂o_22/∂w_12^2. " + _WHICH,
    ),
    _edge(
        "notation.weight-index.w-32",
        (2, 3, 2),
        _NOTATION + _WORDS_32,
        _ENTERED,
        graphs.loss_by_second_layer,
        (Rival(_NOT_ENTERED, "through o_21"), *_RIVALS_OF_SECOND),
        notation=True,
    ),
)
