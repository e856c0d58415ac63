"""Derivatives along a computational graph: the lecture's example, and sums over the paths of a small network.

A unit of the network is tanh(w a + r): a weight w, the input a that it meets, and a rest r that the other weights
bring.  Hence the layers may have any widths.
"""

from __future__ import annotations

import sympy as sp

from theory.derivation.derivation import Derivation
from theory.derivation.derivatives import Differentiate
from theory.derivation.limits import Limit
from theory.derivation.registry import derived
from theory.derivation.sizes import Index
from theory.notation import N, i, partial_derivative, x, y, z

__all__ = [
    "ABOVE",
    "DEPTH",
    "ENTERED_LAST",
    "ENTERED_REST",
    "INNER",
    "INPUT",
    "LAST",
    "OUTER",
    "REST",
    "SUM",
    "TARGET",
    "WEIGHT",
    "chain_of_two_paths",
    "chain_through_sum",
    "loss_by_first_layer",
    "loss_by_output_layer",
    "loss_by_second_layer",
    "memoized_products",
    "product_by_factor",
    "product_by_sum",
    "products_of_all_paths",
    "sum_by_first",
    "sum_by_second",
    "unit",
]

SUM = sp.Symbol("q", real=True)  # x + y
WEIGHT, INPUT, TARGET = sp.symbols("w a t", real=True)  # the label is y in the lecture
REST = sp.symbols("r_{11} r_{21} r_{22} r_{31}", real=True)  # of o_11, o_21, o_22 and o_31
ABOVE = sp.symbols("w_{11}^2 w_{12}^2", real=True)  # from o_11 to o_21 and to o_22
LAST = sp.symbols("w_{11}^3 w_{21}^3", real=True)  # from o_21 and from o_22 to o_31
# Of the unit o_2j that a weight of the second layer enters: its rest, and the weight from it to o_31.
ENTERED_REST, ENTERED_LAST = sp.symbols("r_{2j} w_{j1}^3", real=True)
# The derivatives of h by f and by g, and those of f and of g by x.
OUTER = tuple(sp.Symbol(rf"\partial h/\partial {by}", real=True) for by in "fg")
INNER = tuple(sp.Symbol(rf"\partial {of}/\partial x", real=True) for of in "fg")
DEPTH = sp.Symbol("d", integer=True, positive=True)  # hidden layers, of N units each
_CURVATURES = sp.symbols("c_1 c_2 c_3 c_4 c_5", real=True)  # of f, of g, and three of h
_STEPS = sp.Symbol("n", positive=True)  # 1/n is a change of x
_PRODUCTS = sp.Symbol("products", positive=True)


def unit(preactivation: sp.Expr) -> tuple[sp.Expr, sp.Expr]:
    """Return a unit of the network, and its slope."""
    value = sp.tanh(preactivation)
    return value, 1 - value**2


def _local(name: str, lhs: sp.Symbol, function: sp.Expr, by: sp.Symbol, result: sp.Expr) -> Derivation:
    step = Differentiate(sp.sympify(result), "the other argument is held fixed")
    return Derivation(name=name, lhs=lhs, start=sp.Derivative(function, by), steps=(step,))


@derived("mlpslides graph, q by x")
def sum_by_first() -> Derivation:
    """1: the derivative of x + y by x."""
    return _local("sum_by_first", partial_derivative("q", "x"), x + y, x, sp.S.One)


@derived("mlpslides graph, q by y")
def sum_by_second() -> Derivation:
    """1: the derivative of x + y by y."""
    return _local("sum_by_second", partial_derivative("q", "y"), x + y, y, sp.S.One)


@derived("mlpslides graph, f by q")
def product_by_sum() -> Derivation:
    """z: the derivative of q z by q."""
    return _local("product_by_sum", partial_derivative("f", "q"), SUM * z, SUM, z)


@derived("mlpslides graph, f by z")
def product_by_factor() -> Derivation:
    """q: the derivative of q z by z."""
    return _local("product_by_factor", partial_derivative("f", "z"), SUM * z, z, SUM)


@derived("mlpslides graph, f by y")
def chain_through_sum() -> Derivation:
    """z: the derivative of (x + y) z by y, with nothing said of q."""
    return Derivation(
        name="chain_through_sum",
        lhs=partial_derivative("f", "y"),
        start=sp.Derivative((x + y) * z, y),
        steps=(Differentiate(z, "a sum times z"),),
    )


@derived("mlpslides chain rule, two paths")
def chain_of_two_paths() -> Derivation:
    """dh/df df/dx + dh/dg dg/dx, for any f, g and h that have an expansion to second order."""
    (by_f, by_g), (slope_f, slope_g) = OUTER, INNER
    first, second = (slope / _STEPS + c / _STEPS**2 for slope, c in zip(INNER, _CURVATURES[:2], strict=True))
    of_f, of_both, of_g = _CURVATURES[2:]
    change = by_f * first + by_g * second + of_f * first**2 + of_both * first * second + of_g * second**2
    return Derivation(
        name="chain_of_two_paths",
        lhs=sp.Limit(_STEPS * change, _STEPS, sp.oo),
        start=_STEPS * change,
        steps=(
            Limit(
                by_f * slope_f + by_g * slope_g,
                "the quotient of differences; what is of second order falls like 1/n",
                variable=_STEPS,
            ),
        ),
    )


def _loss_by_weight(name: str, layer: int, output: sp.Expr, path: sp.Expr) -> Derivation:
    """Return the derivative of the squared loss by the weight, along the paths to the output's pre-activation."""
    value, slope = unit(output)
    # In the form that SymPy's own derivative has: simplifying nested tanh takes a quarter of a minute.
    result = sp.Mul(-2, TARGET - value, slope, path)
    return Derivation(
        name=name,
        lhs=partial_derivative("L", f"w^{layer}"),
        start=sp.Derivative((TARGET - value) ** 2, WEIGHT),
        steps=(Differentiate(result, "the product of the slopes along a path; the paths add up"),),
    )


@derived("mlpslides backpropagation, layer 3")
def loss_by_output_layer() -> Derivation:
    """-2 (t - o_31) times the slope of o_31 times the input of the weight."""
    return _loss_by_weight("loss_by_output_layer", 3, WEIGHT * INPUT + REST[3], INPUT)


@derived("mlpslides backpropagation, layer 2")
def loss_by_second_layer() -> Derivation:
    """One path, through the unit o_2j that the weight enters."""
    value, slope = unit(WEIGHT * INPUT + ENTERED_REST)
    output, path = ENTERED_LAST * value + REST[3], sp.Mul(ENTERED_LAST, slope, INPUT)
    return _loss_by_weight("loss_by_second_layer", 2, output, path)


@derived("mlpslides backpropagation, layer 1")
def loss_by_first_layer() -> Derivation:
    """Two paths from o_11 to o_31, one through o_21 and one through o_22."""
    value, slope = unit(WEIGHT * INPUT + REST[0])
    units = [unit(weight * value + rest) for weight, rest in zip(ABOVE, REST[1:3], strict=True)]
    output = sum((last * of for last, (of, _) in zip(LAST, units, strict=True)), REST[3])
    paths = sp.Add(
        *(
            sp.Mul(last, above, own, slope, INPUT)
            for last, above, (_, own) in zip(LAST, ABOVE, units, strict=True)
        )
    )
    return _loss_by_weight("loss_by_first_layer", 1, output, paths)


@derived("mlpslides memoization")
def memoized_products() -> Derivation:
    """N + (d-1) N^2: the products of the backward pass through d hidden layers, where each unit's derivative is kept.

    The units of the last hidden layer take one product each, and those of each layer below it N each.
    """
    return Derivation(
        name="memoized_products",
        lhs=_PRODUCTS,
        start=N + sp.Sum(N**2, (i, 1, DEPTH - 1)),
        steps=(Index(N + (DEPTH - 1) * N**2, "d - 1 equal terms", size=DEPTH),),
    )


@derived("mlpslides memoization, without")
def products_of_all_paths() -> Derivation:
    """d N^d: the products where each of the N^d paths from the first hidden layer to the output is written out."""
    return Derivation(
        name="products_of_all_paths",
        lhs=_PRODUCTS,
        start=DEPTH * sp.Product(N, (i, 1, DEPTH)),
        steps=(
            Index(DEPTH * N**DEPTH, "a path chooses a unit of each layer, and has d factors", size=DEPTH),
        ),
    )
