"""Activations from text: Python's grammar, read by `ast` against a list of what is allowed.  No code runs."""

from __future__ import annotations

import ast
from collections.abc import Callable, Mapping

import sympy as sp

from theory.notation import x

__all__ = ["parse"]


MAX_LENGTH = 500  # characters; checked before any parser sees the text
MAX_DEPTH = 40  # nested operations
MAX_ARGUMENTS = 16  # of max and min, which SymPy compares pair by pair
MAX_TOWER = 3  # exponentials inside one another: exp(exp(exp(x)))
MAX_POWER = 64  # the largest exponent, nested powers multiplied out
LARGEST = 1e100  # the largest constant
_GROWING = {"exp": sp.exp, "sinh": sp.sinh, "cosh": sp.cosh}
FUNCTIONS: dict[str, Callable[..., sp.Expr]] = _GROWING | {
    "log": sp.log, "sqrt": sp.sqrt, "abs": sp.Abs, "sign": sp.sign, "max": sp.Max, "min": sp.Min,
    "tanh": sp.tanh, "atan": sp.atan, "asinh": sp.asinh, "sin": sp.sin, "cos": sp.cos,
    "erf": sp.erf, "erfc": sp.erfc,
}  # fmt: skip
_SEVERAL = {"max", "min"}
_CONSTANTS = {"pi": sp.pi, "e": sp.E}
_BINARY: dict[type[ast.operator], Callable[[sp.Expr, sp.Expr], sp.Expr]] = {
    ast.Add: lambda a, b: a + b,
    ast.Sub: lambda a, b: a - b,
    ast.Mult: lambda a, b: a * b,
    ast.Div: lambda a, b: a / b,
}
_COMPARE: dict[type[ast.cmpop], Callable[[sp.Expr, sp.Expr], sp.Basic]] = {
    ast.Lt: sp.Lt, ast.LtE: sp.Le, ast.Gt: sp.Gt, ast.GtE: sp.Ge,
}  # fmt: skip


def parse(text: str, parameters: Mapping[str, sp.Expr] | None = None) -> sp.Expr:
    """Read an expression in x, such as ``"x*tanh(log(1 + exp(x)))"`` or ``"x if x > 0 else exp(x) - 1"``.

    Parameters
    ----------
    text : str
        Python's operators ``+ - * / **``, numbers, ``x``, ``pi``, ``e``, ``a if x > b else c``, and calls of
        the functions in `FUNCTIONS`.
    parameters : mapping of str to sympy.Expr, optional
        Values of further names.

    Returns
    -------
    sympy.Expr
        In the symbol x of `theory.notation`; `Activation.from_expr` takes it.

    Raises
    ------
    ValueError
        If the text is not such an expression, is too long or too deep, or holds a power or a constant that is
        too large.
    TypeError
        If it is not text.
    """
    if not isinstance(text, str):
        raise TypeError(f"expected the text of an expression in x, got {type(text).__name__}")
    if len(text) > MAX_LENGTH:
        raise ValueError(
            f"the text of an expression must have at most {MAX_LENGTH} characters, got {len(text)} characters"
        )
    try:
        text = text.strip()
        tree = ast.parse(text, mode="eval")
    except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
        raise ValueError(
            f"{_shown(text)} is not an expression: {error.args[0] if error.args else error}"
        ) from None
    return _Reader(text, _CONSTANTS | {"x": x} | dict(parameters or {})).read(tree.body)


def _shown(text: str) -> str:
    return repr(text if len(text) <= 60 else text[:57] + "...")


class _Reader:
    """Builds a SymPy expression out of the few kinds of node that an activation needs."""

    def __init__(self, text: str, names: Mapping[str, sp.Expr]) -> None:
        self.text, self.names = text, names

    def refuse(self, reason: str) -> ValueError:
        return ValueError(f"{_shown(self.text)}: {reason}")

    def read(self, node: ast.expr, depth: int = 0, tower: int = 0) -> sp.Expr:
        """Return the node's expression; `depth` and `tower` count what encloses it."""
        if depth > MAX_DEPTH:
            raise self.refuse(f"at most {MAX_DEPTH} operations may stand inside one another")
        match node:
            case ast.Constant(value=bool()):
                raise self.refuse("True and False are not numbers")
            case ast.Constant(value=int() | float() as number):
                result = self.number(node, number)
            case ast.Name(id=name):
                if name not in self.names:
                    raise self.refuse(f"unknown name {name!r}: an activation is an expression in x")
                result = self.names[name]
            case ast.UnaryOp(op=ast.USub() | ast.UAdd(), operand=inner):
                value = self.read(inner, depth + 1, tower)
                result = -value if isinstance(node.op, ast.USub) else value
            case ast.BinOp(op=ast.Pow(), left=left, right=right):
                result = self.power(
                    self.read(left, depth + 1, tower), self.read(right, depth + 1, tower + 1), tower
                )
            case ast.BinOp(op=operator) if type(operator) in _BINARY:
                left, right = self.read(node.left, depth + 1, tower), self.read(node.right, depth + 1, tower)
                result = _BINARY[type(operator)](left, right)
            case ast.IfExp(test=ast.Compare(left=low, ops=[test], comparators=[high])) if (
                type(test) in _COMPARE
            ):
                condition = _COMPARE[type(test)](
                    self.read(low, depth + 1, tower), self.read(high, depth + 1, tower)
                )
                yes, no = self.read(node.body, depth + 1, tower), self.read(node.orelse, depth + 1, tower)
                result = sp.Piecewise((yes, condition), (no, True))
            case ast.Call(func=ast.Name(id=name), args=arguments, keywords=[]) if name in FUNCTIONS:
                result = self.call(name, arguments, depth, tower)
            case ast.BinOp(op=ast.BitXor()):
                raise self.refuse(f"{ast.unparse(node)[:40]!r}: write ** for a power")
            case _:
                raise self.refuse(
                    f"{ast.unparse(node)[:40]!r} is not allowed; functions: {', '.join(FUNCTIONS)}"
                )
        return self.bounded(result)

    def number(self, node: ast.expr, value: int | float) -> sp.Expr:
        """Return the decimal as it is written, with all of its digits."""
        if abs(value) > LARGEST:
            return sp.oo
        written = ast.get_source_segment(self.text, node) if isinstance(value, float) else None
        # As a fraction, 1e-999999999 would have a billion digits.
        return (
            sp.Rational(written.replace("_", ""))
            if written and abs(value) > 1 / LARGEST
            else sp.Rational(value)
        )

    def call(self, name: str, arguments: list[ast.expr], depth: int, tower: int) -> sp.Expr:
        tower += name in _GROWING
        if tower > MAX_TOWER:
            raise self.refuse(f"at most {MAX_TOWER} exponentials may stand inside one another")
        if (len(arguments) > 1) != (name in _SEVERAL) or not arguments:
            raise self.refuse(
                f"{name} takes {'two or more arguments' if name in _SEVERAL else 'one argument'}, got {len(arguments)}"
            )
        if len(arguments) > MAX_ARGUMENTS:
            raise self.refuse(f"{name} takes at most {MAX_ARGUMENTS} arguments, got {len(arguments)}")
        return FUNCTIONS[name](*(self.read(argument, depth + 1, tower) for argument in arguments))

    def power(self, base: sp.Expr, exponent: sp.Expr, tower: int) -> sp.Expr:
        if exponent.has(x):
            if tower >= MAX_TOWER:
                raise self.refuse(f"at most {MAX_TOWER} exponentials may stand inside one another")
            return base**exponent
        # Checked before SymPy multiplies anything out: 9**9**9 would never finish.
        if abs(exponent) * _degree(base) > MAX_POWER:
            raise self.refuse(f"a power must be at most {MAX_POWER}")
        return base**exponent

    def bounded(self, result: sp.Expr) -> sp.Expr:
        """Return the result, or refuse a constant that is infinite, complex or enormous."""
        if not result.has(sp.oo, sp.nan, sp.zoo, sp.I) and (
            result.free_symbols or abs(result.evalf(15)) <= LARGEST
        ):
            return result
        raise self.refuse("a constant must be a real number of at most 1e100")


def _degree(base: sp.Expr) -> sp.Expr:
    """Return the largest exponent to which nested powers multiply out inside `base`, at least 1."""
    inner = max((_degree(part) for part in base.args), default=sp.S.One)
    return inner * sp.Max(1, abs(base.exp)) if base.is_Pow and base.exp.is_number else inner
