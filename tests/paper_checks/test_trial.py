"""A trial makes a claim empirical."""

from paper_checks import LEDGER
from tests.paper_checks.made_up_training import CLAIM


def test_a_claim_with_a_trial_is_empirical_and_not_derived() -> None:
    assert CLAIM.is_empirical
    assert not CLAIM.is_textual
    assert not CLAIM.is_derived
    assert LEDGER["kumar2017.eq12"].is_derived
    assert not LEDGER["kumar2017.notation.p"].is_derived
