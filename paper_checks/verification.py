"""Check one claim: each line of evidence apart, then together."""

from __future__ import annotations

import difflib
import fnmatch
from collections.abc import Iterable

import sympy as sp

from paper_checks.claim import Claim, Rival
from paper_checks.evidence import Line
from paper_checks.evidence.computation import compute
from paper_checks.evidence.proof import prove
from paper_checks.evidence.simulation import Simulations, simulate
from paper_checks.ledger import LEDGER
from paper_checks.verdict import RivalVerdict, Status, Verdict, combine

__all__ = ["SEED", "in_ledger", "lines_of", "prove_by_id", "second_line", "select", "together", "verify"]


SEED = 0


def select(patterns: Iterable[str] = ()) -> tuple[Claim, ...]:
    """Return the claims that ids, prefixes or globs name, in the ledger's order; all of them without patterns.

    Raises
    ------
    ValueError
        If a pattern names none; the message suggests the nearest id.
    """
    patterns = tuple(patterns)
    chosen: set[str] = set()
    for pattern in patterns:
        exact = {pattern} & LEDGER.keys()
        found = exact or {id for id in LEDGER if fnmatch.fnmatchcase(id, pattern) or id.startswith(pattern)}
        if not found:
            near = difflib.get_close_matches(pattern, LEDGER, n=1, cutoff=0)
            raise ValueError(f"no claim {pattern!r}: did you mean {near[0]!r}? `list` shows every id")
        chosen |= found
    return tuple(claim for claim in LEDGER.values() if not patterns or claim.id in chosen)


def verify(claim: Claim | str, *, seed: int = SEED, simulations: Simulations | None = None) -> Verdict:
    """Check one claim along all its lines of evidence.

    Parameters
    ----------
    claim : Claim or str
        The claim, or its id in the ledger.
    seed : int
        Of the simulations.
    simulations : Simulations, optional
        Passes to share with other claims; they carry their own seed.

    Returns
    -------
    Verdict

    Raises
    ------
    ValueError
        If the id is unknown.

    Examples
    --------
    >>> from paper_checks import verify
    >>> verify("kumar2017.eq25").status
    <Status.VERIFIED: 'VERIFIED'>
    """
    if isinstance(claim, str):
        matches = select([claim])
        if len(matches) != 1:
            raise ValueError(f"{claim!r} names {len(matches)} claims: give one id")
        (claim,) = matches
    lines = [prove(claim), second_line(claim, simulations or Simulations(seed))]
    return together(claim, lines)


def lines_of(claim: Claim) -> tuple[str, str]:
    """Return the names of the claim's lines of evidence."""
    return "proof", "simulation" if claim.experiment is not None else "computation"


def in_ledger(claim: Claim) -> bool:
    """Tell whether the ledger holds this very claim, so that its id stands for it in another process."""
    return LEDGER.get(claim.id) is claim


def prove_by_id(id: str) -> Line:
    """Return the proof of a claim of the ledger."""
    return prove(LEDGER[id])


def second_line(claim: Claim, simulations: Simulations) -> Line:
    """Return the line of evidence that stands beside the proof."""
    return simulate(claim, simulations) if claim.experiment is not None else compute(claim)


def together(claim: Claim, lines: list[Line]) -> Verdict:
    """Combine the lines of a claim into its verdict."""
    status = combine(line.status for line in lines)
    rivals = tuple(
        _rival_verdict(rival, lines) for rival in dict.fromkeys(r for line in lines for r in line.rivals)
    )
    if status is not Status.CONFLICT and not all(rival.refuted for rival in rivals):
        # A check that does not refute a rival cannot be trusted to have verified the claim.
        status = Status.INCONCLUSIVE
    return Verdict(
        id=claim.id,
        status=status,
        expected=claim.expected,
        lines={line.name: line.status for line in lines},
        derived=claim.derivation().rhs,
        measurements=tuple(measurement for line in lines for measurement in line.measurements),
        rivals=rivals,
        notes=tuple(line.note for line in lines if line.note),
    )


def _rival_verdict(rival: Rival, lines: list[Line]) -> RivalVerdict:
    found = {line.name: line.rivals[rival] for line in lines if rival in line.rivals}
    return RivalVerdict(rival.words, sp.latex(rival.expression), found)
