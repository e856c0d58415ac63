"""The verdict rule: an interval against a value, and the points of a claim together."""

import math

import numpy as np
import pytest
import sympy as sp

from montecarlo import Interval, interval, power
from paper_checks.claim import Point, Relation, Rival
from paper_checks.evidence.judgement import compare, judge
from paper_checks.evidence.targets import Target
from paper_checks.verdict import Status

VERIFIED, REFUTED, INCONCLUSIVE = Status.VERIFIED, Status.REFUTED, Status.INCONCLUSIVE


@pytest.mark.parametrize(
    ("low", "high", "expected"),
    [
        (0.95, 1.05, VERIFIED),
        (0.9, 1.1, VERIFIED),
        (0.85, 1.05, INCONCLUSIVE),
        (0.95, 1.15, INCONCLUSIVE),
        (0.5, 1.5, INCONCLUSIVE),
        (0.5, 0.85, REFUTED),
        (1.15, 1.2, REFUTED),
    ],
)
def test_the_rule_for_a_value(low: float, high: float, expected: Status) -> None:
    assert compare(Interval(low, high), (1.0, 1.0), 0.1 + 1e-12) is expected


@pytest.mark.parametrize(
    ("low", "high", "expected"),
    [(0.75, 1.25, VERIFIED), (0.5, 0.75, INCONCLUSIVE), (1.25, 1.5, INCONCLUSIVE), (0.75, 0.75, VERIFIED)],
)
def test_intervals_and_margins_hold_their_ends(low: float, high: float, expected: Status) -> None:
    """An interval that touches value ± margin has a point in common with it, which may be the truth."""
    assert compare(Interval(low, high), (1.0, 1.0), 0.25) is expected


@pytest.mark.parametrize(
    ("low", "high", "below", "above"),
    [
        (0.8, 0.9, VERIFIED, REFUTED),
        (1.1, 1.2, REFUTED, VERIFIED),
        (0.9, 1.1, INCONCLUSIVE, INCONCLUSIVE),
        (1.0, 1.0, REFUTED, REFUTED),
        (0.9, 1.0, INCONCLUSIVE, REFUTED),
    ],
)
def test_the_rule_for_an_inequality(low: float, high: float, below: Status, above: Status) -> None:
    # The margin plays no part: it would let a false inequality through.
    for margin in (0.0, 0.5):
        assert compare(Interval(low, high), (1.0, 1.0), margin, Relation.LESS) is below
        assert compare(Interval(low, high), (1.0, 1.0), margin, Relation.GREATER) is above


def test_a_rounded_value_is_a_range() -> None:
    # "0.71" stands for 0.705 to 0.715.
    assert compare(Interval(0.706, 0.708), (0.705, 0.715), 0.0) is VERIFIED
    assert compare(Interval(0.704, 0.706), (0.705, 0.715), 0.0) is INCONCLUSIVE
    assert compare(Interval(0.716, 0.72), (0.705, 0.715), 0.0) is REFUTED


def test_an_identity_is_verified_by_an_interval_of_one_point() -> None:
    assert compare(interval(0.5, 0.0, 10), (0.5, 0.5), 0.0) is VERIFIED


def test_another_relation_is_not_compared_with_an_interval() -> None:
    with pytest.raises(ValueError, match="by '=', '<' or '>' alone"):
        compare(Interval(0.0, 1.0), (0.5, 0.5), 0.0, "~")


def test_power_is_the_frequency_of_verification() -> None:
    rng = np.random.default_rng(0)
    se, margin, count = 1.0, 6.0, 20_000
    found = [
        compare(interval(t, se, count), (0.0, 0.0), margin) is VERIFIED for t in rng.standard_normal(4000)
    ]
    expected = power(se, margin, count)
    assert 0.5 < expected < 0.95
    assert abs(np.mean(found) - expected) < 5 * math.sqrt(expected * (1 - expected) / 4000)


WRONG = Rival(sp.S(2), "twice the value")
LIMIT = Rival(sp.S(3), "the limit", at_each_point=True)


def _targets(*rivals: Rival, points: int = 2) -> list[Target]:
    return [
        Target(
            Point({"width": n}),
            (1.0, 1.0),
            0.1,
            {r: (float(r.expression), float(r.expression)) for r in rivals},
        )
        for n in range(points)
    ]


@pytest.mark.parametrize(
    ("centres", "expected"),
    [
        ((1.0, 1.0), VERIFIED),
        ((1.0, 1.5), REFUTED),
        ((1.0, 1.09), INCONCLUSIVE),
        ((1.09, 1.5), REFUTED),
    ],
)
def test_a_claim_is_verified_at_all_its_points_and_refuted_at_one(
    centres: tuple[float, float], expected: Status
) -> None:
    found = judge(Relation.EQUAL, _targets(), [Interval(centre - 0.05, centre + 0.05) for centre in centres])
    assert found.status is expected


def test_one_point_refutes_a_rival_but_each_must_refute_the_limit() -> None:
    far, near = Interval(0.95, 1.05), Interval(1.5, 3.5)
    found = judge(Relation.EQUAL, _targets(WRONG, LIMIT), [far, near])
    assert found.rivals == {WRONG: REFUTED, LIMIT: INCONCLUSIVE}
    found = judge(Relation.EQUAL, _targets(WRONG, LIMIT), [far, far])
    assert found.rivals == {WRONG: REFUTED, LIMIT: REFUTED}


def test_a_rival_counts_at_the_points_that_may_refute_it_alone() -> None:
    targets = [_targets(LIMIT)[0], _targets()[1]]
    found = judge(Relation.EQUAL, targets, [Interval(0.95, 1.05), Interval(2.9, 3.1)])
    assert found.rivals == {LIMIT: REFUTED}
