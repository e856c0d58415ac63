"""What a claim states at its points."""

from dataclasses import replace

import pytest

from paper_checks import LEDGER, Point, Rival
from paper_checks.evidence.targets import LIMIT, targets


def test_margins_separate_every_rival_at_some_point() -> None:
    for claim in LEDGER.values():
        if (
            claim.experiment is None or claim.expected is None
        ):  # of what is reported alone, no true value is stated
            continue
        truth = LEDGER[claim.corrected_by] if claim.corrected_by else claim
        right = {target.point: target.value for target in targets(replace(truth, points=claim.points), truth)}
        for rival in claim.rivals:
            separated = []
            for target in targets(claim, truth):
                (low, high), other = right[target.point], target.rivals[rival]
                gap = max(other[0] - high, low - other[1])
                separated.append(gap >= 2 * target.margin * (1 - 1e-12))
            assert any(separated), (claim.id, rival.words)


def test_a_value_of_zero_is_measured_against_what_a_wrong_statement_makes_of_it() -> None:
    claim = LEDGER["kumar2017.eq5"]
    for target in targets(claim, claim):
        point = target.point
        variance = point["weight_variance"] / point["width"]
        largest = variance * (point["input_deviation"] ** 2 + point["input_mean"] ** 2)
        assert 0 < target.margin <= claim.margin * largest * (1 + 1e-12)


def test_a_limit_is_told_apart_at_the_two_smallest_sizes() -> None:
    """There the margin is a quarter of the gap at most; where the gap decides, it is a quarter exactly."""
    decided = 0
    for claim in LEDGER.values():
        if not claim.is_derived or claim.at_width is None or claim.corrected_by:
            continue
        sizes = sorted({claim.symbols(point)[claim.large] for point in claim.points})[:2]
        declared = {target.point: target.margin for target in targets(replace(claim, rivals=()), claim)}
        for target in targets(claim, claim):
            point = target.point
            if claim.symbols(point)[claim.large] in sizes:
                limit = float(claim.derivation().rhs.subs(claim.symbols(point)))
                gap = abs(target.value[0] - limit)
                assert target.margin <= gap / 4 * (1 + 1e-9)
                decided += declared[point] == pytest.approx(gap / 4, rel=1e-9)
    assert decided >= 3


def test_a_wrong_limit_is_not_the_one_that_each_size_must_be_told_apart_from() -> None:
    """The rival is the limit that is derived: a wrong statement does not choose it."""
    claim = LEDGER["cpen455hw1.1.4.poisson-limit"]
    wrong = replace(claim, rhs=2 * claim.rhs)
    limits = {
        rival.expression
        for target in targets(wrong, claim)
        for rival in target.rivals
        if rival.words == LIMIT
    }
    assert limits == {claim.derivation().rhs}


def test_a_rival_is_separated_where_it_is_farthest_relative_to_the_value() -> None:
    """A constant more is easily told from a small value, and lost in a large one."""
    claim = LEDGER["kumar2017.eq21"]
    small, large = (
        Point(dict(claim.points[0].setting) | {"weight_variance": variance}) for variance in (1.0, 9.0)
    )
    more = Rival(claim.rhs + claim.margin / 2, "a little more")
    near = replace(claim, points=(large, small), rivals=(more,))
    margins = {target.point: target.margin for target in targets(near, near)}
    assert margins[large] == pytest.approx(claim.margin * 4.5)
    assert margins[small] == pytest.approx(claim.margin / 4)
