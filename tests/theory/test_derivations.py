"""Every derivation of the theory: its check passes, and refuses each of its steps when it is broken."""

from __future__ import annotations

import inspect
import itertools
import os
import subprocess
import sys
import types
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from random import Random

import numpy as np
import pytest
import scipy.integrate
import sympy as sp

from paper_checks import LEDGER
from paper_checks.evidence.definitions import with_premises
from tests.theory.trace_values import symbols_within, trace_value
from theory import Derivation, DerivationError
from theory.derivation.registry import derivations
from theory.derivation.step import StepRefused
from theory.notation import DOMAINS, G0, G1, G2, G3, G4, G5, E, W, X, g
from theory.results.relu import relu_variance

DERIVATIONS = dict(derivations())


def test_there_are_derivations() -> None:
    assert len(DERIVATIONS) >= 100


def test_every_step_is_proved_and_confirmed() -> None:
    # What a claim of the ledger rests on is proved by the tests of the claim, and not a second time here.
    with_claims = {
        id(chain)
        for claim in LEDGER.values()
        if claim.is_derived
        for chain in with_premises(claim.derivation())
    }
    for build in DERIVATIONS.values():
        if id(build()) not in with_claims:
            build().check()


# --- premises -----------------------------------------------------------------------------------------------


def _code_names(function: Callable[..., object], seen: set[object]) -> set[str]:
    """Return the derivations that a function's code names, itself or through the theory's own helpers."""
    named = set()
    codes = [inspect.unwrap(function).__code__]
    while codes:
        code = codes.pop()
        codes += [part for part in code.co_consts if isinstance(part, types.CodeType)]
        for name in code.co_names:
            called = function.__globals__.get(name)
            if name in DERIVATIONS:
                named.add(name)
            elif isinstance(called, types.FunctionType) and called not in seen:
                seen.add(called)
                named |= _code_names(called, seen) if called.__module__.startswith("theory.") else set()
    return named


def _premises(derivation: Derivation) -> set[str]:
    return set().union(*({premise.name} | _premises(premise) for premise in derivation.premises))


def test_every_derivation_that_the_code_names_is_a_premise() -> None:
    """Read from the code and not from the calls, so that one built without `derived` is found out."""
    forgotten = {}
    for name, function in DERIVATIONS.items():
        named = {DERIVATIONS[other]().name for other in _code_names(function, set()) - {name}}
        forgotten[name] = named - _premises(function())
    assert {name: premises for name, premises in forgotten.items() if premises} == {}


def test_a_forgotten_premise_is_found_out() -> None:
    forgetful = inspect.unwrap(relu_variance)
    assert _code_names(forgetful, set()) == {"relu_mean", "relu_second_moment"}
    assert _premises(forgetful()) == set()


def test_a_wrong_premise_leaves_nothing_proved_that_rests_on_it() -> None:
    # Each premise under one that rests on it; a sample, since what is tested is one line of `check`.
    resting = {
        premise.name: (build(), premise) for build in DERIVATIONS.values() for premise in build().premises
    }
    for name in Random(6).sample(sorted(resting), 20):
        derivation, premise = resting[name]
        # The step before it is proved elsewhere: the chain begins there.
        start = premise.steps[-2].result if len(premise.steps) > 1 else premise.start
        wrong = replace(premise, start=start, steps=(replace(premise.steps[-1], result=premise.rhs + 1),))
        with pytest.raises(DerivationError, match=f"^{name}, step"):
            replace(derivation, premises=(wrong,)).check()


def test_no_derivation_of_the_theory_rests_on_an_assumption_that_it_does_not_declare() -> None:
    assumed = {name: build().assumed for name, build in DERIVATIONS.items()}
    assert {name for name, words in assumed.items() if words} == {
        "linearised_variance", "preserving_weight_variance", "first_layer_variance_under_preserving_weights",
        "tanh_weight_deviation", "sigmoid_weight_deviation",
    }  # fmt: skip


@pytest.mark.parametrize("premise", ["norm_ratio_bound", "norm_ratio_cap", "chi_mean"])
@pytest.mark.parametrize(
    "name", ["he_relu_variance_limit", "relu_mean_recursion_limit", "relu_variance_limit"]
)
def test_the_limits_rest_on_the_length_of_a_layer(name: str, premise: str) -> None:
    assert premise in _premises(DERIVATIONS[name]())


# --- mutants -----------------------------------------------------------------------------------------------


def _mutants(expression: sp.Expr) -> Iterator[sp.Expr]:
    """Yield the expression with one sign, factor, exponent or term wrong, anywhere in it."""
    yield -expression
    yield 2 * expression
    yield expression + 1
    for node in sp.preorder_traversal(expression):
        if isinstance(node, sp.Add):
            for term in node.args:
                yield expression.xreplace({node: node - term})
                yield expression.xreplace({node: node - 2 * term})
                yield expression.xreplace({node: node + term})
        elif isinstance(node, sp.Pow):
            yield expression.xreplace({node: node.base ** (node.exp + 1)})


_SOFTPLUS = {G0: np.log(2), G1: 1 / 2, G2: 1 / 4, G3: 0.0, G4: -1 / 8, G5: 0.0}
_NODES = {W: (-np.sqrt(3), 0.0, np.sqrt(3)), X: (-0.5, 1.7)}
_WEIGHTS = {W: (1 / 6, 2 / 3, 1 / 6), X: (0.4, 0.6)}


def _value(expression: sp.Expr, point: dict[sp.Symbol, float]) -> float:
    """Evaluate in double precision with SciPy and NumPy: nothing in common with the theory's evaluator."""
    if isinstance(expression, sp.Integral):
        ((variable, low, high),) = expression.limits
        low, high = (float(bound) for bound in (low, high))

        def slowly(at: float) -> float:
            return _value(expression.function, {**point, variable: at})

        closed = not expression.function.has(sp.Integral, sp.Sum, sp.Product, sp.Piecewise, E, g)
        at_point = expression.function.subs(point)
        integrand = sp.lambdify(variable, at_point, ["scipy", "numpy"]) if closed else slowly
        pieces = [(low, 0.0), (0.0, high)] if low < 0 < high else [(low, high)]
        with np.errstate(over="ignore"):  # of exp(x) far out, under a weight that vanishes
            return sum(scipy.integrate.quad(integrand, *piece, epsabs=1e-10)[0] for piece in pieces)
    if isinstance(expression, sp.Sum | sp.Product):
        *inner, (index, low, high) = expression.limits
        body = expression.func(expression.function, *inner) if inner else expression.function
        values = [
            _value(body.subs(index, size), point)
            for size in range(int(_value(low, point)), int(_value(high, point)) + 1)
        ]
        return float(np.sum(values) if isinstance(expression, sp.Sum) else np.prod(values))
    if isinstance(expression, sp.Piecewise):
        return _value(next(value for value, holds in expression.args if holds.subs(point)), point)
    if isinstance(expression, E):
        return _enumerated(expression.args[0], point)
    if isinstance(expression, g):
        return float(np.logaddexp(0.0, _value(expression.args[0], point)))
    if isinstance(expression, sp.Trace):
        return trace_value(expression, point, _value)
    if isinstance(expression, sp.Indexed):
        return float(np.sin(1.0 + 2.0 * int(_value(expression.indices[-1], point))))
    if expression.is_Symbol:
        return point[expression]
    if not expression.args:
        return float(expression)
    return float(expression.func(*(sp.Float(_value(part, point)) for part in expression.args)))


def _enumerated(argument: sp.Expr, point: dict[sp.Symbol, float]) -> float:
    """Average over a discrete law of independent components, not the law that the theory enumerates."""
    argument = argument.subs({symbol: int(size) for symbol, size in point.items() if symbol.is_integer})
    expanded = sp.expand(argument.doit())
    parts = sorted(expanded.atoms(sp.Indexed), key=str)
    if not parts:  # of one random variable without components
        (variable,) = expanded.free_symbols
        return (_value(expanded, point) + 2 * _value(expanded, {variable: point[variable] / 2})) / 3
    nodes = [_NODES.get(part.base, (0.0, 3.0)) for part in parts]
    weights = [_WEIGHTS.get(part.base, (2 / 3, 1 / 3)) for part in parts]
    function = sp.lambdify(parts, expanded)
    total = 0.0
    for values, chances in zip(itertools.product(*nodes), itertools.product(*weights), strict=True):
        total += np.prod(chances) * float(function(*values))
    return total


def _points(symbols: set[sp.Symbol]) -> Iterator[dict[sp.Symbol, float]]:
    rng = np.random.default_rng(8)
    for _ in range(2):
        point = {}
        for symbol in sorted(symbols, key=str):
            low, high = DOMAINS[symbol].typical if symbol in DOMAINS else (0.3, 2.0)
            if symbol.is_integer:
                point[symbol] = int(rng.integers(2, 5))
            else:
                point[symbol] = float(_SOFTPLUS.get(symbol, rng.uniform(low, high)))
        yield point


_NOISE = 1e-12  # of an integral whose value is 0


def _differ(first: sp.Expr, second: sp.Expr) -> bool:
    """Tell whether two expressions have different, finite values at a random point."""
    for point in _points(symbols_within(first) | symbols_within(second)):
        try:
            a, b = _value(first, point), _value(second, point)
        except (TypeError, ValueError, ZeroDivisionError, OverflowError):
            continue
        if np.isfinite(a) and np.isfinite(b) and abs(a - b) > max(1e-6 * max(abs(a), abs(b)), _NOISE):
            return True
    return False


_MUTANTS = 2  # of a step, drawn from all; --every-mutant takes them all


@pytest.mark.filterwarnings("ignore::scipy.integrate.IntegrationWarning")
@pytest.mark.filterwarnings("ignore::RuntimeWarning")
@pytest.mark.parametrize("name", DERIVATIONS)
def test_broken_steps_are_refused(name: str, pytestconfig: pytest.Config) -> None:
    derivation = DERIVATIONS[name]()
    before = derivation.start
    for number, step in enumerate(derivation.steps, start=1):
        mutants = list(dict.fromkeys(_mutants(step.result)))
        most = len(mutants) if pytestconfig.getoption("--every-mutant") else _MUTANTS
        Random(f"{name} {number}").shuffle(mutants)
        different = (mutant for mutant in mutants if _differ(step.result, mutant))
        broken = [
            replace(derivation, start=before, steps=(replace(step, result=mutant),))
            for mutant in itertools.islice(different, most)
        ]
        assert broken, f"step {number} has no mutant"
        for wrong in broken:
            with pytest.raises(DerivationError, match="step 1 of 1"):
                wrong.check()
        before = step.result


@pytest.mark.parametrize("name", DERIVATIONS)
def test_numbers_alone_refuse_a_lost_factor(name: str) -> None:
    """The second proof of a step does not lean on the first: it sees a factor 2 by itself."""
    derivation = DERIVATIONS[name]()
    before = derivation.start
    for step in derivation.steps:
        wrong = 2 * step.result
        if not _differ(step.result, wrong):  # a result that is 0
            wrong += 1
        with pytest.raises(StepRefused):
            replace(step, result=wrong).confirm(before)
        before = step.result


def _latex() -> str:
    """Return every third derivation as LaTeX."""
    return "\n".join(build().latex() for _, build in sorted(DERIVATIONS.items())[::3])


def test_latex_does_not_depend_on_the_order_of_sets() -> None:
    # Strings have other hashes there than in this process, so that sets come in another order.
    printed = subprocess.run(
        [sys.executable, "-c", f"from {__name__} import _latex\nprint(_latex())"],
        capture_output=True,
        text=True,
        check=True,
        cwd=Path(__file__).parents[2],
        env=os.environ | {"PYTHONHASHSEED": "1"},
    ).stdout
    assert printed == f"{_latex()}\n"
    assert len(printed) > 1000
