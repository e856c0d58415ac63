"""Whether a quotation stands in its document, where its locator says: every word, number and sign, up to markup.

A quotation is plain Unicode, such as "s_m^2 ≈ 0.34 × (0.51)^(m-1)".  "[...]" leaves words out; "…" stands for dots
that the document prints.  Spaces, full stops, commas, colons and double quotation marks do not count.  Brackets do,
where LaTeX prints them or the plain formula needs them: 1/(2π).  Others, as in x_{22}, are free.
"""

from __future__ import annotations

import re
from decimal import Decimal

from paper_checks.claim import Claim
from paper_checks.evidence.document import Document, Token, normal, tokens_of
from paper_checks.printed_number import Printed

__all__ = ["fault", "finds", "unprinted_numbers"]

_SHORTEST = 6  # tokens of a fragment: less, such as "= 0", stands anywhere
_FREE = "‹›‐"  # what a document has and a quotation may leave out: see latex.py and Document.read
_STANDS_FOR = {"−": "-", "‹": "(", "›": ")", "‐": "-"}
# What binds to the sign after it, and to the sign before it: where a fragment ended there, it would cut a formula.
_BEFORE, _AFTER, _RELATIONS = frozenset("^_/×√*+−‐"), frozenset("^_/×!*+−‐"), frozenset("=≈≥≤<>≠~")


def fault(document: Document, words: str, locator: str) -> str:
    """Return what is wrong with a quotation, in words; "" where it stands in the document as it should.

    Each fragment, between "[...]" and "[...]", must stand in a row in a place that the locator names, in order; a
    locator that names two places, joined by " and ", has a fragment in each.

    Raises
    ------
    ValueError
        If the locator cannot be read, or the document has no such place or several.
    """
    names = _names(locator)
    places = [document.places(name) for name in names]
    current, after, held = 0, 0, set()
    for fragment in map(normal, words.split("[...]")):
        wanted = [token.text.replace("−", "-") for token in tokens_of(fragment)]
        if len(wanted) < _SHORTEST:
            return f"“{fragment.strip()}” is too short to be found: it must have {_SHORTEST} letters, numbers or signs"
        if wanted[0] in _AFTER or wanted[-1] in _BEFORE | _RELATIONS:
            return f"“{fragment.strip()}” cuts a formula: it must not start or end with a sign of one"
        for index in range(current, len(places)):
            starts = [range(max(place.start, after), place.stop) for place in places[index]]
            ends = [end for place in starts if (end := _find(document.tokens, wanted, place))]
            if ends:
                current, after = index, min(ends)
                held.add(index)
                break
            after = 0
        else:
            return f"“{fragment.strip()}” does not stand at {locator}: {_why(document, fragment, wanted, places)}"
    empty = [name for index, name in enumerate(names) if index not in held]
    return f"no word of it stands at {empty[0]}: quote it or leave it out of the locator" if empty else ""


def finds(document: Document, pattern: str, locator: str) -> str:
    """Return what a regular expression finds in the place that a locator names; "" if nothing.

    Neither spaces nor the brackets count that LaTeX does not print.

    Raises
    ------
    ValueError
        If the locator cannot be read, or the document has no such place or several.
    """
    for place in (place for name in _names(locator) for place in document.places(name)):
        tokens = (token.text.replace("−", "-") for token in document.tokens[place.start : place.stop])
        if found := re.search(
            pattern.replace(" ", ""), "".join(text for text in tokens if text not in _FREE)
        ):
            return found[0]
    return ""


def _names(locator: str) -> list[str]:
    return re.split(r" and (?![^“]*”)", locator)


def _find(tokens: tuple[Token, ...], wanted: list[str], place: range) -> int | None:
    """Return where a fragment ends that stands whole in a place; None if none does."""
    for low in place:
        if _fits(tokens[low].text, wanted[0]):
            for high in sorted(_run(tokens, low, wanted)[1]):
                if high <= place.stop and _whole(tokens, low, high):
                    return high
    return None


def _fits(printed: str, quoted: str) -> bool:
    return quoted == printed or quoted == _STANDS_FOR.get(printed)


def _run(tokens: tuple[Token, ...], low: int, wanted: list[str]) -> tuple[int, set[int]]:
    """Return how many of the wanted tokens stand in a row from a token on, and where the whole row may end."""
    ends = {low}
    for number, text in enumerate(wanted):
        after = set()
        for end in ends:
            for at in range(end, len(tokens)):
                token = tokens[at].text
                if _fits(token, text):
                    after.add(at + 1)
                if token not in _FREE:
                    break
        if not after:
            return number, after
        ends = after
    return len(wanted), ends


def _whole(tokens: tuple[Token, ...], low: int, high: int) -> bool:
    """Whether a row of tokens cuts no word, power, product or fraction in two."""
    before = next((token.text for token in tokens[max(low - 9, 0) : low][::-1] if token.text not in "‹›"), "")
    after = next((token.text for token in tokens[high : high + 9] if token.text not in "‹›"), "")
    cut = tokens[low].glued or (high < len(tokens) and tokens[high].glued)
    return not cut and before not in _BEFORE and after not in _AFTER


def _why(document: Document, fragment: str, wanted: list[str], places: list[tuple[range, ...]]) -> str:
    if _find(document.tokens, wanted, range(len(document.tokens))):
        return "it stands elsewhere in the document, or in another order; mend the locator"
    starts = (
        low
        for place in places
        for part in place
        for low in part
        if _fits(document.tokens[low].text, wanted[0])
    )
    longest = max((_run(document.tokens, low, wanted)[0] for low in starts), default=0)
    if longest == len(wanted):
        return "it cuts a word or a formula of the document in two"
    ours = list(tokens_of(fragment))
    return f"the document does not go on with “{fragment[ours[longest].at :].strip()}”"


# --- printed numbers ----------------------------------------------------------------------------------------

_INDEX = (
    r"(?<![\d.^_])(?<![\^_]\()"  # a number is none of its own as an index, an exponent, or inside another
)
_NUMBER = re.compile(_INDEX + r"\d+(?:\.\d+)?(?: ?× ?10\^\(?(-?\d+))?")
_SUM = re.compile(_INDEX + r"(\d+(?:\.\d+)?) ?\+ ?(\d+(?:\.\d+)?)")


def unprinted_numbers(claim: Claim) -> tuple[str, ...]:
    """Return the printed numbers of a claim's right-hand side that its words lack, digit for digit.

    Where the words have a sum of two numbers, such as (1 + 0.49), the sum counts as printed too.
    """
    words = normal(claim.source.words)
    printed = {
        Decimal(match[0].split("×")[0].strip()).scaleb(int(match[1] or 0))
        for match in _NUMBER.finditer(words)
    }
    printed |= {Decimal(match[1]) + Decimal(match[2]) for match in _SUM.finditer(words)}
    digits = {number.as_tuple() for number in printed}
    literals = sorted(map(str, claim.rhs.atoms(Printed)))
    return tuple(literal for literal in literals if Decimal(literal).as_tuple() not in digits)
