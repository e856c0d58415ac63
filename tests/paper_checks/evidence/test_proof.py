"""The proof's judgement, on statements whose truth is known."""

from collections.abc import Callable
from dataclasses import replace

import pytest
import sympy as sp

from paper_checks import LEDGER, Kind, Relation, Status, printed
from paper_checks.evidence.passes import Passes
from paper_checks.evidence.proof import agreement, prove
from paper_checks.evidence.simulation import simulate
from theory import Derivation
from theory.notation import m, u
from theory.results.layer_length import norm_ratio_bound, norm_ratio_cap
from theory.results.relu import relu_mean


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


def test_both_lines_refute_a_wrong_limit(passes: Passes) -> None:
    """The simulation knows the value at finite size, and holds the stated limit against it."""
    claim = LEDGER["cpen455hw1.1.4.poisson-limit"]
    for factor in (sp.Rational(1, 2), sp.Rational(21, 20)):
        wrong = replace(claim, rhs=factor * claim.rhs)
        assert prove(wrong).status is Status.REFUTED
        assert simulate(wrong, LEDGER.paper_of(wrong), passes).status is Status.REFUTED


@pytest.mark.parametrize("relation", [Relation.EQUAL, Relation.LESS, Relation.GREATER])
@pytest.mark.parametrize("chain", [norm_ratio_bound, norm_ratio_cap])
def test_a_bound_of_a_mean_leaves_a_claim_open(chain: Callable[[], Derivation], relation: Relation) -> None:
    """What it bounds has no value here, with which a claim could be refuted, or a rival."""
    for stated in (chain().rhs, chain().rhs / 2, 2 * chain().rhs):
        line = prove(replace(LEDGER["kumar2017.eq20"], derivation=chain, rhs=stated, relation=relation))
        assert line.status is Status.INCONCLUSIVE
        assert f"whose relation is {relation}" in line.note


def test_a_chain_of_another_kind_cannot_verify() -> None:
    """An expansion that agrees in leading order is no equality, and a limit none at finite size."""
    for id in ("kumar2017.eq9", "kumar2017.eq30.corrected"):
        line = prove(replace(LEDGER[id], kind=Kind.EXACT, large=None))
        assert line.status is Status.INCONCLUSIVE
        assert "cannot verify a claim of kind exact" in line.note
