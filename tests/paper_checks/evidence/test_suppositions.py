"""What chains suppose must hold together; the cheats of `tests.paper_checks.cheats.suppositions` break each rule."""

from dataclasses import replace

import pytest

from paper_checks import LEDGER, Claim
from paper_checks.evidence.suppositions import declares_what_it_assumes, has_one_setting
from tests.paper_checks.cheats.cheat import MEAN_SQUARE, measured, paper_of_mine
from tests.paper_checks.cheats.suppositions import own, z1
from theory import Equal
from theory.notation import mu, u
from theory.results.relu import relu_second_moment


@pytest.mark.parametrize(
    "claim", [claim for claim in LEDGER.values() if claim.is_derived], ids=lambda claim: claim.id
)
def test_the_claims_of_the_ledger_hold_together(claim: Claim) -> None:
    paper = LEDGER.paper_of(claim)
    assert list(has_one_setting(claim, paper)) == []
    assert list(declares_what_it_assumes(claim, paper)) == []


def test_a_start_that_stands_by_itself_is_not_declared() -> None:
    chain = own(
        MEAN_SQUARE,
        z1,
        Equal(u**2 / 2, "(21)", given={z1: relu_second_moment()}),
        premises=(relu_second_moment(),),
    )
    claim = measured(u**2 / 2, chain, declares=False)
    assert list(declares_what_it_assumes(claim, paper_of_mine(claim))) == []
    (fault,) = declares_what_it_assumes(
        replace(claim, assumes=("E(x(m + 1)**2) = z1",)), paper_of_mine(claim)
    )
    assert fault == "it declares the start 'E(x(m + 1)**2) = z1', which stands by itself; leave it out"


def test_a_setting_of_0_is_compared_with_a_value_of_0() -> None:
    zero = own(mu + u, mu + u, Equal(u, "the mean is 0", given={mu: 0}))
    for value, faults in ((0, 0), (0.5, 1)):
        claim = measured(u, zero, declares=False, symbols=lambda _, value=value: {u: 1.5, mu: value})
        assert len(list(has_one_setting(claim, paper_of_mine(claim)))) == faults
