"""Quotation: the values that patterns find in two quoted passages, compared.

That the words stand in their documents is another question; see quotation.py.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TypeAlias

import sympy as sp

from paper_checks.claim import Claim, Kind, Passage, Relation
from paper_checks.evidence.line import Line
from paper_checks.paper import Paper
from paper_checks.verdict import Status

__all__ = ["TEXTUAL_CONTRACTS", "quote", "text_in", "value_in"]

Value: TypeAlias = str | sp.Expr | None
Faults = Iterator[str]


def quote(claim: Claim) -> Line:
    """Compare the values of a claim's two passages; a rival is another text for the value of the first.

    Parameters
    ----------
    claim : Claim
        A textual one.
    """
    first, second = claim.passages
    stated = value_in(second)

    def status(words: str) -> Status:
        holds = _compared(value_in(first, words), claim.relation, stated)
        return Status.VERIFIED if holds else Status.REFUTED

    rivals = {rival: status(_altered(first, str(rival.expression))) for rival in claim.rivals}
    return Line("quotation", status(first.source.words), rivals)


def text_in(passage: Passage, words: str | None = None) -> str:
    """Return the text that a passage's pattern finds in its words, or in others; several are joined by commas.

    Raises
    ------
    ValueError
        If it finds none, and the passage does not say that it is absent.
    """
    words = passage.source.words if words is None else words
    found = sorted({match[1] for match in re.finditer(passage.pattern, words)})
    if not found and not passage.absent:
        raise ValueError(
            f"the pattern {passage.pattern!r} finds nothing in “{words}”; mend it, or say absent=True"
        )
    return ", ".join(found)


def value_in(passage: Passage, words: str | None = None) -> Value:
    """Return what the text means that a passage's pattern finds in its words, or in others; None where it is absent."""
    text = text_in(passage, words)
    return passage.reads(text) if text else None


def _compared(first: Value, relation: Relation, second: Value) -> bool:
    """Compare two values: numbers by size, texts letter by letter; what is absent is equal to nothing."""
    if first is None or second is None:
        return False
    if isinstance(first, str) != isinstance(second, str):
        raise ValueError(
            f"{first!r} and {second!r} cannot be compared: both passages must read a text, or both a number"
        )
    if relation is Relation.EQUAL:
        return first == second if isinstance(first, str) else bool(sp.simplify(first - second) == 0)
    if isinstance(first, str):
        raise ValueError(f"{first!r} {relation} {second!r} compares texts: read numbers from them")
    return bool(first < second if relation is Relation.LESS else first > second)


def _altered(passage: Passage, text: str) -> str:
    """Return the words of a passage with another text where its pattern finds the value, or behind them."""
    words = passage.source.words
    if passage.absent:
        return f"{words} {text}"
    for match in reversed(list(re.finditer(passage.pattern, words))):
        words = words[: match.start(1)] + text + words[match.end(1) :]
    return words


# --- contracts ----------------------------------------------------------------------------------------------


def _has_two_passages(claim: Claim, _: Paper) -> Faults:
    if claim.kind is not Kind.TEXTUAL:
        yield f"passages are for a textual claim, and this one is {claim.kind}"
    if claim.rhs is not sp.nan or claim.experiment or claim.computation or claim.points:
        yield "it is textual: its passages take the place of rhs, experiment, computation and points"
    if len(claim.passages) != 2 or not all(type(passage) is Passage for passage in claim.passages):
        yield f"its passages must be two of Passage, got {claim.passages!r}"
    elif claim.passages[0].source != claim.source:
        yield "its source must be that of its first passage, whose words are judged"
    if claim.corrected_by is not None:
        yield "it is textual, and no claim corrects it; say in mended what would have to stand there"


def _has_patterns_that_find(claim: Claim, _: Paper) -> Faults:
    if claim.passages[1].absent:
        yield "what its second passage states must stand there; absent is for the first, which is judged"
    for passage in claim.passages:
        if re.compile(passage.pattern).groups != 1:
            yield f"the pattern {passage.pattern!r} must have one group, which finds the value"
        if passage.absent and (found := text_in(passage)):
            yield f"the pattern {passage.pattern!r} finds {found!r} in words that should lack it"


def _can_be_refuted(claim: Claim, _: Paper) -> Faults:
    judged = claim.passages[0]
    values = [value_in(judged)]
    for rival in claim.rivals:
        value = value_in(judged, _altered(judged, str(rival.expression)))
        if value in values:
            yield (
                f"with its rival {rival.words!r} the words state {value!r}, as without it or with another; give texts "
                "whose values all differ"
            )
        values.append(value)


def _can_hold(claim: Claim, _: Paper) -> Faults:
    """A check that no words could pass would prove nothing of these words."""
    first, second = claim.passages
    if quote(claim).status is Status.VERIFIED:
        return
    if not claim.mended:
        yield "it does not hold; say in mended with which text, in place of the value of its first passage, it would"
        return
    mended = value_in(first, _altered(first, claim.mended))
    if not _compared(mended, claim.relation, value_in(second)):
        yield f"it would not hold with {claim.mended!r} either; mend the patterns, or mended"


TEXTUAL_CONTRACTS = (_has_two_passages, _has_patterns_that_find, _can_be_refuted, _can_hold)
