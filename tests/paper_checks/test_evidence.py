"""The judgements themselves, on statements whose truth is known."""

from dataclasses import replace

import pytest
import sympy as sp

from paper_checks import LEDGER, Kind, Point, Status, printed
from paper_checks.evidence.passes import Passes
from paper_checks.evidence.proof import agreement, prove
from paper_checks.evidence.simulation import simulate
from paper_checks.evidence.targets import targets
from paper_checks.verdict import RivalVerdict, combine
from theory.notation import m, u
from theory.results.relu import relu_mean


def test_lines_combine_as_the_design_says() -> None:
    v, r, i = Status.VERIFIED, Status.REFUTED, Status.INCONCLUSIVE
    assert combine([v, v]) is v
    assert combine([r, r]) is r
    assert combine([v, r]) is Status.CONFLICT
    assert combine([v, i]) is combine([r, i]) is combine([i, i]) is i


def test_a_rival_that_is_not_refuted_leaves_the_claim_open() -> None:
    v, r, i = Status.VERIFIED, Status.REFUTED, Status.INCONCLUSIVE
    refuted = RivalVerdict("wrong", "x", {"proof": r, "simulation": r})
    spared = RivalVerdict("spared", "x", {"proof": r, "simulation": i})
    assert combine([v, v], [refuted]) is v
    assert combine([v, v], [refuted, spared]) is combine([r, r], [spared]) is i
    assert combine([v, r], [spared]) is Status.CONFLICT


@pytest.mark.parametrize(("digits", "status"), [("0.34", Status.VERIFIED), ("0.341", Status.VERIFIED),
                                                ("0.342", Status.REFUTED), ("0.3408", Status.VERIFIED)])  # fmt: skip
def test_rounding_is_to_the_printed_digits(digits: str, status: Status) -> None:
    derived = (sp.Rational(1, 2) - 1 / (2 * sp.pi)) * u**2
    assert agreement(derived, printed(digits) * u**2, Kind.ROUNDED) is status


def test_an_identity_that_holds_at_every_point_but_is_not_proved_is_open() -> None:
    hidden = sp.Function("f")(u) - sp.Function("f")(u)
    assert agreement(u, u + hidden, Kind.EXACT) is Status.VERIFIED
    assert agreement(u**2, u**2 * (1 + sp.Rational(1, 10**18)), Kind.EXACT) is Status.REFUTED
    assert agreement(u**2, u**2 * (1 + sp.Rational(1, 10**22)), Kind.EXACT) is Status.INCONCLUSIVE


def test_a_claim_on_a_broken_derivation_is_open_and_says_where() -> None:
    derivation = relu_mean()
    wrong = replace(derivation, steps=(*derivation.steps[:-1], replace(derivation.steps[-1], result=u)))
    line = prove(replace(LEDGER["kumar2017.eq20"], derivation=lambda: wrong))
    assert line.status is Status.INCONCLUSIVE
    assert "step 3 of 3" in line.note
    assert set(line.rivals.values()) == {Status.INCONCLUSIVE}


def test_a_rounded_statement_must_hold_where_it_is_simulated() -> None:
    """0.5 for 0.501 is within rounding at small powers and not at large ones."""
    derived, stated = sp.Rational(501, 1000) ** m, printed("0.50") ** m
    assert agreement(derived, stated, Kind.ROUNDED) is Status.VERIFIED
    assert (
        agreement(derived, stated + sp.Rational(1, 10**6), Kind.ROUNDED, [{m: sp.Integer(60)}])
        is Status.REFUTED
    )


def test_a_finite_size_value_with_another_limit_is_not_proved() -> None:
    claim = LEDGER["cpen455hw1.1.4.poisson-limit"]
    assert prove(replace(claim, at_width=claim.at_width * 2)).status is Status.INCONCLUSIVE


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


def test_a_limit_that_is_the_finite_value_is_refused_with_a_reason() -> None:
    """The claim would be judged at sizes that cannot tell the value from its limit."""
    claim = LEDGER["kumar2017.fig4"]
    blind = replace(
        claim, points=tuple(p for p in claim.points if p["width"] < 500), at_width=claim.rhs, rivals=()
    )
    with pytest.raises(ValueError, match="the limit, has the claim's own value"):
        simulate(blind, LEDGER.paper_of(blind), Passes(0))


def test_a_rival_too_close_to_resolve_is_refused_with_a_reason() -> None:
    claim = LEDGER["kumar2017.eq21"]
    setting = dict(claim.points[0].setting) | {"weight_variance": 2.0}
    fine = replace(claim, points=(Point(setting),), margin=1e-6)
    with pytest.raises(ValueError, match="rivals are too close"):
        simulate(fine, LEDGER.paper_of(fine), Passes(0))
