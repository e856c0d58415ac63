"""Activations as symbolic expressions, with their Gaussian moments where a closed form exists."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache, cached_property
from numbers import Rational, Real

import sympy as sp

from theory.activation.closed_forms import NoClosedForm, gaussian_moment
from theory.activation.constants import sign_at
from theory.activation.high_precision import square_integrable
from theory.activation.kinks import smooth_pieces
from theory.activation.pieces import ROUGH, Piece, one_sided, parity, split
from theory.activation.spot_checks import require_equal
from theory.notation import x

__all__ = ["Activation", "exact_number"]


# The functions that float64 and mpmath both evaluate, and those in their derivatives.
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
            For messages and tables.
        kinks : tuple of numbers, optional
            Where g is not smooth.  By default they are read off `Max`, `Min`, `Abs`, `sign`, `Heaviside`,
            `Piecewise` and the zeros of denominators, of roots and of logarithms.

        Raises
        ------
        TypeError
            If the expression is not one of SymPy's.
        ValueError
            If the expression does not have exactly one symbol, holds a function that cannot be evaluated here, or
            has kinks that cannot be found or are missing from those given.
        """
        if not isinstance(expr, sp.Expr):
            raise TypeError(
                f"expr = {expr!r} must be a SymPy expression; for text, write Activation.from_expr(parse(text))"
            )
        free = sorted(expr.free_symbols, key=str)
        if len(free) != 1:
            raise ValueError(
                f"{expr} has {len(free)} free symbols ({', '.join(map(str, free)) or 'none'}): "
                "an activation is a function of one symbol"
            )
        parts = (part for part in sp.preorder_traversal(expr) if isinstance(part, sp.Expr) and part.args)
        unknown = sorted({part.func.__name__ for part in parts} - {"Add", "Mul", "Pow"} - _FUNCTIONS)
        if unknown:
            raise ValueError(f"{expr} holds {', '.join(unknown)}; known are {', '.join(sorted(_FUNCTIONS))}")
        # A float is read as the decimal that it prints, so that the kinks are exact.
        exact = {part: exact_number("a constant", part) for part in expr.atoms(sp.Float)}
        if free[0] != x:
            exact[free[0]] = x
        expression = expr.xreplace(exact) if exact else expr
        if kinks is not None and not isinstance(kinks, Iterable):
            raise TypeError(f"kinks = {kinks!r}: expected the points, such as (0, 1)")
        if kinks is None:
            pieces = smooth_pieces(expression)
        else:
            pieces = split(expression, tuple(sorted({exact_number("a kink", kink) for kink in kinks})))
        if expression.has(*ROUGH):
            require_equal(expression, pieces)
        return cls(name, expression, pieces)

    def __hash__(self) -> int:
        # Each table of what is known about an activation asks for it.  SymPy keeps the hash of an expression; that
        # of the pieces would be computed each time.
        return hash((self.name, self.expr))

    @property
    def kinks(self) -> tuple[sp.Expr, ...]:
        """Where g is not smooth, in increasing order."""
        return tuple(piece.low for piece in self.pieces[1:])

    @cached_property
    def jumps(self) -> tuple[tuple[sp.Expr, sp.Expr], ...]:
        """Where balls tell that g is discontinuous: (point, g(point+) - g(point-)), however small."""
        found = []
        for kink in self.kinks:
            left, right = self.side(kink, -1), self.side(kink, 1)
            # By a ball, since simplifying differences of polynomial roots takes seconds.
            if left.is_finite and right.is_finite and sign_at(right - left, kink):
                found.append((kink, right - left))
        return tuple(found)

    @cached_property
    def poles(self) -> tuple[sp.Expr, ...]:
        """Kinks near which g^2 has no finite integral."""
        return tuple(self._without_integral(0))

    @cached_property
    def slope_diverges(self) -> bool:
        """Whether E g'^2 is infinite: at a kink g jumps, is unbounded, or is as steep as a square root."""
        return bool(self.jumps) or any(True for _ in self._without_integral(1))

    def _without_integral(self, derivative: int) -> Iterator[sp.Expr]:
        for part in self.pieces:
            for end, side in ((part.low, 1), (part.high, -1)):
                if end.is_finite and not square_integrable(part, end, side)[derivative]:
                    yield end

    @cached_property
    def parity(self) -> int:
        """1 if g is even, -1 if it is odd, 0 if it is neither or its expression does not show it."""
        return parity(self.pieces)

    def side(self, point: sp.Expr, side: int, derivative: int = 0) -> sp.Expr:
        """Return a one-sided derivative of g at a point.

        Parameters
        ----------
        point : sympy.Expr
        side : int
            1 for the limit from the right, -1 from the left.
        derivative : int, optional

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
            If the derivative, or one of lower order, jumps at 0 or is infinite there.
        """
        for order in range(derivative + 1):
            left, value = self.side(sp.S.Zero, -1, order), self.side(sp.S.Zero, 1, order)
            if sp.simplify(left - value) != 0:
                problem = "differentiable" if order else "continuous"
                raise ValueError(
                    f"{self.name} is not {problem} at 0: Kumar 2017, (8) to (12), need g'(0); "
                    "for ReLU use the exact moments, (20) to (25)"
                )
        if not value.is_finite:
            raise ValueError(f"derivative {derivative} of {self.name} at 0 must be finite, got {value}")
        return sp.simplify(value)

    def moment(self, k: int, derivative: int = 0) -> sp.Expr:
        """Return E[g(uZ)^k], Z standard normal, as an expression in u; of a derivative of g on request.

        Where g jumps, E g'^2 is oo.  It is the limit of E[g'(y1) g'(y2)] as the correlation of y1 and y2 tends to
        1; by Price's theorem that is the slope of the correlation map.  (Automatic differentiation leaves out the
        delta in g', so its gradients are not those of the mean map.)

        Parameters
        ----------
        k : int
            The power.
        derivative : int, optional
            Take the derivative of g of this order in place of g.

        Returns
        -------
        sympy.Expr
            In the symbol u of `theory.notation`.

        Raises
        ------
        NoClosedForm
            If no closed form is known here.
        """
        return _moment(self, k, derivative)


@cache
def _moment(activation: Activation, k: int, derivative: int) -> sp.Expr:
    if derivative and activation.slope_diverges:
        if k % 2 == 0 and derivative == 1:
            return sp.oo
        raise NoClosedForm(
            f"{activation.name} jumps, or is too steep at a kink: moment {k} of derivative {derivative} is not defined"
        )
    if derivative > 1 and activation.kinks:
        raise NoClosedForm(f"derivative {derivative} of {activation.name} holds deltas at its kinks")
    parts = tuple(Piece(part.expr.diff(x, derivative), part.low, part.high) for part in activation.pieces)
    try:
        return gaussian_moment(parts, k)
    except NoClosedForm as error:
        raise NoClosedForm(f"no closed form is known for moment {k} of {activation.name}: {error}") from None


def exact_number(name: str, value: object) -> sp.Expr:
    """Return a parameter as an exact number; a float is read as the decimal that it prints.

    Raises
    ------
    ValueError
        If the value is not a finite real number.
    """
    if isinstance(value, sp.Expr) and not isinstance(value, sp.Float) and value.is_real and value.is_finite:
        return value
    if isinstance(value, Rational) and not isinstance(value, bool):
        return sp.Rational(value.numerator, value.denominator)
    if isinstance(value, Real) and not isinstance(value, bool) and math.isfinite(value):
        return sp.Rational(str(float(value)))
    raise ValueError(f"{name} must be a finite real number, got {value!r}")
