"""What a claim must satisfy before it can be judged: where it does not, an error names the claim and the mend."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import sympy as sp

from paper_checks.claim import Claim, Kind, Relation
from paper_checks.evidence.measured import estimand_at
from paper_checks.evidence.passes import experiment_at
from paper_checks.evidence.quotation import unprinted_numbers
from paper_checks.evidence.targets import targets
from paper_checks.paper import Paper
from theory import Derivation
from theory.notation import domain_of

__all__ = ["ClaimError", "relations_fit", "require_sound"]

LARGEST_MARGIN = 0.1  # relative; more needs a reason
_FEWEST_RIVALS = 2


class ClaimError(ValueError):
    """A claim cannot be judged as it is stated."""


def require_sound(claim: Claim, paper: Paper) -> None:
    """Raise ClaimError at the first contract that the claim breaks.

    Parameters
    ----------
    claim : Claim
    paper : Paper
        The paper that it belongs to.
    """
    for contract in _CONTRACTS:
        for fault in contract(claim, paper):
            raise ClaimError(f"{claim.id} cannot be judged: {fault}")


def relations_fit(claim: Claim, derivation: Derivation) -> bool:
    """Tell whether the chain can verify a claim of this kind: an exact one takes equalities alone.

    A rounded number may be that of a limit; an approximation takes an expansion, or a limit in the small parameter; a
    limit takes one limit; an inequality takes equalities and bounds.
    """
    found = {step.sign for step in derivation.steps} - {"="}
    if claim.relation is not Relation.EQUAL:
        return found <= {"<", "≤"} or found <= {">", "≥"}
    match claim.kind:
        case Kind.EXACT:
            return found <= {"∋"} or (found == {"→"} and isinstance(derivation.lhs, sp.Limit))
        case Kind.ROUNDED:
            return found <= {"∋", "→"}
        case Kind.ASYMPTOTIC:
            return found == {"→"}
        case Kind.APPROXIMATION:
            return found in ({"≈"}, {"→"})
    return False


Faults = Iterator[str]


def _has_points_and_rivals(claim: Claim, _: Paper) -> Faults:
    if not claim.points:
        yield "it has no points; give one at least, a setting at which it is tested"
    if len(claim.rivals) < _FEWEST_RIVALS:
        yield f"it has {len(claim.rivals)} rivals; give two at least, each a plausible wrong right-hand side"
    if (claim.experiment is None) == (claim.computation is None):
        yield "give an experiment where something is random, or else a computation, and not both"


def _has_a_derivation(claim: Claim, _: Paper) -> Faults:
    derivation = claim.derivation()
    if type(derivation) is not Derivation:
        yield f"its derivation must be a theory.Derivation, got {type(derivation).__name__}"
    elif not derivation.steps:
        yield f"its derivation {derivation.name} has no steps; derive the result"


def _declares_what_it_assumes(claim: Claim, _: Paper) -> Faults:
    assumed = set(claim.derivation().assumed)
    for words in sorted(assumed - set(claim.assumes)):
        yield f"its derivation assumes {words!r}; declare it with assumes=(...), or derive it"
    for words in sorted(set(claim.assumes) - assumed):
        yield f"it declares that it assumes {words!r}, which its derivation does not; leave it out"


def _has_a_margin(claim: Claim, _: Paper) -> Faults:
    if not claim.margin > 0:
        yield f"its margin must be above 0, got {claim.margin}"
    if claim.margin > LARGEST_MARGIN and not claim.margin_reason:
        yield f"its margin is {claim.margin}, above {LARGEST_MARGIN}; give a smaller one, or margin_reason"


def _states_a_limit_or_an_approximation(claim: Claim, _: Paper) -> Faults:
    if claim.large is not None and claim.kind is not Kind.ASYMPTOTIC:
        yield f"large = {claim.large} is for an asymptotic claim, and this one is {claim.kind}"
    if claim.small is not None and claim.kind not in (Kind.APPROXIMATION, Kind.EXACT):
        yield f"small is for an approximation, and this claim is {claim.kind}"


def _has_admissible_symbols(claim: Claim, _: Paper) -> Faults:
    for point in claim.points:
        for symbol, value in claim.symbols(point).items():
            number = sp.sympify(value)
            try:
                domain_of(symbol).require(symbol, float(number))
            except (TypeError, ValueError) as error:
                yield f"at {point}, {error}"
            if symbol.is_positive and not number > 0:
                yield f"at {point}, {symbol} must be positive, got {number}"


def _can_be_measured(claim: Claim, _: Paper) -> Faults:
    if claim.experiment is None:
        return
    for point in claim.points:
        try:
            estimand_at(claim, point, experiment_at(claim, point).fields)
        except ValueError as error:
            yield f"at {point}, {error}"


def _has_values_everywhere(claim: Claim, _: Paper) -> Faults:
    for point in claim.points:
        given = set(claim.symbols(point))
        exact = () if claim.at_width is None else (claim.at_width,)
        for side in (claim.rhs, *exact, *(rival.expression for rival in claim.rivals)):
            if missing := sp.sympify(side).free_symbols - given:
                names = ", ".join(sorted(map(str, missing)))
                yield f"at {point}, {side} depends on {names}; give it a value in symbols"


def _has_rivals_that_differ(claim: Claim, paper: Paper) -> Faults:
    stated = targets(claim, paper.truth_of(claim))
    for rival in claim.rivals:
        if all(target.rivals[rival] == target.value for target in stated):
            yield f"its rival {rival.words!r} states the same at every point; give one that is wrong"


def _quotes_its_numbers(claim: Claim, _: Paper) -> Faults:
    if claim.source.words:
        for number in unprinted_numbers(claim):
            yield f"it states the printed number {number}, which its words lack; quote the words that print it"


_CONTRACTS: tuple[Callable[[Claim, Paper], Faults], ...] = (
    _has_points_and_rivals,
    _has_a_derivation,
    _declares_what_it_assumes,
    _has_a_margin,
    _states_a_limit_or_an_approximation,
    _has_values_everywhere,
    _has_admissible_symbols,
    _can_be_measured,
    _has_rivals_that_differ,
    _quotes_its_numbers,
)
