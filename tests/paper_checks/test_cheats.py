"""False claims that once were VERIFIED, and others of their kinds: each is refused, alone and in a paper of one's own.

The rows are those of the list of cheats: each stands for a kind of fault, and has variants here.
"""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from paper_checks import (
    LEDGER,
    Claim,
    Ledger,
    Status,
    check,
    verify,
)
from paper_checks.evidence.contracts import ClaimError
from paper_checks.evidence.passes import Passes
from tests.paper_checks.cheats.cheat import Cheat, paper_of_mine
from tests.paper_checks.cheats.claims import NOTHING, OWN_KINDS, PRINTED, UNRELATED, WRONG_LIMITS
from tests.paper_checks.cheats.derivations import (
    APPROXIMATIONS,
    DERIVATIVES,
    HYPOTHESES,
    INADMISSIBLE,
    LIMITS,
    SIZES,
)
from tests.paper_checks.cheats.suppositions import FIELDS, SETTINGS, STARTS, STEPS
from tests.paper_checks.cheats.unsampled import UNSAMPLED
from theory import DerivationError

CHEATS = (
    *STARTS, *SETTINGS, *STEPS, *FIELDS,
    *HYPOTHESES, *APPROXIMATIONS, *DERIVATIVES, *NOTHING, *SIZES, *LIMITS, *OWN_KINDS, *UNRELATED, *INADMISSIBLE,
    *WRONG_LIMITS, *PRINTED, *UNSAMPLED,
)  # fmt: skip
EACH = pytest.mark.parametrize("cheat", [pytest.param(cheat, id=cheat.name) for cheat in CHEATS])


@EACH
def test_a_cheat_alone(cheat: Cheat, passes: Passes) -> None:
    if cheat.status is None:
        with pytest.raises((ClaimError, DerivationError, TypeError), match=cheat.says):
            verify(claim := cheat.build(), paper=paper_of_mine(claim), passes=passes)
        return
    claim = cheat.build()
    verdict = verify(claim, paper=paper_of_mine(claim), passes=passes)
    assert verdict.status is cheat.status, verdict
    assert re.search(cheat.says, " ".join(verdict.notes))


def test_no_cheat_is_verified_in_a_paper_of_ones_own() -> None:
    """All of them in one paper, each under an id of its own: a sound claim of that paper still gets its verdict."""
    sound = replace(LEDGER["kumar2017.eq17"], id="mine.sound")
    built: dict[str, Cheat] = {}
    claims = []
    for number, cheat in enumerate(CHEATS):
        try:
            claim = cheat.build()
        except TypeError:  # a kind of step of one's own: there is no claim
            continue
        if type(claim) is Claim:
            id = f"mine.cheat-{number}"
            claim = replace(claim, id=id, corrected_by=id if claim.corrected_by else None)
        built[claim.id] = cheat
        claims.append(claim)
    run = check([*claims, sound], ledger=Ledger(lambda: [paper_of_mine(*claims, sound)]), jobs=1)
    assert run.verdicts["mine.sound"].status is Status.VERIFIED
    for id, cheat in built.items():
        verdict = run.verdicts[id]
        assert verdict.status is not Status.VERIFIED, cheat.name
        if cheat.status is None:
            assert f"{id} cannot be judged" in verdict.notes[0], cheat.name
