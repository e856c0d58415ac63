"""Exact laws at finite width, against small widths in closed form."""

import pytest
import sympy as sp

from theory.notation import N, m
from theory.results.finite_width import (
    INPUT_KURTOSIS,
    SLOPES,
    mean_square_second_moment,
    preactivation_kurtosis,
    relative_fluctuation,
)

A, B = SLOPES


@pytest.mark.parametrize(("slopes", "kappa"), [((1, 0), 5), ((1, 1), 2), ((1, -1), 2)])
def test_relative_fluctuation_of_relu_linear_and_abs(slopes: tuple[int, int], kappa: int) -> None:
    value = relative_fluctuation().rhs.subs(dict(zip(SLOPES, slopes, strict=True)))
    assert sp.simplify(value - 1 - sp.Integer(kappa) / N) == 0


def test_a_linear_layer_of_normal_inputs_has_heavy_tails() -> None:
    # y = W x with normal W, x: excess kurtosis 6/N, from E|x|^4 = N^2 + 2N.
    exact = preactivation_kurtosis().exact.subs({m: 1, INPUT_KURTOSIS: 3})
    assert sp.simplify(exact - 6 / N) == 0
    assert mean_square_second_moment().rhs.subs({m: 1, INPUT_KURTOSIS: 1}) == 1
