"""Names of tensors in text: a file may call them anything, also what moves a terminal's cursor."""

from __future__ import annotations

from collections.abc import Iterable

from theory.activation.parameters import nearest

__all__ = ["closest", "printable", "short"]

_LONGEST = 200  # characters of a name, in a message
_LISTED = 20  # names in a message


def printable(text: str) -> str:
    r"""Return text with each control character, line break and unpaired surrogate written as \n, \x1b or the like."""
    if text.isprintable():
        return text
    return "".join(
        letter if letter.isprintable() else letter.encode("unicode_escape").decode("ascii") for letter in text
    )


def short(text: str, longest: int = _LONGEST) -> str:
    """Return a name for a message: printable, and without its middle where it is long."""
    shown = printable(text)
    half = longest // 2
    return shown if len(shown) <= longest else f"{shown[:half]}...{shown[-half:]}"


def closest(text: str, names: Iterable[str]) -> str:
    """Return the end of a message about a pattern that matches nothing: the nearest name, and all if they are few."""
    known = [short(name) for name in names]
    found = nearest(text, known)
    if len(known) <= _LISTED:
        return found
    return f"{found.partition('Known: ')[0].rstrip()} The first of {len(known)} names is {known[0]!r}"
