"""What a user expects of weights: patterns of names, each with a scheme, and the law that it gives a tensor."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from typing import Any

from paper_checks.auditing.names import closest, short
from theory.activation.parameters import nearest
from theory.arguments import shown
from theory.schemes.definition import Scheme
from theory.schemes.fan_counts import fans
from theory.schemes.laws import Law
from theory.schemes.lookup import scheme

__all__ = ["Expectation", "expectations", "law_of", "matched", "matches"]

_MARK = " @ "  # between a scheme and how the weight's fans are counted
_OF_FANS = ("kind", "layout", "groups", "input_axes")


@dataclass(frozen=True)
class Expectation:
    """A scheme for the tensors whose names match a pattern.

    Parameters
    ----------
    pattern : str
        As of files: `*` stands for any text, dots too, and `?` for one character.
    scheme : Scheme
    counting : mapping
        Arguments of `theory.fans` beside the shape.
    """

    pattern: str
    scheme: Scheme
    counting: Mapping[str, Any] = field(default_factory=dict)

    @property
    def text(self) -> str:
        """The scheme as the user may write it."""
        options = ", ".join(f"{key}={value}" for key, value in self.counting.items())
        return self.scheme.name + (f"{_MARK}{options}" if options else "")


def expectations(expect: Mapping[str, object]) -> tuple[Expectation, ...]:
    """Return expectations from patterns and schemes.

    A scheme is a `Scheme` or its text, such as "he_normal"; how to count fans may follow, as in
    "he_normal(fan_out) @ groups=32, layout=keras".

    Raises
    ------
    TypeError, ValueError
        If a pattern is not text, a scheme is unknown (the nearest is named), or an option is.
    """
    if not isinstance(expect, Mapping):
        raise TypeError(f"expect = {shown(expect)}: it must be a mapping from patterns of names to schemes")
    return tuple(_expectation(pattern, given) for pattern, given in expect.items())


def _expectation(pattern: object, given: object) -> Expectation:
    if not isinstance(pattern, str) or not pattern:
        raise TypeError(f"expect has {shown(pattern)}: a pattern must be text, such as '*.weight'")
    if isinstance(given, Scheme):
        return Expectation(pattern, given)
    if not isinstance(given, str):
        raise TypeError(f"expect[{pattern!r}] = {shown(given)}: it must be a scheme, such as 'normal(0.02)'")
    text, mark, options = given.partition(_MARK)
    try:
        return Expectation(pattern, scheme(text), _counting(options) if mark else {})
    except ValueError as error:
        raise ValueError(f"expect[{pattern!r}]: {error}") from None


def _counting(options: str) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for part in options.split(","):
        key, equals, value = (piece.strip() for piece in part.partition("="))
        if key not in _OF_FANS or not equals:
            raise ValueError(f"unknown option {shown(part.strip())}{nearest(key, _OF_FANS)}; write key=value")
        if key in found:
            raise ValueError(f"{key} is given twice, as {found[key]} and {value}: give one")
        if key in ("groups", "input_axes"):
            if not value.isdecimal():
                raise ValueError(f"{key} must be an integer of 1 or more, got {shown(value)}")
            found[key] = int(value)
        else:
            found[key] = value
    return found


def matched(
    wanted: Sequence[Expectation], names: Iterable[str], skip: Sequence[str] = ()
) -> dict[str, tuple[Expectation, ...]]:
    """Return the expectations of each name that is not skipped; those of the very name go before those of patterns.

    Raises
    ------
    ValueError
        If an expectation or a pattern of `skip` matches no name, or an expectation only names that are skipped.
    """
    all_names = tuple(names)
    for pattern in skip:
        if not any(matches(pattern, name) for name in all_names):
            raise ValueError(f"skip {short(pattern)!r} matches no tensor{closest(pattern, all_names)}")
    kept = tuple(name for name in all_names if not any(matches(pattern, name) for pattern in skip))
    found = {name: tuple(one for one in wanted if matches(one.pattern, name)) for name in kept}
    used = {one.pattern for ones in found.values() for one in ones}
    found |= {one.pattern: (one,) for one in wanted if one.pattern in found}
    for one in wanted:
        if one.pattern in used:
            continue
        if any(matches(one.pattern, name) for name in all_names):
            raise ValueError(
                f"expect {short(one.pattern)!r} matches only tensors that skip leaves out: drop one"
            )
        raise ValueError(f"expect {short(one.pattern)!r} matches no tensor{closest(one.pattern, all_names)}")
    return found


def matches(pattern: str, name: str) -> bool:
    """Return whether a name is a pattern's: it is the pattern, or fits it as a file's name does."""
    return pattern == name or fnmatchcase(name, pattern)


def law_of(name: str, shape: tuple[int, ...], wanted: Sequence[Expectation], layout: str) -> Law | None:
    """Return the law that is expected of a tensor, None if nothing is.

    Raises
    ------
    ValueError
        If two expectations contradict each other, or the scheme has no law at this shape.
    """
    laws = []
    for one in wanted:
        counting: dict[str, Any] = {"layout": layout, "kind": "dense" if len(shape) <= 2 else "convolution"}
        counting |= one.counting
        try:
            counted = fans(shape, **counting) if one.scheme.needs_fans else None
            laws.append(one.scheme.at(counted))
        except ValueError as error:
            raise ValueError(f"{short(name)}, expected to be {one.text}: {error}") from None
    for one, law in zip(wanted, laws, strict=True):
        if not _same(law, laws[0]):
            raise ValueError(
                f"{short(name)} is expected to be {wanted[0].text} by {wanted[0].pattern!r} and {one.text} by "
                f"{one.pattern!r}: change the patterns so that at most one matches"
            )
    return laws[0] if laws else None


def _same(first: Law, second: Law) -> bool:
    # 0.02 and 0.1*sqrt(2)*sqrt(2)/10 may differ in the last bit.
    return first.family == second.family and all(
        math.isclose(one, other, rel_tol=1e-12)
        for one, other in zip((first.std, *first.support), (second.std, *second.support), strict=True)
    )
