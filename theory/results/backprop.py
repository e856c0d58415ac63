"""Back-propagation through h_i = sigma(W_i h_{i-1} + b_i), with the shape of every factor (CPEN 455, homework 1, 3).

A derivative dh/dx has a row for each entry of h and a column for each entry of x, as the homework's own Jacobian has.
"""

from __future__ import annotations

import itertools
from functools import reduce

import sympy as sp
from sympy.matrices.expressions.kronecker import KroneckerProduct

from theory.derivation.derivation import Derivation
from theory.derivation.derivatives import Differentiate
from theory.derivation.identities import Equal
from theory.derivation.registry import derived
from theory.derivation.shapes import Columns, Entries, Shape
from theory.notation import partial_derivative

__all__ = [
    "BELOW",
    "INPUT",
    "LOSS",
    "REST",
    "WEIGHT",
    "WIDTH",
    "activation_by_bias",
    "activation_by_input",
    "activation_by_weight",
    "bias_columns",
    "chain",
    "factors",
    "gradient_entries",
    "loss_by_weight",
    "preactivation_by_bias_columns",
    "slope_columns",
    "transposed",
    "weight_entries",
    "weight_product_entries",
]

WIDTH, BELOW = sp.symbols("D_i D_{i-1}", integer=True, positive=True)  # of layer i, and of the one below
WEIGHT, INPUT, REST = sp.symbols(
    "w_{kl} h_{l} r_{k}", real=True
)  # z = w h + r: a weight, its input, and the rest
LOSS = sp.Symbol(r"\delta", real=True)  # the derivative of the loss by one unit h
_SLOPES = sp.MatrixSymbol("Diag", WIDTH, WIDTH)  # Diag(sigma'(z_i))
_VECTOR = sp.MatrixSymbol("h", BELOW, 1)  # h_{i-1}
_LETTERS = "JKLMNPQR"  # of the Jacobians, layer by layer


def factors(widths: tuple[int, ...]) -> tuple[tuple[sp.Matrix, ...], sp.Matrix]:
    """Return the Jacobian of each layer, dh_j/dh_{j-1}, and the derivative of the loss by the last one, as symbols.

    Parameters
    ----------
    widths : tuple of int
        Of h_i, of h_{i+1}, and so on to h_L: two to nine.

    Raises
    ------
    ValueError
        If there is no layer above h_i, or more than eight, or a width is below 1.
    """
    if not 2 <= len(widths) <= len(_LETTERS) + 1 or min(widths) < 1:
        raise ValueError(f"widths must be two to {len(_LETTERS) + 1}, each 1 or more, got {widths}")
    jacobians = tuple(
        sp.Matrix(width, below, lambda row, column, name=name: _entry(f"{name}_{row + 1}{column + 1}"))
        for name, (below, width) in zip(_LETTERS, itertools.pairwise(widths), strict=False)
    )
    return jacobians, sp.Matrix([_entry(f"g_{row + 1}") for row in range(widths[-1])])


def _entry(name: str) -> sp.Symbol:
    return sp.Symbol(name, real=True)


def _shape(name: str, number: sp.Expr, result: sp.Expr, reason: str) -> Derivation:
    """Return the derivation of a number of a shape; it is its own left-hand side."""
    return Derivation(name=name, lhs=number, start=number, steps=(Shape(result, reason),))


@derived("cpen455hw1 3.1, Jacobian")
def activation_by_input() -> Derivation:
    """sigma'(z) w: an entry of Diag(sigma'(z)) W, here for tanh, whose slope is 1 - tanh^2.

    One entry of z is w h + r, where h is one input and r does not depend on it, whatever the width.
    """
    return Derivation(
        name="activation_by_input",
        lhs=partial_derivative("h_i", "h_{i-1}"),
        start=sp.Derivative(sp.tanh(WEIGHT * INPUT + REST), INPUT),
        steps=(
            Differentiate(
                WEIGHT * (1 - sp.tanh(WEIGHT * INPUT + REST) ** 2),
                "the chain rule; the slope of tanh is 1 - tanh²",
            ),
        ),
    )


def transposed(widths: tuple[int, ...]) -> sp.Matrix:
    """Return the product of the transposed Jacobians, the first layer first, with the derivative by the last one."""
    jacobians, last = factors(widths)
    return reduce(sp.Matrix.multiply, [*(jacobian.T for jacobian in jacobians), last])


@derived("cpen455hw1 3.1, chain")
def chain(widths: tuple[int, ...] = (2, 2, 2)) -> Derivation:
    """J^T K^T ... g: the gradient by h_i, whose Jacobians are transposed, the first layer first; its first entry.

    Parameters
    ----------
    widths : tuple of int
        Of h_i and of all layers above it.
    """
    jacobians, last = factors(widths)
    change = sp.Symbol("x", real=True)  # of the first entry of h_i
    changed = reduce(lambda vector, jacobian: jacobian * vector, jacobians, change * sp.eye(widths[0])[:, 0])
    product = transposed(widths)[0]
    return Derivation(
        name="chain",
        lhs=partial_derivative(r"\ell", "h_i"),
        start=sp.Derivative((last.T * changed)[0], change),
        steps=(
            Differentiate(
                sp.expand(product), "to first order, h_i changes h_{i+1} by J, that h_{i+2} by K, and so on"
            ),
            Equal(product, "the sum is an entry of the product of the transposes"),
        ),
    )


@derived("cpen455hw1 3.2, unit by its weight")
def activation_by_weight() -> Derivation:
    """sigma'(z) h: the derivative of a unit by one of its own weights, here for tanh."""
    return Derivation(
        name="activation_by_weight",
        lhs=partial_derivative("h_i", "W_i"),
        start=sp.Derivative(sp.tanh(WEIGHT * INPUT + REST), WEIGHT),
        steps=(
            Differentiate(
                INPUT * (1 - sp.tanh(WEIGHT * INPUT + REST) ** 2), "the weight moves z by its input"
            ),
        ),
    )


@derived("cpen455hw1 3.2, unit by its bias")
def activation_by_bias() -> Derivation:
    """sigma'(z): the derivative of a unit by its own bias, here for tanh; r holds the bias."""
    return Derivation(
        name="activation_by_bias",
        lhs=partial_derivative("h_i", "b_i"),
        start=sp.Derivative(sp.tanh(WEIGHT * INPUT + REST), REST),
        steps=(Differentiate(1 - sp.tanh(WEIGHT * INPUT + REST) ** 2, "the bias moves z as much"),),
    )


@derived("cpen455hw1 3.2, by weights")
def loss_by_weight() -> Derivation:
    """delta sigma'(z) h: an entry of dl/dW_i = (delta * sigma'(z_i)) h_{i-1}^T, here for tanh."""
    return Derivation(
        name="loss_by_weight",
        lhs=partial_derivative(r"\ell", "W_i"),
        start=sp.Derivative(LOSS * sp.tanh(WEIGHT * INPUT + REST), WEIGHT),
        steps=(
            Differentiate(
                LOSS * INPUT * (1 - sp.tanh(WEIGHT * INPUT + REST) ** 2),
                "one weight moves one entry of z, by its input",
            ),
        ),
    )


@derived("cpen455hw1 3.2, by z")
def slope_columns() -> Derivation:
    """D_i: dh_i/dz_i is the diagonal matrix Diag(sigma'(z_i)), and no vector."""
    return _shape(
        "slope_columns", Columns(_SLOPES), WIDTH, "a row for each entry of h_i, a column for each of z_i"
    )


@derived("cpen455hw1 3.2, z by weights")
def weight_entries() -> Derivation:
    """D_i^2 D_{i-1}: dz_i/dW_i is I ⊗ h_{i-1}^T, with a column for each weight."""
    tensor = KroneckerProduct(sp.Identity(WIDTH), _VECTOR.T)
    return _shape(
        "weight_entries", Entries(tensor), WIDTH**2 * BELOW, "z_i[k] depends on the k-th row of W_i alone"
    )


@derived
def weight_product_entries() -> Derivation:
    """D_i D_{i-1}: sigma'(z_i) h_{i-1}^T, the one product of these two vectors that exists at unequal widths."""
    slopes = sp.MatrixSymbol("s", WIDTH, 1)
    return _shape(
        "weight_product_entries", Entries(slopes * _VECTOR.T), WIDTH * BELOW, "a column times a row"
    )


@derived
def gradient_entries() -> Derivation:
    """D_i^2 D_{i-1}: dh_i/dW_i = Diag(sigma'(z_i)) (I ⊗ h_{i-1}^T)."""
    tensor = _SLOPES * KroneckerProduct(sp.Identity(WIDTH), _VECTOR.T)
    return _shape(
        "gradient_entries", Entries(tensor), WIDTH**2 * BELOW, "a row for each unit, a column for each weight"
    )


@derived("cpen455hw1 3.2, z by biases")
def preactivation_by_bias_columns() -> Derivation:
    """D_i: dz_i/db_i is the identity matrix, and no number."""
    return _shape(
        "preactivation_by_bias_columns", Columns(sp.Identity(WIDTH)), WIDTH, "a bias for each entry of z_i"
    )


@derived("cpen455hw1 3.2, by biases")
def bias_columns() -> Derivation:
    """D_i: dh_i/db_i = Diag(sigma'(z_i)) I has D_i columns, one for each bias."""
    return _shape("bias_columns", Columns(_SLOPES * sp.Identity(WIDTH)), WIDTH, "a column for each bias")
