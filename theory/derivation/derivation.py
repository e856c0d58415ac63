"""A derivation: a chain of expressions, in steps that have a reason each and are proved twice, independently.

>>> from theory.results.relu import relu_mean
>>> relu_mean().rhs
sqrt(2)*u/(2*sqrt(pi))
>>> relu_mean().check()          # raises DerivationError at a wrong step
>>> relu_mean()(u=[1.0, 2.0])
array([0.39894228, 0.79788456])
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any
from weakref import WeakKeyDictionary

import numpy as np
import numpy.typing as npt
import sympy as sp

from theory.arguments import check_fields
from theory.derivation.hypotheses import Assumed, Result, Setting, is_hypothesis, require_admissible
from theory.derivation.lambdified import numpy_function, spelled_name
from theory.derivation.step import Step, StepRefused, freeze, is_kind
from theory.notation import E

__all__ = ["Derivation", "DerivationError"]


class DerivationError(Exception):
    """A derivation has a step that is not proved."""


@dataclass(frozen=True, eq=False)
class Derivation:
    """A checked chain from a definition to a result.

    Parameters
    ----------
    name : str
    lhs : sympy.Expr
        What is computed: statistics of signals, or a symbol.
    start : sympy.Expr
        Its definition.
    steps : tuple of Step
    equations : tuple of str
        The equations that it derives; `derived` states them.
    assumptions : tuple of str
        What is assumed beyond the symbols' domains, in words.
    premises : tuple of Derivation
        Results that the start and the steps use; they are checked too.  `derived` collects them.
    letters : mapping
        Symbols that stand for long expressions wherever the chain is printed, and nowhere else.
    """

    name: str
    lhs: sp.Expr
    start: sp.Expr
    steps: tuple[Step, ...]
    equations: tuple[str, ...] = ()
    assumptions: tuple[str, ...] = ()
    premises: tuple[Derivation, ...] = ()
    letters: Mapping[sp.Symbol, sp.Expr] = field(default_factory=dict)

    def __post_init__(self) -> None:
        check_fields(self)
        freeze(self)  # what was proved must stay as it was

    @property
    def rhs(self) -> sp.Expr:
        """The last expression of the chain."""
        return self.steps[-1].result

    @property
    def is_exact(self) -> bool:
        """Whether every step of this chain is an equality; those of its premises are not looked at."""
        return all(step.relation == "=" for step in self.steps)

    def __init_subclass__(cls) -> None:
        raise TypeError(
            f"{cls.__qualname__} extends Derivation, whose check must stay as it is: build one instead"
        )

    def at(self, values: Mapping[sp.Symbol, Any]) -> Result:
        """Return the result at values of its symbols, for a step of another derivation to use.

        Raises
        ------
        ValueError
            If the result does not depend on a symbol, or the symbol may not have the value.
        """
        stated = {symbol: sp.sympify(value) for symbol, value in values.items()}
        for symbol, value in stated.items():
            if not isinstance(symbol, sp.Symbol) or symbol not in self.rhs.free_symbols:
                raise ValueError(
                    f"the result of {self.name}, {self.rhs}, does not depend on {symbol}: leave it out"
                )
            try:
                require_admissible(symbol, value)
            except StepRefused as refusal:
                raise ValueError(f"{self.name}: {refusal}") from None
        return Result(self, tuple(stated.items()))

    def before_limit(self) -> Result:
        """Return what is exact at every size, for a step of another derivation to use."""
        return Result(self, before_limit=True)

    @property
    def assumed(self) -> tuple[str, ...]:
        """What this chain and its premises assume in words, and a claim that rests on them declares."""
        steps = [step for derivation in (self, *self._all_premises()) for step in derivation.steps]
        parts = [part for step in steps for part in step.hypotheses.values()]
        return tuple(dict.fromkeys(part.words for part in parts if isinstance(part, Assumed)))

    @property
    def exact(self) -> sp.Expr:
        """The expression before the first limit, expansion or bound; the last one where there is none."""
        expression = self.start
        for step in self.steps:
            if step.relation != "=":
                break
            expression = step.result
        return expression

    def check(self) -> None:
        """Prove and confirm every step, those of the premises first; a derivation that passed is not checked again.

        Raises
        ------
        DerivationError
            Names the first step that is wrong or cannot be decided, and the reason.
        """
        for derivation in (*self._all_premises(), self):
            what = (derivation.start, *derivation.steps, *derivation.premises)
            if not _is_same(_PROVED.get(derivation, ()), what):
                derivation._prove()
                _PROVED[derivation] = what

    def _all_premises(self) -> Iterator[Derivation]:
        """Yield the premises, those of premises before them, each once."""
        seen, waiting = {id(self)}, [(self, iter(self.premises))]
        while waiting:
            derivation, premises = waiting[-1]
            for premise in premises:
                if type(premise) is not Derivation:
                    raise DerivationError(
                        f"{derivation.name}: the premise {premise!r} must be a Derivation, got {type(premise).__name__}"
                    )
                if id(premise) not in seen:
                    seen.add(id(premise))
                    waiting.append((premise, iter(premise.premises)))
                    break
            else:
                waiting.pop()
                if waiting:
                    yield derivation

    def _prove(self) -> None:
        """Prove the steps of this chain; its premises are proved by themselves."""
        if not self.steps:
            raise DerivationError(f"{self.name} has no steps, so it derives nothing: add a step")
        previous, replaced = self.start, set[sp.Expr]()
        for number, step in enumerate(self.steps, start=1):
            where = f"{self.name}, step {number} of {len(self.steps)}"
            if not is_kind(step):
                raise DerivationError(f"{where}: {type(step).__name__} is not a kind of step of theory")
            try:
                self._require_premises(step)
                _require_new(step, replaced)
                # Numbers first: they refuse a wrong step sooner than algebra does.
                step.confirm(previous)
                step.prove(previous)
            except (MemoryError, RecursionError):  # they say nothing about the step
                raise
            except Exception as refusal:  # a step that SymPy cannot handle is not proved either
                raise DerivationError(f"{where} ({step.kind}; {step.reason}): {refusal}") from refusal
            previous = step.result
        if previous == self.start and not replaced:
            raise DerivationError(
                f"{self.name} starts from its conclusion, {previous}: start from the definition"
            )

    def _require_premises(self, step: Step) -> None:
        for premise in step.premises:
            if type(premise) is not Derivation:
                raise StepRefused(f"{premise!r} stands where a Derivation must, got {type(premise).__name__}")
            # By identity: a premise that calls itself equal to another one is not that one.
            if not any(premise is own for own in self.premises):
                raise StepRefused(
                    f"it uses {premise.name}, which is not a premise: build the derivation in a function that "
                    "`derived` decorates, or name it in premises=(...)"
                )

    def definitions(self) -> Mapping[sp.Symbol, sp.Expr]:
        """Return the letters, of this chain and of its premises, that stand for an expression in this chain."""
        letters = dict(self.letters)
        for premise in self.premises:
            letters |= premise.definitions()
        shown = (self.start, *(step.result for step in self.steps))
        return {
            letter: meaning for letter, meaning in letters.items() if any(part.has(meaning) for part in shown)
        }

    def abbreviated(self, expression: sp.Expr) -> sp.Expr:
        """Return an expression of the chain for printing, with each letter in place of what it stands for."""
        return sp.sympify(expression).xreplace(
            {meaning: letter for letter, meaning in self.definitions().items()}
        )

    def latex(self) -> str:
        """Return the chain as LaTeX, with one aligned line for each step."""
        lines = [rf"{sp.latex(self.lhs)} &= {sp.latex(self.abbreviated(self.start))}"]
        for step in self.steps:
            given = ",\\ ".join(
                f"{sp.latex(symbol)} = {sp.latex(part.value)}" for symbol, part in step.hypotheses.items()
            )
            reason = rf"\text{{{step.reason}}}" + (rf":\ {given}" if given else "")
            lines.append(rf"&{step.relation} {sp.latex(self.abbreviated(step.result))} && {reason}")
        for letter, meaning in self.definitions().items():
            lines.append(rf"{sp.latex(letter)} &= {sp.latex(meaning)} && \text{{by definition}}")
        return "\\begin{aligned}\n" + " \\\\\n".join(lines) + "\n\\end{aligned}"

    def _repr_latex_(self) -> str:
        return f"$$\n{self.latex()}\n$$"

    @cached_property
    def arguments(self) -> tuple[sp.Symbol, ...]:
        """The free symbols of the result, in alphabetical order."""
        return tuple(sorted(self.rhs.free_symbols, key=str))

    @cached_property
    def argument_names(self) -> tuple[str, ...]:
        """The names of the arguments in a call, one for each of `arguments`; `lambda_` stands for lambda."""
        return tuple(map(spelled_name, self.arguments))

    def __call__(self, **values: npt.ArrayLike) -> npt.NDArray[np.float64]:
        """Evaluate the result in float64.

        Parameters
        ----------
        **values : array-like
            One for each symbol of the result, by its name in `argument_names`, or by the name that it prints; they
            broadcast.

        Returns
        -------
        ndarray
            Of the common shape of the values, to a relative error of 1e-10 at any size; inf beyond float64.

        Raises
        ------
        TypeError
            If a symbol has no value, or a name is not a symbol of the result.
        ValueError
            If a value is outside the domain of its symbol.
        """
        printed = dict(zip(map(str, self.arguments), self.argument_names, strict=True))
        given = {printed.get(name, name): value for name, value in values.items()}
        if set(given) != set(self.argument_names) or len(given) != len(values):
            raise TypeError(
                f"{self.name} takes {', '.join(self.argument_names) or 'no arguments'}; "
                f"got {', '.join(values) or 'none'}"
            )
        return self._function(*(given[name] for name in self.argument_names))

    @cached_property
    def _function(self) -> Callable[..., npt.NDArray[np.float64]]:
        return numpy_function(self.rhs, *self.arguments)


# The start, steps and premises with which each derivation was proved: not within it, where anybody could say so.
_PROVED: WeakKeyDictionary[Derivation, tuple[Any, ...]] = WeakKeyDictionary()


def _is_same(first: tuple[Any, ...], second: tuple[Any, ...]) -> bool:
    return len(first) == len(second) and all(one is other for one, other in zip(first, second, strict=True))


def _require_new(step: Step, replaced: set[sp.Expr]) -> None:
    """Refuse a symbol that comes back after a hypothesis replaced it: it would mean two things in one chain."""
    for symbol, part in step.hypotheses.items():
        if not is_hypothesis(part):
            raise StepRefused(f"{part!r} is not a hypothesis of theory")
        replaced.add(symbol)
        if isinstance(symbol, E) and isinstance(part, Setting):
            # The scale of a random variable is one choice.
            (scale,) = (sp.Symbol(f"scale of {variable}") for variable in symbol.free_symbols)
            if scale in replaced:
                raise StepRefused(f"{symbol} = 1 chooses a scale a second time: derive this moment")
            replaced.add(scale)
    for symbol in replaced:
        if symbol in step.result.free_symbols or (isinstance(symbol, E) and step.result.has(symbol)):
            raise StepRefused(f"{symbol} was replaced, and stands in {step.result} again: use another symbol")
