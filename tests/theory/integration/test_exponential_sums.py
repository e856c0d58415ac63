"""Sums of exponentials have the moments of their closed forms."""

import pytest
import sympy as sp
from flint import arb

from theory.integration.divergence import Divergent
from theory.integration.exponential_sums import exponential_sum
from theory.notation import x


def test_a_polynomial_times_an_exponential():
    ball = exponential_sum(x * sp.exp(x)).expectation(arb(2), arb(0))
    assert ball.overlaps(4 * arb(2).exp())


def test_other_functions_are_no_sums():
    assert exponential_sum(sp.tanh(x)) is None


def test_a_sum_that_outgrows_the_gaussian():
    with pytest.raises(Divergent):
        exponential_sum(sp.exp(x**2)).expectation(arb(1), arb(0))
