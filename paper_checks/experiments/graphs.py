"""Computational graphs as programs: derivatives by complex step, and counts of the products that a pass takes."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

from paper_checks.experiments.complex_step import COMPLEX_STEP, complex_slope

__all__ = [
    "derivative_of_example",
    "derivatives_of_paths",
    "gradient_and_products",
    "loss_by_weight",
    "network",
    "total_derivative",
]

Array = NDArray[np.float64]
_BY_OUTPUT = 2.0  # the derivative of the loss by the output
_SIZES = (2, 3, 2, 1)  # the lecture's network: two inputs, hidden layers of three and two units, one output
_EXAMPLE: Mapping[str, Callable[..., complex]] = {
    "q": lambda x, y, **_: x + y,
    "f of q": lambda q, z, **_: q * z,
    "f": lambda x, y, z, **_: (x + y) * z,
}


def derivative_of_example(*, of: str, by: str, x: float, y: float, z: float) -> float:
    """Return a derivative of "q" = x + y, of "f of q" = q z, or of "f" = (x + y) z, by one of its arguments."""
    arguments: dict[str, complex] = {"x": x, "y": y, "z": z, "q": x + y}
    arguments[by] += COMPLEX_STEP
    return float(complex_slope(_EXAMPLE[of](**arguments)))


# --- two paths from x to h(f(x), g(x)) -------------------------------------------------------------------------

_OUTER: Callable[..., Any] = lambda f, g: f * np.exp(g) + np.sin(g)  # noqa: E731
_INNER: tuple[Callable[..., Any], ...] = (np.tanh, lambda x: x**2 - x)


def derivatives_of_paths(*, at: float) -> tuple[float, float, float, float]:
    """Return dh/df, dh/dg, df/dx and dg/dx, each with the other arguments held fixed."""
    f, g = (float(inner(at)) for inner in _INNER)
    step = COMPLEX_STEP
    found = (_OUTER(f + step, g), _OUTER(f, g + step), *(inner(at + step) for inner in _INNER))
    by_f, by_g, f_by_x, g_by_x = (float(complex_slope(value)) for value in found)
    return by_f, by_g, f_by_x, g_by_x


def total_derivative(*, at: float) -> float:
    """Return dh/dx, f and g being functions of x."""
    moved = at + COMPLEX_STEP
    return float(complex_slope(_OUTER(*(inner(moved) for inner in _INNER))))


# --- the lecture's network -------------------------------------------------------------------------------------


def network(*, seed: int) -> tuple[list[Array], list[Array], float]:
    """Return the weights of each layer, what each layer takes in, and the label.

    The weight in row i and column j of a matrix leads from neuron i to neuron j, as the lecture's notation says.
    """
    rng = np.random.default_rng(seed)
    weights = [rng.standard_normal(shape) for shape in pairwise(_SIZES)]
    entering = [rng.standard_normal(_SIZES[0])]
    for matrix in weights[:-1]:
        entering.append(np.tanh(entering[-1] @ matrix))
    return weights, entering, float(rng.standard_normal())


def loss_by_weight(*, seed: int, layer: int, source: int, target: int) -> float:
    """Return the derivative of the squared loss by the weight from neuron `source` to `target`, both from 1 on."""
    weights, entering, label = network(seed=seed)
    values: NDArray[Any] = entering[0]
    for number, matrix in enumerate(weights, start=1):
        moved = matrix.astype(np.complex128)
        if number == layer:
            moved[source - 1, target - 1] += COMPLEX_STEP
        values = np.tanh(values @ moved)
    return float(complex_slope((label - values[0]) ** 2))


# --- what a pass costs -----------------------------------------------------------------------------------------


def gradient_and_products(*, depth: int, width: int, keep: bool) -> tuple[list[float], int]:
    """Return the gradient by all units of the first hidden layer, and how many products it took.

    Parameters
    ----------
    depth, width : int
        Hidden layers, and units in each; one output follows.  The local derivatives are random.
    keep : bool
        Whether each unit's derivative is kept once it is known.  Otherwise every path is written out.

    Raises
    ------
    ValueError
        If depth or width is below 1.
    """
    if min(depth, width) < 1:
        raise ValueError(f"depth = {depth}, width = {width}: give 1 or more of each")
    slopes = np.random.default_rng(0).uniform(0.5, 1.5, (depth + 1, width, width))
    count = 0

    def times(first: float, second: float) -> float:
        nonlocal count
        count += 1
        return first * second

    @cache
    def by_unit(layer: int, number: int) -> float:
        """Return the derivative of the loss by a unit, from those by the layer above."""
        if layer == depth:
            return times(_BY_OUTPUT, slopes[layer, number, 0])
        return sum(times(by_unit(layer + 1, above), slopes[layer, number, above]) for above in range(width))

    def along_paths(layer: int, number: int, passed: tuple[float, ...]) -> float:
        """Return the sum over the paths from a unit on, each the product of all its factors."""
        if layer < depth:
            return sum(
                along_paths(layer + 1, above, (*passed, slopes[layer, number, above]))
                for above in range(width)
            )
        product = _BY_OUTPUT
        for factor in (*passed, slopes[layer, number, 0]):
            product = times(product, factor)
        return product

    gradient = [by_unit(1, unit) if keep else along_paths(1, unit, ()) for unit in range(width)]
    return gradient, count
