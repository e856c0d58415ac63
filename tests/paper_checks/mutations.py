"""Random mutations of right-hand sides, which must be REFUTED.

Each is wrong by more than 3 % at a judged point, and by more than twice the margin that the claim declares: within the
margin a simulation cannot tell it from the truth.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from random import Random

import sympy as sp

from montecarlo import SampleMoments
from paper_checks import LEDGER, Claim, Kind, Paper, Point, Status
from paper_checks.claim import Relation
from paper_checks.evidence.contracts import ClaimError, require_sound
from paper_checks.evidence.passes import Passes
from paper_checks.evidence.proof import prove
from paper_checks.evidence.targets import targets, value_at
from paper_checks.printed_number import Printed, printed
from paper_checks.verification import second_line, verdict_of

__all__ = ["KINDS", "AsTheLedger", "Mutant", "is_cheap", "judged", "mutants", "summary"]

LEAST = 0.03  # relative, at one judged point or more
KINDS = (
    "sign", "factor 2", "factor 1/2", "10 %", "exponent + 1", "exponent - 1", "dropped term", "dropped factor",
    "swapped symbol", "pi for 3", "3 for pi",
)  # fmt: skip


@dataclass(frozen=True)
class Mutant:
    """A VERIFIED claim with another right-hand side.

    Parameters
    ----------
    kind : str
        One of `KINDS`.
    claim : Claim
        It has the mutated right-hand side, and no rival that states the same.
    of_rival : str
        The words of a rival that states the same: the claim's own author named this mistake.
    """

    kind: str
    claim: Claim
    of_rival: str = ""


def mutants(claims: Iterable[Claim], number: int, seed: int) -> tuple[Mutant, ...]:
    """Return different mutants of VERIFIED claims: the kinds in turn, the claims at random.

    Parameters
    ----------
    claims : iterable of Claim
        Those that are not expected to be VERIFIED, or have no formula, are left out.
    number : int
        At most so many; fewer where the claims have no more.
    seed : int
    """
    rng = Random(seed)
    sound = [claim for claim in claims if claim.expected is Status.VERIFIED and claim.is_derived]
    found: dict[tuple[str, sp.Expr], Mutant] = {}
    for attempt in range(100 * number):
        kind, claim = KINDS[attempt % len(KINDS)], rng.choice(sound)
        for rhs in _mutated(kind, claim.rhs, rng):
            mutant = _mutant(kind, claim, rhs)
            if mutant is not None:
                found.setdefault((claim.id, rhs), mutant)
        if len(found) == number:
            break
    return tuple(found.values())


def _mutant(kind: str, claim: Claim, rhs: sp.Expr) -> Mutant | None:
    """Return the mutant; None where it is not wrong, and by enough, at any judged point."""
    if claim.kind is Kind.ROUNDED and not rhs.has(Printed):
        return None
    try:
        # Its words would not print another number: it is judged by what it says.
        wrong = replace(claim, rhs=rhs, source=replace(claim.source, words="", reading=claim.source.words))
        stated = targets(wrong, wrong)
        right = targets(claim, claim)
    except (ArithmeticError, TypeError, ValueError):
        return None  # it has no value at a point
    least = max(LEAST, 2 * claim.margin)
    if not any(
        _differ(new.value, old.value, least) and not _still_holds(wrong, new.value, point)
        for new, old, point in zip(stated, right, claim.points, strict=True)
    ):
        return None
    same = [
        rival for rival in claim.rivals
        if all(target.rivals[rival] == target.value for target in stated)
    ]  # fmt: skip
    others = tuple(rival for rival in claim.rivals if rival not in same)
    return Mutant(kind, replace(wrong, rivals=others), same[0].words if same else "")


def _differ(new: tuple[float, float], old: tuple[float, float], least: float) -> bool:
    scale = max(map(abs, old)) or max(map(abs, new))
    return max(old[0] - new[1], new[0] - old[1]) > least * scale


def _still_holds(wrong: Claim, stated: tuple[float, float], point: Point) -> bool:
    """Tell whether an inequality with another right-hand side is true all the same, as x > -0.95 is where x > 0.95."""
    if wrong.relation is Relation.EQUAL:
        return False
    derived, _ = value_at(wrong.derivation().rhs, wrong, point)
    return derived < stated[0] if wrong.relation is Relation.LESS else derived > stated[1]


# --- kinds of mutation ---------------------------------------------------------------------------------------


def _mutated(kind: str, rhs: sp.Expr, rng: Random) -> Iterator[sp.Expr]:
    """Yield one mutant of an expression at a random place, or none where the kind does not apply."""
    parts = [part for part in sp.preorder_traversal(rhs) if isinstance(part, sp.Expr)]
    places = [part for part in parts if part.is_number or part.free_symbols]
    match kind:
        case "sign":
            terms = [part for part in parts if part.is_Add]
            whole = not terms or rng.random() < 0.2
            yield from [-rhs] if whole else _at(rhs, terms, rng, lambda part: _one_argument(part, rng, -1))
        case "factor 2" | "factor 1/2":
            factor = sp.S(2) if kind == "factor 2" else sp.S.Half
            yield from _at(rhs, places, rng, lambda part: factor * part)
        case "10 %":
            yield from _at(rhs, places, rng, lambda part: part * sp.Rational(11, 10))
        case "exponent + 1" | "exponent - 1":
            shift = 1 if kind == "exponent + 1" else -1
            bases = [part for part in parts if part.is_Pow or part.is_Symbol or part == sp.pi]
            yield from _at(
                rhs, bases, rng, lambda part: part.as_base_exp()[0] ** (part.as_base_exp()[1] + shift)
            )
        case "dropped term":
            yield from _at(
                rhs, [part for part in parts if part.is_Add], rng, lambda part: _one_argument(part, rng, 0)
            )
        case "dropped factor":
            yield from _at(
                rhs, [part for part in parts if part.is_Mul], rng, lambda part: _without_one(part, rng)
            )
        case "swapped symbol":
            symbols = sorted(rhs.free_symbols, key=str)
            if len(symbols) > 1:
                first, second = rng.sample(symbols, 2)
                yield rhs.subs(first, second)
        case "pi for 3":
            threes = [
                part
                for part in parts
                if part.is_Rational and (part.p % 3 == 0 or part.q % 3 == 0) and part != 0
            ]
            yield from _at(
                rhs, threes, rng, lambda part: part * (sp.pi / 3 if part.p % 3 == 0 else 3 / sp.pi)
            )
        case "3 for pi":
            # pi is 4.7 % more than 3
            yield from _at(rhs, [part for part in parts if part == sp.pi], rng, lambda _: sp.S(3))


def _at(rhs: sp.Expr, places: list[sp.Expr], rng: Random, change) -> Iterator[sp.Expr]:  # type: ignore[no-untyped-def]
    """Yield the expression with one of some parts changed."""
    if places:
        part = rng.choice(places)
        changed = rhs.xreplace({part: _kept_printed(part, change)})
        if changed != rhs and not changed.has(sp.nan, sp.zoo, sp.oo):
            yield changed


def _kept_printed(part: sp.Expr, change) -> sp.Expr:  # type: ignore[no-untyped-def]
    """Change a part; a printed number becomes another printed number, to as many digits."""
    changed = change(part)
    if not isinstance(part, Printed) or changed == sp.pi or changed.has(sp.pi):
        return changed
    mantissa, mark, power = part.digits.partition("e")
    places = len(mantissa.partition(".")[2])
    factor = float(changed.xreplace({part: part.exact}) / part.exact)
    return printed(f"{float(mantissa) * factor:.{places}f}{mark}{power}")


def _one_argument(part: sp.Expr, rng: Random, factor: int) -> sp.Expr:
    chosen = rng.randrange(len(part.args))
    return part.func(*(factor * one if number == chosen else one for number, one in enumerate(part.args)))


def _without_one(part: sp.Expr, rng: Random) -> sp.Expr:
    chosen = rng.randrange(len(part.args))
    return part.func(*(one for number, one in enumerate(part.args) if number != chosen))


# --- judgement -----------------------------------------------------------------------------------------------


def judged(mutant: Mutant, passes: Passes) -> tuple[str, str]:
    """Return the status of a mutant, or "refused", and why.

    It is judged as it stands, against simulations that the ledger's own claims have sized.

    Parameters
    ----------
    mutant : Mutant
    passes : Passes
        Shared; each experiment is drawn once.
    """
    claim = mutant.claim
    paper = LEDGER.paper_of(LEDGER[claim.id])
    changed = Paper(
        paper.name, paper.title, paper.document,
        tuple(claim if other.id == claim.id else other for other in paper.claims),
    )  # fmt: skip
    try:
        require_sound(claim, changed)
        verdict = verdict_of(claim, [prove(claim), second_line(claim, changed, AsTheLedger(passes))])
    except ClaimError as error:
        return "refused", str(error)
    lines = ", ".join(f"{line} {status}" for line, status in verdict.lines.items())
    open_rivals = [rival.words for rival in verdict.rivals if not rival.refuted]
    return str(verdict.status), "; ".join(
        [lines, *verdict.notes, *(f"not refuted: {words}" for words in open_rivals)]
    )


@dataclass(frozen=True)
class AsTheLedger:
    """Passes that judge a changed claim by the simulations of the claim of the ledger that it was made of."""

    passes: Passes

    def of(self, claim: Claim, point: Point, paper: Paper) -> SampleMoments:
        return self.passes.of(LEDGER[claim.id], point, LEDGER.paper_of(claim))


def summary(found: Iterable[tuple[Mutant, str]]) -> str:
    """Return a table of statuses by kind of mutation; one that a rival names counts as refused by name."""
    counts = Counter((mutant.kind, "by name" if mutant.of_rival else status) for mutant, status in found)
    columns = ["REFUTED", "by name", "refused", "INCONCLUSIVE", "CONFLICT", "VERIFIED"]
    rows = [[kind, *(counts[kind, column] for column in columns)] for kind in KINDS]
    rows.append(["all", *(sum(row[number] for row in rows) for number in range(1, len(columns) + 1))])  # type: ignore[list-item]
    return "\n".join("  ".join(f"{cell!s:>14}" for cell in row) for row in (["", *columns], *rows))


# Their proofs or simulations take seconds.
_COSTLY = (
    "kumar2017.eq12", "kumar2017.eq14", "kumar2017.eq19", "kumar2017.sec3.1.bimodal", "kumar2017.sec4.1.s",
    "kumar2017.sec4.1.ratio",
    "cpen455hw1.1.2", "cpen455hw1.2.2", "corollaries.elu",
)  # fmt: skip


def is_cheap(claim: Claim) -> bool:
    """Whether a claim costs little to judge: nothing random, or one layer of a few units."""
    if claim.kind in (Kind.ASYMPTOTIC, Kind.APPROXIMATION) or claim.id.startswith(_COSTLY):
        return False
    return claim.experiment is None or all(
        point.setting.get("depth", 1) == 1
        and point.setting.get("activation") in (None, "relu", "linear", "selu")
        for point in claim.points
    )
