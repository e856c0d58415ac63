"""Computed numbers against stated ones, on made-up claims whose truth is known."""

from dataclasses import replace

import pytest
import sympy as sp

from paper_checks import LEDGER, Claim, Point, Status, printed
from paper_checks.claim import Kind, Relation, Rival
from paper_checks.evidence.computation import compute
from theory import Derivation, Equal
from theory.notation import h

ID = "kumar2017.eq17"
DOUBLED, HALVED = Rival(2 * h**2, "a factor 2"), Rival(h**2 / 2, "a lost factor 2")

SQUARE = Derivation("square", sp.Symbol("L"), (h + 1) ** 2 - 2 * h - 1, (Equal(h**2, "expand"),))


def _claim(**changes: object) -> Claim:
    """Return a claim that h^2 is what the computation finds: the square of `value`."""
    parts = {
        "rhs": h**2, "derivation": lambda: SQUARE, "rivals": (DOUBLED, HALVED),
        "points": (Point({"value": 0.25}), Point({"value": 3.0})),
        "symbols": lambda point: {h: sp.Rational(point["value"])},
        "computation": lambda point: point["value"] ** 2,
    }  # fmt: skip
    return replace(LEDGER[ID], **parts | changes)


def test_what_is_computed_verifies_the_statement_and_refutes_the_rivals() -> None:
    claim = _claim()
    line = compute(claim, claim)
    assert (line.name, line.status) == ("computation", Status.VERIFIED)
    assert line.rivals == {DOUBLED: Status.REFUTED, HALVED: Status.REFUTED}
    first, second = line.measurements
    assert (first.estimate, second.estimate) == (0.0625, 9.0)
    assert (first.engine, first.n, first.se) == ("computation", 1, 0.0)
    assert first.point == {"value": 0.25}


@pytest.mark.parametrize(
    ("error", "status"), [(1e-14, Status.VERIFIED), (1e-9, Status.REFUTED), (-1e-9, Status.REFUTED)]
)
def test_ten_digits_are_compared(error: float, status: Status) -> None:
    claim = _claim(computation=lambda point: point["value"] ** 2 * (1 + error))
    assert compute(claim, claim).status is status


def test_one_wrong_point_is_enough_to_refute() -> None:
    claim = _claim(computation=lambda point: point["value"] ** 2 + (point["value"] > 1))
    line = compute(claim, claim)
    assert line.status is Status.REFUTED
    assert [m.status for m in line.measurements] == [Status.VERIFIED, Status.REFUTED]


def test_a_rounded_statement_holds_within_its_digits() -> None:
    for value, status in ((2.934, Status.VERIFIED), (2.936, Status.REFUTED)):
        claim = _claim(
            kind=Kind.ROUNDED, rhs=printed("2.93"), computation=lambda _, value=value: value, rivals=()
        )
        assert compute(claim, claim).status is status


@pytest.mark.parametrize(
    ("relation", "status"), [(Relation.LESS, Status.VERIFIED), (Relation.GREATER, Status.REFUTED)]
)
def test_an_inequality(relation: Relation, status: Status) -> None:
    claim = _claim(relation=relation, computation=lambda point: 0.9 * point["value"] ** 2)
    assert compute(claim, claim).status is status


@pytest.mark.parametrize(
    ("rivals", "scale"),
    [
        ((), 1.0),
        ((DOUBLED, Rival(h / 100, "small"), Rival(h - sp.Rational(1, 4), "0 at this point too")), 0.0025),
        ((DOUBLED, Rival(-printed("0.01") * h, "small and rounded")), 0.00375),
    ],
)
def test_a_computed_value_of_zero_is_as_good_as_the_smallest_rival_asks(
    rivals: tuple[Rival, ...], scale: float
) -> None:
    """0 has no size of its own: ten digits of what a wrong statement would make of it are compared."""
    claim = _claim(rhs=sp.S.Zero, rivals=rivals, points=(Point({"value": 0.25}),), computation=lambda _: 0.0)
    line = compute(claim, claim)
    (found,) = line.measurements
    assert found.interval == pytest.approx((-1e-10 * scale, 1e-10 * scale), rel=1e-12, abs=0)
    assert found.margin == pytest.approx(2e-10 * scale, rel=1e-12, abs=0)
    assert line.status is Status.VERIFIED
    assert line.rivals[DOUBLED] is Status.REFUTED if rivals else not line.rivals


def test_a_claim_of_the_ledger() -> None:
    claim = LEDGER[ID]
    line = compute(claim, claim)
    assert line.status is Status.VERIFIED
    assert set(line.rivals.values()) == {Status.REFUTED}
