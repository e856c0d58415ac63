"""Wrong right-hand sides are refuted: random mutations of VERIFIED claims, those that cost little.

`python -m tests.benchmarks.mutations` judges 200, of all claims.
"""

import pytest

from paper_checks import LEDGER, Status
from paper_checks.evidence.passes import Passes
from paper_checks.evidence.targets import targets
from tests.paper_checks.mutations import KINDS, Mutant, is_cheap, judged, mutants

NUMBER = 40
MUTANTS = mutants(filter(is_cheap, LEDGER.values()), NUMBER, seed=0)


def test_there_are_enough_of_nearly_every_kind() -> None:
    assert len(MUTANTS) == NUMBER
    assert len({mutant.kind for mutant in MUTANTS}) >= len(KINDS) - 3  # few of these claims hold a pi or a 3
    assert len({mutant.claim.id for mutant in MUTANTS}) >= NUMBER // 3


@pytest.mark.parametrize("mutant", MUTANTS, ids=lambda mutant: f"{mutant.claim.id}-{mutant.kind}")
def test_a_mutant_is_refuted(mutant: Mutant, passes: Passes) -> None:
    status, why = judged(mutant, passes)
    assert status == Status.REFUTED or (mutant.of_rival and status != Status.VERIFIED), why


@pytest.mark.parametrize("mutant", MUTANTS, ids=lambda mutant: f"{mutant.claim.id}-{mutant.kind}")
def test_a_mutant_is_wrong_by_more_than_3_percent(mutant: Mutant) -> None:
    claim = LEDGER[mutant.claim.id]
    new, old = ([target.value for target in targets(one, one)] for one in (mutant.claim, claim))
    gaps = [
        max(b[0] - a[1], a[0] - b[1]) / (max(map(abs, b)) or max(map(abs, a)))
        for a, b in zip(new, old, strict=True)
    ]
    assert max(gaps) > 0.03


def test_the_same_seed_gives_the_same_mutants() -> None:
    again = mutants(filter(is_cheap, LEDGER.values()), NUMBER, seed=0)
    assert [mutant.claim.rhs for mutant in again] == [mutant.claim.rhs for mutant in MUTANTS]


def test_a_mutant_that_a_rival_names_is_not_compared_with_itself() -> None:
    named = [mutant for mutant in MUTANTS if mutant.of_rival]
    assert named
    for mutant in named:
        assert len(mutant.claim.rivals) < len(LEDGER[mutant.claim.id].rivals)
