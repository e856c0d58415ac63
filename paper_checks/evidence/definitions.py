"""What a chain starts from: that the left-hand side equals the start, which none of its steps proves.

Four kinds of start stand by themselves: that of a derivation of theory, the left-hand side itself, what follows from
it by the definition of its statistics and the results of premises, and the mean of the activation of the experiment
under a normal pre-activation.  A claim declares any other one, so that it is printed with the verdict.
"""

from __future__ import annotations

import inspect
import sys
from collections.abc import Iterator
from typing import Any

import sympy as sp

from paper_checks.claim import Claim, Point
from paper_checks.evidence.parameters import parameters_of
from paper_checks.evidence.passes import experiment_at
from theory import Activation, Derivation, get
from theory.derivation.evaluation import evaluate
from theory.derivation.hypotheses import Result
from theory.derivation.quantities import in_means, layer_input
from theory.derivation.registry import builder_of
from theory.notation import E, m, u, x, y
from theory.results.normal import gaussian_mean

__all__ = ["definition_of", "definitions_to_declare", "with_premises"]

_DIGITS = 20
_SAME = 1e-12  # relative; the parameters of an experiment are in double precision


def definition_of(derivation: Derivation) -> str:
    """Return what a chain takes as the definition of its left-hand side, in the words that a claim declares."""
    return f"{derivation.lhs} = {derivation.start}"


def definitions_to_declare(claim: Claim) -> Iterator[str]:
    """Yield what the chains of a claim start from without proof, those of premises too."""
    for derivation in with_premises(claim.derivation(), set()):
        if not (
            _is_of_theory(derivation) or _follows(derivation) or _is_mean_of_activation(derivation, claim)
        ):
            yield definition_of(derivation)


def with_premises(derivation: Derivation, seen: set[Derivation]) -> Iterator[Derivation]:
    """Yield a derivation and all that it rests on, each once."""
    if derivation not in seen:
        seen.add(derivation)
        yield derivation
        for premise in getattr(derivation, "premises", ()):
            yield from with_premises(premise, seen)


def _is_of_theory(derivation: Derivation) -> bool:
    """Tell whether the derivation itself is one of theory's results: an equal or a changed one is not."""
    build = builder_of(derivation)
    if build is None or not build.__module__.startswith("theory.results."):
        return False
    own = getattr(sys.modules.get(build.__module__), build.__name__, None)
    return inspect.unwrap(own) is build if own is not None else False


def _follows(derivation: Derivation) -> bool:
    """Tell whether the start is the left-hand side, with results of premises for their left-hand sides."""
    quantities: dict[sp.Expr, sp.Expr] = {}
    for step in derivation.steps:
        for symbol, part in step.hypotheses.items():
            if isinstance(part, Result) and part.value == part.derivation.rhs:
                quantities.setdefault(symbol, part.derivation.lhs)
    start = sp.sympify(derivation.start).xreplace(quantities)
    return bool(sp.expand(in_means(start) - in_means(derivation.lhs)) == 0)


def _is_mean_of_activation(derivation: Derivation, claim: Claim) -> bool:
    """Tell whether the start has the value of the left-hand side where y ~ N(0, u^2), at every point of the claim."""
    if claim.experiment is None or derivation is not claim.derivation():
        return False
    try:
        return all(_has_value_of_mean(derivation, claim, point) for point in claim.points)
    except (ArithmeticError, AttributeError, TypeError, ValueError):  # nothing shows that it has
        return False


def _has_value_of_mean(derivation: Derivation, claim: Claim, point: Point) -> bool:
    experiment: Any = experiment_at(claim, point)
    values = {symbol: _exactly(value) for symbol, value in claim.symbols(point).items()}
    if values.get(m, 1) != 1 or experiment.bias_variance:
        return False  # a deeper pre-activation is normal in the limit alone
    activation, deviation = get(experiment.activation), _exactly(parameters_of(experiment)[u])
    means = in_means(derivation.lhs).replace(E, lambda part: _mean(part, activation, deviation))
    stated, found = (evaluate(side, values, _DIGITS) for side in (derivation.start, means))
    return bool(abs(stated - found) <= _SAME * abs(found))


def _exactly(value: Any) -> sp.Expr:
    return sp.nsimplify(value, rational=True) if isinstance(value, float) else sp.sympify(value)


def _mean(part: sp.Expr, activation: Activation, deviation: sp.Expr) -> sp.Expr:
    """Return the mean of a function of a unit of layer m + 1, as an integral over its pre-activation."""
    return gaussian_mean(part.xreplace({layer_input(m + 1): activation.expr.xreplace({x: y})}), deviation)
