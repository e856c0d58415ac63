"""An activation and its derivative in float64, without the overflow and cancellation that its formula has."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

import mpmath
import numpy as np
import numpy.typing as npt
import scipy.special
import sympy as sp
from sympy.codegen.cfunctions import expm1

from theory.notation import x
from theory.pieces import Piece

__all__ = ["CompiledPiece", "stable"]

Array = npt.NDArray[np.float64]
_EXPONENT = sp.Symbol("exponent", real=True)
BINADES = range(-60, 61)  # of |x|, at which the float64 evaluation is compared with 40 digits


class Softplus(sp.Function):  # type: ignore[misc]
    """log(1 + exp(a))."""

    def fdiff(self, argindex: int = 1) -> sp.Expr:
        return Sigmoid(self.args[0])


class Sigmoid(sp.Function):  # type: ignore[misc]
    """1/(1 + exp(-a))."""

    def fdiff(self, argindex: int = 1) -> sp.Expr:
        return Sigmoid(self.args[0]) * Sigmoid(-self.args[0])

    def _eval_is_positive(self) -> bool | None:
        return True if self.args[0].is_real else None


class TanhShrink(sp.Function):  # type: ignore[misc]
    """a - tanh(a)."""

    def fdiff(self, argindex: int = 1) -> sp.Expr:
        return sp.tanh(self.args[0]) ** 2


class SechSquared(sp.Function):  # type: ignore[misc]
    """1 - tanh(a)^2."""

    def _eval_is_positive(self) -> bool | None:
        return True if self.args[0].is_real else None


def _tanh_shrink(a: Array) -> Array:
    # Near 0 the difference cancels: (a cosh a - sinh a)/cosh a has a numerator whose series is all positive.
    squared = np.minimum(a * a, 1.0)
    series = np.zeros_like(squared)
    for order in range(10, 0, -1):
        series = series * squared + 2 * order / scipy.special.factorial(2 * order + 1, exact=True)
    near = np.abs(a) < 1
    return np.asarray(np.where(near, a * squared * series / np.cosh(np.clip(a, -1, 1)), a - np.tanh(a)))


def _sech_squared(a: Array) -> Array:
    # Where cosh overflows the quotient is 0.  In place: a temporary costs more than the arithmetic.
    result: Array = np.asarray(np.cosh(a))
    np.square(result, out=result)
    return np.divide(1.0, result, out=result)


# NumPy's exp and log1p are vectorised; SciPy's expit and NumPy's logaddexp, which say the same, are not.
def _sigmoid(a: Array) -> Array:
    # Where exp overflows the quotient is 0.
    result: Array = np.negative(a)
    np.exp(result, out=result)
    result += 1.0
    return np.divide(1.0, result, out=result)


def _softplus(a: Array) -> Array:
    result: Array = np.abs(a)
    np.negative(result, out=result)
    np.exp(result, out=result)
    np.log1p(result, out=result)
    result += np.maximum(a, 0.0)
    return result


_NUMPY: dict[str, Callable[..., Array]] = {
    "Softplus": _softplus,
    "Sigmoid": _sigmoid,
    "TanhShrink": _tanh_shrink,
    "SechSquared": _sech_squared,
}


def stable(expr: sp.Expr) -> sp.Expr:
    """Return an equal expression in functions that float64 evaluates without overflow or cancellation."""
    return expr.replace(
        lambda part: part.is_Add or part.is_Mul or part.is_Pow or isinstance(part, sp.log), _stable_node
    )


def _stable_node(part: sp.Expr) -> sp.Expr:
    if isinstance(part, sp.log) and (exponent := _one_plus_exp(part.args[0])) is not None:
        return Softplus(exponent)
    if (
        part.is_Pow
        and part.exp.is_Integer
        and part.exp < 0
        and (exponent := _one_plus_exp(part.base)) is not None
    ):
        return Sigmoid(-exponent) ** -part.exp
    if part.is_Mul:
        for factor in part.args:
            if isinstance(factor, sp.exp) and part.has(Sigmoid(-factor.exp)):
                return part / factor / Sigmoid(-factor.exp) * Sigmoid(factor.exp)
    return _stable_sum(part) if part.is_Add else part


def _one_plus_exp(part: sp.Expr) -> sp.Expr | None:
    rest = part - 1
    return rest.exp if isinstance(rest, sp.exp) else None


def _stable_sum(total: sp.Expr) -> sp.Expr:
    """Rewrite c exp(a) - c, c + c erf(a), c - c tanh(a)^2 and c a - c tanh(a) inside a sum."""
    for term in total.args:
        factor, function = term.as_independent(sp.exp, sp.erf, sp.tanh, as_Add=False)
        if isinstance(function, sp.exp) and -factor in total.args:
            return total - term + factor + factor * expm1(function.exp)
        if isinstance(function, sp.erf):
            argument = function.args[0]
            if factor in total.args:
                return total - term - factor + factor * sp.erfc(-argument)
            if -factor in total.args:
                return total - term + factor - factor * sp.erfc(argument)
        if (
            isinstance(function, sp.Pow)
            and isinstance(function.base, sp.tanh)
            and function.exp == 2
            and -factor in total.args
        ):
            return total - term + factor - factor * SechSquared(function.base.args[0])
        if isinstance(function, sp.tanh) and -factor * function.args[0] in total.args:
            return total - term + factor * function.args[0] - factor * TanhShrink(function.args[0])
    return total


@dataclass(frozen=True)
class CompiledPiece:
    """A smooth piece of an activation, evaluated under half of the Gaussian weight.

    The moments need g e^{-w} and its square, w = z^2/4: where g grows like exp(x), the product is a number
    long after g itself has overflowed.
    """

    piece: Piece

    @cached_property
    def _pair(self) -> tuple[sp.Expr, sp.Expr]:
        function = stable(self.piece.expr)
        return function, stable(function.diff(x))

    @cached_property
    def _plain(self) -> Callable[[Array], tuple[Array, Array]]:
        return _compile((x,), self._pair)

    @cached_property
    def _weighted(self) -> Callable[[Array, Array], tuple[Array, Array]]:
        # powsimp() joins exp(x) exp(-w) into exp(x - w).
        slope = self.piece.expr.diff(x)
        joined = (
            sp.powsimp(sp.expand(part.rewrite(sp.exp) * sp.exp(_EXPONENT)))
            for part in (self.piece.expr, slope)
        )
        return _compile((x, _EXPONENT), tuple(joined))

    @cached_property
    def _exact(self) -> Callable[[mpmath.mpf], tuple[mpmath.mpf, mpmath.mpf]]:
        pair = (self.piece.expr, self.piece.expr.diff(x))
        function: Callable[[mpmath.mpf], tuple[mpmath.mpf, mpmath.mpf]] = sp.lambdify(x, pair, "mpmath")
        return function

    def __call__(self, points: Array, exponent: Array, root: Array, out: Array) -> tuple[Array, Array, Array]:
        """Return g e^{-w}, g' e^{-w} and g e^{-2w} at `points`, in the rows of `out`, given -w and e^{-w} there."""
        if self.outgrows_powers:
            out[0], out[1] = self._weighted(points, exponent)
            out[2] = self._weighted(points, 2 * exponent)[0]
            return out[0], out[1], out[2]
        value, slope = self._plain(points)
        if not np.isfinite(value.sum() + slope.sum()):
            lost = ~(np.isfinite(value) & np.isfinite(slope))
            value, slope = value.copy(), slope.copy()
            value[lost], slope[lost] = self._rescue(points[lost])
        value, slope = np.multiply(value, root, out=out[0]), np.multiply(slope, root, out=out[1])
        return value, slope, np.multiply(value, root, out=out[2])

    def _rescue(self, points: Array) -> Array:
        """Evaluate with mpmath, whose exponents have no limit, where float64 gave inf or nan."""
        results = []
        for point in points.tolist():
            try:
                with mpmath.workdps(30):
                    pair = self._exact(mpmath.mpf(point))
                results.append([float(mpmath.mpf(part)) for part in pair])
            except (TypeError, ValueError, ZeroDivisionError):
                raise ValueError(
                    f"{self.piece.expr} or its derivative is not a real number at x = {point:g}"
                ) from None
        return np.array(results).T

    def _samples(self, side: int) -> list[tuple[int, float]]:
        """Return one point of the piece in each binade on one side of 0."""
        low, high = float(self.piece.low), float(self.piece.high)
        points = ((binade, side * 1.37 * 2.0**binade) for binade in BINADES)
        return [(binade, point) for binade, point in points if low < point < high]

    @cached_property
    def growth(self) -> float:
        """The limit c of log|g(x)|/x^2 at infinity: above 1/(4u^2) the second moment diverges."""
        return max(self._growth(1)[0], self._growth(-1)[0])

    @cached_property
    def outgrows_powers(self) -> bool:
        """Whether g grows faster than any power of x."""
        return self._growth(1)[1] or self._growth(-1)[1]

    def _growth(self, side: int) -> tuple[float, bool]:
        if (self.piece.high if side > 0 else self.piece.low).is_finite:
            return 0.0, False
        logarithm = mpmath.mpf(0)
        # From small to large, so that a tower of exponentials is recognised before it is out of reach.
        for binade in range(0, 41, 2):
            point = mpmath.mpf(2) ** binade
            try:
                value = abs(self._exact(side * point)[0])
            except (TypeError, ValueError, ZeroDivisionError, OverflowError):
                continue
            logarithm = mpmath.log(value) if value else mpmath.mpf(0)
            if logarithm > 1000 * point**2:
                return float("inf"), True
        rate = float(logarithm / point**2)
        return (rate if rate > 1e-9 else 0.0), bool(logarithm > 100 * mpmath.log(point))

    @cached_property
    def noise(self) -> Array:
        """Absolute errors of the float64 evaluation, shape (2 sides, 2 functions, binades of |x|).

        Measured against 40 digits at a point of each binade; the largest of each three neighbours.
        """
        errors = np.zeros((2, 2, len(BINADES)))
        if self.outgrows_powers:
            return errors
        for side, sign in enumerate((-1, 1)):
            for binade, point in self._samples(sign):
                with np.errstate(all="ignore"):
                    values = np.array(self._plain(np.array([point])))[:, 0]
                if np.isfinite(values).all():
                    with mpmath.workdps(40):
                        exact = self._exact(mpmath.mpf(point))
                        errors[side, :, binade - BINADES[0]] = [
                            abs(float(mpmath.mpf(float(a)) - b)) for a, b in zip(values, exact, strict=True)
                        ]
        padded = np.pad(errors, ((0, 0), (0, 0), (1, 1)), mode="edge")
        return np.maximum(np.maximum(padded[..., :-2], padded[..., 1:-1]), padded[..., 2:])


def _compile(
    arguments: tuple[sp.Symbol, ...], pair: tuple[sp.Expr, ...]
) -> Callable[..., tuple[Array, Array]]:
    compiled = sp.lambdify(arguments, pair, modules=[_NUMPY, "scipy", "numpy"], cse=True)

    def function(*points: Array) -> tuple[Array, Array]:
        # A constant comes back from lambdify as a scalar.
        value, slope = (
            np.broadcast_to(np.asarray(part, dtype=np.float64), points[0].shape) for part in compiled(*points)
        )
        return value, slope

    return function
