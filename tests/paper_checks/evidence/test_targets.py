"""What a claim states at its points."""

from dataclasses import replace

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
