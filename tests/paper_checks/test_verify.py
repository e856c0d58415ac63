import pytest

from paper_checks import LEDGER, select, verify
from paper_checks.ledger import _index


def test_ids_prefixes_and_globs() -> None:
    assert [claim.id for claim in select(["kumar2017.eq30"])] == ["kumar2017.eq30"]
    prefixed = [claim.id for claim in select(["kumar2017.eq2"])]
    assert prefixed == [id for id in LEDGER if id.startswith("kumar2017.eq2")]
    assert {"kumar2017.eq20", "kumar2017.eq22", "kumar2017.eq22.rounded"} <= set(prefixed)
    assert {claim.id for claim in select(["*.eq30*"])} == {"kumar2017.eq30", "kumar2017.eq30.corrected"}
    assert len(select()) == len(LEDGER)


def test_an_unknown_id_suggests_the_nearest() -> None:
    with pytest.raises(ValueError, match=r"no claim 'kumar2017.eq26x'.*did you mean 'kumar2017.eq"):
        select(["kumar2017.eq26x"])
    with pytest.raises(ValueError, match=r"names \d+ claims"):
        verify("kumar2017.eq2")


def test_an_id_stands_once() -> None:
    claim = LEDGER["kumar2017.eq20"]
    with pytest.raises(ValueError, match="stands twice"):
        _index((claim,), (claim,))
