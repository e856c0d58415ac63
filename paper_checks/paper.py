"""What a paper is: a document, the claims that it makes, and so one family of intervals; and a ledger of papers."""

from __future__ import annotations

import difflib
import fnmatch
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from types import MappingProxyType

from paper_checks.claim import Claim

__all__ = ["Ledger", "Paper"]


@dataclass(frozen=True, eq=False)
class Paper:
    """A document and its claims.

    The intervals of one paper are one family: they hold together with a stated probability.  A simulation serves
    all claims of its paper, so that no verdict depends on which of them were selected.

    Parameters
    ----------
    name : str
        Short; the first part of each claim's id.
    title : str
    document : str
        Where the document is, such as "arXiv:1704.08863".
    claims : tuple of Claim

    Raises
    ------
    ValueError
        If an id stands twice or belongs to another paper, or a correction is missing.
    """

    name: str
    title: str
    document: str
    claims: tuple[Claim, ...]
    by_id: Mapping[str, Claim] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        by_id: dict[str, Claim] = {}
        for claim in self.claims:
            if claim.paper != self.name:
                raise ValueError(f"the id {claim.id!r} must begin with the name of its paper, '{self.name}.'")
            if claim.id in by_id:
                raise ValueError(
                    f"the id {claim.id!r} stands twice in {self.name}: give each claim its own id"
                )
            by_id[claim.id] = claim
        for claim in self.claims:
            if claim.corrected_by is not None and claim.corrected_by not in by_id:
                raise ValueError(
                    f"{claim.id} is corrected by {claim.corrected_by!r}, which {self.name} lacks: add that claim"
                )
        object.__setattr__(self, "by_id", MappingProxyType(by_id))

    def truth_of(self, claim: Claim) -> Claim:
        """Return the claim that states it right: its correction, or itself."""
        return self.by_id[claim.corrected_by] if claim.corrected_by else claim


class Ledger(Mapping[str, Claim]):
    """The claims of several papers by id; the papers are read when they are first asked for.

    Parameters
    ----------
    read : callable
        Returns the papers, in order.
    """

    def __init__(self, read: Callable[[], Iterable[Paper]]) -> None:
        self._read = read

    @cached_property
    def papers(self) -> Mapping[str, Paper]:
        """The papers by name.

        Raises
        ------
        ValueError
            If two have one name.
        """
        papers: dict[str, Paper] = {}
        for paper in self._read():
            if paper.name in papers:
                raise ValueError(f"two papers are called {paper.name!r}: give each its own name")
            papers[paper.name] = paper
        return MappingProxyType(papers)

    @cached_property
    def _claims(self) -> Mapping[str, Claim]:
        return {claim.id: claim for paper in self.papers.values() for claim in paper.claims}

    def __getitem__(self, id: str) -> Claim:
        return self._claims[id]

    def __iter__(self) -> Iterator[str]:
        return iter(self._claims)

    def __len__(self) -> int:
        return len(self._claims)

    def paper_of(self, claim: Claim) -> Paper:
        """Return the paper that a claim belongs to; if the ledger lacks it, a paper of this claim alone."""
        return self.papers.get(claim.paper) or Paper(claim.paper, claim.paper, claim.source.paper, (claim,))

    def select(self, patterns: Iterable[str] = ()) -> tuple[Claim, ...]:
        """Return the claims that ids, prefixes or globs name, in order; all of them without patterns.

        Raises
        ------
        ValueError
            If a pattern is empty or names none; the message suggests the nearest id.
        """
        patterns = tuple(patterns)
        chosen: set[str] = set()
        for pattern in patterns:
            if not pattern:
                raise ValueError("an id must not be empty: leave it out to select every claim")
            exact = {pattern} & self.keys()
            found = exact or {id for id in self if fnmatch.fnmatchcase(id, pattern) or id.startswith(pattern)}
            if not found:
                near = difflib.get_close_matches(pattern, self, n=1, cutoff=0)
                raise ValueError(f"no claim {pattern!r}: did you mean {near[0]!r}? `list` shows every id")
            chosen |= found
        return tuple(claim for claim in self.values() if not patterns or claim.id in chosen)
