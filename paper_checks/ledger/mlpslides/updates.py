"""Training a neuron, and a perceptron: gradients of the squared loss, and steps along them."""

from typing import Any

import sympy as sp

from paper_checks.claim import Claim, Kind, Point, Rival, Setting
from paper_checks.experiments.perceptrons import (
    descent_rate,
    hidden_weight,
    neuron,
    perceptron,
    slope_of_neuron,
    updated_hidden_weight,
)
from paper_checks.ledger.mlpslides.source import slide
from theory.results.updates import (
    HIDDEN,
    INPUT,
    INPUTS,
    OUTGOING,
    OUTPUT,
    REST,
    RESTS,
    RESTS_ABOVE,
    STEP,
    TARGET,
    TARGETS,
    WEIGHT,
    mlp_descent_rate,
    neuron_descent_rate,
    neuron_gradient,
    updated_weight,
)

__all__ = ["CLAIMS"]

_LOSS = "l_i = (y_i - o_i)² = (y_i - ϕ(w^T x_i))² L = ∑_{i=1}^N l_i"
_NEURON: tuple[Setting, ...] = (
    {"seed": 1, "widths": (3, 1), "samples": 2, "activation": "sigmoid"},
    {"seed": 2, "widths": (2, 1), "samples": 2, "activation": "sigmoid"},
)
_HIDDEN: tuple[Setting, ...] = (
    {"seed": 3, "widths": (3, 4, 1), "samples": 1, "activation": "tanh"},
    {"seed": 4, "widths": (2, 3, 1), "samples": 1, "activation": "tanh"},
)
_UPDATES = tuple(
    Point(setting | {"row": row, "column": 1, "step": step})
    for setting, row, step in zip(_HIDDEN, (0, 2), (0.25, 0.5), strict=True)
)
_RATES = (
    Rival(sp.S.One, "up the gradient: the sign of the step lost"),
    Rival(sp.S(-2), "the factor 2 of the square counted twice"),
    Rival(-sp.Rational(1, 2), "the loss halved"),
)


def _terms(*factors: str) -> sp.Expr:
    """Return the sum over the samples of a product: error, slope, input, as far as they are named."""
    total = sp.S.Zero
    for value, rest, target in zip(INPUTS, RESTS, TARGETS, strict=True):
        output = 1 / (1 + sp.exp(-WEIGHT * value - rest))
        parts = {"error": target - output, "slope": output * (1 - output), "input": value, "output": output}
        total += sp.Mul(*(parts[factor] for factor in factors))
    return total


def _of_neuron(point: Point) -> dict[sp.Symbol, Any]:
    weight, *of_samples = neuron(**point.setting)
    values = zip((INPUTS, RESTS, TARGETS), of_samples, strict=True)
    return {WEIGHT: weight} | {
        symbol: float(value)
        for symbols, numbers in values
        for symbol, value in zip(symbols, numbers, strict=True)
    }


def _of_hidden_weight(point: Point) -> dict[sp.Symbol, Any]:
    names = ("seed", "widths", "samples", "activation")
    net = perceptron(**{name: point[name] for name in names})
    met = hidden_weight(net, point["row"], point["column"])
    return {STEP: point["step"]} | dict(
        zip((WEIGHT, INPUT, REST, OUTGOING, RESTS_ABOVE, TARGET), met, strict=True)
    )


def _moved(output: sp.Expr, outgoing: sp.Expr) -> sp.Expr:
    """Return how far the step moves the weight, for an output and an outgoing weight."""
    return 2 * STEP * (TARGET - output) * (1 - output**2) * outgoing * (1 - HIDDEN**2) * INPUT


# The outgoing weight of the neuron, where the step has changed it already.
_CHANGED = OUTGOING + 2 * STEP * (TARGET - OUTPUT) * (1 - OUTPUT**2) * HIDDEN

CLAIMS = (
    Claim(
        id="mlpslides.single-neuron",
        source=slide(
            "Training a Single Neuron",
            f"Step 1: Loss function {_LOSS} [...] ∇_w L = [∂L/(∂w_1), ∂L/(∂w_2), …, ∂L/(∂w_n)]",
            "an entry of this gradient, for φ the sigmoid, two samples and any number of inputs: w x_i + r_i is the "
            "sum of the neuron, and r_i does not depend on w.",
        ),
        kind=Kind.EXACT,
        rhs=-2 * _terms("error", "slope", "input"),
        derivation=neuron_gradient,
        rivals=(
            Rival(2 * _terms("error", "slope", "input"), "wrong sign"),
            Rival(-_terms("error", "slope", "input"), "the factor 2 lost, or the mean of two samples"),
            Rival(-2 * _terms("error", "slope"), "the input forgotten"),
            Rival(-2 * _terms("error", "input"), "the slope of φ forgotten"),
            Rival(-2 * _terms("error", "output", "input"), "φ for φ'"),
        ),
        computation=lambda point: slope_of_neuron(**point.setting),
        points=tuple(Point(setting | {"weight": weight}) for setting in _NEURON for weight in (0, 1)),
        symbols=_of_neuron,
    ),
    Claim(
        id="mlpslides.single-neuron.descent",
        source=slide(
            "Step 3: Optimization",
            "Initialize w for iter = 1 to K: ∇_w L = [∂L/(∂w_1), ∂L/(∂w_2), …, ∂L/(∂w_n)] w_{new} = w_{old} - γ ∇_w L",
            "a small enough step lowers the loss: where it begins, L falls at the rate |∇L|² in γ. Derived for a "
            "sigmoid neuron with two inputs and one sample.",
        ),
        kind=Kind.EXACT,
        rhs=sp.S.NegativeOne,
        derivation=neuron_descent_rate,
        rivals=_RATES,
        computation=lambda point: descent_rate(**point.setting),
        points=tuple(
            Point({"seed": seed, "widths": (width, 1), "samples": samples, "activation": activation})
            for seed, width, samples, activation in ((5, 2, 1, "sigmoid"), (6, 4, 3, "tanh"))
        ),
    ),
    Claim(
        id="mlpslides.mlp-update",
        source=slide(
            "Step 3: Optimization",
            "Initialize w_{ij}^k for iter = 1 to K : for each i, j, k: (w_{ij}^k)_new = (w_{ij}^k)_old - "
            "γ ∂L/(∂w_{ij}^k)",
            "every derivative is taken at the old weights, before any of them changes; a weight of the hidden layer, "
            "for φ = tanh, one output and one sample. w x + r is the sum of its neuron, h its output, and v h + c the "
            "sum of the output neuron.",
        ),
        kind=Kind.EXACT,
        rhs=WEIGHT + _moved(OUTPUT, OUTGOING),
        derivation=updated_weight,
        rivals=(
            Rival(WEIGHT - _moved(OUTPUT, OUTGOING), "up the gradient"),
            Rival(WEIGHT + _moved(OUTPUT, OUTGOING) / 2, "the factor 2 of the square lost"),
            Rival(
                WEIGHT + _moved(sp.tanh(_CHANGED * HIDDEN + RESTS_ABOVE), _CHANGED),
                "the outgoing weight changed before this derivative is taken",
            ),
            Rival(
                WEIGHT + _moved(OUTPUT, OUTGOING) / (1 - HIDDEN**2),
                "the slope of the hidden neuron forgotten",
            ),
        ),
        computation=lambda point: updated_hidden_weight(**point.setting),
        points=_UPDATES,
        symbols=_of_hidden_weight,
    ),
    Claim(
        id="mlpslides.mlp-update.descent",
        source=slide(
            "Step 3: Optimization",
            "for each i, j, k: (w_{ij}^k)_new = (w_{ij}^k)_old - γ ∂L/(∂w_{ij}^k)",
            "a small enough step of all weights lowers the loss: where it begins, L falls in γ at the rate of the sum "
            "of all (∂L/∂w)². Derived for a tanh neuron below a linear output, and one sample.",
        ),
        kind=Kind.EXACT,
        rhs=sp.S.NegativeOne,
        derivation=mlp_descent_rate,
        rivals=_RATES,
        computation=lambda point: descent_rate(**point.setting),
        points=tuple(
            Point({"seed": seed, "widths": widths, "samples": samples, "activation": activation})
            for seed, widths, samples, activation in (
                (7, (3, 4, 2), 3, "tanh"),
                (8, (2, 3, 4, 1), 2, "sigmoid"),
            )
        ),
    ),
)
