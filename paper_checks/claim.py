"""What a claim is: a printed statement, the derivation and the experiment that test it, and its rivals."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from types import MappingProxyType
from typing import Any

import sympy as sp

from paper_checks.trial import Trial
from paper_checks.verdict import Status

__all__ = ["Claim", "Kind", "Passage", "Point", "Relation", "Rival", "Setting", "Source"]

Value = str | int | float | tuple[str, ...] | tuple[float, ...]
Setting = dict[str, Value]


class Kind(StrEnum):
    """In which sense a claim is meant."""

    EXACT = "exact"
    ROUNDED = "rounded"  # to the printed digits
    ASYMPTOTIC = "asymptotic"  # in the limit of large size
    APPROXIMATION = "approximation"  # to leading order in a small quantity
    EMPIRICAL = "empirical"  # needs training
    TEXTUAL = "textual"  # words against the paper itself


class Relation(StrEnum):
    """How the two sides of a claim are related."""

    EQUAL = "="
    LESS = "<"
    GREATER = ">"


@dataclass(frozen=True)
class Source:
    """Where a claim stands.

    Parameters
    ----------
    paper, locator : str
    words : str
        As printed there; empty for what is printed nowhere, such as a correction.
    reading : str
        In our words: what the printed ones are taken to say where they leave it open, or the statement itself.
    """

    paper: str
    locator: str
    words: str
    reading: str = ""


@dataclass(frozen=True)
class Passage:
    """Words that state a value, and the pattern that finds it in them.

    Parameters
    ----------
    source : Source
        It has words.
    pattern : str
        A regular expression with one group.  What the group matches is the value; several matches are all meant, in
        any order.
    reads : callable, optional
        What the text that was found means, as a text or an exact number: "22" and "twenty-two" are both 22.
    absent : bool
        Whether the document owes the value and lacks it.  The pattern must then find nothing in the place that the
        locator names; else it must find something in the words.
    """

    source: Source
    pattern: str
    reads: Callable[[str], str | sp.Expr] = str
    absent: bool = False


class Point:
    """One setting at which a claim is tested: plain numbers and names.

    Parameters
    ----------
    setting : mapping
        What the experiment is built from.
    **where : str or number
        Which of the experiment's numbers is meant, such as ``layer=22``.
    """

    def __init__(self, setting: Mapping[str, Value], **where: Value) -> None:
        self.setting: Mapping[str, Any] = MappingProxyType(dict(setting))
        self.where: Mapping[str, Any] = MappingProxyType(where)

    def __getitem__(self, name: str) -> Any:
        return self.where[name] if name in self.where else self.setting[name]

    def __repr__(self) -> str:
        where = "".join(f", {name}={value!r}" for name, value in self.where.items())
        return f"Point({dict(self.setting)}{where})"


@dataclass(frozen=True)
class Rival:
    """A plausible wrong right-hand side, which every line of evidence must refute.

    Parameters
    ----------
    expression : sympy.Expr
    words : str
        Which mistake it is.
    at_each_point : bool
        Whether each point that may refute it must; one is enough otherwise.
    """

    expression: sp.Expr
    words: str
    at_each_point: bool = False


def _no_symbols(_point: Point) -> dict[sp.Symbol, Any]:
    return {}


def _no_derivation() -> Any:
    raise ValueError("it has no derivation; give a function that returns one")


class _Once:
    """A function that is asked once for each argument, so that it gives all lines of evidence the same answer.

    It is equal to another one of the same function: a claim and its copy are equal.
    """

    def __init__(self, function: Callable[..., Any]) -> None:
        self.function = function
        self.answers: dict[Any, Any] = {}

    def __call__(self, *arguments: Any, **keywords: Any) -> Any:
        asked = arguments, tuple(keywords.items())
        try:
            known = asked in self.answers
        except TypeError:  # an argument that cannot be hashed
            return self.function(*arguments, **keywords)
        if not known:
            answer = self.function(*arguments, **keywords)
            self.answers[asked] = MappingProxyType(dict(answer)) if isinstance(answer, Mapping) else answer
        return self.answers[asked]

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Once) and self.function == other.function

    def __hash__(self) -> int:
        return hash(self.function)


@dataclass(frozen=True, kw_only=True)
class Claim:
    """A statement of a paper, as data: nothing in it says how it came out.

    Parameters
    ----------
    id : str
        Permanent, ``paper.locator``.
    source : Source
    kind : Kind
    rivals : tuple of Rival
        At least two.  Those of a textual claim are other texts for the value of its first passage; an empirical one
        has none.
    rhs : sympy.Expr
        The right-hand side as printed.  The left-hand side is that of the derivation.
    derivation : callable
        Returns the derivation of the left-hand side, a `theory.Derivation`.
    passages : tuple of Passage
        Of a textual claim, which has no `rhs`, derivation, experiment, computation or points: the two whose values
        are compared.  The words of the first are judged.
    mended : str
        Of a textual claim that is refuted: the text in place of the value of its first passage with which it holds.
    trial : Trial
        Of an empirical claim, which has nothing else of all these but its source.
    expected : Status or None
        What the run must find; None is reported and not judged.
    relation : Relation
    experiment : callable, optional
        Takes a point's setting as keywords and returns a Monte Carlo experiment.
    computation : callable, optional
        Takes a point and returns the left-hand side, computed without any derived formula.
    points : tuple of Point
    symbols : callable
        Takes a point and returns the values of the symbols of `rhs` there.
    large : sympy.Symbol, optional
        The symbol that tends to infinity in an asymptotic claim, whose derivation is exact at finite size.
    small : callable, optional
        Takes a point and returns the parameter that tends to 0 in an approximation.  The experiment runs at this
        value, at its half and at its quarter.
    order : int
        The power of it that the two sides are proportional to; they are compared per unit of that power.
    margin : float
        Declared, relative to the value: at most 0.1, unless `margin_reason` says why.
    margin_reason : str
        Printed with the verdict.
    assumes : tuple of str
        What the derivation assumes and the claim declares, in the derivation's words, and what it starts from where
        nothing proves that; see `definition_of`.
    corrected_by : str, optional
        The id of the claim that states it right.
    reason : str
        Why it is refuted, in a few sentences.
    erratum : str
        What is wrong, in one line, for a list of errata.
    """

    id: str
    source: Source
    kind: Kind
    rivals: tuple[Rival, ...] = ()
    rhs: sp.Expr = sp.nan
    derivation: Callable[[], Any] = _no_derivation
    passages: tuple[Passage, ...] = ()
    mended: str = ""
    trial: Trial | None = None
    expected: Status | None = Status.VERIFIED
    relation: Relation = Relation.EQUAL
    experiment: Callable[..., Any] | None = None
    computation: Callable[[Point], float] | None = None
    points: tuple[Point, ...] = ()
    symbols: Callable[[Point], Mapping[sp.Symbol, Any]] = field(default=_no_symbols)
    large: sp.Symbol | None = None
    small: Callable[[Point], float] | None = None
    order: int = 0
    margin: float = 0.01
    margin_reason: str = ""
    assumes: tuple[str, ...] = ()
    corrected_by: str | None = None
    reason: str = ""
    erratum: str = ""

    def __post_init__(self) -> None:
        for name in ("derivation", "experiment", "symbols", "small"):
            function = getattr(self, name)
            if callable(function) and not isinstance(function, _Once) and not hasattr(function, "steps"):
                object.__setattr__(self, name, _Once(function))

    @property
    def lhs(self) -> sp.Expr:
        """The left-hand side: what is derived, and what is measured."""
        return self.derivation().lhs

    @property
    def is_textual(self) -> bool:
        """Whether words are compared, and nothing is derived or measured."""
        return bool(self.passages) or self.kind is Kind.TEXTUAL

    @property
    def is_empirical(self) -> bool:
        """Whether networks are trained, and nothing is derived."""
        return self.trial is not None or self.kind is Kind.EMPIRICAL

    @property
    def is_derived(self) -> bool:
        """Whether it has a formula and a proof."""
        return not (self.is_textual or self.is_empirical)

    @property
    def at_width(self) -> sp.Expr | None:
        """The exact value at finite size, for a claim on the limit; None for any other."""
        return None if self.large is None else self.derivation().exact

    @property
    def sign(self) -> str:
        """How the two sides are related, as it is printed."""
        return "≈" if self.kind in (Kind.ROUNDED, Kind.APPROXIMATION) else self.relation.value

    @property
    def paper(self) -> str:
        """The paper's short name, the first part of the id."""
        return self.id.partition(".")[0]
