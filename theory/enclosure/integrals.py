"""Integrals as balls: FLINT's quadrature over a finite range, and a bound for what lies beyond it.

`acb.integral` is rigorous where the integrand says that it is analytic on the balls that it is asked about
(Johansson, "Numerical integration in arbitrary-precision ball arithmetic", 2018); `operations` does.  Three
things are left to do: split the range at kinks, remove roots at 0 by a substitution, and bound tails.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

import sympy as sp
from flint import acb, arb, ctx

from theory.enclosure.compiling import Operation, Symbols, builds, compiled
from theory.enclosure.hoisting import hoisted
from theory.enclosure.majorants import Majorant
from theory.enclosure.pieces import Switch, smooth, switches
from theory.enclosure.refusal import CannotTell, Undecided
from theory.enclosure.tails import tail

__all__: list[str] = []

_EVALUATIONS = 30_000  # of one integrand: a hundred times what an analytic one needs

_FEW = 2_000  # where the constants are wide balls, as on the way to a root
_BEYOND = 16  # bits of an integral beyond those of its constants


@builds(sp.Integral)
def _integral(expression: sp.Expr, symbols: Symbols) -> Operation:
    if len(expression.limits) != 1 or len(expression.limits[0]) != 3:
        raise CannotTell(f"{expression} is not an integral over one variable between two limits")
    ((variable, low, high),) = expression.limits
    # One power of x for x*x**(k - 1), so that no pole stands at 0 where k is 0.
    integrand, parts = hoisted(sp.powsimp(expression.function, combine="exp"), variable)
    # What stands within a sum over an index is not taken out of it.
    parts |= {symbol: symbol for symbol in integrand.free_symbols - {variable, *parts}}
    # A zero of two switches, such as of Max(0, x) and Min(0, x), is one kink.
    lines = switches(integrand, variable)
    zeros = {sp.cancel(zero.xreplace(parts)): zero for slope, _, zero in lines.values() if slope != 0}
    plan = _Plan(integrand, variable, tuple(parts), lines, tuple(zeros.values()))
    constants = [compiled(part, symbols) for part in parts.values()]
    ends = [None if end.is_infinite else compiled(end, symbols) for end in (low, high)]
    if low == sp.oo or high == -sp.oo:
        raise CannotTell(f"{expression} runs downwards: turn its limits")

    def value(values: Sequence[acb], analytic: bool) -> acb:
        if analytic:
            raise CannotTell(
                f"an integral within an integral, over a variable of the outer one: {expression}"
            )
        start, stop = (None if end is None else _real(end(values, False), expression) for end in ends)
        return acb(plan.between(start, stop, [constant(values, False) for constant in constants]))

    return value


def _real(ball: acb, expression: sp.Expr) -> arb:
    if ball.imag != 0 or not ball.is_finite():
        raise Undecided(f"a limit of {expression} is not a finite real number: {ball.str(5)}")
    return ball.real


@dataclass(frozen=True)
class _Plan:
    """An integrand in its variable and in symbols for its constants."""

    integrand: sp.Expr
    variable: sp.Symbol
    symbols: tuple[sp.Symbol, ...]
    switches: Mapping[sp.Expr, Switch]
    kinks: tuple[sp.Expr, ...]

    def between(self, start: arb | None, stop: arb | None, constants: list[acb]) -> arb:
        """Integrate from `start` to `stop`; None is the infinity at that end."""
        if start is not None and stop is not None and self.switches and not start <= stop:
            if not stop < start:
                raise Undecided(f"the limits {start.str(5)} and {stop.str(5)} cannot be told apart")
            return -self.between(stop, start, constants)
        parity = _parity(self.integrand, self.variable)
        if parity and start is None and stop is None and not self.switches:
            half = _over_piece(self.integrand, self.variable, self.symbols, arb(0), None, constants)
            return 2 * half if parity > 0 else arb(0)
        lines = {
            switch: [self._ball(part, constants) for part in line[:2]]
            for switch, line in self.switches.items()
        }
        roots = _inside([self._ball(kink, constants) for kink in self.kinks], start, stop)
        total = arb(0)
        for left, right in pairwise([start, *roots, stop]):
            middle = _between(left, right)
            signs = {switch: slope * middle + offset for switch, (slope, offset) in lines.items()}
            positive = frozenset(switch for switch, value in signs.items() if value > 0)
            negative = frozenset(switch for switch, value in signs.items() if value < 0)
            if len(positive) + len(negative) < len(signs):
                raise Undecided(f"a ball lies across a kink of {self.integrand}")
            piece = smooth(self.integrand, positive, negative) if lines else self.integrand
            total += _over_piece(piece, self.variable, self.symbols, left, right, constants)
        return total

    def _ball(self, part: sp.Expr, constants: list[acb]) -> arb:
        value = compiled(part, self.symbols)(constants, False)
        if value.imag != 0 or not value.is_finite():
            raise Undecided(f"no kink is seen where {part} is {value.str(5)}")
        return value.real


def _inside(roots: list[arb], start: arb | None, stop: arb | None) -> list[arb]:
    """Sort the kinks strictly inside the range; balls that overlap are refused."""
    result: list[arb] = []
    for root in sorted(roots, key=lambda ball: float(ball.mid())):
        if (start is not None and root <= start) or (stop is not None and root >= stop):
            continue
        if any(root == edge for edge in result):
            continue
        if any(root.overlaps(edge) for edge in (start, stop, *result) if edge is not None):
            raise Undecided(f"kinks at {root.str(5)} cannot be told apart")
        result.append(root)
    return result


def _between(left: arb | None, right: arb | None) -> arb:
    if left is None:
        return arb(0) if right is None else right.lower() - 1
    return left.upper() + 1 if right is None else ((left + right) / 2).mid()


def _over_piece(
    integrand: sp.Expr, variable: sp.Symbol, symbols: tuple[sp.Symbol, ...],
    left: arb | None, right: arb | None, constants: list[acb],
) -> arb:  # fmt: skip
    """Integrate a smooth integrand: cut off infinite ends, and bound what is left out."""
    if integrand == 0:
        return arb(0)
    known = dict(zip(symbols, constants, strict=True))
    below, rest = arb(2) ** -ctx.prec, arb(0)
    if right is None:
        terms = Majorant(variable, 1, known).terms(integrand)
        right, bound = tail(terms, arb(0) if left is None else left, below)
        rest += bound
    if left is None:
        terms = Majorant(variable, -1, known).terms(integrand)
        cut, bound = tail(terms, -right, below)
        left, rest = -cut, rest + bound
    if left == 0 and (root := _root_at_zero(integrand, variable, symbols, constants)) > 1:
        integrand, variable = _substituted(integrand, variable, root)
        right = right.root(root)
    return _quadrature(compiled(integrand, (variable, *symbols)), left, right, constants) + arb(0, rest)


def _quadrature(operation: Operation, left: arb, right: arb, constants: list[acb]) -> arb:
    real = True

    def integrand(at: acb, analytic: bool) -> acb:
        nonlocal real
        value = operation((at, *constants), analytic)
        real = real and (analytic or value.imag.contains(0) or not value.is_finite())
        return value

    # Constants that are wide balls leave a wide integral: digits beyond theirs are not worth the work.
    bits = min([ctx.prec, *(max(constant.rel_accuracy_bits(), 0) + _BEYOND for constant in constants)])
    goal = arb(2) ** -bits
    total = acb.integral(
        integrand, acb(left), acb(right), rel_tol=goal, abs_tol=goal,
        eval_limit=_EVALUATIONS if bits == ctx.prec else _FEW,
    )  # fmt: skip
    if not real:
        raise CannotTell("the integrand is not real on the range of integration")
    if not total.is_finite():
        # More bits do not mend a pole; to look for one again is the most expensive refusal there is.
        raise CannotTell("the quadrature found no finite ball: the integrand may have a pole")
    return total.real


def _root_at_zero(
    integrand: sp.Expr, variable: sp.Symbol, symbols: tuple[sp.Symbol, ...], constants: list[acb]
) -> int:
    """Return the q for which x = s**q turns the roots of x at 0 into whole powers; 1 where there are none."""
    q = 1
    for power in integrand.atoms(sp.Pow):
        if power.base != variable or power.exp.is_Integer or power.exp.free_symbols - set(symbols):
            continue  # a whole power, or one with the index of a sum
        if power.exp.is_Rational:
            q = int(sp.ilcm(q, power.exp.q))
            continue
        exponent = compiled(power.exp, symbols)(constants, False)
        if exponent.is_exact() and exponent.imag == 0:
            denominator = 1
            while denominator < 64 and not (exponent.real * denominator).is_integer():
                denominator *= 2
            q = int(sp.ilcm(q, denominator))
    return q


@lru_cache(maxsize=1024)
def _parity(integrand: sp.Expr, variable: sp.Symbol) -> int:
    """Return 1 for an integrand that is even as it is written, -1 for an odd one, 0 where it does not show."""
    turned = integrand.subs(variable, -variable)
    return 1 if turned == integrand else -1 if turned == -integrand else 0


@lru_cache(maxsize=1024)
def _substituted(integrand: sp.Expr, variable: sp.Symbol, root: int) -> tuple[sp.Expr, sp.Symbol]:
    new = sp.Dummy(variable.name, positive=True)
    # powsimp: roots that the weight makes whole are one power, s**(2*c)*s for a whole 2*c + 1.
    return sp.powsimp(integrand.subs(variable, new**root) * root * new ** (root - 1)), new
