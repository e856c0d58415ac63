"""What the chains of a claim suppose: settings, scales and laws, which must hold together in one claim."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import sympy as sp

from montecarlo import Distribution, Shares
from paper_checks.claim import Claim
from paper_checks.evidence.definitions import (
    definition_of,
    definitions_to_declare,
    is_of_theory,
    means_of_experiment,
    with_premises,
)
from paper_checks.evidence.measured import distributed
from paper_checks.evidence.parameters import parameters_of
from paper_checks.evidence.passes import experiment_at
from paper_checks.paper import Paper
from theory.derivation.evaluation import evaluate
from theory.derivation.expectation import Law, forward_law
from theory.derivation.hypotheses import Setting
from theory.notation import E, m, u

__all__ = ["asks_for_its_signal", "declares_what_it_assumes", "derives_for_its_experiment", "has_one_setting"]

_SAME = 1e-9  # relative
_DIGITS = 15

Faults = Iterator[str]


def declares_what_it_assumes(claim: Claim, _: Paper) -> Faults:
    """Yield what the chains assume and the claim does not declare, and the other way round."""
    chains = list(with_premises(claim.derivation()))
    assumed = {*claim.derivation().assumed, *_laws_of_ones_own(claim)}
    starts = set(definitions_to_declare(claim))
    for words in sorted(assumed - set(claim.assumes)):
        yield f"its derivation assumes {words!r}; declare it with assumes=(...), or derive it"
    for words in sorted(starts - set(claim.assumes)):
        yield (
            f"its derivation starts from {words!r}, which no step proves; start from results of theory, or from the "
            "mean of the experiment's activation over y ~ N(0, u²) as a function of u, or declare it with "
            "assumes=(paper_checks.definition_of(derivation),)"
        )
    own = {definition_of(derivation) for derivation in chains}
    for words in sorted(set(claim.assumes) - assumed - starts):
        if words in own:
            yield f"it declares the start {words!r}, which stands by itself; leave it out"
        else:
            yield f"it declares that it assumes {words!r}, which its derivation does not; leave it out"


def _laws_of_ones_own(claim: Claim) -> Iterator[str]:
    """Yield the laws, besides that of a forward pass, under which chains that are not theory's take expectations."""
    for derivation in with_premises(claim.derivation()):
        if not is_of_theory(derivation):
            for step in derivation.steps:
                law = getattr(step, "law", None)
                if isinstance(law, Law) and law != forward_law():
                    for family in law.families:
                        moments = ", ".join(map(str, getattr(family, "moments", ("mu", "s**2 + mu**2"))))
                        yield f"the moments of {family.base}: {moments}"


def has_one_setting(claim: Claim, _: Paper) -> Faults:
    """Yield the symbols that two chains, or a chain and a point of the claim, set to different values."""
    scales: dict[sp.Symbol, set[sp.Expr]] = {}
    for derivation in with_premises(claim.derivation()):
        for step in derivation.steps:
            for symbol, part in step.hypotheses.items():
                if not isinstance(part, Setting):
                    continue
                if isinstance(symbol, E):
                    variable = symbol.args[0].as_base_exp()[0]
                    scales.setdefault(variable, set()).add(symbol)
                    continue
                for point in claim.points:
                    values = claim.symbols(point)
                    if symbol not in values:
                        continue
                    stated, known = sp.sympify(part.value).subs(values), float(values[symbol])
                    if not stated.free_symbols and abs(float(stated) - known) > _SAME * abs(known):
                        yield (
                            f"at {point}, {symbol} is {values[symbol]}, but {derivation.name} sets it to {part.value}; "
                            "use one value"
                        )
    for variable, keys in scales.items():
        if len(keys) > 1:
            yield (
                f"its chains set {' and '.join(sorted(map(str, keys)))} to 1: the scale of {variable} can be chosen "
                "once"
            )


def derives_for_its_experiment(claim: Claim, _: Paper) -> Faults:
    """Yield where the derivation is of another activation than the experiment's.

    A result of theory states a mean of a unit, and not of which activation: at the first layer, where y is exactly
    normal, the integral over the experiment's own activation tells.
    """
    derivation = claim.derivation()
    if claim.experiment is None or claim.small is not None or not is_of_theory(derivation):
        return
    if {step.sign for step in derivation.steps} != {"="}:
        return
    for point in claim.points:
        means = means_of_experiment(derivation, claim, point)
        if means is None:
            continue
        experiment = experiment_at(claim, point)
        values = {symbol: _exactly(value) for symbol, value in claim.symbols(point).items()}
        deviation = _exactly(parameters_of(experiment)[u])
        try:
            derived = evaluate(derivation.rhs, values, _DIGITS)
            found = evaluate(means, {**values, u: deviation}, _DIGITS)
        except ValueError:  # a symbol without a value, or no ball: other contracts and the proof say so
            continue
        if abs(derived - found) > _SAME * max(abs(derived), abs(found), sp.Float(_SAME)):
            yield (
                f"at {point}, {derivation.name} gives {float(derived):.6g}, but its left-hand side is "
                f"{float(found):.6g} for the activation of the experiment; use the derivation of that activation"
            )


def asks_for_its_signal(claim: Claim, _: Paper) -> Faults:
    """Yield where the left-hand side takes the distribution of another signal than the experiment records."""
    for point in claim.points if claim.experiment is not None else ():
        experiment = experiment_at(claim, point)
        if isinstance(experiment, Shares):
            recorded = experiment.field
        elif isinstance(experiment, Distribution):
            (recorded,) = experiment.network.record
        else:
            continue
        for field in distributed(claim.lhs, {m: 1, **claim.symbols(point)}) - {recorded}:
            yield (
                f"at {point}, its left-hand side takes the distribution of {field!r}, but the experiment that of "
                f"{recorded!r}; ask for one signal, and give the symbols of its layer values"
            )


def _exactly(value: Any) -> sp.Expr:
    """Return a number of double precision as a rational one."""
    return sp.nsimplify(value, rational=True) if isinstance(value, float) else sp.sympify(value)
