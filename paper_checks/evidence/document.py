"""A paper's text, Markdown with LaTeX, as a stream of tokens, and the places in it that a locator can name."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

from paper_checks.evidence.latex import plain

__all__ = ["Document", "Token", "normal", "tokens_of"]

# --- tokens -------------------------------------------------------------------------------------------------


class Token(NamedTuple):
    """A whole number, a letter or a sign."""

    text: str
    glued: bool  # to the token before it, as the letters of a word are
    at: int  # where it starts in its text


_TOKEN = re.compile(r"\d+(,\d{3})*(\.\d+)?|[^\W\d_][\u0300-\u036f]*|[^\s\w.,;:?\"&$]|_")
_SAME = str.maketrans("–—’‘′∼{}“”", "--'''~()\"\"")
_RAISED = dict(zip("⁰¹²³⁴⁵⁶⁷⁸⁹", "0123456789", strict=True))


def normal(text: str) -> str:
    """Return a text with one spelling for each sign that has several: x² is x^2, a dash is a hyphen."""
    text = "".join(f"^{_RAISED[sign]}" if sign in _RAISED else sign for sign in text)
    return unicodedata.normalize("NFD", text.replace("...", "…").translate(_SAME))


def tokens_of(text: str) -> Iterator[Token]:
    """Yield the tokens of a normal text, without spaces, full stops, commas, colons and double quotation marks."""
    end = -1
    for match in _TOKEN.finditer(text):
        joins = match[0][0].isalnum() or match[0] == "-"
        yield Token(match[0], joins and match.start() == end, match.start())
        end = match.end() if joins else -1


# --- places -------------------------------------------------------------------------------------------------


class _Mark(NamedTuple):
    kind: str
    name: str
    at: int  # the token that follows it


_TAG = r"(?:\\quad *\((\d+)\)|\\tag\{(\d+)\})(?=\s*\$\$)"
# What marks a place in the source; the group that matches is its number or name.
_MARKS = {
    "section": r"^#+ +(\d+(?:\.\d+)*|Abstract|References)\b|^(\d+) [^\n]*\[\d+pts\]$|^(References)$",
    "question": r"^(\d+\.\d+) \[[^\]\n]*pts\]",
    "proposition": r"^\*\*Proposition (\d+)\.\*\*",
    "end of proof": r"\\square|□",
    "figure": r"^Figure (\d+)[.:]",
    "footnote": r"^<sup>(\d+)</sup>",
    # Any line may be a slide's title: few slides have one. A bullet is no part of it, whatever the text has for one.
    "slide": r"^(?:[ \t]*[-○•oO] +)*(?P<line>[A-Z][^\n$]{2,160}?) *$",
    "paragraph": r"(?<=\n)\s*\n",
    "equation": r"\$\$(?=(?s:(?!\$\$).)*?" + _TAG + ")",
    "end of equation": _TAG,
}
_PARTS = ("section", "question")
_ENDS = {
    "section": ("section",),  # and not its subsections
    "question": _PARTS,
    "proposition": ("end of proof", "proposition", "section"),
    "figure": ("paragraph",),
    "footnote": ("paragraph",),
}
_SLIDE = 2000  # tokens below a slide's title that still belong to it

_FORMULA = re.compile(r"(\$\$.*?\$\$|\$(?:[^$\n]|\n(?!\s*\n))*\$)", re.S)
_MARKUP = re.compile(r"^\s*[-○•o] +|[#*]|<sup>\d+</sup>|</?\w+>|[⁰¹²³⁴-⁹]", re.M)
_HYPHENATION = re.compile(r"(?<=[a-z])-\s*\n\s*")

_LOCATOR = re.compile(
    r"(?:section (?P<outer>[\d.]+), )?(?:"
    r"equations? \((?P<first>\d+)\)(?: to \((?P<last>\d+)\))?|(?P<side>above|below) \((?P<beside>\d+)\))"
    r"|(?P<kind>section|question|proposition|figure|footnote) (?P<number>\d+(?:\.\d+)*)(?:, proof)?"
    r"|(?P<heading>abstract|references)|slide “(?P<title>[^”]+)”"
)


@dataclass(frozen=True)
class Document:
    """A document as a stream of tokens, with marks at its sections, equations and other places."""

    tokens: tuple[Token, ...]
    marks: tuple[_Mark, ...]

    @classmethod
    def read(cls, source: str) -> Document:
        """Return the document that a Markdown source holds.

        The minus sign of a formula becomes −, to tell it from a hyphen, and a hyphen at the end of a line ‐.
        """
        found = sorted(
            (
                match.start("line" if kind == "slide" else 0),
                kind,
                "".join(name or "" for name in match.groups()),
            )
            for kind, pattern in _MARKS.items()
            for match in re.finditer(pattern, source, re.M)
        )
        for number in reversed(range(len(found))):
            at = found[number][0]
            source = f"{source[:at]}\ue000{number}\ue001{source[at:]}"
        parts = _FORMULA.split(re.sub(_TAG, "", source))
        parts[::2] = (_HYPHENATION.sub("‐", _MARKUP.sub("", part)) for part in parts[::2])
        parts[1::2] = (part.replace("-", "−").replace("~", " ") for part in parts[1::2])
        tokens: list[Token] = []
        marks = []
        for piece in re.split("(?=\ue000)", plain("".join(parts))):
            mark, _, text = piece.rpartition("\ue001")
            if mark:
                _, kind, name = found[int(mark[1:])]
                marks.append(_Mark(kind, name, len(tokens)))
            tokens += tokens_of(normal(text))
        return cls(tuple(tokens), tuple(marks))

    def places(self, locator: str) -> tuple[range, ...]:
        """Return the ranges of tokens that a locator may mean: one, or one for each slide of a title.

        An equation reaches from the numbered equation before it to the one after it; a proposition to the end of its
        proof; a slide over the 2,000 tokens below its title, which may end in " …" for the rest of its line; all
        others to where the next one starts.

        Raises
        ------
        ValueError
            If the locator cannot be read, or the document has no such place or several.
        """
        match = _LOCATOR.fullmatch(locator)
        if match is None:
            raise ValueError(
                f"the locator {locator!r} cannot be read: it must be like 'equation (2)', 'equations (2) to (4)', "
                "'above (2)', 'section 3.1, below (2)', 'section 3.1', 'question 1.2', 'proposition 1', 'figure 1', "
                "'footnote 1', 'abstract' or 'slide “Title”'; ' and ' joins two"
            )
        if match["title"]:
            beginning, dots, _ = match["title"].partition(" …")
            starts = [
                mark.at
                for mark in self.marks
                if mark.kind == "slide"
                and (mark.name.startswith(beginning) if dots else mark.name == beginning)
            ]
            if not starts:
                raise ValueError(
                    f"the document has no slide “{match['title']}”: give a line of it in full, or its beginning and …"
                )
            return tuple(range(start, min(start + _SLIDE, len(self.tokens))) for start in starts)
        if match["kind"] or match["heading"]:
            return (self._named(match["kind"] or "section", match["number"] or match["heading"].title()),)
        if match["side"]:
            place = self._beside(match["side"], match["beside"])
        else:
            first = match["first"]
            low, high = self._beside("above", first).start, self._beside("below", match["last"] or first).stop
            place = range(low, high)
        if match["outer"]:
            outer = self._named("section", match["outer"])
            if not outer.start <= place.start <= place.stop <= outer.stop:
                raise ValueError(f"the locator {locator!r} names a place outside section {match['outer']}")
        return (place,)

    def _mark(self, kind: str, name: str) -> _Mark:
        marks = [mark for mark in self.marks if (mark.kind, mark.name) == (kind, name)]
        if len(marks) != 1:
            count = f"{len(marks)} places" if marks else "no place"
            raise ValueError(f"the document has {count} called {kind} {name}: mend the locator")
        return marks[0]

    def _named(self, kind: str, name: str) -> range:
        mark = self._mark(kind, name)
        ends = (m.at for m in self.marks if m.at > mark.at and m.kind in _ENDS[kind])
        inside = {m.at for m in self.marks if m.kind == kind and m.name.startswith(f"{name}.")}
        return range(mark.at, min((at for at in ends if at not in inside), default=len(self.tokens)))

    def _beside(self, side: str, number: str) -> range:
        """Return what stands above or below a numbered equation, up to the next one, with the equation itself."""
        start, end = self._mark("equation", number).at, self._mark("end of equation", number).at
        if side == "above":
            lows = (m.at for m in self.marks if m.at <= start and m.kind in ("end of equation", *_PARTS))
            return range(max(lows, default=0), end)
        highs = (m.at for m in self.marks if m.at >= end and m.kind in ("equation", *_PARTS))
        return range(start, min(highs, default=len(self.tokens)))
