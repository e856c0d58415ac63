"""Activations as symbolic expressions, with their Gaussian moments where a closed form exists."""

from __future__ import annotations

import difflib
import math
import reprlib
from dataclasses import dataclass
from functools import cache, cached_property
from numbers import Rational, Real

import sympy as sp

from theory import pieces
from theory.catalogue import ALIASES, CATALOGUE
from theory.closed_forms import NoClosedForm, gaussian_moment
from theory.notation import x
from theory.parsing import parse

__all__ = ["Activation", "NoClosedForm", "get", "names", "resolve"]


@dataclass(frozen=True)
class Activation:
    """An elementwise activation g.

    Parameters
    ----------
    name : str
    expr : sympy.Expr
        g as an expression in the symbol x.
    kinks : tuple of sympy.Expr
        Where g is not smooth, in increasing order.
    """

    name: str
    expr: sp.Expr
    kinks: tuple[sp.Expr, ...] = ()

    @classmethod
    def from_expr(
        cls, expr: sp.Expr, name: str = "g", kinks: tuple[sp.Expr, ...] | None = None
    ) -> Activation:
        """Make an activation of an expression in one symbol.

        Kinks are read off `Max`, `Min`, `Abs`, `sign`, `Heaviside` and `Piecewise`.

        Raises
        ------
        ValueError
            If the expression is not a function of exactly one symbol, or its kinks cannot be found.
        """
        free = sorted(expr.free_symbols, key=str)
        if len(free) != 1:
            raise ValueError(
                f"{expr} has {len(free)} free symbols ({', '.join(map(str, free)) or 'none'}): "
                "an activation is a function of one"
            )
        expression = expr.subs(free[0], x)
        return cls(name, expression, pieces.kinks(expression) if kinks is None else tuple(sorted(kinks)))

    @cached_property
    def pieces(self) -> tuple[pieces.Piece, ...]:
        """The smooth pieces of g, from left to right."""
        return pieces.split(self.expr, self.kinks)

    @cached_property
    def jumps(self) -> tuple[tuple[sp.Expr, sp.Expr], ...]:
        """Where g is discontinuous: (point, g(point+) - g(point-))."""
        sizes = ((kink, self.side(kink, 1) - self.side(kink, -1)) for kink in self.kinks)
        return tuple((kink, size) for kink, size in sizes if sp.simplify(size) != 0)

    @cached_property
    def parity(self) -> int:
        """1 if g is even, -1 if it is odd; 0 if it is neither, or its expression does not show it."""
        return pieces.parity(self.pieces)

    def side(self, point: sp.Expr, side: int, derivative: int = 0) -> sp.Expr:
        """Return a one-sided derivative of g at a point."""
        inside = [part for part in self.pieces if part.low <= point <= part.high]
        return inside[-1 if side > 0 else 0].expr.diff(x, derivative).subs(x, point)

    def at_zero(self, derivative: int = 0) -> sp.Expr:
        """Return the value at 0 of the given derivative.

        Raises
        ------
        ValueError
            If the derivative, or one of lower order, jumps at 0.
        """
        for order in range(derivative + 1):
            left, value = self.side(sp.S.Zero, -1, order), self.side(sp.S.Zero, 1, order)
            if sp.simplify(left - value) != 0:
                problem = "differentiable" if order else "continuous"
                raise ValueError(
                    f"{self.name} is not {problem} at 0: equations (8) to (12) need g'(0); "
                    "for ReLU use the exact moments, equations (20) to (25)"
                )
        if not value.is_finite:
            raise ValueError(f"derivative {derivative} of {self.name} at 0 is {value}, not a finite number")
        return sp.simplify(value)

    def moment(self, k: int, derivative: int = 0) -> sp.Expr:
        """Return E[g(uZ)^k], Z standard normal, as an expression in u; of a derivative of g on request.

        Where g jumps, g' holds a delta, whose square has no finite mean: E g'^2 is then oo, the limit, as
        corr(y1, y2) tends to 1, of E[g'(y1) g'(y2)], which by Price's theorem is the slope of the correlation
        map.  (Automatic differentiation leaves the delta out: its gradients are not those of the mean map.)

        Raises
        ------
        NoClosedForm
            If none is known here.
        """
        return _moment(self, k, derivative)


@cache
def _moment(activation: Activation, k: int, derivative: int) -> sp.Expr:
    if derivative and activation.jumps:
        if k % 2 == 0 and derivative == 1:
            return sp.oo
        raise NoClosedForm(f"{activation.name} jumps: moment {k} of derivative {derivative} is not defined")
    if derivative > 1 and activation.kinks:
        raise NoClosedForm(f"derivative {derivative} of {activation.name} holds deltas at its kinks")
    parts = tuple(
        pieces.Piece(part.expr.diff(x, derivative), part.low, part.high) for part in activation.pieces
    )
    try:
        return gaussian_moment(parts, k)
    except NoClosedForm as error:
        raise NoClosedForm(f"no closed form is known for moment {k} of {activation.name}: {error}") from None


def names() -> tuple[str, ...]:
    """Return the names that `get` knows."""
    return tuple(CATALOGUE)


def get(name: str, **parameters: object) -> Activation:
    """Return the activation of this name.

    Parameters
    ----------
    name : str
        One of `names()`, or an alias of one; capitals and underscores do not count, so that PyTorch's
        ``LeakyReLU`` is one too.
    **parameters
        Under PyTorch's names, such as ``negative_slope``; PyTorch's defaults otherwise.

    Raises
    ------
    ValueError
        On an unknown name or parameter, suggesting one that is near.
    TypeError
        If the name is no text.
    """
    if not isinstance(name, str):
        raise TypeError(f"expected an Activation or a name, got {type(name).__name__}")
    found = _KNOWN.get(_folded(name))
    if found is None:
        raise ValueError(f"unknown activation {reprlib.repr(name)}{_nearest(name, (*CATALOGUE, *ALIASES))}")
    return _get(found, tuple(sorted((key, _exact(key, value)) for key, value in parameters.items())))


def resolve(activation: str | Activation) -> Activation:
    """Return an activation given by name or as an object.

    Raises
    ------
    TypeError
        If it is neither.
    """
    return activation if isinstance(activation, Activation) else get(activation)


@cache
def _get(name: str, parameters: tuple[tuple[str, sp.Expr], ...]) -> Activation:
    entry, given = CATALOGUE[name], dict(parameters)
    for key in given:
        if key not in entry.defaults:
            raise ValueError(
                f"{name} has no parameter {reprlib.repr(key)}{_nearest(key, tuple(entry.defaults))}"
            )
    values = {key: sp.Rational(value) for key, value in entry.defaults.items()} | given
    for key, choice in entry.choices.items():
        if values[key] not in choice:
            raise ValueError(
                f"{name}: {key} = {values[key]}: a whole number from {choice[0]} to {choice[-1]}"
            )
    label = f"{name}({', '.join(f'{key}={value}' for key, value in parameters)})" if given else name
    return Activation.from_expr(parse(entry.text, values), label)


def _folded(name: str) -> str:
    return name.strip().casefold().replace("_", "")


_KNOWN = {_folded(name): ALIASES.get(name, name) for name in (*CATALOGUE, *ALIASES)}


def _nearest(name: str, known: tuple[str, ...]) -> str:
    if not known:
        return ": it takes none"
    near = difflib.get_close_matches(name[:80].casefold(), known, n=1, cutoff=0.5)
    suggestion = f"did you mean {near[0]!r}? " if near else ""
    return f": {suggestion}Known: {', '.join(known)}"


def _exact(name: str, value: object) -> sp.Expr:
    """Return a parameter as an exact number: a float is read as the decimal that it prints."""
    if isinstance(value, sp.Expr) and value.is_real and value.is_finite:
        return value
    if isinstance(value, Rational):
        return sp.Rational(value.numerator, value.denominator)
    if isinstance(value, Real) and math.isfinite(value):
        return sp.Rational(str(float(value)))
    raise ValueError(f"{name} = {value!r}: a parameter must be a finite real number")
