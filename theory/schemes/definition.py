"""What an initialisation scheme is: a law, whose parameters are exact functions of the fans."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

import mpmath
import sympy as sp

from theory.arguments import check_fields, shown
from theory.schemes.fan_counts import FAN_IN, FAN_OUT, MATRIX_SIDE, Fans
from theory.schemes.laws import Constant, Law, Normal, Orthogonal, Uniform
from theory.schemes.truncated_normal import TruncatedNormal

__all__ = ["Scheme", "truncated_deviation"]


def truncated_deviation(low: sp.Expr, high: sp.Expr) -> sp.Expr:
    """Return the standard deviation of N(0, 1) cut at `low` and `high`, exactly."""
    root = sp.sqrt(2)
    if low == -high:
        return sp.sqrt(1 - root * high * sp.exp(-(high**2) / 2) / (sp.sqrt(sp.pi) * sp.erf(high / root)))
    mass = (sp.erf(high / root) - sp.erf(low / root)) / 2
    at_low, at_high = (sp.exp(-(cut**2) / 2) / sp.sqrt(2 * sp.pi) for cut in (low, high))
    return sp.sqrt(1 + (low * at_low - high * at_high) / mass - ((at_low - at_high) / mass) ** 2)


@dataclass(frozen=True)
class _Family:
    """The parameters of a family of laws, its exact deviation and bound, and the law in numbers."""

    parameters: tuple[str, ...]
    deviation: Callable[..., sp.Expr]
    bound: Callable[..., sp.Expr]
    build: Callable[..., Law]


def _orthogonal(gain: float, side: float) -> Law:
    return Orthogonal(gain, round(side))


_FAMILIES = {
    "normal": _Family(("deviation",), lambda deviation: deviation, lambda deviation: sp.oo, Normal),
    "uniform": _Family(
        ("low", "high"),
        lambda low, high: (high - low) / sp.sqrt(12),
        lambda low, high: sp.Max(sp.Abs(low), sp.Abs(high)),
        Uniform,
    ),
    "truncated normal": _Family(
        ("before", "low", "high"),
        lambda before, low, high: before * truncated_deviation(low / before, high / before),
        lambda before, low, high: sp.Max(sp.Abs(low), sp.Abs(high)),
        TruncatedNormal,
    ),
    "orthogonal": _Family(
        ("gain", "length"), lambda gain, side: gain / sp.sqrt(side), lambda gain, side: gain, _orthogonal
    ),
    "constant": _Family(("value",), lambda value: sp.S.Zero, sp.Abs, Constant),
}


_SIZES = (FAN_IN, FAN_OUT, MATRIX_SIDE)
_DIGITS = 30  # more than a float has, so that each parameter is the float nearest to its exact value


@dataclass(frozen=True)
class Scheme:
    """An initialisation scheme.

    Parameters
    ----------
    name : str
        The text that `theory.scheme` reads, such as "he_normal" or "normal(0.02/sqrt(24))".
    law : str
        "normal", "uniform", "truncated normal", "orthogonal" or "constant".
    parameters : tuple of sympy.Expr
        Of the law, in the symbols `FAN_IN`, `FAN_OUT` and `MATRIX_SIDE` of `theory.schemes.fan_counts`: the deviation;
        low and high; the deviation before the cut, low and high; the gain and the length of an orthonormal vector; the
        value.
    source : str
        Where the scheme comes from.

    Raises
    ------
    ValueError
        If there is no such law, or it has other parameters; or if it does not depend on the fans and does not exist.
    """

    name: str
    law: str
    parameters: tuple[sp.Expr, ...]
    source: str = field(default="", compare=False)

    def __post_init__(self) -> None:
        check_fields(self)
        object.__setattr__(self, "parameters", tuple(map(sp.sympify, self.parameters)))
        if self.law not in _FAMILIES:
            raise ValueError(f"law = {shown(self.law)}: it must be one of {', '.join(_FAMILIES)}")
        takes = _FAMILIES[self.law].parameters
        if len(self.parameters) != len(takes):
            raise ValueError(
                f"parameters = {shown(self.parameters)}: a {self.law} law takes {', '.join(takes)}"
            )
        if strangers := set().union(*(part.free_symbols for part in self.parameters)) - set(_SIZES):
            raise ValueError(
                f"parameters have the symbol {min(map(str, strangers))}, which is not one of the fans"
            )
        if not self.needs_fans:
            self.at()

    @property
    def deviation(self) -> sp.Expr:
        """The standard deviation of a weight, exactly, in the symbols of the fans."""
        return _FAMILIES[self.law].deviation(*self.parameters)

    @property
    def bound(self) -> sp.Expr:
        """What no weight's size exceeds, exactly; infinite for a normal law."""
        return _FAMILIES[self.law].bound(*self.parameters)

    @property
    def needs_fans(self) -> bool:
        """Whether the law depends on the shape of the weight."""
        return any(part.free_symbols for part in self.parameters)

    def at(self, fans: Fans | None = None) -> Law:
        """Return the law of a weight in numbers.

        Parameters
        ----------
        fans : Fans, optional
            Of the weight; a scheme that does not depend on the shape needs none.  `fans.as_counted` gives the law that
            the framework would draw from where it counts other fans.

        Raises
        ------
        ValueError
            If fans are needed and missing, or the law does not exist, such as a deviation that is not positive.
        """
        if fans is None and self.needs_fans:
            raise ValueError(
                f"fans = None: {self.name} depends on the fans; give theory.fans(shape, kind, layout)"
            )
        if fans is not None and not isinstance(fans, Fans):
            raise TypeError(f"fans = {shown(fans)}: it must be what theory.fans(shape, kind, layout) returns")
        sizes = fans.values() if fans is not None and self.needs_fans else {}
        try:
            return _law(self, tuple(sizes.get(symbol, 1) for symbol in _SIZES))
        except ValueError as error:
            raise ValueError(f"{self.name}: {error}") from None

    def std(self, fans: Fans | None = None) -> float:
        """Return the standard deviation of a weight; parameters and errors as `at`."""
        return self.at(fans).std


@lru_cache(maxsize=4096)
def _law(scheme: Scheme, sizes: tuple[int, ...]) -> Law:
    family = _FAMILIES[scheme.law]
    numbers = []
    with mpmath.workdps(_DIGITS):
        for name, part in zip(family.parameters, scheme.parameters, strict=True):
            try:
                value = _compiled(part)(*map(mpmath.mpf, sizes))
            except ZeroDivisionError:
                value = mpmath.nan
            if not mpmath.isfinite(value) or mpmath.im(value):
                exactly = part.subs(dict(zip(_SIZES, sizes, strict=True)))
                raise ValueError(f"{name} = {exactly} is not a real number at {sizes[0]} in, {sizes[1]} out")
            numbers.append(float(mpmath.re(value)))
    return family.build(*numbers)


@lru_cache(maxsize=4096)
def _compiled(parameter: sp.Expr) -> Callable[..., Any]:
    """Return a parameter as a function of the sizes in mpmath: SymPy takes twenty times as long at each shape."""
    function: Callable[..., Any] = sp.lambdify(_SIZES, parameter.evalf(_DIGITS), "mpmath")
    return function
