"""The terms of a row, summed over every outcome of small laws."""

import numpy as np
import pytest
from scipy import integrate, stats

from tests.theory.results.definition import THREE_POINTS, outcomes
from theory.results.row_terms import (
    cross_terms,
    product_covariance,
    product_dependence,
    row_square,
    weight_unit_independence,
)


def test_a_weight_is_independent_of_a_unit_of_the_layer_below() -> None:
    """The unit is y + y^2, with y the row of the weights below; weights are of variance 1 and fourth moment 3."""
    together = weight_square = unit_square = same_weight = 0.0
    for (weight, first, second), chance in outcomes(*THREE_POINTS, 3):
        y = first - second  # inputs 1 and -1
        unit = y + y**2
        together += chance * weight**2 * unit**2
        same_weight += chance * first**2 * unit**2
        weight_square += chance * weight**2
        unit_square += chance * unit**2
    assert together / (weight_square * unit_square) == pytest.approx(weight_unit_independence()(), rel=1e-12)
    assert same_weight / (weight_square * unit_square) > 1.5  # a weight of the layer below does show


def test_the_square_of_a_row_of_three() -> None:
    draw = np.random.default_rng(3)
    weights, inputs = draw.normal(size=3), draw.normal(size=3)
    names = {f"W_i{j + 1}": weights[j] for j in range(3)} | {f"x_{j + 1}": inputs[j] for j in range(3)}
    assert row_square()(**names) == pytest.approx((weights @ inputs) ** 2, rel=1e-12)


@pytest.mark.parametrize("width", [2, 3])
def test_pairs_of_terms_are_uncorrelated_where_the_inputs_are_not(width: int) -> None:
    pair, singles, squares = 0.0, np.zeros(2), 0.0
    for weights, chance in outcomes(*THREE_POINTS, width):
        for signs, other in outcomes((-1.0, 1.0), (0.5, 0.5), width):
            inputs = 0.5 + signs + 2 * signs[0]  # of mean 1/2, all sharing a sign
            terms = weights * inputs
            pair += chance * other * terms[0] * terms[1]
            singles += chance * other * terms[:2]
            squares += chance * other * terms[0] ** 2
    assert pair == pytest.approx(cross_terms()(), abs=1e-13 * squares)
    assert pair - singles.prod() == pytest.approx(product_covariance()(), abs=1e-13 * squares)


@pytest.mark.parametrize("width", [1, 2, 9, 100])
def test_the_terms_share_the_length_of_the_input(width: int) -> None:
    """E|p1 p2|/(E|p1| E|p2|) is E r^2/(E r)^2 for r = |x_1|: given r, all four factors are independent."""
    law = stats.chi(width)
    first, second = (
        integrate.quad(lambda r, k=k: r**k * law.pdf(r), 0, width**0.5 + 13, epsrel=1e-13)[0] for k in (1, 2)
    )
    assert product_dependence()(N=width) == pytest.approx(second / first**2, rel=1e-10)


def test_two_rectified_units_on_one_input_by_quadrature() -> None:
    """At N = 1 a unit is relu(V x): the pair is E relu(V x) relu(V' x), over x, V and V'."""
    positive = integrate.quad(lambda z: z * stats.norm.pdf(z), 0, 13, epsrel=1e-13)[0]
    pair = 2 * integrate.quad(lambda x: (x * positive) ** 2 * stats.norm.pdf(x), 0, 13, epsrel=1e-13)[0]
    single = 2 * integrate.quad(lambda x: x * positive * stats.norm.pdf(x), 0, 13, epsrel=1e-13)[0]
    assert product_dependence()(N=1) == pytest.approx(pair / single**2, rel=1e-10)
