"""Inequalities: what proves them, what refutes them, and what leaves them open."""

from dataclasses import replace

import pytest
import sympy as sp

from paper_checks import LEDGER, Kind, Status
from paper_checks.claim import Relation
from paper_checks.evidence.proof import _judge, agreement, comparison, prove
from theory import Derivation, Equal
from theory.derivation.bounds import Below
from theory.notation import G0, u
from theory.results.linearised import linearised_mean
from theory.results.relu import unit_preactivation_variance
from theory.results.tanh import uniform_tanh_variance_bound

LESS, GREATER, EQUAL = Relation.LESS, Relation.GREATER, Relation.EQUAL
OPEN = Status.INCONCLUSIVE


@pytest.mark.parametrize(
    ("stated", "relation", "status"),
    [
        (sp.S.One, LESS, Status.VERIFIED),
        (sp.Rational(1, 3), LESS, Status.VERIFIED),  # the bound itself is strict
        (sp.Rational(1, 6), LESS, Status.REFUTED),
        (sp.Rational(33, 100), LESS, OPEN),  # false, but only nearer 0 than any point
        (sp.Rational(1, 3), EQUAL, Status.REFUTED),  # (15) as an equality, for tanh itself
        (sp.S.One, GREATER, Status.REFUTED),
        (sp.S.Zero, GREATER, OPEN),  # true, but an upper bound cannot prove it
    ],
)
def test_an_upper_bound(stated: sp.Expr, relation: Relation, status: Status) -> None:
    assert comparison(uniform_tanh_variance_bound(), stated, relation) is status


@pytest.mark.parametrize(
    ("stated", "relation", "status"),
    [
        (sp.S.One, GREATER, Status.VERIFIED),
        (sp.S(3), GREATER, Status.REFUTED),
        (sp.S(3), LESS, Status.VERIFIED),
        (sp.S.One, LESS, Status.REFUTED),
        (unit_preactivation_variance().rhs, GREATER, Status.REFUTED),
        (unit_preactivation_variance().rhs, LESS, Status.REFUTED),
    ],
)
def test_an_exact_value(stated: sp.Expr, relation: Relation, status: Status) -> None:
    assert comparison(unit_preactivation_variance(), stated, relation) is status


def test_an_expansion_is_no_bound() -> None:
    assert comparison(linearised_mean(), G0 + 1, LESS) is OPEN


def test_a_claim_on_a_bound_that_does_not_hold_is_open() -> None:
    claim = LEDGER["kumar2017.eq15.inequality"]
    derivation = uniform_tanh_variance_bound()
    below = derivation.steps[0]
    wrong = replace(derivation, start=below.result, steps=(replace(below, result=derivation.start),))
    line = prove(replace(claim, derivation=lambda: wrong))
    assert line.status is OPEN
    assert "step 1 of 1" in line.note


@pytest.mark.parametrize("scale", [sp.Rational(1, 10**12), sp.S.One, sp.Integer(10) ** 12])
def test_an_equality_is_compared_with_what_stands_before_the_bound_at_any_scale(scale: sp.Expr) -> None:
    exact = scale * u
    chain = Derivation("mine", sp.Symbol("L"), exact, (Below(2 * exact, "larger"),))
    assert comparison(chain, exact * (sp.sin(u) ** 2 + sp.cos(u) ** 2), EQUAL) is OPEN
    assert comparison(chain, exact * sp.Rational(1001, 1000), EQUAL) is Status.REFUTED
    assert comparison(chain, 2 * exact, EQUAL) is Status.REFUTED


def test_0_equals_0() -> None:
    nothing = Derivation("mine", sp.Symbol("L"), sp.S.Zero, (Below(sp.S.One, "larger"),))
    assert comparison(nothing, sp.S.Zero, EQUAL) is OPEN
    for kind in (Kind.EXACT, Kind.ROUNDED):
        assert agreement(sp.S.Zero, sp.S.Zero, kind) is Status.VERIFIED


def test_a_bound_refutes_no_true_equality_wherever_it_stands_in_the_chain() -> None:
    chain = Derivation("mine", sp.Symbol("L"), (1 + u) - 1, (Equal(u, "the ones"), Below(2 * u, "larger")))
    assert _judge(LEDGER["kumar2017.eq21"], chain, u) is OPEN
    assert _judge(LEDGER["kumar2017.eq21"], chain, 2 * u) is Status.REFUTED
