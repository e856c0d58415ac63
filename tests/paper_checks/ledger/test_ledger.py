"""Every claim of the ledger, one item a line of evidence; whoever adds a claim writes no test."""

import functools
import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import jsonschema
import pytest
import sympy as sp

from paper_checks import LEDGER, Claim, Kind, Paper, Rival, Run, Status, verify
from paper_checks.evidence.line import Line
from paper_checks.evidence.passes import Passes
from paper_checks.evidence.proof import prove
from paper_checks.plots.plot import changes
from paper_checks.storage import as_json, results
from paper_checks.training_record import Record
from paper_checks.verification import lines_of, second_line, verdict_of
from tests.paper_checks.mutations import AsTheLedger
from tests.paper_checks.results_schema import SCHEMA

ROOT = Path(__file__).parents[3]


def _line(claim: Claim, name: str, passes: Passes | AsTheLedger, record: Record | None = None) -> Line:
    return prove(claim) if name == "proof" else second_line(claim, LEDGER.paper_of(claim), passes, record)


@pytest.fixture(scope="module")
def lines(passes: Passes, record: Record) -> Callable[[str, str], Line]:
    """Lines of evidence of the ledger's claims: each is judged once in this module."""
    return functools.cache(lambda id, name: _line(LEDGER[id], name, passes, record))


LINES = [
    pytest.param(claim, line, id=f"{claim.id}-{line}")
    for claim in LEDGER.values()
    for line in lines_of(claim)
]
DERIVED_LINES = [
    pytest.param(claim, line, id=f"{claim.id}-{line}")
    for claim in LEDGER.values()
    if claim.is_derived
    for line in lines_of(claim)
]


@pytest.mark.parametrize(("claim", "line"), LINES)
def test_line(claim: Claim, line: str, lines: Callable[[str, str], Line]) -> None:
    found = lines(claim.id, line)
    if claim.expected is not None:
        assert found.status is claim.expected, found.measurements
    assert all(status is Status.REFUTED for status in found.rivals.values()), found.rivals


@pytest.mark.parametrize(("claim", "line"), DERIVED_LINES)
def test_rivals_in_place_of_the_right_hand_side(claim: Claim, line: str, passes: Passes) -> None:
    """A wrong statement, judged with the margins of a statement that the right one corrects, is refuted."""
    truth = claim.corrected_by or claim.id
    found = {}
    for rival in claim.rivals:
        wrong = replace(claim, rhs=rival.expression, rivals=(), expected=Status.REFUTED, corrected_by=truth)
        found[rival.words] = _line(wrong, line, AsTheLedger(passes)).status
    assert all(status is Status.REFUTED for status in found.values()), found


def test_every_claim_that_trains_nothing_has_two_rivals_or_more() -> None:
    assert [claim.id for claim in LEDGER.values() if len(claim.rivals) < 2 and not claim.is_empirical] == []


@pytest.mark.parametrize("paper", LEDGER.papers.values(), ids=lambda paper: paper.name)
def test_a_paper_has_at_most_500_intervals(paper: Paper) -> None:
    assert sum(len(claim.points) for claim in paper.claims) <= 500


def test_refuted_claims_are_corrected_and_explained() -> None:
    for claim in LEDGER.values():
        if claim.expected is Status.REFUTED:
            assert claim.reason, claim.id
            if claim.is_derived:
                assert LEDGER[claim.corrected_by].expected is Status.VERIFIED, claim.id


def test_asymptotic_claims_are_told_from_their_limit_at_two_sizes() -> None:
    # A refuted one has no value of its own at finite size; its correction has.
    for claim in LEDGER.values():
        if claim.kind is Kind.ASYMPTOTIC and claim.expected is Status.VERIFIED:
            assert claim.at_width is not None, claim.id
            assert len({claim.symbols(point)[claim.large] for point in claim.points}) >= 2, claim.id


def test_a_claim_whose_rival_cannot_be_refuted_is_not_verified(passes: Passes) -> None:
    """A check that cannot fail is a defect: a rival too near to be told apart leaves the claim open."""
    claim = LEDGER["kumar2017.eq22.rounded"]
    near = Rival(claim.rhs * sp.Rational(1001, 1000), "a thousandth more, which rounds to the same digits")
    assert verify(replace(claim, rivals=(*claim.rivals, near)), passes=passes).status is Status.INCONCLUSIVE


def test_the_quantity_of_another_derivation_is_another_claim(passes: Passes) -> None:
    """Both lines take the left-hand side from the derivation: there is no label that could differ."""
    claim = LEDGER["kumar2017.eq21"]
    other = replace(claim, derivation=LEDGER["kumar2017.eq22"].derivation)
    verdict = verify(other, passes=passes)
    assert set(verdict.lines.values()) == {Status.REFUTED}
    assert not verdict.as_expected


# --- what the whole ledger is written as -------------------------------------------------------------------------


@pytest.fixture(scope="module")
def found(lines: Callable[[str, str], Line], passes: Passes, seed: int) -> dict[str, object]:
    verdicts = {
        id: verdict_of(claim, [lines(id, name) for name in lines_of(claim)]) for id, claim in LEDGER.items()
    }
    return results(Run(seed, tuple(LEDGER.values()), verdicts, passes.moments, {}))


def test_schema(found: dict[str, object]) -> None:
    jsonschema.validate(json.loads(as_json(found)), SCHEMA)
    assert [claim["id"] for claim in found["claims"]] == list(LEDGER)
    assert found["intervals"] == sum(len(claim["measurements"]) for claim in found["claims"])


def test_the_committed_results_are_what_this_code_finds(found: dict[str, object], seed: int) -> None:
    stored = json.loads((ROOT / "figures" / "results.json").read_text())
    if stored["seed"] != seed:
        # Another seed draws other numbers; what it decides must be the same.
        assert [claim["status"] for claim in stored["claims"]] == [
            claim["status"] for claim in found["claims"]
        ]
        return
    assert changes(stored, json.loads(as_json(found)), "results") == []


def _digits(number: float) -> int:
    return len(Decimal(repr(number)).normalize().as_tuple().digits)


def _floats(data: object) -> Iterator[float]:
    if isinstance(data, float):
        yield data
    elif isinstance(data, dict | list):
        for part in data.values() if isinstance(data, dict) else data:
            yield from _floats(part)


def test_no_number_has_more_than_seven_digits(found: dict[str, object]) -> None:
    numbers = list(_floats(found["claims"]))
    assert len(numbers) > 1000
    assert max(map(_digits, numbers)) == 7
