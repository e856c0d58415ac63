"""What the lines of evidence say together."""

from paper_checks import Status
from paper_checks.verdict import RivalVerdict, combine


def test_lines_combine_as_the_design_says() -> None:
    v, r, i = Status.VERIFIED, Status.REFUTED, Status.INCONCLUSIVE
    assert combine([v, v]) is v
    assert combine([r, r]) is r
    assert combine([v, r]) is Status.CONFLICT
    assert combine([v, i]) is combine([r, i]) is combine([i, i]) is i


def test_a_rival_that_is_not_refuted_leaves_the_claim_open() -> None:
    v, r, i = Status.VERIFIED, Status.REFUTED, Status.INCONCLUSIVE
    refuted = RivalVerdict("wrong", "x", {"proof": r, "simulation": r})
    spared = RivalVerdict("spared", "x", {"proof": r, "simulation": i})
    assert combine([v, v], [refuted]) is v
    assert combine([v, v], [refuted, spared]) is combine([r, r], [spared]) is i
    assert combine([v, r], [spared]) is Status.CONFLICT
