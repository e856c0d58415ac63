"""Formulas of activations as text, without branches between their breakpoints, evaluated in complex balls.

A truth for benchmarks that shares no line with `theory`: the text is parsed by Python, and (g, g') follows by the
rules of differentiation.
"""

import ast
from collections.abc import Callable, Iterator
from itertools import pairwise

from flint import acb, arb

Pair = tuple[acb, acb]
Formula = Callable[[acb, bool], Pair]
NOWHERE = acb(arb.nan(), arb.nan())


class Unknown(Exception):
    """A branch whose breakpoints are not shown."""


def pieces(text: str) -> Iterator[tuple[arb, arb, Formula]]:
    """Yield the parts of the line between two breakpoints, each with its formula.

    Branches are resolved at a point of each part.  All differences that decide a branch must be affine there: their
    roots are the breakpoints.
    """
    tree = ast.parse(text, mode="eval").body
    points: list[arb] = []
    while True:
        ends = [arb.neg_inf(), *points, arb.pos_inf()]
        parts = []
        for low, high in pairwise(ends):
            roots: list[arb] = []
            parts.append((low, high, _resolved(tree, _between(low, high), text, roots)))
            found = [root for root in roots if low < root < high]
            if found:
                points = sorted([*points, found[0]], key=lambda point: float(point.mid()))
                break
        else:
            for low, high, node in parts:
                yield low, high, formula(node, text)
            return


def _between(low: arb, high: arb) -> arb:
    if low.is_finite() and high.is_finite():
        return ((low + high) / 2).mid()
    # A distance that no formula has: the point must not be a breakpoint itself.
    away = arb(1.0371)
    return (low + away).mid() if low.is_finite() else (high - away).mid() if high.is_finite() else away


def _resolved(node: ast.expr, at: arb, text: str, roots: list[arb]) -> ast.expr:
    """Return a formula with each branch replaced by the side that holds at a point; collect the roots."""

    def side(difference: ast.expr) -> int:
        slope, constant = _affine(difference, text)
        if slope != 0:
            roots.append(-constant / slope)
        value = slope * at + constant
        if slope == 0 and constant == 0:
            return 1
        if value.contains(0):
            raise Unknown(ast.unparse(difference))
        return 1 if value > 0 else -1

    def minus(left: ast.expr, right: ast.expr) -> ast.expr:
        return ast.BinOp(left, ast.Sub(), right)

    match node:
        case ast.IfExp(
            test=ast.Compare(left=left, ops=[order], comparators=[right]), body=body, orelse=other
        ):
            left, right = (_resolved(part, at, text, roots) for part in (left, right))
            above = side(minus(left, right)) > 0
            chosen = body if above == isinstance(order, ast.Gt) else other
            return _resolved(chosen, at, text, roots)
        case ast.Call(func=ast.Name(id=("max" | "min") as name), args=arguments):
            best, *others = (_resolved(argument, at, text, roots) for argument in arguments)
            for other in others:
                larger = side(minus(best, other)) > 0
                best = best if larger == (name == "max") else other
            return best
        case ast.Call(func=ast.Name(id=("abs" | "sign") as name), args=[inner]):
            inner = _resolved(inner, at, text, roots)
            positive = side(inner) > 0
            if name == "sign":
                return ast.Constant(1 if positive else -1)
            return inner if positive else ast.UnaryOp(ast.USub(), inner)
        case ast.Call(func=function, args=arguments):
            return ast.Call(function, [_resolved(part, at, text, roots) for part in arguments], [])
        case ast.BinOp(left=left, op=operator, right=right):
            return ast.BinOp(_resolved(left, at, text, roots), operator, _resolved(right, at, text, roots))
        case ast.UnaryOp(op=operator, operand=inner):
            return ast.UnaryOp(operator, _resolved(inner, at, text, roots))
    return node


def _affine(node: ast.expr, text: str) -> tuple[arb, arb]:
    """Return slope and constant of an affine formula."""
    match node:
        case ast.Name(id="x"):
            return arb(1), arb(0)
        case ast.UnaryOp(operand=inner):
            slope, constant = _affine(inner, text)
            return -slope, -constant
        case ast.BinOp(left=left, op=(ast.Add() | ast.Sub()) as operator, right=right):
            (a, b), (c, d) = _affine(left, text), _affine(right, text)
            return (a + c, b + d) if isinstance(operator, ast.Add) else (a - c, b - d)
        case ast.BinOp(left=left, op=ast.Mult(), right=right):
            (a, b), (c, d) = _affine(left, text), _affine(right, text)
            if a == 0 or c == 0:
                return a * d + c * b, b * d
    if any(isinstance(part, ast.Name) and part.id == "x" for part in ast.walk(node)):
        raise Unknown(ast.unparse(node))
    return arb(0), formula(node, text)(acb(0), False)[0].real


def formula(node: ast.expr, text: str) -> Formula:
    """Compile a formula without branches to (g, g') at a ball."""
    match node:
        case ast.Constant(value=value):
            # All printed digits, and not the float that Python makes of them.
            digits = ast.get_source_segment(text, node) if hasattr(node, "lineno") else repr(value)
            return lambda x, analytic: (acb(arb(digits)), acb(0))
        case ast.Name(id="x"):
            return lambda x, analytic: (x, acb(1))
        case ast.Name(id="pi"):
            return lambda x, analytic: (acb(arb.pi()), acb(0))
        case ast.UnaryOp(operand=operand):
            inner = formula(operand, text)
            return lambda x, analytic: tuple(-part for part in inner(x, analytic))
        case ast.BinOp(op=ast.Pow(), left=base, right=exponent):
            return _power(formula(base, text), ast.literal_eval(exponent))
        case ast.BinOp(op=ast.Div(), left=above, right=ast.BinOp(
            op=ast.Add(), left=ast.Constant(value=1), right=ast.Call(func=ast.Name(id="exp"), args=[argument])
        )):  # fmt: skip
            return _joined(ast.Mult(), formula(above, text), _of(_logistic, formula(argument, text)))
        case ast.Call(func=ast.Name(id="log"), args=[ast.BinOp(
            op=ast.Add(), left=ast.Constant(value=1), right=ast.Call(func=ast.Name(id="exp"), args=[argument])
        )]):  # fmt: skip
            return _of(_softplus, formula(argument, text))
        case ast.BinOp(op=operator, left=left, right=right):
            return _joined(operator, formula(left, text), formula(right, text))
        case ast.Call(func=ast.Name(id=name), args=[argument]):
            return _of(lambda analytic, y: _function(name, analytic, y), formula(argument, text))
    raise Unknown(ast.dump(node))


def _of(function: Callable[[bool, acb], Pair], inner: Formula) -> Formula:
    def of_inner(x: acb, analytic: bool) -> Pair:
        value, slope = inner(x, analytic)
        result, outer = function(analytic, value)
        return result, outer * slope

    return of_inner


def _logistic(analytic: bool, y: acb) -> Pair:
    """Return 1/(1 + exp(y)); a wide ball of exp(y) for large y would hold the pole."""
    if y.real > 0:
        decay = (-y).exp()
        value = decay / (1 + decay)
        return value, -value / (1 + decay)
    growth = y.exp()
    value = 1 / (1 + growth)
    return value, -growth * value * value


def _softplus(analytic: bool, y: acb) -> Pair:
    """Return log(1 + exp(y)), continued from the real line."""
    if y.real > 0:
        decay = (-y).exp()
        return y + (1 + decay).log(analytic), 1 / (1 + decay)
    growth = y.exp()
    return (1 + growth).log(analytic), growth / (1 + growth)


def _power(base: Formula, exponent: float) -> Formula:
    if isinstance(exponent, int):

        def whole(x: acb, analytic: bool) -> Pair:
            value, slope = base(x, analytic)
            below = acb(1)
            for _ in range(exponent - 1):
                below *= value
            return below * value, exponent * below * slope

        return whole

    def real(x: acb, analytic: bool) -> Pair:
        value, slope = base(x, analytic)
        power = acb(arb(repr(exponent)))
        result = (power * value.log(analytic)).exp()
        return result, power * result / value * slope

    return real


def _joined(operator: ast.operator, left: Formula, right: Formula) -> Formula:
    def joined(x: acb, analytic: bool) -> Pair:
        (a, da), (b, db) = left(x, analytic), right(x, analytic)
        match operator:
            case ast.Add():
                return a + b, da + db
            case ast.Sub():
                return a - b, da - db
            case ast.Mult():
                return a * b, da * b + a * db
        quotient = a / b
        return quotient, (da - quotient * db) / b

    return joined


def _function(name: str, analytic: bool, y: acb) -> Pair:
    """Return a function and its derivative."""
    match name:
        case "exp":
            value = y.exp()
            return value, value
        case "sin":
            return y.sin(), y.cos()
        case "cos":
            return y.cos(), -y.sin()
        case "sinh":
            return y.sinh(), y.cosh()
        case "cosh":
            return y.cosh(), y.sinh()
        case "tanh":
            return y.tanh(), y.sech() * y.sech()
        case "erf":
            return y.erf(), 2 * (-y * y).exp() / arb.pi().sqrt()
        case "log":
            return y.log(analytic), 1 / y
        case "sqrt":
            root = y.sqrt(analytic)
            return root, 1 / (2 * root)
        case "atan" | "asinh":
            if analytic and y.real.contains(0) and not abs(y.imag) < 1:
                return NOWHERE, NOWHERE
            if name == "atan":
                return y.atan(), 1 / (1 + y * y)
            return _asinh(y), 1 / (1 + y * y).sqrt(analytic)
    raise Unknown(name)


def _asinh(y: acb) -> acb:
    if y.real > 1 or y.real < -1:
        # FLINT has none on wide balls.
        size = y if y.real > 0 else -y
        value = size.log() + (1 + (1 + 1 / (size * size)).sqrt()).log()
        return value if y.real > 0 else -value
    return y.asinh()
