"""What a claim states in printed numbers: each stands for all that round to it, and stands in the words."""

from __future__ import annotations

from collections.abc import Iterator

from paper_checks.claim import Claim, Kind
from paper_checks.evidence.quotation import unprinted_numbers
from paper_checks.evidence.targets import value_at
from paper_checks.paper import Paper
from paper_checks.printed_number import Printed
from paper_checks.verdict import Status

__all__ = ["does_not_stretch_what_is_printed", "quotes_its_numbers", "states_printed_numbers_as_rounded"]

# How many times as wide a statement's rounding interval may be as those of its printed numbers; a square doubles it.
MOST_STRETCHED = 3.0

Faults = Iterator[str]


def states_printed_numbers_as_rounded(claim: Claim, _: Paper) -> Faults:
    """Yield a fault where a rounded claim has no printed number, or another one has."""
    if claim.kind is Kind.ROUNDED and not claim.rhs.has(Printed):
        yield f"it is rounded, but {claim.rhs} holds no printed number; write printed('...'), or another kind"
    if claim.kind is not Kind.ROUNDED and claim.rhs.has(Printed):
        yield f"{claim.rhs} holds a printed number, which stands for all that round to it; make the claim rounded"


def does_not_stretch_what_is_printed(claim: Claim, _: Paper) -> Faults:
    """A printed number stands for an interval: a thousand times as much of it would hold whatever one likes."""
    if claim.expected is Status.REFUTED:
        return
    rounding = sum(_width(*number.bounds) for number in claim.rhs.atoms(Printed))
    for point in claim.points if rounding else ():
        low, high = value_at(claim.rhs, claim, point)
        stretched = _width(low, high) / rounding
        if stretched > MOST_STRETCHED:
            yield (
                f"at {point}, what rounds to {claim.rhs} runs from {low:.4g} to {high:.4g}, relatively {stretched:.2g} "
                "times as wide as its printed numbers; state the number as it is printed"
            )


def _width(low: float, high: float) -> float:
    return float((high - low) / max(abs(low), abs(high)))


def quotes_its_numbers(claim: Claim, _: Paper) -> Faults:
    """Yield the printed numbers that the claim's words lack."""
    if claim.source.words:
        for number in unprinted_numbers(claim):
            yield f"it states the printed number {number}, which its words lack; quote the words that print it"
