"""How far float64 values of a function are from the function, measured against many digits."""

from __future__ import annotations

from collections.abc import Sequence

import mpmath
import numpy as np
import numpy.typing as npt
import sympy as sp
from flint import acb, arb, ctx

from theory.activation.high_precision import Pair
from theory.enclosure.compiling import Operation, compiled
from theory.enclosure.refusal import CannotTell
from theory.notation import x

__all__ = ["rounding_errors"]

Array = npt.NDArray[np.float64]
_PRECISIONS = (192, 768)  # the second for formulas whose digits cancel
_ENOUGH = 100  # bits


def rounding_errors(pair: tuple[sp.Expr, sp.Expr], exact: Pair, points: Array, values: Array) -> Array:
    """Return the errors of values of g and of g' at some points.

    Parameters
    ----------
    pair : tuple of sympy.Expr
        g and g'.
    exact : callable
        The same for mpmath, for what ball arithmetic does not evaluate.
    points : ndarray, shape (n,)
    values : ndarray, shape (2, n)
        Finite.

    Returns
    -------
    ndarray, shape (2 functions, 2, n)
        Absolute errors, and those relative to the function, infinite where it is 0.
    """
    errors = np.empty((2, 2, len(points)))
    try:
        operations = [compiled(part, (x,)) for part in pair]
    except CannotTell:
        operations = []
    for at, point in enumerate(points.tolist()):
        here = values[:, at].tolist()
        # Ball arithmetic takes a tenth of the time.
        found = _by_balls(operations, point, here) if operations else None
        errors[:, :, at] = _by_mpmath(exact, point, here) if found is None else found
    return errors


def _by_balls(
    operations: Sequence[Operation], point: float, values: Sequence[float]
) -> list[tuple[float, float]] | None:
    """Return the errors at a point; None where the functions are not enclosed well."""
    for precision in _PRECISIONS:
        with ctx.workprec(precision):
            try:
                balls = [operation((acb(point),), False) for operation in operations]
                if all(ball.imag == 0 and _is_known(ball.real) for ball in balls):
                    return [_errors(arb(value), ball.real) for value, ball in zip(values, balls, strict=True)]
            except (CannotTell, OverflowError):
                return None
    return None


def _is_known(ball: arb) -> bool:
    return bool(ball == 0) or (ball.is_finite() and ball.rel_accuracy_bits() >= _ENOUGH)


def _errors(value: arb, target: arb) -> tuple[float, float]:
    apart = abs(value - target)
    return float(apart), float("inf") if target == 0 else float(apart / abs(target))


def _by_mpmath(exact: Pair, point: float, values: Sequence[float]) -> list[tuple[float, float]]:
    with mpmath.workdps(40):
        try:
            targets = exact(mpmath.mpf(point))
        except ZeroDivisionError:
            # 40 digits do not tell a denominator from 0.
            return [(float("inf"), float("inf"))] * len(values)
        errors = [abs(mpmath.mpf(value) - target) for value, target in zip(values, targets, strict=True)]
        return [
            (float(error), float(error / abs(target)) if target else float("inf"))
            for error, target in zip(errors, targets, strict=True)
        ]
