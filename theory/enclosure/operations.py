"""The elementary and special functions on balls, each by the function of FLINT that encloses it.

Every operation takes a ball and the flag `analytic`.  `acb.integral` sets the flag where it needs the function
to be analytic on the whole ball; an operation with a branch cut, or a kink, then answers "not a number" for a
ball that touches it.  Without the flag a ball is a set of points, and jumps are allowed.
"""

from __future__ import annotations

from collections.abc import Callable

import sympy as sp
from flint import acb, arb, fmpz

from theory.enclosure.refusal import CannotTell

__all__ = ["BINARY", "CONSTANTS", "FUNCTIONS", "erf_complement", "exact_integer", "power"]

Function = Callable[[acb, bool], acb]
Binary = Callable[[acb, acb, bool], acb]

_NOWHERE = acb(arb.nan(), arb.nan())


def exact_integer(ball: acb) -> int | None:
    """Return the integer that the ball is, or None where it has a radius or is something else."""
    if not (ball.is_exact() and ball.imag == 0):
        return None
    integer = ball.real.unique_fmpz()
    return None if integer is None or ball.real != integer else int(integer)


def power(base: acb, exponent: acb, analytic: bool) -> acb:
    """Return base**exponent, on the principal branch where the exponent is not an integer."""
    integer = exact_integer(exponent)
    if integer is not None:
        return base**integer
    if not analytic and base.contains(0) and exponent.imag == 0 and exponent.real > 0:
        # A disc about 0 goes to a disc; FLINT takes the logarithm of 0, and answers "not a number".
        reach = abs(base).upper() ** exponent.real
        return acb(arb(0, reach.upper()), arb(0, reach.upper()))
    return base.pow(exponent, analytic)


def _off(outside: Callable[[acb], bool], function: Callable[[acb], acb]) -> Function:
    """Guard a function without a flag of its own: `outside` says that a ball misses the branch cut."""
    return lambda z, analytic: _NOWHERE if analytic and not outside(z) else function(z)


def _of_real(function: Function) -> Function:
    """Guard a function that FLINT extends from the real line: off it, Abs and sign are something else."""
    return lambda z, analytic: function(z, analytic) if analytic or z.imag == 0 else _NOWHERE


def _inside_one(z: acb) -> bool:
    """Off the real half-lines beyond -1 and 1."""
    return not z.imag.contains(0) or bool(abs(z.real) < 1)


def _off_imaginary_cuts(z: acb) -> bool:
    """Off the imaginary half-lines beyond -i and i."""
    return not z.real.contains(0) or bool(abs(z.imag) < 1)


def _positive(z: acb) -> bool:
    return bool(z.real > 0)


def _atanh(z: acb) -> acb:
    # The complex function leaves a small imaginary ball on (-1, 1).
    return acb(z.real.atanh()) if z.imag == 0 and abs(z.real) < 1 else z.atanh()


def _acosh(z: acb) -> acb:
    return acb(z.real.acosh()) if z.imag == 0 and z.real >= 1 else z.acosh()


def _asinh(z: acb) -> acb:
    value = z.asinh()
    if value.is_finite() or not abs(z.real) > 1:
        return value
    # FLINT has none on wide balls far out: there z + sqrt(z^2 + 1) = z (1 + sqrt(1 + 1/z^2)).
    sign = 1 if z.real > 0 else -1
    inverse = 1 / z
    return sign * ((sign * z).log() + (1 + (1 + inverse * inverse).sqrt()).log())


def _tanh(z: acb) -> acb:
    value = z.tanh()
    if value.is_finite() or not abs(z.real) > 1:
        return value
    # Far from the imaginary axis tanh is nearly constant, however wide the ball is.
    sign = 1 if z.real > 0 else -1
    decay = (-2 * sign * z).exp()
    return sign * (1 - decay) / (1 + decay)


def _erf(z: acb) -> acb:
    value = z.erf()
    if value.is_finite() or not abs(z.real) > 0:
        return value
    return 1 - erf_complement(z) if z.real > 0 else erf_complement(-z) - 1


def erf_complement(z: acb) -> acb:
    """Return 1 - erf z; on wide balls by |1 - erf z| <= |exp(-z^2)|, where the real part is not negative."""
    value = z.erfc()
    if value.is_finite() or not z.real > 0:
        return value
    rest = (-z * z).exp().abs_upper()
    return acb(arb(0, rest), arb(0, rest))


def _everywhere(function: Callable[[acb], acb]) -> Function:
    """Wrap an entire or meromorphic function: at a pole FLINT answers with an infinite ball by itself."""
    return lambda z, analytic: function(z)


FUNCTIONS: dict[type[sp.Expr], Function] = {
    sp.log: lambda z, analytic: z.log(analytic),
    sp.Abs: _of_real(lambda z, analytic: z.real_abs(analytic)),
    sp.sign: _of_real(lambda z, analytic: z.real_sgn(analytic)),
    sp.asin: _off(_inside_one, acb.asin),
    sp.acos: _off(_inside_one, acb.acos),
    sp.atanh: _off(_inside_one, _atanh),
    sp.atan: _off(_off_imaginary_cuts, acb.atan),
    sp.asinh: _off(_off_imaginary_cuts, _asinh),
    sp.acosh: _off(lambda z: bool(z.real > 1), _acosh),
    sp.loggamma: _off(_positive, acb.lgamma),
    **{function: _everywhere(method) for function, method in (
        (sp.exp, acb.exp), (sp.sin, acb.sin), (sp.cos, acb.cos), (sp.tan, acb.tan), (sp.cot, acb.cot),
        (sp.sec, acb.sec), (sp.csc, acb.csc), (sp.sinh, acb.sinh), (sp.cosh, acb.cosh), (sp.tanh, _tanh),
        (sp.coth, acb.coth), (sp.sech, acb.sech), (sp.csch, acb.csch), (sp.erf, _erf), (sp.erfc, erf_complement),
        (sp.erfi, acb.erfi), (sp.gamma, acb.gamma), (sp.digamma, acb.digamma),
        (sp.factorial, lambda z: (z + 1).gamma()),
    )},
}  # fmt: skip


def _incomplete(upper: bool) -> Binary:
    def function(order: acb, z: acb, analytic: bool) -> acb:
        if analytic and not _positive(z):
            return _NOWHERE
        return z.gamma_upper(order) if upper else z.gamma_lower(order)

    return function


def _binomial(n: acb, k: acb, analytic: bool) -> acb:
    """C(n, k) for an integer k; for other k, as SymPy has it, by gamma functions."""
    chosen, size = exact_integer(k), exact_integer(n)
    if chosen is None or analytic:
        return (n + 1).gamma() * (k + 1).rgamma() * (n - k + 1).rgamma()
    if chosen < 0:
        return acb(0)
    if size is not None and size >= 0:
        return acb(fmpz.bin_uiui(size, chosen))
    if n.imag == 0:  # and not !=, which python-flint has true of disjoint balls alone
        return acb(n.real.bin(chosen))
    raise CannotTell(f"binomial({n}, {k}) is enclosed for real arguments only")


def _polygamma(order: acb, z: acb, analytic: bool) -> acb:
    return z.digamma() if exact_integer(order) == 0 else z.polygamma(order)


def _heaviside(z: acb, at_zero: acb, analytic: bool) -> acb:
    """Return 0, 1, or `at_zero` at exactly 0; a ball that holds 0 and more gives all between the three."""
    if analytic:
        return z.real_heaviside(True)
    if z == 0:
        return at_zero
    value = z.real_heaviside(False) if z.imag == 0 else _NOWHERE
    return value.union(at_zero) if z.real.contains(0) else value


def _of_reals(function: Binary) -> Binary:
    real = _of_real(lambda z, analytic: z)
    return lambda first, second, analytic: function(real(first, analytic), real(second, analytic), analytic)


BINARY: dict[type[sp.Expr], Binary] = {
    sp.uppergamma: _incomplete(True),
    sp.lowergamma: _incomplete(False),
    sp.binomial: _binomial,
    sp.polygamma: _polygamma,
    sp.Heaviside: _heaviside,
    sp.Max: _of_reals(lambda first, second, analytic: first.real_max(second, analytic)),
    sp.Min: _of_reals(lambda first, second, analytic: first.real_min(second, analytic)),
}

# At the precision in force, so functions and not values.
CONSTANTS: dict[sp.Expr, Callable[[], arb]] = {
    sp.pi: arb.pi,
    sp.E: arb.const_e,
    sp.EulerGamma: arb.const_euler,
    sp.Catalan: arb.const_catalan,
    sp.GoldenRatio: lambda: (1 + arb(5).sqrt()) / 2,
}
