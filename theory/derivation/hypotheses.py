"""What a step may suppose: a setting, the result of a premise, or an assumption that is declared in words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from random import Random
from typing import Any

import sympy as sp

from theory.derivation.evaluation import evaluate
from theory.derivation.step import StepRefused
from theory.notation import DOMAINS, E, random_point

__all__ = ["Assumed", "Hypothesis", "Result", "as_hypothesis"]

_POINTS = 8


@dataclass(frozen=True)
class Hypothesis:
    """A value that a step gives to a symbol."""

    value: sp.Expr

    def require(self, symbol: sp.Symbol) -> None:
        """Raise StepRefused unless the symbol may have this value."""
        _require_admissible(symbol, self.value)


@dataclass(frozen=True)
class Setting(Hypothesis):
    """A parameter of the papers at a number, or at an expression in sizes such as 1/sqrt(N)."""

    def require(self, symbol: sp.Symbol) -> None:
        if isinstance(symbol, E) and self.value == 1:
            return  # a scale: one moment of a random variable of its own may be 1
        if symbol not in DOMAINS:
            raise StepRefused(
                f"{symbol} = {self.value} is not a setting, since {symbol} is not a parameter of theory.notation: give "
                "the derivation that has this result, or Assumed(value, words)"
            )
        if not all(size.is_integer for size in self.value.free_symbols):
            raise StepRefused(
                f"{symbol} = {self.value} is not a setting: give a number, an expression in sizes such as N, the "
                "derivation that has this result, or Assumed(value, words)"
            )
        super().require(symbol)


@dataclass(frozen=True)
class Assumed(Hypothesis):
    """An assumption: a claim that rests on it declares it, and it is printed with the verdict.

    Parameters
    ----------
    value : sympy.Expr
    words : str
        What is assumed.
    """

    words: str


@dataclass(frozen=True)
class Result(Hypothesis):
    """The result of a derivation, at values of its symbols; the derivation is a premise.

    Parameters
    ----------
    value : sympy.Expr
    derivation : Derivation
    """

    derivation: Any = field(repr=False)


def as_hypothesis(stated: Any) -> Hypothesis:
    """Read what stands in `given`: a derivation stands for its result, a number or an expression for a setting."""
    if isinstance(stated, Hypothesis):
        return stated
    if hasattr(stated, "steps"):
        return Result(stated.rhs, stated)
    return Setting(sp.sympify(stated))


def resolved(given: Mapping[sp.Expr, Any]) -> Mapping[sp.Symbol, Hypothesis]:
    """Return the hypotheses by symbol.

    A key may be a power of a positive symbol: u**2 is given the result that derives it.
    """
    found: dict[sp.Symbol, Hypothesis] = {}
    for key, stated in given.items():
        hypothesis = as_hypothesis(stated)
        symbol, power = key.as_base_exp()
        if (
            not isinstance(symbol, sp.Symbol | E)
            or not power.is_Rational
            or (power != 1 and not symbol.is_positive)
        ):
            raise StepRefused(
                f"{key} is not a symbol, nor a power of a positive one: give what the step replaces"
            )
        if symbol in hypothesis.value.free_symbols | hypothesis.value.atoms(E):
            raise StepRefused(
                f"{key} = {hypothesis.value} holds {symbol} on both sides: give it by other symbols"
            )
        if power != 1:
            hypothesis = _with_value(hypothesis, hypothesis.value ** (1 / power))
        found[symbol] = hypothesis
    return found


def _with_value(hypothesis: Hypothesis, value: sp.Expr) -> Hypothesis:
    match hypothesis:
        case Result():
            return Result(value, hypothesis.derivation)
        case Assumed():
            return Assumed(value, hypothesis.words)
    return Setting(value)


def _require_admissible(symbol: sp.Symbol, value: sp.Expr) -> None:
    """Raise StepRefused where the value breaks what is assumed of the symbol, at a random point or for sure."""
    for name in ("positive", "negative", "nonnegative", "nonpositive", "integer", "real", "zero"):
        if getattr(symbol, f"is_{name}") and getattr(value, f"is_{name}") is False:
            raise StepRefused(f"{symbol} is {name}, but {value} is not: give a value that {symbol} may have")
    if value.atoms(sp.Integral, sp.Sum, sp.Product, sp.Function):
        return  # what a derivation of its own has proved; its numbers are checked there
    rng = Random(20170504)
    for _ in range(_POINTS if value.free_symbols else 1):
        point = random_point(value.free_symbols, rng)
        number = evaluate(value, point)
        domain = DOMAINS.get(symbol)
        try:
            if domain is not None:
                domain.require(symbol, float(number))
        except ValueError as error:
            raise StepRefused(f"at {point}, {error}") from None
        if (symbol.is_positive and number <= 0) or (symbol.is_nonnegative and number < 0):
            raise StepRefused(f"at {point}, {value} is {number}, which {symbol} cannot be")
