"""Fixed points as steps: tanh's settled variance is proved and confirmed, and wrong steps are refused."""

from __future__ import annotations

import numpy as np
import pytest
import sympy as sp

from theory.derivation.settling import Settle
from theory.derivation.step import StepRefused
from theory.enclosure.settled import FixedPointOf
from theory.results.pytorch import tanh_settled_variance

x = sp.Symbol("x", positive=True)
DERIVATION = tanh_settled_variance()
IMAGE = DERIVATION.start
(STEP,) = DERIVATION.steps
q = STEP.result.definition[1]


def test_the_variance_under_pytorchs_gain_of_tanh_settles() -> None:
    STEP.prove(IMAGE)
    STEP.confirm(IMAGE)
    assert abs(STEP.result.evalf(12) - sp.Float("1.17848049", 12)) < 5e-9


def test_iteration_of_the_map_in_floating_point_comes_to_rest_there() -> None:
    """Gauss-Hermite quadrature, which neither the balls nor mpmath use."""
    nodes, weights = np.polynomial.hermite_e.hermegauss(120)
    at = 1.0
    for _ in range(200):
        at = 25 / 9 * float(weights @ np.tanh(np.sqrt(at) * nodes) ** 2) / np.sqrt(2 * np.pi)
    assert at == pytest.approx(float(STEP.result.evalf(15)), rel=1e-9)


@pytest.mark.parametrize(("low", "high"), [("6/5", 2), ("1/2", "11/10"), (2, 1)])
def test_a_range_without_the_fixed_point_is_refused(low: str | int, high: str | int) -> None:
    step = Settle(FixedPointOf(IMAGE, q, sp.Rational(low), sp.Rational(high)), "no")
    with pytest.raises(StepRefused, match=r"has no root|ends in order"):
        step.prove(IMAGE)


def test_a_map_without_a_fixed_point_or_with_two_is_refused() -> None:
    with pytest.raises(StepRefused, match="has no root"):
        Settle(FixedPointOf(sp.exp(x), x, 0, 5), "exp x > x").prove(sp.exp(x))
    with pytest.raises(StepRefused, match="more than one root"):
        Settle(FixedPointOf(x**2 / 4 + sp.Rational(3, 4), x, 0, 5), "1 and 3").prove(
            x**2 / 4 + sp.Rational(3, 4)
        )


def test_another_expression_than_the_map_is_refused_by_proof_and_by_numbers() -> None:
    for other in (IMAGE * sp.Rational(101, 100), IMAGE + sp.Rational(1, 10**12)):
        with pytest.raises(StepRefused, match="does not bring to 0"):
            STEP.prove(other)
        with pytest.raises(StepRefused, match="the map and its argument differ"):
            STEP.confirm(other)


def test_a_number_that_is_no_fixed_point_is_refused() -> None:
    step = Settle(sp.Float("1.17848049"), "it was printed")
    for check in (step.prove, step.confirm):
        with pytest.raises(StepRefused, match="must be a FixedPointOf"):
            check(IMAGE)
