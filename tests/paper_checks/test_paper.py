"""Papers and ledgers of papers."""

from dataclasses import replace

import pytest

from paper_checks import LEDGER, Ledger, Paper, verify


def test_ids_prefixes_and_globs() -> None:
    assert [claim.id for claim in LEDGER.select(["kumar2017.eq30"])] == ["kumar2017.eq30"]
    prefixed = [claim.id for claim in LEDGER.select(["kumar2017.eq2"])]
    assert prefixed == [id for id in LEDGER if id.startswith("kumar2017.eq2")]
    assert {"kumar2017.eq20", "kumar2017.eq22", "kumar2017.eq22.rounded"} <= set(prefixed)
    assert {claim.id for claim in LEDGER.select(["*.eq30*"])} == {
        "kumar2017.eq30",
        "kumar2017.eq30.corrected",
    }
    assert len(LEDGER.select()) == len(LEDGER)


@pytest.mark.parametrize("patterns", [[""], ["kumar2017.eq30", ""]])
def test_an_empty_id_is_not_every_claim(patterns: list[str]) -> None:
    with pytest.raises(ValueError, match="must not be empty: leave it out"):
        LEDGER.select(patterns)


def test_an_unknown_id_suggests_the_nearest() -> None:
    with pytest.raises(ValueError, match=r"no claim 'kumar2017.eq26x'.*did you mean 'kumar2017.eq"):
        LEDGER.select(["kumar2017.eq26x"])
    with pytest.raises(ValueError, match=r"names \d+ claims"):
        verify("kumar2017.eq2")


def test_an_id_stands_once() -> None:
    claim = LEDGER["kumar2017.eq20"]
    with pytest.raises(ValueError, match="stands twice in kumar2017"):
        Paper("kumar2017", "title", "document", (claim, claim))


def test_a_paper_holds_its_own_claims_and_their_corrections() -> None:
    refuted = LEDGER["kumar2017.eq30"]
    with pytest.raises(ValueError, match=r"must begin with the name of its paper, 'mine\.'"):
        Paper("mine", "title", "document", (refuted,))
    with pytest.raises(ValueError, match=r"kumar2017.eq30 is corrected by .*, which kumar2017 lacks"):
        Paper("kumar2017", "title", "document", (refuted,))


def test_two_papers_have_two_names() -> None:
    paper = Paper("mine", "title", "document", ())
    with pytest.raises(ValueError, match="two papers are called 'mine'"):
        len(Ledger(lambda: [paper, paper]))


def test_a_claim_of_no_paper_of_the_ledger_is_a_paper_of_its_own() -> None:
    claim = replace(LEDGER["kumar2017.eq20"], id="mine.mean")
    assert LEDGER.paper_of(claim).claims == (claim,)
