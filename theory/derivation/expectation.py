"""Expectations of polynomials in random weights and inputs, computed twice.

`Law.mean` replaces each monomial by its moment, which holds for every law with these moments.
`Law.enumerate` sums over all outcomes of one finite law that has them, in exact rational arithmetic.
The two share only the definition, so each confirms the other.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Protocol

import sympy as sp

from theory.derivation.hypotheses import require_admissible
from theory.derivation.stated_moments import require_moments
from theory.derivation.step import StepRefused
from theory.notation import E, W, X, mu, s, v

__all__ = ["Exchangeable", "Family", "Independent", "Law", "forward_law"]


Powers = Mapping[sp.Indexed, int]
Outcome = tuple[Fraction, dict[sp.Indexed, Fraction]]


class Family(Protocol):
    """Random components `base[...]`, jointly independent of every other family."""

    @property
    def base(self) -> sp.IndexedBase:
        """The name under which the components stand in expressions."""

    def moment(self, powers: Powers) -> sp.Expr:
        """Return the expectation of the product of components raised to `powers`."""

    def outcomes(self, components: tuple[sp.Indexed, ...]) -> Iterator[Outcome]:
        """Yield (probability, values) over all outcomes of a finite law with the same moments."""

    def parameters(self) -> dict[sp.Symbol, Fraction]:
        """Return the values of the symbols in `moment` under that finite law."""


@dataclass(frozen=True)
class Independent:
    """Independent components with given raw moments.

    Parameters
    ----------
    base : sympy.IndexedBase
    moments : tuple of sympy.Expr
        E w, E w^2, ...; a monomial that needs a higher moment is an error.  They are letters, each its own moment, or
        those of a law at every value of their letters.
    atoms : tuple of (probability, value)
        A finite law with these moments.
    values : dict
        The symbols of `moments` under that law.

    Raises
    ------
    ValueError
        If the finite law is none, or has other moments, or no law has these moments at some value of their letters.
    """

    base: sp.IndexedBase
    moments: tuple[sp.Expr, ...]
    atoms: tuple[tuple[Fraction, Fraction], ...]
    values: tuple[tuple[sp.Symbol, Fraction], ...]

    def __post_init__(self) -> None:
        for probability, _ in self.atoms:
            if not isinstance(probability, Fraction | int) or probability < 0:
                raise ValueError(
                    f"atoms: {probability} is no probability of {self.base}: give fractions that are 0 or more"
                )
        if sum(probability for probability, _ in self.atoms) != 1:
            raise ValueError(f"atoms: the probabilities of {self.base} must add up to 1")
        for power, stated in enumerate(self.moments, start=1):
            moment = sum(probability * value**power for probability, value in self.atoms)
            if stated.subs(self.values) != sp.Rational(moment.numerator, moment.denominator):
                raise ValueError(
                    f"atoms: moment {power} of {self.base} is {moment}, not {stated} at {dict(self.values)}"
                )
        for symbol, number in self.values:
            try:
                require_admissible(symbol, sp.Rational(number.numerator, number.denominator))
            except StepRefused as refusal:
                raise ValueError(f"values: {refusal}") from None
        require_moments(self.moments, self.base)

    def moment(self, powers: Powers) -> sp.Expr:
        if max(powers.values()) > len(self.moments):
            raise ValueError(
                f"{self.base} has {len(self.moments)} stated moments: state moment {max(powers.values())}"
            )
        return sp.Mul(*(self.moments[power - 1] for power in powers.values()))

    def outcomes(self, components: tuple[sp.Indexed, ...]) -> Iterator[Outcome]:
        for chosen in itertools.product(self.atoms, repeat=len(components)):
            probability = Fraction(1)
            for weight, _ in chosen:
                probability *= weight
            yield probability, {part: value for part, (_, value) in zip(components, chosen, strict=True)}

    def parameters(self) -> dict[sp.Symbol, Fraction]:
        return dict(self.values)


@dataclass(frozen=True)
class Exchangeable:
    """Components with mean mu, variance s^2, and any covariances: E x_j x_l is the free symbol c_{jl}."""

    base: sp.IndexedBase

    # The finite law: x_j = 1/2 + (4/3) sign_j + sign_0, with independent fair signs; its s is rational.
    _mean = Fraction(1, 2)
    _own = Fraction(4, 3)
    _shared = Fraction(1)
    _deviation = Fraction(5, 3)

    @staticmethod
    def product_moment(first: sp.Expr, second: sp.Expr) -> sp.Symbol:
        """Return the symbol of E x_j x_l, j != l."""
        low, high = sorted((first, second), key=str)
        return sp.Symbol(f"c_{low},{high}", real=True)

    def moment(self, powers: Powers) -> sp.Expr:
        match [(part.indices[-1], power) for part, power in powers.items()]:
            case [(_, 1)]:
                return mu
            case [(_, 2)]:
                return s**2 + mu**2
            case [(first, 1), (second, 1)]:
                return self.product_moment(first, second)
        raise ValueError(
            f"only first and second moments of {self.base} are given, not those of {dict(powers)}"
        )

    def outcomes(self, components: tuple[sp.Indexed, ...]) -> Iterator[Outcome]:
        signs = (Fraction(-1), Fraction(1))
        for shared, *own in itertools.product(signs, repeat=len(components) + 1):
            values = {
                part: self._mean + self._own * sign + self._shared * shared
                for part, sign in zip(components, own, strict=True)
            }
            yield Fraction(1, 2 ** (len(components) + 1)), values

    def parameters(self) -> dict[sp.Symbol, Fraction]:
        return {mu: self._mean, s: self._deviation}


@dataclass(frozen=True)
class Law:
    """Families that are independent of one another (Kumar's proposition 1)."""

    families: tuple[Family, ...]

    def __post_init__(self) -> None:
        # A family of one's own could have whatever moments it likes.
        for family in self.families:
            if type(family) not in (Independent, Exchangeable):
                raise TypeError(
                    f"families: expected Independent or Exchangeable, got {type(family).__name__}"
                )
        if sum(type(family) is Exchangeable for family in self.families) > 1:
            raise ValueError(
                "families: expected one Exchangeable, since all have the moments mu, s and c, got more"
            )

    def mean(self, expression: sp.Expr) -> sp.Expr:
        """Replace every `E(...)` by its value, monomial by monomial."""
        return expression.replace(lambda part: isinstance(part, E), lambda part: self._mean(part.args[0]))

    def _mean(self, argument: sp.Expr) -> sp.Expr:
        total = sp.S.Zero
        for term in sp.Add.make_args(sp.expand(argument)):
            known, random = term.as_independent(sp.Indexed, as_Add=False)
            powers = dict(random.as_powers_dict()) if random != 1 else {}
            for family in self.families:
                own = {part: powers.pop(part) for part in list(powers) if _belongs(part, family)}
                if not all(power.is_Integer and power > 0 for power in own.values()):
                    raise ValueError(
                        f"{term} is not a polynomial in {family.base}: only its moments are given"
                    )
                known *= family.moment({part: int(power) for part, power in own.items()}) if own else 1
            if powers:
                raise ValueError(
                    f"the law gives no moments of {', '.join(map(str, powers))} in {term}: add a family for them"
                )
            total += known
        return total

    def enumerate(self, expression: sp.Expr) -> sp.Expr:
        """Replace every `E(...)` by the exact sum over the finite laws' outcomes."""
        return expression.replace(
            lambda part: isinstance(part, E), lambda part: self._enumerate(part.args[0])
        )

    def _enumerate(self, argument: sp.Expr) -> sp.Expr:
        parts = tuple(sorted(argument.atoms(sp.Indexed), key=str))
        top, bottom = sp.fraction(sp.together(argument))  # Python would divide integers to floats
        function = sp.lambdify(parts, top, modules=[], dummify=True)
        groups = [tuple(part for part in parts if part.base == family.base) for family in self.families]
        total = sp.S.Zero
        outcomes = (family.outcomes(group) for family, group in zip(self.families, groups, strict=True))
        for joint in itertools.product(*map(list, outcomes)):
            probability, values = Fraction(1), dict[sp.Indexed, Fraction]()
            for weight, assigned in joint:
                probability *= weight
                values |= assigned
            outcome = probability * function(*(values[part] for part in parts))
            total += sp.Rational(outcome.numerator, outcome.denominator)
        return total / bottom

    def parameters(self) -> dict[sp.Symbol, sp.Rational]:
        """Return the values of the symbols in the moments, under the finite laws."""
        return {
            symbol: sp.Rational(value.numerator, value.denominator)
            for family in self.families
            for symbol, value in family.parameters().items()
        }


def _belongs(part: sp.Expr, family: Family) -> bool:
    return isinstance(part, sp.Indexed) and part.base == family.base


def forward_law() -> Law:
    """Return the law of one layer's forward pass: Gaussian weights W_ij, inputs with any covariances.

    The finite law of the weights has the first five moments of the Gaussian with v = 3/2; v = 1 would hide the
    exponent of v.
    """
    atoms = tuple((Fraction(*weight), Fraction(3 * value, 2)) for weight, value in (
        ((1, 2), 0), ((1, 6), 1), ((1, 6), -1), ((1, 12), 2), ((1, 12), -2),
    ))  # fmt: skip
    weights = Independent(W, (sp.S.Zero, v**2, sp.S.Zero, 3 * v**4), atoms, ((v, Fraction(3, 2)),))
    return Law((weights, Exchangeable(X)))
