"""What a claim states at its points."""

from dataclasses import replace

import pytest

from paper_checks import LEDGER
from paper_checks.evidence.targets import targets


def test_margins_separate_every_rival_at_some_point() -> None:
    for claim in LEDGER.values():
        if claim.experiment is None:
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
