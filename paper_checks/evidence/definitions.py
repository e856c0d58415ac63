"""What a chain starts from: that the left-hand side equals the start, which none of its steps proves.

These starts need no declaration:

- the start of a derivation of theory;
- the left-hand side itself, written in means, with results of premises in place of what they derive;
- a mean of the first layer's unit or pre-activation, as an integral over y ~ N(0, u^2) and a function of u.

A claim declares any other start, so that it is printed with the verdict.
"""

from __future__ import annotations

import inspect
import sys
from collections.abc import Iterator
from random import Random
from typing import Any

import sympy as sp

from paper_checks.claim import Claim, Point
from paper_checks.evidence.passes import experiment_at
from theory import Activation, Derivation, get, names
from theory.derivation.checks import require_close
from theory.derivation.evaluation import evaluate
from theory.derivation.hypotheses import Result
from theory.derivation.maxima import Largest
from theory.derivation.quantities import Signal, in_means
from theory.derivation.registry import builder_of, derivations
from theory.derivation.series import Coefficient
from theory.derivation.settling import Settle
from theory.derivation.step import StepRefused
from theory.notation import E, m, u, x, y
from theory.results.normal import gaussian_mean

__all__ = ["definition_of", "definitions_to_declare", "is_of_theory", "means_of_experiment", "with_premises"]

_DIGITS = 20
_VALUES = 4  # of u
_SCALE = 10**9


def definition_of(derivation: Derivation) -> str:
    """Return what a chain takes as the definition of its left-hand side, in the words that a claim declares."""
    sign = "is read off" if _reads_off(derivation) else "="
    return f"{derivation.lhs} {sign} {derivation.start}"


def definitions_to_declare(claim: Claim) -> Iterator[str]:
    """Yield what the chains of a claim start from without proof, those of premises too."""
    for derivation in with_premises(claim.derivation()):
        if not (is_of_theory(derivation) or _stands_by_itself(derivation, claim)):
            yield definition_of(derivation)


def _stands_by_itself(derivation: Derivation, claim: Claim) -> bool:
    if _reads_off(derivation):
        return False
    return _follows(derivation) or _is_mean_of_activation(derivation, claim)


def _reads_off(derivation: Derivation) -> bool:
    """Tell whether a step goes on with another quantity than before, such as a coefficient or a fixed point."""
    return any(isinstance(step, Coefficient | Largest | Settle) for step in derivation.steps)


def with_premises(derivation: Derivation) -> Iterator[Derivation]:
    """Yield a derivation and all that it rests on, each once."""
    seen, waiting = set[Derivation](), [derivation]
    while waiting:
        current = waiting.pop()
        if current not in seen:
            seen.add(current)
            yield current
            waiting += reversed(getattr(current, "premises", ()))


def is_of_theory(derivation: Derivation) -> bool:
    """Tell whether the derivation itself is one of theory's results: an equal or a changed one is not."""
    build = builder_of(derivation)
    if build is None or not build.__module__.startswith("theory.results."):
        return False
    registered = derivations().get(build.__name__)
    if registered is None or inspect.unwrap(registered) is not build:
        return False
    return getattr(sys.modules.get(build.__module__), build.__name__, None) is registered


def _follows(derivation: Derivation) -> bool:
    """Tell whether the start is the left-hand side, in which the results of premises replace what they are equal to.

    Two results of one quantity, or from two folders of the theory, may hold in two settings: they are not combined.
    """
    quantities: dict[sp.Expr, sp.Expr] = {}
    homes = set()
    for step in derivation.steps:
        for symbol, part in step.hypotheses.items():
            if isinstance(part, Result):
                if part.value != part.derivation.rhs or derivation.lhs.has(symbol):
                    return False
                quantities[symbol] = part.derivation.lhs
                build = builder_of(part.derivation)
                homes.add(build.__module__ if build is not None else None)
    if len(set(quantities.values())) < len(quantities) or len(homes - {None}) > 1:
        return False
    start = sp.sympify(derivation.start, strict=True).xreplace(quantities)
    return bool(sp.expand(in_means(start) - in_means(derivation.lhs)) == 0)


def _is_mean_of_activation(derivation: Derivation, claim: Claim) -> bool:
    """Tell whether the start is the left-hand side for y ~ N(0, u^2), as functions of u, at each point of the claim.

    Only the first layer is meant: a deeper pre-activation is normal in the limit alone.
    """
    if claim.experiment is None or sp.sympify(derivation.start, strict=True).free_symbols - {u}:
        return False
    for point in claim.points:
        means = means_of_experiment(derivation, claim, point)
        if means is None or not _agree(sp.sympify(derivation.start, strict=True), means):
            return False
    return True


def means_of_experiment(derivation: Derivation, claim: Claim, point: Point) -> sp.Expr | None:
    """Return the left-hand side as integrals over y_1 ~ N(0, u^2); None where the experiment does not say so much."""
    experiment: Any = experiment_at(claim, point)
    layer, activation = claim.symbols(point).get(m, 1), getattr(experiment, "activation", None)
    if layer != 1 or activation not in names() or not _is_normal_at_any_width(experiment):
        return None
    means = _under_normal_law(in_means(derivation.lhs), get(activation))
    return None if means.has(E, Signal) else means


def _is_normal_at_any_width(network: Any) -> bool:
    """Tell whether y_1 is exactly normal: normal weights, an input of fixed length, no bias."""
    laws = {"weight_law": "normal", "input_law": "rademacher", "input_mean": 0.0, "bias_variance": 0.0}
    return all(getattr(network, name, None) == law for name, law in laws.items())


def _under_normal_law(quantity: sp.Expr, activation: Activation) -> sp.Expr:
    """Write means of the first layer's pre-activation y_1, and of its unit x_2 = g(y_1), as integrals over y_1."""

    def value(signal: Signal) -> sp.Expr:
        layer = sp.sympify(signal.index).subs(m, 1)
        if (signal.name, layer) == ("y", 1):
            return y
        return activation.expr.xreplace({x: y}) if (signal.name, layer) == ("x", 2) else signal

    def mean(part: sp.Expr) -> sp.Expr:
        inner = part.args[0].replace(lambda inner: isinstance(inner, Signal), value)
        return E(inner) if inner.has(Signal) else gaussian_mean(inner, u)

    return quantity.replace(lambda part: isinstance(part, E), mean)


def _agree(stated: sp.Expr, means: sp.Expr) -> bool:
    """Compare two functions of u at random values of it."""
    # The values depend on both sides, so that nobody can write a side that is right at these values alone.
    rng = Random(f"{stated} {means}")
    try:
        for _ in range(_VALUES):
            at = {u: sp.Rational(rng.randint(_SCALE, 3 * _SCALE), rng.randint(_SCALE, 2 * _SCALE))}
            require_close(evaluate(stated, at, _DIGITS), evaluate(means, at, _DIGITS), _DIGITS - 2, at)
    except (StepRefused, ValueError):  # they differ, or no ball holds them
        return False
    return True
