"""Wrong right-hand sides are refuted: random mutations of VERIFIED claims, those that cost little.

`python -m tests.benchmarks.mutations` judges 200, of all claims.
"""

import functools

from paper_checks import LEDGER, Status
from paper_checks.evidence.passes import Passes
from paper_checks.evidence.targets import targets
from tests.paper_checks.mutations import KINDS, Mutant, is_cheap, judged, mutants

NUMBER = 40


@functools.cache
def _drawn() -> tuple[Mutant, ...]:
    return mutants(filter(is_cheap, LEDGER.values()), NUMBER, seed=0)


def test_there_are_enough_of_nearly_every_kind() -> None:
    assert len(_drawn()) == NUMBER
    assert len({mutant.kind for mutant in _drawn()}) >= len(KINDS) - 3  # few of these claims hold a pi or a 3
    assert len({mutant.claim.id for mutant in _drawn()}) >= NUMBER // 3


def _as_it_should_be(mutant: Mutant, status: Status) -> bool:
    return status == Status.REFUTED or bool(mutant.of_rival and status != Status.VERIFIED)


def test_a_mutant_is_refuted(passes: Passes) -> None:
    found = {(mutant.claim.id, mutant.claim.rhs): (mutant, *judged(mutant, passes)) for mutant in _drawn()}
    assert {
        key: why for key, (mutant, status, why) in found.items() if not _as_it_should_be(mutant, status)
    } == {}


def test_a_mutant_is_wrong_by_more_than_3_percent() -> None:
    for mutant in _drawn():
        claim = LEDGER[mutant.claim.id]
        new, old = ([target.value for target in targets(one, one)] for one in (mutant.claim, claim))
        gaps = [
            max(b[0] - a[1], a[0] - b[1]) / (max(map(abs, b)) or max(map(abs, a)))
            for a, b in zip(new, old, strict=True)
        ]
        assert max(gaps) > 0.03, mutant


def test_the_same_seed_gives_the_same_mutants() -> None:
    again = mutants(filter(is_cheap, LEDGER.values()), NUMBER, seed=0)
    assert [mutant.claim.rhs for mutant in again] == [mutant.claim.rhs for mutant in _drawn()]


def test_a_mutant_that_a_rival_names_is_not_compared_with_itself() -> None:
    named = [mutant for mutant in _drawn() if mutant.of_rival]
    assert named
    for mutant in named:
        assert len(mutant.claim.rivals) < len(LEDGER[mutant.claim.id].rivals)
