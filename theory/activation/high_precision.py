"""An activation and its derivative to any number of digits, and how fast the activation grows."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache

import mpmath
import sympy as sp

from theory.activation.pieces import Piece
from theory.notation import x

__all__ = ["exact_pair", "growth", "real", "square_integrable"]


Pair = Callable[[mpmath.mpf], tuple[mpmath.mpf, mpmath.mpf]]
# Far beyond what matters in a moment.  Without a limit, exp(-exp(x)) at x = 10^12 would need log 2 to as many
# digits as exp(10^12) has.
MOST_BITS = 4096
_LIMIT = mpmath.ldexp(1, MOST_BITS)
_DIGITS = 700


def real(value: object) -> mpmath.mpf:
    """Return a real number as an mpf, or raise TypeError; mpf itself would first print a complex number in full."""
    if isinstance(value, complex | mpmath.mpc):
        raise TypeError("not a real number")
    return mpmath.mpf(value)


def _clamped(
    function: Callable[[mpmath.mpf], mpmath.mpf], limit: mpmath.mpf = _LIMIT
) -> Callable[[mpmath.mpf], mpmath.mpf]:
    return lambda a: function(max(-limit, min(limit, real(a))))


def _of_known_phase(function: Callable[[mpmath.mpf], mpmath.mpf]) -> Callable[[mpmath.mpf], mpmath.mpf]:
    def guarded(a: mpmath.mpf) -> mpmath.mpf:
        if abs(real(a)) >= _LIMIT:
            raise OverflowError("the phase of a wave is out of reach")
        return function(a)

    return guarded


_MPMATH = (
    {name: _clamped(getattr(mpmath, name)) for name in ("exp", "sinh", "cosh", "tanh")}
    # erfc squares its argument, which must still fit a float.
    | {name: _clamped(getattr(mpmath, name), mpmath.ldexp(1, 500)) for name in ("erf", "erfc")}
    | {name: _of_known_phase(getattr(mpmath, name)) for name in ("sin", "cos", "tan")}
)


@lru_cache(maxsize=512)
def exact_pair(piece: Piece) -> Pair:
    """Return g and g' of a piece, at mpmath's working precision."""
    pair = [_by_exponentials(part) for part in (piece.expr, piece.expr.diff(x))]
    function: Pair = sp.lambdify(x, pair, [_MPMATH, "mpmath"])
    return function


def _by_exponentials(expr: sp.Expr) -> sp.Expr:
    """Write a^b(x) as exp(b log a), whose argument is limited here."""
    return expr.replace(
        lambda part: part.is_Pow and part.exp.has(x), lambda part: sp.exp(part.exp * sp.log(part.base))
    )


def square_integrable(piece: Piece, end: sp.Expr, side: int) -> tuple[bool, bool]:
    """Return whether g^2 and g'^2 have a finite integral near an end of the piece (side 1: to its right).

    Judged by numbers, since SymPy's limits take seconds.  If f^2 grows like 1/d at the distance d, the integral is
    infinite, and f^2 d does not fall from d = 1e-20 to 1e-60.  A power between 1/d^0.9999 and 1/d is taken for 1/d.
    A quotient that has a limit may cancel to the tenth order on the way, which takes 600 digits.
    """
    pair = exact_pair(piece)
    with mpmath.workdps(_DIGITS):
        point = mpmath.mpf(sp.N(end, _DIGITS))
        try:
            far, near = (
                [abs(part) ** 2 * distance for part in pair(point + side * distance)]
                for distance in (mpmath.mpf(10) ** -20, mpmath.mpf(10) ** -60)
            )
        except (TypeError, ValueError, ZeroDivisionError, OverflowError):
            return True, True  # a later evaluation raises an error that says what is wrong
    first, second = (not b > 0.99 * a for a, b in zip(far, near, strict=True))
    return first, second


def growth(piece: Piece) -> tuple[float, bool]:
    """Return the limit c of log|g(x)|/x^2 at infinity, and whether g grows faster than any power of x.

    Above c = 1/(4u^2) the second moment diverges.
    """
    pair = exact_pair(piece)
    sides = [_growth(pair, side) for side, end in ((1, piece.high), (-1, piece.low)) if not end.is_finite]
    return max((rate for rate, _ in sides), default=0.0), any(fast for _, fast in sides)


def _growth(pair: Pair, side: int) -> tuple[float, bool]:
    logarithms = [mpmath.mpf(0)]
    # From small to large, so that a tower of exponentials is recognised before it is too large to evaluate.
    for binade in range(0, 41, 2):
        point = mpmath.mpf(2) ** binade
        try:
            value = abs(real(pair(side * point)[0]))
        except (TypeError, ValueError, ZeroDivisionError, OverflowError):
            value = mpmath.exp(logarithms[-1])
        logarithms.append(mpmath.log(value) if value else mpmath.mpf(0))
        if logarithms[-1] > 1000 * point**2:
            return float("inf"), True
    quarter, half, last = (logarithms[index] for index in (6, 11, 21))
    rate = float(last / point**2)
    if rate > 1e-9 and rate > 1.01 * float(half / mpmath.mpf(2) ** 40):
        return float("inf"), True  # such as exp(|x|^2.1): the quotient by x^2 keeps rising
    # log|g| of a power doubles from the root of a point to the point.
    fast = last > 100 * mpmath.log(point) and last - half > 4 * (half - quarter)
    return (rate if rate > 1e-9 else 0.0), bool(fast)
