"""Values that patterns find in words: what is compared, and which claims are refused."""

import re
from dataclasses import replace

import pytest
import sympy as sp

from paper_checks import LEDGER, Claim, Kind, Paper, Passage, Point, Relation, Rival, Source, Status, verify
from paper_checks.evidence.contracts import ClaimError
from paper_checks.evidence.textual import quote, text_in, value_in

TEXTUAL = [claim for claim in LEDGER.values() if claim.passages]


def _passage(words: str, pattern: str, **given: object) -> Passage:
    return Passage(Source("my paper", "page 1", words), pattern, **given)


def _claim(judged: Passage, against: Passage, *rivals: str, **given: object) -> Claim:
    return Claim(
        id="mine.depth",
        source=judged.source,
        kind=Kind.TEXTUAL,
        passages=(judged, against),
        rivals=tuple(Rival(sp.Symbol(text), f"it says {text}") for text in rivals),
        **given,
    )


SAYS = _passage("the net has 30 layers", r"has (\d+) layers", reads=sp.Integer)
TABLE = _passage("depth: thirty", r"depth: (\w+)", reads={"thirty": sp.Integer(30)}.__getitem__)
DEPTH = _claim(SAYS, TABLE, "31", "3")


def _verdict(claim: Claim) -> Status:
    return verify(claim, paper=Paper("mine", "mine", "my paper", (claim,))).status


def _refusal(claim: Claim) -> str:
    with pytest.raises(ClaimError) as error:
        _verdict(claim)
    return str(error.value)


def test_words_that_agree_are_verified_and_others_refuted() -> None:
    assert _verdict(DEPTH) is Status.VERIFIED
    other = _passage("the net has 22 layers", r"has (\d+) layers", reads=sp.Integer)
    assert _verdict(_claim(other, TABLE, "31", "3", mended="30")) is Status.REFUTED


@pytest.mark.parametrize(
    ("relation", "depth", "status"),
    [
        (Relation.LESS, 29, Status.VERIFIED),
        (Relation.LESS, 30, Status.REFUTED),
        (Relation.GREATER, 31, Status.VERIFIED),
        (Relation.GREATER, 30, Status.REFUTED),
    ],
)
def test_numbers_are_compared_by_size(relation: Relation, depth: int, status: Status) -> None:
    says = _passage(f"the net has {depth} layers", r"has (\d+) layers", reads=sp.Integer)
    assert quote(_claim(says, TABLE, "40", "41", relation=relation)).status is status


def test_numbers_are_equal_however_they_are_written() -> None:
    half = _passage("a half of them", r"a (\w+) of", reads={"half": sp.Rational(1, 2)}.__getitem__)
    share = _passage("the share 0.5 of", r"share (\S+) of", reads=sp.Rational)
    assert _verdict(_claim(share, half, "0.6", "0.4")) is Status.VERIFIED


def test_texts_are_equal_in_any_order() -> None:
    first, second = (_passage(words, r"of (\w+)") for words in ("of W and of b", "of b and of W"))
    assert quote(_claim(first, second, "x", "y")).status is Status.VERIFIED


def test_a_rival_that_would_hold_leaves_the_claim_open() -> None:
    other = _passage("the net has 22 layers", r"has (\d+) layers", reads=sp.Integer)
    assert _verdict(_claim(other, TABLE, "30", "3", mended="30")) is Status.INCONCLUSIVE


def test_several_texts_are_all_meant() -> None:
    passage = _passage("we give dl/dW, dl/db and once more dl/dW", r"dl/d(\w)")
    assert text_in(passage) == "W, b"
    assert text_in(passage, "we give dl/dW") == "W"


def test_what_is_absent_states_nothing_until_it_is_added() -> None:
    answer = _passage("that is dh/dW = x", r"dl/d(W|b) =", absent=True)
    asked = _passage("find dl/dW and dl/db", r"dl/d(W|b)")
    claim = _claim(answer, asked, "dl/dW = 0", "dl/db = 0", mended="dl/dW = 0, dl/db = 0")
    assert value_in(answer) is None
    assert _verdict(claim) is Status.REFUTED
    given = replace(answer.source, words="dl/dW = 0 stands here")
    assert "finds 'W' in words that should lack it" in _refusal(
        replace(claim, source=given, passages=(replace(answer, source=given), asked))
    )


WRONG = _claim(replace(SAYS, source=replace(SAYS.source, words="the net has 22 layers")), TABLE, "31", "3")


@pytest.mark.parametrize(
    ("claim", "words"),
    [
        (replace(DEPTH, passages=(SAYS,)), "two of Passage"),
        (replace(DEPTH, kind=Kind.EXACT), "passages are for a textual claim, and this one is exact"),
        (replace(DEPTH, passages=()), "two of Passage, got ()"),
        (replace(DEPTH, rhs=sp.Integer(30)), "its passages take the place of rhs"),
        (replace(DEPTH, points=(Point({}),)), "its passages take the place of rhs"),
        (replace(DEPTH, source=TABLE.source), "its source must be that of its first passage"),
        (_claim(SAYS, TABLE, "31"), "it has 1 rivals; give two at least"),
        (_claim(SAYS, TABLE, "31", "31"), "give texts whose values all differ"),
        (_claim(SAYS, TABLE, "31", "30"), "give texts whose values all differ"),
        (_claim(SAYS, TABLE, "31", "030"), "give texts whose values all differ"),
        (
            _claim(SAYS, replace(TABLE, reads=str), "31", "3"),
            "both passages must read a text, or both a number",
        ),
        (
            _claim(replace(SAYS, reads=str), replace(TABLE, reads=str), "31", "3", relation=Relation.LESS),
            "compares texts: read numbers from them",
        ),
        (_claim(SAYS, replace(TABLE, absent=True), "31", "3"), "absent is for the first, which is judged"),
        (_claim(replace(SAYS, pattern=r"has \d+ layers"), TABLE, "31", "3"), "must have one group"),
        (_claim(replace(SAYS, pattern=r"(has) (\d+)"), TABLE, "31", "3"), "must have one group"),
        (_claim(replace(SAYS, pattern=r"width (\d+)"), TABLE, "31", "3"), "finds nothing in “the net has 30"),
        (_claim(replace(SAYS, pattern=r"has ("), TABLE, "31", "3"), "missing ), unterminated subpattern"),
        (WRONG, "say in mended with which text"),
        (replace(WRONG, mended="29"), "it would not hold with '29' either"),
    ],
    ids=lambda part: part if isinstance(part, str) else "",
)
def test_a_claim_that_cannot_be_judged_is_refused(claim: Claim, words: str) -> None:
    refusal = _refusal(claim)
    assert refusal.startswith("mine.depth cannot be judged: ")
    assert words in refusal


@pytest.mark.parametrize("claim", TEXTUAL, ids=lambda claim: claim.id)
def test_each_textual_claim_of_the_ledger_would_hold_if_it_were_mended(claim: Claim) -> None:
    judged = claim.passages[0]
    found = list(re.finditer(judged.pattern, judged.source.words))
    words = f"{judged.source.words} {claim.mended}"
    for match in reversed(found):
        words = judged.source.words[: match.start(1)] + claim.mended + judged.source.words[match.end(1) :]
    mended = replace(judged, source=replace(judged.source, words=words), absent=False)
    assert quote(replace(claim, passages=(mended, claim.passages[1]))).status is Status.VERIFIED
