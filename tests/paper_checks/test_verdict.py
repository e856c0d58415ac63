"""What the lines of evidence say together."""

from paper_checks import Status
from paper_checks.verdict import RivalVerdict, Verdict, combine


def test_lines_combine_as_the_design_says() -> None:
    v, r, i = Status.VERIFIED, Status.REFUTED, Status.INCONCLUSIVE
    assert combine([v, v]) is v
    assert combine([r, r]) is r
    assert combine([v, r]) is Status.CONFLICT
    assert combine([Status.NOT_RUN]) is Status.NOT_RUN
    assert combine([v, Status.NOT_RUN]) is i
    assert combine([v, i]) is combine([r, i]) is combine([i, i]) is i


def test_a_rival_that_is_not_refuted_leaves_the_claim_open() -> None:
    v, r, i = Status.VERIFIED, Status.REFUTED, Status.INCONCLUSIVE
    refuted = RivalVerdict("wrong", "x", {"proof": r, "simulation": r})
    spared = RivalVerdict("spared", "x", {"proof": r, "simulation": i})
    assert combine([v, v], [refuted]) is v
    assert combine([v, v], [refuted, spared]) is combine([r, r], [spared]) is i
    assert combine([v, r], [spared]) is Status.CONFLICT


def test_a_verdict_is_as_expected_where_it_is_the_expected_one_or_was_not_run_and_no_conflict() -> None:
    v, r, c, n = Status.VERIFIED, Status.REFUTED, Status.CONFLICT, Status.NOT_RUN
    found = {
        (status, expected): Verdict("mine.claim", status, expected, {}, 0, (), ()).as_expected
        for status in (v, r, c, n)
        for expected in (v, r, c, None)
    }
    assert {case for case, as_expected in found.items() if as_expected} == {
        (v, v),
        (r, r),
        (v, None),
        (r, None),
        *((n, expected) for expected in (v, r, c, None)),
    }
