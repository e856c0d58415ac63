"""What a step may suppose: a setting, the result of a premise, or an assumption that is declared in words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cache
from random import Random
from typing import Any

import sympy as sp

from theory.arguments import check_fields
from theory.derivation.evaluation import evaluate
from theory.derivation.step import StepRefused
from theory.notation import DOMAINS, E, random_point

__all__ = ["Assumed", "Hypothesis", "Result", "Setting", "is_hypothesis", "require_admissible", "resolved"]

_POINTS = 8
_MEND = "the derivation that has this result, or Assumed(value, words)"
_STATED_EXACTLY = {"=", "∋"}  # a bound, a limit or an expansion is not what the quantity is
_ASSUMPTIONS = ("positive", "negative", "nonnegative", "nonpositive", "integer", "real", "zero", "nonzero")


@dataclass(frozen=True)
class Setting:
    """A parameter of the papers at a number, or at an expression in sizes such as 1/sqrt(N)."""

    value: sp.Expr

    def require(self, symbol: sp.Expr) -> None:
        """Raise StepRefused unless the symbol is a parameter, and may have this value."""
        if isinstance(symbol, E) and _is_scale(symbol) and self.value == 1:
            return
        if symbol not in DOMAINS:
            raise StepRefused(
                f"{symbol} = {self.value} is not a setting, since {symbol} is not a parameter of theory.notation: give "
                f"{_MEND}"
            )
        sizes = self.value.free_symbols
        number = self.value.xreplace(dict.fromkeys(sizes, sp.S(2)))
        if not all(size.is_integer for size in sizes) or not number.is_number:
            raise StepRefused(
                f"{symbol} = {self.value} is not a setting: give a number, an expression in sizes such as N, {_MEND}"
            )
        if self.value.has(E, sp.Integral, sp.Sum, sp.Product):
            raise StepRefused(f"{symbol} = {self.value} is not a setting: give a closed form, {_MEND}")
        require_admissible(symbol, self.value)

    def root(self, power: sp.Rational) -> Setting:
        """Return the setting of a symbol whose power was set."""
        return Setting(self.value ** (1 / power))


@dataclass(frozen=True)
class Assumed:
    """An assumption: a claim that rests on it declares it, and it is printed with the verdict.

    Parameters
    ----------
    value : sympy.Expr
    words : str
        What is assumed.
    """

    value: sp.Expr
    words: str

    def __post_init__(self) -> None:
        if not isinstance(self.words, str) or not self.words.strip():
            raise ValueError(f"words = {self.words!r}: say in words what is assumed, since it is printed")
        check_fields(self)  # before SymPy sees the value, since it would run a text
        object.__setattr__(self, "value", sp.sympify(self.value))

    def require(self, symbol: sp.Expr) -> None:
        """Raise StepRefused unless the symbol may have this value."""
        require_admissible(symbol, self.value)

    def root(self, power: sp.Rational) -> Assumed:
        """Return the assumption on a symbol whose power is assumed."""
        return Assumed(self.value ** (1 / power), self.words)


@dataclass(frozen=True)
class Result:
    """The result of a derivation, which is a premise, at values of its symbols.

    Parameters
    ----------
    derivation : Derivation
    at : tuple of (symbol, value)
    before_limit : bool
        Whether what is exact at every size is meant, and not the limit.
    power : sympy.Rational
        The power of the symbol that has the result.
    """

    derivation: Any
    at: tuple[tuple[sp.Symbol, sp.Expr], ...] = ()
    before_limit: bool = False
    power: sp.Rational = sp.S.One

    @property
    def value(self) -> sp.Expr:
        """The value that the symbol gets.  It is computed, so that nobody can state another one."""
        stated = self.derivation.exact if self.before_limit else self.derivation.rhs
        return _at(stated, tuple(self.at), self.power)

    def require(self, symbol: sp.Expr) -> None:
        """Raise StepRefused unless the result is exact, and the symbol may have its value."""
        signs = {step.sign for step in self.derivation.steps} - _STATED_EXACTLY
        if signs and not self.before_limit:
            raise StepRefused(
                f"{self.derivation.name} ends in {' and '.join(sorted(signs))}, so {symbol} is not equal to its "
                "result: use its `before_limit()`, or take the same step here"
            )
        for parameter, value in self.at:
            require_admissible(parameter, value)
        require_admissible(symbol, self.value)

    def root(self, power: sp.Rational) -> Result:
        """Return the result for a symbol whose power has it."""
        return replace(self, power=self.power * power)


# Not within the result, where another value could be put in its place.
@cache
def _at(stated: sp.Expr, values: tuple[tuple[sp.Symbol, sp.Expr], ...], power: sp.Rational) -> sp.Expr:
    return stated.subs(dict(values), simultaneous=True) ** (1 / power)


Hypothesis = Setting | Assumed | Result


def is_hypothesis(part: Any) -> bool:
    """Tell whether this is one of the three kinds; a subclass of one's own is not."""
    return type(part) in (Setting, Assumed, Result)


def _as_hypothesis(stated: Any) -> Hypothesis:
    """Read what stands in `given`: a derivation stands for its result, a number or an expression for a setting."""
    if is_hypothesis(stated):
        found: Hypothesis = stated
        if isinstance(found, Result) and found.power != 1:
            raise StepRefused(
                f"power = {found.power}: a result is what the symbol is; for a power of it, give the power as the key"
            )
        return found
    if hasattr(stated, "steps"):
        return Result(stated)
    try:
        return Setting(sp.sympify(stated, strict=True))
    except sp.SympifyError:
        raise StepRefused(f"{stated!r} is not a hypothesis: give a number, {_MEND}") from None


def resolved(given: Mapping[sp.Expr, Any]) -> Mapping[sp.Expr, Hypothesis]:
    """Return the hypotheses by symbol.

    A key may be a power of a positive symbol: u**2 is given the result that derives it.
    """
    found: dict[sp.Expr, Hypothesis] = {}
    for key, stated in given.items():
        symbol, power = key.as_base_exp()
        is_power = power.is_Rational and power != 0 and (power == 1 or symbol.is_positive)
        if not isinstance(symbol, sp.Symbol | E) or not is_power:
            raise StepRefused(
                f"{key} is not a symbol, nor a power of a positive one: give what the step replaces"
            )
        if symbol in found:
            raise StepRefused(f"{symbol} has two hypotheses: give one")
        hypothesis = _as_hypothesis(stated)
        found[symbol] = hypothesis if power == 1 else hypothesis.root(power)
    for key, hypothesis in found.items():
        # A variable that the value binds is no parameter of it.
        within = hypothesis.value.free_symbols | hypothesis.value.atoms(E)
        for symbol in found:
            if symbol in within:
                raise StepRefused(
                    f"{key} = {hypothesis.value} holds {symbol}, which the step replaces: give it by other symbols"
                )
    return found


def _is_scale(mean: E) -> bool:
    """Tell whether a mean is a moment of a random variable that is no parameter: its scale may be chosen."""
    variable, power = mean.args[0].as_base_exp()
    positive = variable.is_positive or (variable.is_real and power.is_even)
    return bool(
        isinstance(variable, sp.Symbol) and variable not in DOMAINS and power.is_positive and positive
    )


def require_admissible(symbol: sp.Expr, value: sp.Expr) -> None:
    """Raise StepRefused where the value breaks what is assumed of the symbol, for sure or at a random point."""
    names = (*_ASSUMPTIONS, *sorted(symbol.assumptions0))
    facts = [tuple(getattr(part, f"is_{name}", None) for part in (symbol, value)) for name in names]
    for is_not, contrary in (("", (True, False)), ("not ", (False, True))):
        if contrary in facts:
            found = "" if is_not else " not"
            raise StepRefused(
                f"{symbol} is {is_not}{names[facts.index(contrary)]}, but {value} is{found}: give a value that "
                f"{symbol} may have"
            )
    if value.has(E, sp.Integral, sp.Sum, sp.Product, sp.core.function.AppliedUndef, sp.Indexed):
        return  # its numbers are those of a derivation or an assumption, never of a setting
    rng = Random(20170504)
    for _ in range(_POINTS if value.free_symbols else 1):
        point = random_point(value.free_symbols, rng)
        try:
            number = evaluate(value, point, 15)
            if symbol in DOMAINS:
                DOMAINS[symbol].require(symbol, float(number))
        except ValueError as error:
            raise StepRefused(f"at {point}, {error}") from None
        if (symbol.is_positive and number <= 0) or (symbol.is_nonnegative and number < 0):
            raise StepRefused(f"at {point}, {value} is {number}, which {symbol} cannot be")
