"""What a claim must satisfy before it can be judged: where it does not, an error names the claim and the mend."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator

import sympy as sp

from paper_checks.claim import Claim, Kind, Point, Relation, Rival
from paper_checks.evidence.definitions import with_premises
from paper_checks.evidence.measured import estimand_at
from paper_checks.evidence.parameters import parameters_of
from paper_checks.evidence.passes import experiment_at
from paper_checks.evidence.rounding import (
    does_not_stretch_what_is_printed,
    quotes_its_numbers,
    states_printed_numbers_as_rounded,
)
from paper_checks.evidence.suppositions import (
    asks_for_its_signal,
    declares_what_it_assumes,
    derives_for_its_experiment,
    has_one_setting,
)
from paper_checks.evidence.targets import targets
from paper_checks.evidence.textual import TEXTUAL_CONTRACTS
from paper_checks.evidence.training import TRAINING_CONTRACTS
from paper_checks.paper import Paper
from paper_checks.printed_number import Printed
from paper_checks.verdict import Status
from theory import Derivation
from theory.derivation.expectation import Law
from theory.derivation.hypotheses import Result, require_admissible
from theory.derivation.step import StepRefused
from theory.notation import B, M, N, domain_of, m, mu, s, u

__all__ = ["ClaimError", "relations_fit", "require_sound"]

LARGEST_MARGIN = 0.1  # relative; more needs a reason
_FEWEST_RIVALS = 2
_SAME = 1e-9  # relative; a symbol's value and the experiment's parameter, both in double precision
_SIZES = {N, M, B}
_MOMENTS = {mu, s, u}  # of the inputs of a layer, and of its pre-activations

Faults = Iterator[str]


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
    if claim.is_empirical:
        own: tuple[Callable[[Claim, Paper], Faults], ...] = TRAINING_CONTRACTS
    else:
        own = (_has_rivals, *TEXTUAL_CONTRACTS) if claim.is_textual else _CONTRACTS
    for contract in (_is_a_claim, *own):
        try:
            fault = next(contract(claim, paper), None)
        except Exception as error:  # what the claim's own functions raise is a fault of the claim
            fault = f"{type(error).__name__}: {error}"
        if fault is not None:
            raise ClaimError(f"{claim.id} cannot be judged: {fault}")


def relations_fit(claim: Claim, derivation: Derivation) -> bool:
    """Tell whether the chain can verify a claim of this kind: an exact one takes equalities alone.

    A rounded number may be that of a limit; an approximation takes an expansion, or a limit in the small parameter; a
    limit takes one limit; "<" takes equalities and strict bounds from above, and ">" equalities alone.  The result of
    a premise counts as what the premise's own chain makes it.
    """
    found = {step.sign for step in derivation.steps} - {"="} | _signs_of_results(derivation)
    match claim.relation:
        case Relation.LESS:
            return found <= {"<"}
        case Relation.GREATER:
            return not found
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


def _signs_of_results(derivation: Derivation) -> set[str]:
    """Return the signs, besides those of equalities, of the chains whose results the steps use.

    What a chain with a limit has before the limit is exact.
    """
    found = set()
    for step in derivation.steps:
        for part in step.hypotheses.values():
            if isinstance(part, Result):
                if part.value != part.derivation.exact:
                    found |= {inner.sign for inner in part.derivation.steps} - {"=", "∋"}
                found |= _signs_of_results(part.derivation)
    return found


def _is_a_claim(claim: Claim, _: Paper) -> Faults:
    if type(claim) is not Claim:
        yield f"it must be a Claim itself, got {type(claim).__name__}; state it with the fields of Claim"
    # Members and not their texts, which are equal to them, since the judges ask for identity.
    for name, enum in (("kind", Kind), ("relation", Relation), ("expected", Status)):
        value = getattr(claim, name)
        if not isinstance(value, enum) and (name, value) != ("expected", None):
            members = ", ".join(f"{enum.__name__}.{member.name}" for member in enum)
            yield f"its {name} must be one of {members}, got {value!r}"
    for name, kind in (("points", Point), ("rivals", Rival), ("assumes", str)):
        several = getattr(claim, name)
        if not isinstance(several, tuple) or not all(type(one) is kind for one in several):
            yield f"its {name} must be a tuple of {kind.__name__}, got {several!r}; write {name}=(..., ...)"


def _has_rivals(claim: Claim, _: Paper) -> Faults:
    if len(claim.rivals) < _FEWEST_RIVALS:
        yield f"it has {len(claim.rivals)} rivals; give two at least, each a plausible wrong right-hand side"


def _is_a_statement(claim: Claim, _: Paper) -> Faults:
    if isinstance(claim.derivation, Derivation):
        yield (
            "its derivation must be a function that returns one, got what it returns; leave out the parentheses, or "
            "write lambda: before it"
        )
    if claim.rhs is sp.nan or not isinstance(claim.rhs, sp.Expr):
        yield f"its rhs must be a SymPy expression, got {claim.rhs!r}; write it with the symbols of theory.notation"
    elif claim.rhs.has(sp.Float) and not claim.rhs.has(Printed):
        yield (
            f"its rhs {claim.rhs} holds a number in floating point; write what is exact as sympy.Rational, and what a "
            "paper rounds as printed('...') with Kind.ROUNDED"
        )


def _has_points(claim: Claim, _: Paper) -> Faults:
    if claim.corrected_by is not None and claim.expected is not Status.REFUTED:
        yield (
            f"it is corrected by {claim.corrected_by}, so that it must be expected REFUTED, got {claim.expected}; "
            "write expected=Status.REFUTED"
        )
    if not claim.points:
        yield "it has no points; give one at least, a setting at which it is tested"
    if (claim.experiment is None) == (claim.computation is None):
        yield "give an experiment where something is random, or else a computation, and not both"


def _has_a_derivation(claim: Claim, _: Paper) -> Faults:
    derivation = claim.derivation()
    if type(derivation) is not Derivation:
        yield f"its derivation must be a theory.Derivation, got {type(derivation).__name__}"
    elif not derivation.steps:
        yield f"its derivation {derivation.name} has no steps; derive the result"


def _is_made_of_the_theorys_own_parts(claim: Claim, _: Paper) -> Faults:
    for derivation in with_premises(claim.derivation()):
        for part in _parts(derivation):
            home = sys.modules.get(type(part).__module__)
            own = type(part).__module__.startswith("theory.derivation.")
            if not own or getattr(home, type(part).__qualname__, None) is not type(part):
                yield (
                    f"its derivation {derivation.name} uses a {type(part).__name__}, which is not one of the kinds of "
                    "theory.derivation; write it with those"
                )


def _parts(derivation: Derivation) -> Iterator[object]:
    """Yield whatever of a derivation has a proof or a value of its own."""
    yield derivation
    for step in derivation.steps:
        yield step
        yield from step.hypotheses.values()
        law = getattr(step, "law", None)
        if law is not None:
            yield law
            yield from law.families if isinstance(law, Law) else ()


def _has_a_margin(claim: Claim, _: Paper) -> Faults:
    if not claim.margin > 0:
        yield f"its margin must be above 0, got {claim.margin}"
    if claim.margin > LARGEST_MARGIN and not claim.margin_reason:
        yield f"its margin is {claim.margin}, above {LARGEST_MARGIN}; give a smaller one, or margin_reason"


def _states_a_limit_or_an_approximation(claim: Claim, _: Paper) -> Faults:
    if claim.large is not None and claim.kind is not Kind.ASYMPTOTIC:
        yield f"large = {claim.large} is for an asymptotic claim, and this one is {claim.kind}"
    if claim.small is not None and claim.kind is not Kind.APPROXIMATION and claim.corrected_by is None:
        yield f"small is for an approximation, and this claim is {claim.kind}"
    if claim.large is not None:
        for step in claim.derivation().steps:
            if step.sign == "→" and claim.large != getattr(step, "variable", None):
                yield f"large = {claim.large}, but its derivation takes the limit in another symbol; name that one"


def _has_admissible_symbols(claim: Claim, _: Paper) -> Faults:
    for point in claim.points:
        for symbol, value in claim.symbols(point).items():
            number = sp.sympify(value, strict=True)
            try:
                domain_of(symbol).require(symbol, float(number))
            except (TypeError, ValueError) as error:
                yield f"at {point}, {error}"
            try:
                require_admissible(symbol, number)
            except StepRefused as refusal:
                yield f"at {point}, {refusal}"


def _has_the_symbols_of_its_experiment(claim: Claim, _: Paper) -> Faults:
    if claim.experiment is None:
        return
    for point in claim.points:
        values = claim.symbols(point)
        known = parameters_of(experiment_at(claim, point), int(values.get(m, 1)))
        if int(values.get(m, 1)) > 1 and claim.kind is not Kind.ASYMPTOTIC:
            for symbol in sorted(_MOMENTS & values.keys(), key=str):
                yield (
                    f"at {point}, {symbol} is a result of the layers below and not a parameter; state the claim at "
                    "the first layer, or by the experiment's parameters"
                )
        # An approximation is stated per unit of what is small: sizes alone are comparable.
        for symbol in known.keys() & values.keys() & (_SIZES if claim.small else known.keys()):
            if abs(float(values[symbol]) - known[symbol]) > _SAME * abs(known[symbol]):
                yield f"at {point}, {symbol} is {known[symbol]:g} in the experiment, got {values[symbol]}"


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
            if missing := sp.sympify(side, strict=True).free_symbols - given:
                names = ", ".join(sorted(map(str, missing)))
                yield (
                    f"at {point}, {side} depends on {names}; give it a value in symbols, whose keys are the symbols of "
                    "theory.notation"
                )


def _has_rivals_that_differ(claim: Claim, paper: Paper) -> Faults:
    stated = targets(claim, paper.truth_of(claim))
    for rival in claim.rivals:
        if all(target.rivals[rival] == target.value for target in stated):
            yield f"its rival {rival.words!r} states the same at every point; give one that is wrong"
    if len({tuple(target.rivals[rival] for target in stated) for rival in claim.rivals}) < _FEWEST_RIVALS:
        yield "its rivals all state the same; give two that differ"


_CONTRACTS: tuple[Callable[[Claim, Paper], Faults], ...] = (
    _is_a_statement,
    _has_points,
    _has_rivals,
    _has_a_derivation,
    _is_made_of_the_theorys_own_parts,
    _has_a_margin,
    _states_a_limit_or_an_approximation,
    states_printed_numbers_as_rounded,
    _has_values_everywhere,
    _has_admissible_symbols,
    _has_the_symbols_of_its_experiment,
    _can_be_measured,
    asks_for_its_signal,
    declares_what_it_assumes,
    has_one_setting,
    derives_for_its_experiment,
    does_not_stretch_what_is_printed,
    _has_rivals_that_differ,
    quotes_its_numbers,
)
