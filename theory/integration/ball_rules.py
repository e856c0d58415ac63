"""How the functions of `theory.activation.float64` are enclosed in balls."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import sympy as sp
from flint import acb
from sympy.codegen.cfunctions import expm1, log1p

from theory.activation.float64 import ErfComplement, SechSquared, Sigmoid, Softplus, SquarePlus, TanhShrink
from theory.enclosure import balls  # noqa: F401  # it registers the rules of SymPy's functions
from theory.enclosure.compiling import Operation, Symbols, builds, compiled
from theory.enclosure.operations import erf_complement

__all__: list[str] = []


def _sigmoid(z: acb, analytic: bool) -> acb:
    if z.real > 0:
        return 1 / (1 + (-z).exp())
    growth = z.exp()
    return growth / (1 + growth)


def _softplus(z: acb, analytic: bool) -> acb:
    return z + (1 + (-z).exp()).log(analytic) if z.real > 0 else (1 + z.exp()).log(analytic)


def _sech_squared(z: acb, analytic: bool) -> acb:
    if not abs(z.real) > 1:
        return z.sech() ** 2
    decay = ((-2 if z.real > 0 else 2) * z).exp()
    return 4 * decay / (1 + decay) ** 2


_FUNCTIONS: dict[type[sp.Basic], Callable[[acb, bool], acb]] = {
    Sigmoid: _sigmoid,
    Softplus: _softplus,
    SechSquared: _sech_squared,
    TanhShrink: lambda z, analytic: z - z.tanh(),
    ErfComplement: lambda z, analytic: erf_complement(z),
    expm1: lambda z, analytic: z.expm1(),
    log1p: lambda z, analytic: z.log1p() if not analytic or z.real > -1 else (1 + z).log(analytic),
}


@builds(SquarePlus)
def _square_plus(expression: sp.Expr, symbols: Symbols) -> Operation:
    first, second = (compiled(part, symbols) for part in expression.args)

    def value(values: Sequence[acb], analytic: bool) -> acb:
        a, b = first(values, analytic), second(values, analytic)
        root = (a**2 + b).sqrt(analytic)
        return a + root if a.real > 0 else b / (root - a)

    return value


@builds(*_FUNCTIONS)
def _function(expression: sp.Expr, symbols: Symbols) -> Operation:
    function, argument = _FUNCTIONS[type(expression)], compiled(expression.args[0], symbols)

    def value(values: Sequence[acb], analytic: bool) -> acb:
        return function(argument(values, analytic), analytic)

    return value
