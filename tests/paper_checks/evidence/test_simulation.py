"""Simulated numbers against stated ones: the second moment of a small ReLU layer, whose truth is known."""

from dataclasses import replace

import pytest
import sympy as sp

from montecarlo import Interval
from paper_checks import LEDGER, Claim, Paper, Status
from paper_checks.evidence.line import Line
from paper_checks.evidence.passes import Passes
from paper_checks.evidence.simulation import _with_rounding, simulate

CLAIM = LEDGER["kumar2017.eq21"]


def _simulated(claim: Claim, passes: Passes) -> Line:
    return simulate(claim, LEDGER.paper_of(claim), passes)


def test_a_true_statement_is_verified_and_its_rivals_refuted(passes: Passes) -> None:
    line = _simulated(CLAIM, passes)
    assert (line.name, line.status) == ("simulation", Status.VERIFIED)
    assert set(line.rivals.values()) == {Status.REFUTED}


@pytest.mark.parametrize("factor", [sp.Rational(1, 2), sp.S(2), sp.Rational(21, 20)])
def test_a_wrong_factor_is_refuted(factor: sp.Expr, passes: Passes) -> None:
    wrong = replace(CLAIM, rhs=factor * CLAIM.rhs)
    assert _simulated(wrong, passes).status is Status.REFUTED


def test_a_measurement_holds_what_is_needed_to_judge_it(passes: Passes) -> None:
    for found, point in zip(_simulated(CLAIM, passes).measurements, CLAIM.points, strict=True):
        assert found.point == {**point.setting, **point.where}
        low, high = found.interval
        assert low < found.estimate < high
        assert found.predicted[0] - found.margin <= low
        assert high <= found.predicted[1] + found.margin
        # Of a mean of n replicates: 4.75 standard errors on either side, or a little more.
        assert (high - low) / 2 == pytest.approx(4.7534 * found.se, rel=1e-3)
        assert found.power > 0.999
        assert found.engine in ("homogeneous", "conditional", "dense")


def test_the_same_seed_gives_the_same_numbers() -> None:
    few = replace(CLAIM, id="mine.eq21", points=CLAIM.points[:1], rivals=(), margin=0.1)
    paper = Paper("mine", "title", "document", (few,))  # none of whose claims needs more replicates
    once, again, other = (simulate(few, paper, Passes(seed)).measurements for seed in (0, 0, 1))
    assert once == again
    assert once[0].estimate != other[0].estimate


def test_an_identity_has_the_width_of_rounding() -> None:
    interval = _with_rounding(Interval(4.0, 4.0), 4.0)
    assert (4.0 - interval.low, interval.high - 4.0) == pytest.approx((4e-12, 4e-12), rel=1e-3, abs=0)
