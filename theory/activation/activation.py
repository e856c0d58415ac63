"""Activations as symbolic expressions, with their Gaussian moments where a closed form exists."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, cached_property
from numbers import Rational, Real

import sympy as sp

from theory.activation.closed_forms import NoClosedForm, gaussian_moment
from theory.activation.high_precision import square_integrable
from theory.activation.kinks import smooth_pieces
from theory.activation.pieces import ROUGH, Piece, one_sided, parity, split
from theory.activation.spot_checks import require_equal
from theory.notation import x

__all__ = ["Activation", "exact_number"]


# What both float64 and 40 digits can evaluate, and what their derivatives are made of.
_FUNCTIONS = {
    "Abs", "Heaviside", "Max", "Min", "Piecewise", "acosh", "asinh", "atan", "cos", "cosh", "erf", "erfc",
    "exp", "log", "sign", "sin", "sinh", "tan", "tanh",
}  # fmt: skip


@dataclass(frozen=True)
class Activation:
    """An elementwise activation g.

    Parameters
    ----------
    name : str
    expr : sympy.Expr
        g as an expression in the symbol x.
    pieces : tuple of Piece
        The smooth pieces of g, from left to right.
    """

    name: str
    expr: sp.Expr
    pieces: tuple[Piece, ...]

    @classmethod
    def from_expr(
        cls, expr: sp.Expr, name: str = "g", kinks: tuple[sp.Expr | float, ...] | None = None
    ) -> Activation:
        """Make an activation of an expression in one symbol.

        Parameters
        ----------
        expr : sympy.Expr
        name : str, optional
        kinks : tuple of numbers, optional
            Where g is not smooth.  Without them they are read off `Max`, `Min`, `Abs`, `sign`, `Heaviside`,
            `Piecewise` and the zeros of denominators, of roots and of logarithms.

        Raises
        ------
        TypeError
            If the expression is not one of SymPy's.
        ValueError
            If it is not a function of exactly one symbol, holds a function that has no numbers here, its
            kinks cannot be found, or those given are not all of them.
        """
        if not isinstance(expr, sp.Expr):
            raise TypeError(f"{expr!r} is no SymPy expression: for text, Activation.from_expr(parse(text))")
        free = sorted(expr.free_symbols, key=str)
        if len(free) != 1:
            raise ValueError(
                f"{expr} has {len(free)} free symbols ({', '.join(map(str, free)) or 'none'}): "
                "an activation is a function of one"
            )
        unknown = sorted({str(part.func) for part in expr.atoms(sp.Function)} - _FUNCTIONS)
        if unknown:
            raise ValueError(f"{expr} holds {', '.join(unknown)}: known are {', '.join(sorted(_FUNCTIONS))}")
        # A float is read as the decimal that it prints: the kinks are exact.
        exact = {part: exact_number("a constant", part) for part in expr.atoms(sp.Float)}
        if free[0] != x:
            exact[free[0]] = x
        expression = expr.xreplace(exact) if exact else expr
        if kinks is None:
            parts = smooth_pieces(expression)
        else:
            parts = split(expression, tuple(sorted({exact_number("a kink", kink) for kink in kinks})))
        if expression.has(*ROUGH):
            require_equal(expression, parts)
        return cls(name, expression, parts)

    @property
    def kinks(self) -> tuple[sp.Expr, ...]:
        """Where g is not smooth, in increasing order."""
        return tuple(piece.low for piece in self.pieces[1:])

    @cached_property
    def jumps(self) -> tuple[tuple[sp.Expr, sp.Expr], ...]:
        """Where g is discontinuous: (point, g(point+) - g(point-))."""
        found = []
        for kink in self.kinks:
            left, right = self.side(kink, -1), self.side(kink, 1)
            # In numbers: to simplify differences of roots of polynomials takes seconds.
            if left.is_finite and right.is_finite and abs(sp.N(right - left, 50)) > sp.Float("1e-40"):
                found.append((kink, right - left))
        return tuple(found)

    @cached_property
    def poles(self) -> tuple[sp.Expr, ...]:
        """Kinks about which g^2 has no integral."""
        return tuple(self._without_integral(0))

    @cached_property
    def slope_diverges(self) -> bool:
        """Whether E g'^2 is infinite: g jumps, is unbounded at a kink, or as steep there as a square root."""
        return bool(self.jumps) or any(True for _ in self._without_integral(1))

    def _without_integral(self, derivative: int) -> Iterator[sp.Expr]:
        for part in self.pieces:
            for end, side in ((part.low, 1), (part.high, -1)):
                if end.is_finite and not square_integrable(part, end, side)[derivative]:
                    yield end

    @cached_property
    def parity(self) -> int:
        """1 if g is even, -1 if it is odd; 0 if it is neither, or its expression does not show it."""
        return parity(self.pieces)

    def side(self, point: sp.Expr, side: int, derivative: int = 0) -> sp.Expr:
        """Return a one-sided derivative of g at a point.

        Raises
        ------
        ValueError
            If g has no limit there.
        """
        inside = [part for part in self.pieces if part.low <= point <= part.high]
        expr = inside[-1 if side > 0 else 0].expr.diff(x, derivative)
        return one_sided(expr, point, side)

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
    if derivative and activation.slope_diverges:
        if k % 2 == 0 and derivative == 1:
            return sp.oo
        raise NoClosedForm(
            f"{activation.name} jumps or is as steep: moment {k} of derivative {derivative} is not defined"
        )
    if derivative > 1 and activation.kinks:
        raise NoClosedForm(f"derivative {derivative} of {activation.name} holds deltas at its kinks")
    parts = tuple(Piece(part.expr.diff(x, derivative), part.low, part.high) for part in activation.pieces)
    try:
        return gaussian_moment(parts, k)
    except NoClosedForm as error:
        raise NoClosedForm(f"no closed form is known for moment {k} of {activation.name}: {error}") from None


def exact_number(name: str, value: object) -> sp.Expr:
    """Return a parameter as an exact number: a float is read as the decimal that it prints."""
    if isinstance(value, sp.Expr) and not isinstance(value, sp.Float) and value.is_real and value.is_finite:
        return value
    if isinstance(value, Rational):
        return sp.Rational(value.numerator, value.denominator)
    if isinstance(value, Real) and math.isfinite(value):
        return sp.Rational(str(float(value)))
    raise ValueError(f"{name} = {value!r}: a parameter must be a finite real number")
