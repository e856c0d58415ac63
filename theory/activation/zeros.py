"""The exact zeros of a smooth function of x, by inverting one function after the other from the outside.

SymPy's `solveset` finds a few more, but need not end.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

import sympy as sp

from theory.activation.expansion import MOST_TERMS, term_count
from theory.notation import x

__all__ = ["TooManyZeros", "zeros"]


MAX_DEGREE = 100  # of a polynomial whose roots are isolated
PERIODS = 20  # on either side of 0, in which the zeros of a wave are looked for


class TooManyZeros(ValueError):
    """A function has zeros in each of the first periods of a wave.

    Parameters
    ----------
    expr : sympy.Expr
    some : tuple of sympy.Expr
        A few of its zeros.
    """

    def __init__(self, expr: sp.Expr, some: tuple[sp.Expr, ...]) -> None:
        super().__init__(
            f"{expr} is 0 at more than {PERIODS} points, such as x = {some[0]}: an activation with that many kinks "
            "cannot be cut into its pieces"
        )
        self.some = some


def zeros(expr: sp.Expr) -> list[sp.Expr] | None:
    """Return the real zeros of a smooth function, None if they cannot be found.

    Raises
    ------
    TooManyZeros
        If it is a wave with very many.
    """
    if not expr.has(x) or isinstance(expr, sp.exp):
        return []
    if expr.is_Mul:
        parts = [zeros(part) for part in expr.args]
        return None if None in parts else [zero for part in parts for zero in part or ()]
    if expr.is_Pow and not expr.exp.has(x):
        return zeros(expr.base) if expr.exp.is_positive else []
    constant, rest = expr.as_independent(x, as_Add=True)
    factor, core = rest.as_independent(x, as_Add=False)
    if type(core) in (*_INVERSES, *_WAVES):
        return _preimages(core, [-constant / factor])
    if term_count(expr) > MOST_TERMS or _has_high_power(expr):
        return None
    polynomial = expr.as_poly(x) or expr.as_poly()
    inner = [part for part in polynomial.gens if part.has(x)] if polynomial is not None else []
    if len(inner) != 1:
        return [] if expr.is_positive or expr.is_negative else None
    values = _polynomial_zeros(sp.Poly(expr, inner[0]))
    return None if values is None else _preimages(inner[0], values)


def _has_high_power(expr: sp.Expr) -> bool:
    """Return whether a polynomial in x, roots of x or exponentials would have too high a degree to write down."""
    for part in expr.atoms(sp.Pow, sp.exp):
        if not part.has(x):
            continue
        for term in sp.Add.make_args(part.exp):
            coefficient = term.as_coeff_Mul()[0]
            if not coefficient.is_Rational or max(abs(int(coefficient.p)), int(coefficient.q)) > MAX_DEGREE:
                return True
    return False


def _polynomial_zeros(polynomial: sp.Poly) -> list[sp.Expr] | None:
    if polynomial.degree() > MAX_DEGREE:
        return None
    if polynomial.domain in (sp.ZZ, sp.QQ):
        # Isolated, not solved, since the radicals of a quartic fill pages.
        return list(dict.fromkeys(polynomial.real_roots()))
    if polynomial.degree() > 2:
        return None
    *square, linear, constant = polynomial.all_coeffs()
    if not square:
        return [-constant / linear]
    discriminant = linear**2 - 4 * square[0] * constant
    if sp.N(discriminant, 30) < 0:
        return []
    return [(sign * sp.sqrt(discriminant) - linear) / (2 * square[0]) for sign in (-1, 1)]


def _preimages(generator: sp.Expr, values: list[sp.Expr]) -> list[sp.Expr] | None:
    """Return where a generator, x or a function of x, has one of the values."""
    if generator == x:
        return values
    if generator.is_Pow and not generator.base.has(x):  # a^b(x)
        logarithm = sp.log(generator.base)
        inner, targets = generator.exp, [sp.log(value) / logarithm for value in values if sp.N(value, 30) > 0]
    elif generator.is_Pow and generator.exp.is_Rational:
        inner = generator.base
        targets = [
            sp.S.Zero if value == 0 else value ** (1 / generator.exp)
            for value in values
            if sp.N(value, 30) > 0 or (value == 0 and generator.exp > 0) or generator.exp.is_Integer
        ]
    elif type(generator) in _INVERSES:
        inner = generator.args[0]
        targets = [
            target for value in values for target in _INVERSES[type(generator)](value, sp.N(value, 30))
        ]
    elif type(generator) in _WAVES:
        return _of_wave(generator, values)
    else:
        return None
    parts = [zeros(inner - target) for target in targets]
    return None if None in parts else [zero for part in parts for zero in part or ()]


def _of_wave(wave: sp.Expr, values: list[sp.Expr]) -> list[sp.Expr] | None:
    found: list[sp.Expr] = []
    for value in values:
        for start, period in _WAVES[type(wave)](value, sp.N(value, 30)):
            last: list[sp.Expr] | None = []
            for count in sorted(range(-PERIODS, PERIODS + 1), key=abs):
                last = zeros(wave.args[0] - start - count * period)
                if last is None:
                    return None
                found += last
                if abs(count) == PERIODS and last:
                    raise TooManyZeros(wave - value, tuple(found[:4]))
    return found


def _within(low: float, high: float, inverse: Callable[[sp.Expr], sp.Expr]) -> Callable[..., list[sp.Expr]]:
    return lambda value, number: [inverse(value)] if low < number < high else []


_INFINITE = float("inf")
# Each takes a value, exactly and to 30 digits, and returns the arguments at which the function has it.
_INVERSES: dict[type[sp.Expr], Callable[[sp.Expr, sp.Expr], list[sp.Expr]]] = {
    sp.exp: _within(0, _INFINITE, sp.log),
    sp.log: _within(-_INFINITE, _INFINITE, sp.exp),
    sp.tanh: _within(-1, 1, sp.atanh),
    sp.atan: lambda value, number: [sp.tan(value)] if abs(number) < sp.N(sp.pi / 2, 30) else [],
    sp.sinh: _within(-_INFINITE, _INFINITE, sp.asinh),
    sp.asinh: _within(-_INFINITE, _INFINITE, sp.sinh),
    sp.cosh: lambda value, number: [sp.acosh(value), -sp.acosh(value)] if number >= 1 else [],
    sp.erf: _within(-1, 1, sp.erfinv),
    sp.erfc: _within(0, 2, lambda value: sp.erfinv(1 - value)),
}
_Families = Iterator[tuple[sp.Expr, sp.Expr]]


def _sine(value: sp.Expr, number: sp.Expr) -> _Families:
    if abs(number) <= 1:
        yield sp.asin(value), 2 * sp.pi
        if value not in (1, -1):
            yield sp.pi - sp.asin(value), 2 * sp.pi


def _cosine(value: sp.Expr, number: sp.Expr) -> _Families:
    if abs(number) <= 1:
        yield sp.acos(value), 2 * sp.pi
        if value not in (1, -1):
            yield -sp.acos(value), 2 * sp.pi


# The arguments at which a wave has a value: the first ones, each with the period.
_WAVES: dict[type[sp.Expr], Callable[[sp.Expr, sp.Expr], _Families]] = {
    sp.sin: _sine,
    sp.cos: _cosine,
    sp.tan: lambda value, number: iter([(sp.atan(value), sp.pi)]),
}
