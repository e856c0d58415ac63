"""What stands in quotation marks is printed in the paper."""

import pytest

from paper_checks import LEDGER
from tests.paper_checks.quotations import digest, stored, triples

QUOTED = [claim for claim in LEDGER.values() if claim.source.words]


@pytest.mark.parametrize("claim", QUOTED, ids=lambda claim: claim.id)
def test_the_words_are_the_papers(claim) -> None:
    printed = stored(claim.paper)
    assert [triple for triple in triples(claim.source.words) if digest(triple) not in printed] == []


def test_words_of_ours_are_found_out() -> None:
    printed = stored("kumar2017")
    ours = "the density exceeds its value at the centre"
    assert all(digest(triple) not in printed for triple in triples(ours))
    assert sum(len(list(triples(claim.source.words))) for claim in QUOTED) > 150
