"""Rewrite a formula so that float64 evaluates it without overflow and cancellation."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import numpy.typing as npt
import scipy.special
import sympy as sp
from sympy.codegen.cfunctions import expm1, log1p

from theory.activation.constants import with_floats

__all__ = [
    "NUMPY",
    "ErfComplement",
    "SechSquared",
    "Sigmoid",
    "Softplus",
    "SquarePlus",
    "TanhShrink",
    "stable",
]


Array = npt.NDArray[np.float64]


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


class ErfComplement(sp.Function):  # type: ignore[misc]
    """1 - erf(a).  SymPy's erfc(-x) turns into 2 - erfc(x), which cancels."""

    def fdiff(self, argindex: int = 1) -> sp.Expr:
        return -2 / sp.sqrt(sp.pi) * sp.exp(-(self.args[0] ** 2))

    def _eval_is_positive(self) -> bool | None:
        return True if self.args[0].is_real else None


class SechSquared(sp.Function):  # type: ignore[misc]
    """1 - tanh(a)^2."""

    def fdiff(self, argindex: int = 1) -> sp.Expr:
        return -2 * sp.tanh(self.args[0]) * self

    def _eval_is_positive(self) -> bool | None:
        return True if self.args[0].is_real else None


class SquarePlus(sp.Function):  # type: ignore[misc]
    """a + sqrt(a^2 + b) for a number b above 0: twice the activation of that name."""

    def fdiff(self, argindex: int = 1) -> sp.Expr:
        a, b = self.args
        return self / sp.sqrt(a**2 + b)

    def _eval_is_positive(self) -> bool | None:
        return True if self.args[0].is_real else None


def _tanh_shrink(a: Array) -> Array:
    # Near 0 the difference cancels.  In (a cosh a - sinh a)/cosh a the series of the numerator is all positive.
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


# NumPy's exp and log1p are vectorised.  SciPy's expit and NumPy's logaddexp compute the same, but are not.
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


def _square_plus(a: Array, b: float) -> Array:
    size = np.abs(a) + np.hypot(a, np.sqrt(b))
    return np.where(a > 0, size, b / size)


NUMPY: dict[str, Callable[..., Array]] = {
    "Softplus": _softplus,
    "Sigmoid": _sigmoid,
    "TanhShrink": _tanh_shrink,
    "SechSquared": _sech_squared,
    "SquarePlus": _square_plus,
    "ErfComplement": scipy.special.erfc,
}


def stable(expr: sp.Expr) -> sp.Expr:
    """Return an equal expression in functions that float64 evaluates without overflow or cancellation."""
    return with_floats(
        expr.replace(
            lambda part: part.is_Add or part.is_Mul or part.is_Pow or isinstance(part, sp.log), _stable_node
        )
    )


def _stable_node(part: sp.Expr) -> sp.Expr:
    if isinstance(part, sp.log):
        if (exponent := _one_plus_exp(part.args[0])) is not None:
            return Softplus(exponent)
        # log(1 + a), where a is one term, which may be small.
        rest = part.args[0] - 1
        return part if rest.is_Add or rest.is_number else log1p(rest)
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
    """Rewrite c exp(a) - c, c + c erf(a), c - c tanh(a)^2, c a - c tanh(a) and c a + c sqrt(a^2 + b) inside a sum."""
    for term in total.args:
        factor, function = term.as_independent(sp.exp, sp.erf, sp.tanh, as_Add=False)
        if isinstance(function, sp.exp) and -factor in total.args:
            return total - term + factor + factor * expm1(function.exp)
        if isinstance(function, sp.erf):
            argument = function.args[0]
            if factor in total.args:
                return total - term - factor + factor * ErfComplement(-argument)
            if -factor in total.args:
                return total - term + factor - factor * ErfComplement(argument)
        if (
            isinstance(function, sp.Pow)
            and isinstance(function.base, sp.tanh)
            and function.exp == 2
            and -factor in total.args
        ):
            return total - term + factor - factor * SechSquared(function.base.args[0])
        if isinstance(function, sp.tanh) and -factor * function.args[0] in total.args:
            return total - term + factor * function.args[0] - factor * TanhShrink(function.args[0])
    return _with_root(total)


def _with_root(total: sp.Expr) -> sp.Expr:
    """Rewrite c a + c sqrt(a^2 + b) inside a sum, where b is a number above 0, or a one below 0."""
    for term in total.args:
        factor, root = term.as_independent(*total.free_symbols, as_Add=False)
        if not (root.is_Pow and root.exp == sp.S.Half):
            continue
        for other in total.args:
            a = other / factor
            b = root.base - a**2
            if b.is_Rational and b > 0:
                return total - term - other + factor * SquarePlus(a, b)
            if a.is_Rational and a < 0 and not b.is_Add:
                return total - term - other + factor * b / (root - a)
    return total
