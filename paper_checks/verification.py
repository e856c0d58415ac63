"""Check one claim: each line of evidence apart, then together."""

from __future__ import annotations

from collections.abc import Sequence
from threading import RLock

import sympy as sp

from paper_checks.claim import Claim, Rival
from paper_checks.evidence.computation import compute
from paper_checks.evidence.contracts import ClaimError, require_sound
from paper_checks.evidence.line import Line
from paper_checks.evidence.passes import Passes
from paper_checks.evidence.proof import prove
from paper_checks.evidence.simulation import simulate
from paper_checks.evidence.textual import quote
from paper_checks.evidence.training import tried
from paper_checks.ledger.ledger import LEDGER
from paper_checks.paper import Paper
from paper_checks.training_record import Record, read
from paper_checks.verdict import RivalVerdict, Status, Verdict, combine

__all__ = ["SEED", "lines_of", "refused", "second_line", "verdict_of", "verify"]

SEED = 0

# The precision of flint and of mpmath belongs to the process: in two threads, one would change the other's.
_ONE_AT_A_TIME = RLock()


def verify(
    claim: Claim | str,
    *,
    paper: Paper | None = None,
    seed: int = SEED,
    passes: Passes | None = None,
    record: Record | None = None,
) -> Verdict:
    """Check one claim along all its lines of evidence.

    Parameters
    ----------
    claim : Claim or str
        The claim, or its id in the ledger.
    paper : Paper, optional
        The claim's paper; the ledger's by default.
    seed : int
        Of the simulations.
    passes : Passes, optional
        Simulations to share with other claims; they carry their own seed.
    record : Record, optional
        Of trained networks; the package's by default.  `paper_checks.training_record.read(FOLDER)` is that which
        `train` wrote.

    Returns
    -------
    Verdict

    Raises
    ------
    ValueError
        If the id is unknown, or the claim cannot be judged as it is stated: `ClaimError` says why.

    Examples
    --------
    >>> from paper_checks import verify
    >>> verify("kumar2017.eq25").status
    <Status.VERIFIED: 'VERIFIED'>
    """
    if isinstance(claim, str):
        matches = LEDGER.select([claim])
        if len(matches) != 1:
            raise ValueError(f"{claim!r} names {len(matches)} claims: give one id")
        (claim,) = matches
    elif not isinstance(claim, Claim):
        raise TypeError(f"claim = {claim!r}: expected a Claim, or the id of one, got {type(claim).__name__}")
    if paper is not None and not isinstance(paper, Paper):
        raise TypeError(f"paper = {paper!r}: expected a Paper, got {type(paper).__name__}")
    paper = paper or LEDGER.paper_of(claim)
    with _ONE_AT_A_TIME:
        require_sound(claim, paper)
        proof = [prove(claim)] if claim.is_derived else []
        return verdict_of(claim, [*proof, second_line(claim, paper, passes or Passes(seed), record)])


def lines_of(claim: Claim) -> tuple[str, ...]:
    """Return the names of the claim's lines of evidence."""
    if claim.is_textual:
        return ("quotation",)
    if claim.is_empirical:
        return ("simulation",)
    return "proof", "simulation" if claim.experiment is not None else "computation"


def second_line(claim: Claim, paper: Paper, passes: Passes, record: Record | None = None) -> Line:
    """Return the line of evidence that stands beside the proof, or alone.

    Raises
    ------
    ClaimError
        If the claim's numbers cannot be computed, or told from those of its rivals.
    ValueError
        If no record is given, and the package's is damaged.
    """
    if claim.is_empirical and record is None:
        record = read()
    try:
        if claim.is_textual:
            return quote(claim)
        if claim.is_empirical:
            assert record is not None
            return tried(claim, record)
        if claim.experiment is not None:
            return simulate(claim, paper, passes)
        return compute(claim, paper.truth_of(claim))
    except MemoryError:
        raise
    except Exception as error:  # the claim's own functions may raise any
        raise ClaimError(f"{claim.id} cannot be judged: {type(error).__name__}: {error}") from error


def refused(claim: Claim, fault: ClaimError) -> Verdict:
    """Return the verdict of a claim that cannot be judged."""
    return Verdict(
        id=claim.id,
        status=Status.INCONCLUSIVE,
        expected=claim.expected,
        lines={},
        derived=claim.rhs,
        measurements=(),
        rivals=(),
        notes=(str(fault),),
    )


def verdict_of(claim: Claim, lines: Sequence[Line]) -> Verdict:
    """Combine the lines of a claim into its verdict."""
    spoken_of = dict.fromkeys(rival for line in lines for rival in line.rivals)
    rivals = tuple(_rival_verdict(claim, rival, lines) for rival in spoken_of)
    return Verdict(
        id=claim.id,
        status=combine((line.status for line in lines), rivals),
        expected=claim.expected,
        lines={line.name: line.status for line in lines},
        derived=claim.derivation().rhs if claim.is_derived else claim.rhs,
        measurements=tuple(measurement for line in lines for measurement in line.measurements),
        rivals=rivals,
        notes=tuple(line.note for line in lines if line.note),
        tried=next((line.tried for line in lines if line.tried), None),
    )


def _rival_verdict(claim: Claim, rival: Rival, lines: Sequence[Line]) -> RivalVerdict:
    found = {line.name: line.rivals[rival] for line in lines if rival in line.rivals}
    latex = rf"\text{{{rival.expression}}}" if claim.is_textual else sp.latex(rival.expression)
    return RivalVerdict(rival.words, latex, found)
