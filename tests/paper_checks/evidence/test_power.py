"""What each line of evidence must tell apart: small errors, at the points where a claim is judged."""

from dataclasses import replace

import pytest
import sympy as sp

from montecarlo import Interval
from paper_checks import LEDGER, Claim, Kind, Point, Rival, Source, Status, printed
from paper_checks.claim import Relation
from paper_checks.evidence.computation import compute
from paper_checks.evidence.judgement import compare, judge
from paper_checks.evidence.proof import prove
from paper_checks.evidence.simulation import _with_rounding
from paper_checks.evidence.targets import LIMIT, targets
from theory import Derivation, Equal
from theory.notation import N, m

VERIFIED, REFUTED, INCONCLUSIVE = Status.VERIFIED, Status.REFUTED, Status.INCONCLUSIVE
POISSON = LEDGER["cpen455hw1.1.4.poisson-limit"]


@pytest.mark.parametrize(
    ("low", "high", "plain", "exact"),
    [
        (1.05, 1.08, VERIFIED, INCONCLUSIVE),  # within the margin, but not of the value
        (0.92, 0.95, VERIFIED, INCONCLUSIVE),
        (1.05, 1.15, INCONCLUSIVE, INCONCLUSIVE),  # apart from the value, but not from the margin
        (0.85, 0.95, INCONCLUSIVE, INCONCLUSIVE),
        (1.0, 1.05, VERIFIED, VERIFIED),
        (0.95, 1.0, VERIFIED, VERIFIED),
        (1.11, 1.2, REFUTED, REFUTED),
        (0.8, 0.89, REFUTED, REFUTED),
    ],
)
def test_the_margin_counts_on_both_sides(low: float, high: float, plain: Status, exact: Status) -> None:
    assert compare(Interval(low, high), (1.0, 1.0), 0.1) is plain
    assert compare(Interval(low, high), (1.0, 1.0), 0.1, meant_exactly=True) is exact


def test_an_exact_range_must_be_met_on_its_own_side() -> None:
    for low, high in ((0.92, 0.95), (2.05, 2.08)):
        assert compare(Interval(low, high), (1.0, 2.0), 0.1) is VERIFIED
        assert compare(Interval(low, high), (1.0, 2.0), 0.1, meant_exactly=True) is INCONCLUSIVE


def test_rivals_are_refuted_beyond_the_margin_alone() -> None:
    """A rival is never held to contain the value, nor refuted by an interval that its margin touches."""
    claim = LEDGER["kumar2017.eq17"]
    near = Rival(sp.S(2), "near")
    target = replace(
        targets(claim, claim)[0], value=(1.0, 1.0), margin=0.1, rivals={near: (2.0, 2.0)}, meant_exactly=True
    )
    for low, high, status in ((1.85, 1.95, INCONCLUSIVE), (1.85, 1.89, REFUTED), (2.11, 2.2, REFUTED)):
        assert judge(Relation.EQUAL, [target], [Interval(low, high)]).rivals == {near: status}


@pytest.mark.parametrize(
    ("error", "status"), [(1e-11, VERIFIED), (1e-9, REFUTED), (1e-6, REFUTED), (-1e-9, REFUTED)]
)
def test_a_computation_is_good_to_ten_digits(error: float, status: Status) -> None:
    claim = LEDGER["kumar2017.eq17"]
    computation = claim.computation
    off = replace(claim, computation=lambda point: computation(point) * (1 + error))
    line = compute(off, off)
    assert line.status is status
    assert (line.name, len(line.measurements)) == ("computation", len(claim.points))


def test_a_computation_measures_what_it_returns() -> None:
    claim = LEDGER["kumar2017.eq17"]
    for found, point in zip(compute(claim, claim).measurements, claim.points, strict=True):
        value = claim.computation(point)
        assert found.estimate == value
        assert found.interval == (value - 1e-10 * abs(value), value + 1e-10 * abs(value))
        assert found.margin == pytest.approx(2e-10 * abs(value))
        assert (found.se, found.n, found.power, found.engine) == (0.0, 1, 1.0, "computation")


def _powers(deepest: int, digits: str = "0.5010") -> Claim:
    """Return a rounded claim on 0.50104^m, whose rounding holds at any random layer and fails at deep ones."""
    derived = (sp.Rational(50104, 100000)) ** m
    stated = printed(digits) ** m + sp.Rational(1, 10**40)
    start = derived * (1 + N) - derived * N
    derivation = Derivation("powers", sp.Symbol("L"), start, (Equal(derived, "the terms in N cancel"),))
    return Claim(
        id="mine.powers", source=Source("mine", "here", "", reading="powers"), kind=Kind.ROUNDED, rhs=stated,
        derivation=lambda: derivation, rivals=(), points=(Point({"layer": deepest}),),
        symbols=lambda point: {m: point["layer"]}, computation=lambda point: 0.50104 ** point["layer"],
    )  # fmt: skip


def test_a_rounded_claim_is_proved_at_its_own_points() -> None:
    assert prove(_powers(4)).status is VERIFIED
    assert prove(_powers(200)).status is REFUTED


def test_the_limit_is_a_rival_at_the_two_smallest_sizes() -> None:
    stated = targets(POISSON, POISSON)
    sizes = sorted({target.point["units"] for target in stated})
    for target in stated:
        limits = {rival: value for rival, value in target.rivals.items() if rival.words == LIMIT}
        assert bool(limits) == (target.point["units"] in sizes[:2])
        for rival, (low, high) in limits.items():
            assert rival.at_each_point
            assert rival.expression == POISSON.derivation().rhs
            assert low == high != target.value[0]
            assert target.margin <= abs(low - target.value[0]) / 4 * (1 + 1e-12)


def test_a_wrong_limit_is_wrong_at_every_size_by_as_much() -> None:
    wrong = replace(POISSON, rhs=POISSON.rhs * sp.Rational(11, 10))
    for right, target in zip(targets(POISSON, POISSON), targets(wrong, wrong), strict=True):
        limit = float(POISSON.rhs.subs(POISSON.symbols(target.point)))
        assert target.value[0] - right.value[0] == pytest.approx(limit / 10)
        assert target.margin == pytest.approx(right.margin)
        assert target.meant_exactly


def test_a_wrong_statement_does_not_choose_its_own_margin() -> None:
    claim = LEDGER["kumar2017.eq21"]
    (right,), (wrong,) = (targets(one, one) for one in (claim, replace(claim, rhs=1000 * claim.rhs)))
    assert wrong.margin == right.margin


def test_an_approximation_alone_need_not_contain_its_value() -> None:
    for claim in LEDGER.values():
        if not claim.is_derived:
            continue
        exactly = {target.meant_exactly for target in targets(claim, LEDGER.paper_of(claim).truth_of(claim))}
        assert exactly == {claim.kind is not Kind.APPROXIMATION}


def test_a_statement_without_a_value_where_the_derived_one_has_it_is_refuted() -> None:
    claim = LEDGER["kumar2017.eq25"]
    assert prove(replace(claim, rhs=sp.sqrt(-N), rivals=())).status is REFUTED


@pytest.mark.parametrize("distance", [sp.Rational(1, 100), sp.Rational(-1, 100)])
def test_a_margin_is_half_the_distance_to_a_near_rival(distance: sp.Rational) -> None:
    claim = LEDGER["kumar2017.eq21"]
    (far,) = targets(claim, claim)
    assert far.margin == pytest.approx(claim.margin * far.value[0])
    near = replace(claim, rivals=(*claim.rivals, Rival(claim.rhs * (1 + distance), "near")))
    (target,) = targets(near, near)
    assert target.margin == pytest.approx(far.value[0] / 200)


def test_the_scale_of_a_margin() -> None:
    """It is the greatest value that rounds to the printed one, or the largest wrong value where the true one is 0."""
    rounded = replace(LEDGER["kumar2017.eq22.rounded"], rivals=())
    for target in targets(rounded, rounded):
        assert target.margin == pytest.approx(rounded.margin * target.value[1])
    nothing = replace(LEDGER["kumar2017.eq5"], rivals=(Rival(sp.S(2), "2"), Rival(sp.S(-3), "-3")))
    for target in targets(nothing, nothing):
        assert target.margin == pytest.approx(3 * nothing.margin)


def test_a_bound_does_not_set_the_scale_of_the_stated_one() -> None:
    claim = replace(LEDGER["kumar2017.eq15.inequality"], rivals=())
    for target in targets(claim, claim):
        assert target.value == (1.0, 1.0)
        assert target.margin == pytest.approx(claim.margin)


@pytest.mark.parametrize(
    ("factor", "relation", "status"),
    [
        (2, Relation.LESS, VERIFIED),
        (sp.S.Half, Relation.LESS, REFUTED),
        (sp.S.Half, Relation.GREATER, VERIFIED),
        (2, Relation.GREATER, REFUTED),
    ],
)
def test_an_inequality_is_proved_by_an_exact_value(
    factor: sp.Expr, relation: Relation, status: Status
) -> None:
    claim = LEDGER["kumar2017.eq21"]
    assert prove(replace(claim, rhs=claim.rhs * factor, relation=relation, rivals=())).status is status


def test_an_interval_is_widened_by_rounding_on_both_sides() -> None:
    widened = _with_rounding(Interval(2.0, 2.0), 2.0)
    assert 2.0 - 1e-11 < widened.low < 2.0 < widened.high < 2.0 + 1e-11
