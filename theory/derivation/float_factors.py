"""Products split into factors that float64 can hold: gamma functions, powers and tails are taken apart or together.

Quotients of gamma functions less than 1 apart become one function; factorials and binomials become gamma functions;
exp(a) erfc(b) with a = b^2 + c becomes exp(c) erfcx(b).
"""

from __future__ import annotations

from functools import lru_cache, reduce
from operator import mul

import sympy as sp

__all__ = ["EvenOdds", "Rising", "factors"]


class Rising(sp.Function):  # type: ignore[misc]
    """Gamma(z + m)/Gamma(z) for a number m between -1 and 1."""

    nargs = 2


class EvenOdds(sp.Function):  # type: ignore[misc]
    """binomial(n, k)/2^n, the chance of k heads in n throws, which stays a moderate number."""

    nargs = 2


Factors = tuple[tuple[sp.Expr, ...], tuple[sp.Expr, ...], tuple[tuple[sp.Expr, sp.Expr], ...]]


@lru_cache(maxsize=4096)
def factors(expression: sp.Expr) -> Factors:
    """Split a product into three kinds of factors.

    Returns
    -------
    plain : tuple of sympy.Expr
    scaled : tuple of sympy.Expr
        Each b stands for erfcx(b).
    apart : tuple of pairs (n, f)
        Each stands for f^n, to be taken by logarithms.
    """
    plain: list[sp.Expr] = []
    scaled: list[sp.Expr] = []
    apart: list[tuple[sp.Expr, sp.Expr]] = []
    exponent, tails = sp.S.Zero, []
    for factor in sp.Mul.make_args(_by_gamma(expression)):
        base, power = factor.as_base_exp()
        if isinstance(factor, sp.exp):
            exponent += factor.args[0]
        elif isinstance(factor, sp.erfc):
            tails.append(factor.args[0])
        elif isinstance(base, sp.gamma) or not power.is_Rational:
            apart.append((power, base))
        else:
            plain.append(factor)
    plain += _paired(apart)
    for tail in tails:
        rest = sp.expand(exponent - tail**2)
        if exponent.free_symbols and not rest.free_symbols:
            scaled.append(tail)
            plain.append(sp.exp(rest))
            exponent = sp.S.Zero
        else:
            plain.append(sp.erfc(tail))
    if exponent != 0:
        (apart if apart else plain).append((sp.S.One, sp.exp(exponent)) if apart else sp.exp(exponent))
    return tuple(plain), tuple(scaled), tuple(apart)


def _paired(apart: list[tuple[sp.Expr, sp.Expr]]) -> list[sp.Expr]:
    """Take quotients of gamma functions whose arguments are less than 1 apart out of the list, and return them."""
    found = []
    for power, base in [pair for pair in apart if isinstance(pair[1], sp.gamma) and pair[0].is_Integer]:
        for other in apart:
            if (power, base) in apart and isinstance(other[1], sp.gamma) and other[0] == -power and power > 0:
                step = sp.expand(base.args[0] - other[1].args[0])
                if step.is_Rational and 0 < abs(step) < 1:
                    apart.remove((power, base))
                    apart.remove(other)
                    found.append(Rising(other[1].args[0], step) ** power)
                    break
    return found


def _by_gamma(expression: sp.Expr) -> sp.Expr:
    """Return a product with gamma functions in place of its own factorials and binomials."""

    def rewritten(factor: sp.Expr) -> sp.Expr:
        base, power = factor.as_base_exp()
        match base:
            case sp.factorial(args=(n,)):
                base = sp.gamma(n + 1, evaluate=False)
            case sp.binomial(args=(n, k)):
                parts = (sp.gamma(part + 1, evaluate=False) for part in (n, k, n - k))
                top, *below = parts
                base = top / reduce(mul, below)
        return base**power

    return sp.Mul(
        *(part for factor in sp.Mul.make_args(expression) for part in sp.Mul.make_args(rewritten(factor)))
    )
