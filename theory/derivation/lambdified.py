"""NumPy functions in float64, made of expressions, that are right at any size of their arguments.

Float64 is tried first, with a bound on its rounding error.  Where that bound is too large, ball arithmetic takes as
many digits as the value needs.
"""

from __future__ import annotations

import keyword
import re
from collections.abc import Callable, Sequence
from functools import cache

import numpy as np
import numpy.typing as npt
import sympy as sp
from flint import acb, arb, ctx

from theory.enclosure.compiling import compiled
from theory.enclosure.refusal import Undecided
from theory.notation import domain_of

__all__ = ["numpy_function", "spelled_name"]

Array = npt.NDArray[np.float64]
CLOSE = 1e-10  # relative: a larger bound on the rounding error asks for more digits
_UNKNOWN, _NOTHING = acb(arb.nan()), arb(2) ** -1100
BITS, MOST = 50, 8192  # of a ball: what a float64 needs, and where the precision stops to rise


def spelled_name(symbol: sp.Symbol) -> str:
    """Return the name of a symbol as a Python argument: lambda_ for lambda, w_kl for w_{kl}, dg0 for g'(0).

    Examples
    --------
    >>> from theory.notation import lam
    >>> spelled_name(lam)
    'lambda_'
    """
    name = re.sub(r"(\w)('+)", lambda found: "d" * len(found[2]) + found[1], str(symbol))
    name = name.replace(r"\partial ", "d").replace("(0)", "0").replace("+", "_plus").replace("_-", "_minus")
    name = re.sub(r"\W+", "_", name.replace("-", "_minus_").replace("\\", "").replace("{", "")).strip("_")
    name = re.sub("__+", "_", name)
    return f"{name}_" if keyword.iskeyword(name) else name


def numpy_function(expression: sp.Expr, *symbols: sp.Symbol) -> Callable[..., Array]:
    """Compile an expression into a function of NumPy arrays that checks its input and broadcasts.

    Parameters
    ----------
    expression : sympy.Expr
        A closed form, or a finite sum.
    *symbols : sympy.Symbol
        The arguments, in order; they must cover the expression's free symbols.

    Returns
    -------
    callable
        Takes one array-like for each symbol; they broadcast.  Returns a float64 array of their common shape, to a
        relative error of 1e-10; inf where the value is beyond float64.  Raises ValueError if an argument is infinite,
        NaN or outside the domain of its symbol, or the expression has no real value there.

    Raises
    ------
    ValueError
        If the expression has a free symbol that is not an argument.
    """
    missing = expression.free_symbols - set(symbols)
    if missing:
        names = ", ".join(sorted(map(str, missing)))
        raise ValueError(f"{expression} depends on {names} too: name it among the arguments")

    def function(*values: npt.ArrayLike) -> Array:
        if len(values) != len(symbols):
            raise TypeError(
                f"expected {len(symbols)} arguments ({', '.join(map(str, symbols))}), got {len(values)}"
            )
        checked = [
            domain_of(symbol).require(symbol, value) for symbol, value in zip(symbols, values, strict=True)
        ]
        return _evaluate(expression, symbols, np.broadcast_arrays(*checked))

    function.__doc__ = f"{expression}\n\nArguments: {', '.join(map(str, symbols))}."
    return function


def _evaluate(expression: sp.Expr, symbols: Sequence[sp.Symbol], arrays: Sequence[Array]) -> Array:
    from theory.derivation.running_errors import NoFloatRule, with_errors  # here, since it imports SciPy

    shape = arrays[0].shape if arrays else ()
    try:
        pair = with_errors(expression, dict(zip(symbols, arrays, strict=True)))
        value, bound = (np.broadcast_to(part, shape).copy() for part in pair)
    except NoFloatRule:
        value, bound = np.full(shape, np.nan), np.full(shape, np.nan)
    with np.errstate(invalid="ignore"):
        unsure = ~(bound <= CLOSE * np.abs(value)) & ~((value == 0) & (bound <= 1e-300))
    for at in np.argwhere(unsure):
        place = tuple(at)
        value[place] = _by_balls(
            expression, symbols, [float(part[place]) for part in arrays], float(value[place])
        )
    return value


@cache
def _with_loggamma(expression: sp.Expr) -> sp.Expr:
    """Return an expression with logarithms of gamma functions, which stay within the exponents of a ball."""
    return (
        expression.replace(sp.factorial, lambda n: sp.gamma(n + 1))
        .replace(sp.binomial, lambda n, k: sp.gamma(n + 1) / (sp.gamma(k + 1) * sp.gamma(n - k + 1)))
        .replace(sp.gamma, lambda at: sp.exp(sp.loggamma(at)))
    )


def _by_balls(expression: sp.Expr, symbols: Sequence[sp.Symbol], point: list[float], rough: float) -> float:
    """Return the value at a point by ball arithmetic; `rough` is what float64 made of it."""
    large = max(map(abs, point), default=0.0) > 1e4
    operation = compiled(_with_loggamma(expression) if large else expression, tuple(symbols))
    precision, reason = 2 * BITS, ""
    while precision <= MOST:
        with ctx.workprec(precision):
            try:
                ball = operation([acb(part) for part in point], False)
            except Undecided as undecided:
                ball, reason = _UNKNOWN, str(undecided)
            if ball.is_finite() and ball.imag.contains(0):
                small = ball.real.abs_upper() < _NOTHING
                if small or ball.real.rel_accuracy_bits() > BITS:
                    return 0.0 if small else float(ball.real.mid())
        precision *= 2
    # Beyond every exponent of a ball, an overflow in float64 is one.
    if np.isinf(rough):
        return rough
    where = ", ".join(f"{symbol} = {part:g}" for symbol, part in zip(symbols, point, strict=True))
    raise ValueError(f"{expression} has no finite real value that can be told at {where}. {reason}")
