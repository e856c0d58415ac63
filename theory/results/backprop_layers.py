"""Back-propagation through any number of layers h_i = sigma(W_i h_{i-1} + b_i) of any widths: gradients and deltas.

delta_i is the gradient of the loss by z_i = W_i h_{i-1} + b_i, a column.  With entrywise products,

    delta_i = sigma'(z_i) * W_{i+1}^T delta_{i+1},    dl/dW_i = delta_i h_{i-1}^T,    dl/db_i = delta_i.

A gradient G by W is what makes tr(G dW^T) the change of the loss, to first order, for every change dW.
"""

from __future__ import annotations

from itertools import pairwise

import sympy as sp
from sympy.matrices.expressions.diagonal import DiagMatrix
from sympy.matrices.expressions.hadamard import HadamardProduct

from theory.derivation.derivation import Derivation
from theory.derivation.derivatives import Differentiate
from theory.derivation.identities import Equal
from theory.derivation.matrices import AtShape, TraceIdentity
from theory.derivation.registry import derived
from theory.derivation.shapes import Columns, Shape
from theory.derivation.traces import Unit
from theory.notation import partial_derivative, tau

__all__ = [
    "DELTAS_ABOVE",
    "INPUT",
    "JACOBIANS",
    "LAST",
    "PREACTIVATION",
    "WEIGHTS_ABOVE",
    "WIDEST",
    "WIDTHS",
    "backprop_biases",
    "backprop_weights",
    "first_factor_columns",
    "loss_by_bias_of_layer",
    "loss_by_unit",
    "loss_by_weight_of_layer",
    "loss_with_moved_unit",
]

WIDEST = 5  # units of the layer above; a narrower one has weights of 0 in place of those that it lacks
PREACTIVATION, INPUT = sp.symbols(
    "z_k h_l", real=True
)  # of unit k of layer i, and of unit l of the layer below
# Of unit k, to the units of the layer above.
WEIGHTS_ABOVE = tuple(sp.Symbol(f"w_{{{j}k}}", real=True) for j in range(1, WIDEST + 1))
DELTAS_ABOVE = sp.symbols(
    f"d_1:{WIDEST + 1}", real=True
)  # the loss's derivatives by the z of the layer above
# Jacobians of two layers of three units at most, and the loss's derivatives by the last ones; a narrower layer has 0 in
# place of what it lacks.
_FEW = 3
JACOBIANS = tuple(
    sp.Matrix(
        _FEW, _FEW, lambda row, column, name=name: sp.Symbol(f"{name}_{row + 1}{column + 1}", real=True)
    )
    for name in "JK"
)
LAST = sp.Matrix(sp.symbols(f"g_1:{_FEW + 1}", real=True))
WIDTHS = sp.symbols("D_i D_{i+1} D_{i+2}", integer=True, positive=True)  # of a layer, and of the two above it
_REST, _CHANGE = sp.symbols("r_l x_k", real=True)


def _symbols(layers: int) -> tuple[list[sp.MatrixSymbol], list[sp.MatrixSymbol], sp.MatrixSymbol]:
    """Return the weights of layers 1 to `layers`, their slopes sigma'(z), and the gradient by the last units."""
    if not isinstance(layers, int) or layers < 1:
        raise ValueError(f"layers = {layers!r}: give how many layers there are, an integer of 1 or more")
    widths = sp.symbols(f"D_0:{layers + 1}", integer=True, positive=True)
    weights = [sp.MatrixSymbol(f"W_{i}", widths[i], widths[i - 1]) for i in range(1, layers + 1)]
    slopes = [sp.MatrixSymbol(f"s_{i}", widths[i], 1) for i in range(1, layers + 1)]
    return weights, slopes, sp.MatrixSymbol("g", widths[-1], 1)


def _backwards(layers: int, first: sp.MatrixExpr) -> tuple[sp.Expr, tuple[TraceIdentity, ...], sp.MatrixExpr]:
    """Return the change of the loss by a change `first` of z_1, the steps through the layers, and delta_1."""
    weights, slopes, gradient = _symbols(layers)

    def change(layer: int) -> sp.MatrixExpr:
        """Return the change of z of a layer."""
        if layer == 1:
            return first
        return weights[layer - 1] * DiagMatrix(slopes[layer - 2]) * change(layer - 1)

    start = sp.Trace(gradient.T * DiagMatrix(slopes[-1]) * change(layers))
    delta = HadamardProduct(slopes[-1], gradient)
    steps = [TraceIdentity(sp.Trace(change(layers).T * delta), f"δ_{layers} = σ'(z_{layers}) ∘ g")]
    for layer in range(layers - 1, 0, -1):
        delta = HadamardProduct(slopes[layer - 1], weights[layer].T * delta)
        reason = f"δ_{layer} = σ'(z_{layer}) ∘ W_{layer + 1}ᵀ δ_{layer + 1}"
        steps.append(TraceIdentity(sp.Trace(change(layer).T * delta), reason))
    return start, tuple(steps), delta


@derived
def backprop_weights(layers: int = 3) -> Derivation:
    """tr(delta_1 h_0^T dW^T): the change of the loss by a change dW of the weights of the first layer.

    The layers below one are of no account, so the first of `layers` layers stands for layer i of i - 1 more.

    Parameters
    ----------
    layers : int

    Raises
    ------
    ValueError
        If it is not an integer of 1 or more.
    """
    weights, _, _ = _symbols(layers)
    width, below = weights[0].shape
    moved, inputs = sp.MatrixSymbol("V", width, below), sp.MatrixSymbol("h_0", below, 1)
    start, steps, delta = _backwards(layers, moved * inputs)
    by_weights = TraceIdentity(sp.Trace(delta * inputs.T * moved.T), "dl/dW_1 = δ_1 h_0ᵀ: a trace is cyclic")
    return Derivation("backprop_weights", _by("W_1"), start, (*steps, by_weights))


@derived
def backprop_biases(layers: int = 3) -> Derivation:
    """tr(db^T delta_1): the change of the loss by a change db of the biases of the first of `layers` layers.

    Parameters
    ----------
    layers : int

    Raises
    ------
    ValueError
        If it is not an integer of 1 or more.
    """
    weights, _, _ = _symbols(layers)
    start, steps, _ = _backwards(layers, sp.MatrixSymbol("c", weights[0].shape[0], 1))
    return Derivation("backprop_biases", _by("b_1"), start, steps)


def _by(variable: str) -> sp.Symbol:
    return partial_derivative(r"\ell", variable)


@derived("cpen455hw1 3.1, chain at any widths")
def loss_by_unit() -> Derivation:
    """J^T K^T g: the gradient by h_i through two layers, whose Jacobians J and K are transposed, the first one first.

    The layers may have any widths.  The last step writes out the first entry.
    """
    unit = sp.Symbol("k", integer=True, positive=True)
    first, second = (
        sp.MatrixSymbol(name, above, below)
        for name, (below, above) in zip("JK", pairwise(WIDTHS), strict=True)
    )
    last, moved = sp.MatrixSymbol("g", WIDTHS[-1], 1), Unit(WIDTHS[0], unit)
    return Derivation(
        name="loss_by_unit",
        lhs=_by("h_i"),
        start=sp.Trace(last.T * second * first * moved),
        steps=(
            TraceIdentity(
                sp.Trace(moved.T * first.T * second.T * last),
                "to first order, h_i changes h_{i+1} by J, that h_{i+2} by K, and that the loss by gᵀ",
            ),
            AtShape(
                (JACOBIANS[0].T * JACOBIANS[1].T * LAST)[0],
                "the first entry of the product of the transposes",
                matrices={first: JACOBIANS[0], second: JACOBIANS[1], last: LAST},
                at={unit: 1},
            ),
        ),
    )


@derived
def first_factor_columns() -> Derivation:
    """D_i: dh_{i+1}/dh_i = Diag(sigma'(z_{i+1})) W_{i+1} has a column for each entry of h_i."""
    width, above, _ = WIDTHS
    columns = Columns(sp.MatrixSymbol("Diag", above, above) * sp.MatrixSymbol("W", above, width))
    return Derivation(
        "first_factor_columns", columns, columns, (Shape(width, "a column for each entry of h_i"),)
    )


@derived
def loss_with_moved_unit() -> Derivation:
    """R + x (W^T delta)_k: the loss to first order in z_{i+1}, where unit k of layer i is moved by x.

    The layer above has five units at most; R does not depend on x.
    """
    above, width, unit = sp.symbols("D_{i+1} D_i k", integer=True, positive=True)
    weights, deltas = sp.MatrixSymbol("W", above, width), sp.MatrixSymbol("d", above, 1)
    units, moved = sp.MatrixSymbol("h", width, 1), Unit(width, unit)
    others = [
        sp.Symbol(f"w_{{{j}o}}", real=True) for j in range(1, WIDEST + 1)
    ]  # of a unit that is not moved
    return Derivation(
        name="loss_with_moved_unit",
        lhs=sp.Symbol(r"\ell", real=True),
        start=sp.Trace(deltas.T * weights * (units + _CHANGE * moved)),
        steps=(
            TraceIdentity(
                _REST + _CHANGE * sp.Trace(moved.T * weights.T * deltas),
                "one unit moves z_{i+1} by its column of the weights",
                names={_REST: sp.Trace(deltas.T * weights * units)},
            ),
            AtShape(
                _REST + _CHANGE * _weighted(),
                "an entry of Wᵀ δ",
                matrices={weights: sp.Matrix([WEIGHTS_ABOVE, others]).T, deltas: sp.Matrix(DELTAS_ABOVE)},
                at={unit: 1},
            ),
        ),
    )


def _weighted() -> sp.Expr:
    return sp.Add(*(weight * delta for weight, delta in zip(WEIGHTS_ABOVE, DELTAS_ABOVE, strict=True)))


def _loss_by(name: str, variable: str, moved: sp.Expr, factor: sp.Expr, reason: str) -> Derivation:
    """Return the gradient by a parameter that moves z_k to `moved`, with the given factor for each unit of tau."""
    x = sp.tanh(moved) - sp.tanh(PREACTIVATION)
    slope = 1 - sp.tanh(moved) ** 2
    return Derivation(
        name=name,
        lhs=_by(variable),
        start=sp.Derivative(loss_with_moved_unit().rhs.subs(_CHANGE, x), tau),
        steps=(
            Differentiate(slope * factor * _weighted(), "the slope of tanh is 1 - tanh²"),
            Equal((1 - sp.tanh(PREACTIVATION) ** 2) * factor * _weighted(), reason, given={tau: 0}),
        ),
    )


@derived
def loss_by_weight_of_layer() -> Derivation:
    """(1 - tanh(z)^2) h (W^T delta)_k: the gradient by a weight of layer i from delta of the layer above, for tanh."""
    return _loss_by(
        "loss_by_weight_of_layer",
        "W_i",
        PREACTIVATION + tau * INPUT,
        INPUT,
        "one weight moves z_k by its input",
    )


@derived
def loss_by_bias_of_layer() -> Derivation:
    """(1 - tanh(z)^2) (W^T delta)_k: the gradient by a bias of layer i from delta of the layer above, for tanh."""
    return _loss_by("loss_by_bias_of_layer", "b_i", PREACTIVATION + tau, sp.S.One, "a bias moves its own z")
