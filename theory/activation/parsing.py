"""Activations from text: Python's grammar, read by `ast` against a list of what is allowed.  No code runs."""

from __future__ import annotations

import ast
import itertools
import reprlib
import warnings
from collections.abc import Callable, Mapping
from functools import cache

import sympy as sp

from theory.activation.building import COMPARISONS, MAX_TOWER, apply, bounded, choose, extreme, power
from theory.activation.catalogue import ALIASES, CATALOGUE
from theory.activation.constants import LARGEST, Unfit
from theory.activation.functions import CONSTANTS, FORMULAS, FUNCTIONS, GROWING, MODULES, SEVERAL
from theory.activation.parameters import arranged, canonical, nearest
from theory.arguments import checked
from theory.notation import x

__all__ = ["parse"]


MAX_LENGTH = 500  # characters; checked before any parser sees the text
MAX_DEPTH = 40  # nested operations
MAX_ARGUMENTS = 16  # of max and min, which SymPy compares pair by pair
_BINARY: dict[type[ast.operator], Callable[[sp.Expr, sp.Expr], sp.Expr]] = {
    ast.Add: lambda a, b: a + b,
    ast.Sub: lambda a, b: a - b,
    ast.Mult: lambda a, b: a * b,
    ast.Div: lambda a, b: a / b,
}


@checked
def parse(text: str, parameters: Mapping[str, sp.Expr] | None = None) -> sp.Expr:
    """Read an expression in x, such as ``"x*tanh(softplus(x))"`` or ``"x if x > 0 else exp(x) - 1"``.

    Parameters
    ----------
    text : str
        Python's operators ``+ - * / **``, numbers, ``x``, ``pi``, ``e``, and calls of functions, which may have the
        prefix of a module (``np.tanh``, ``torch.relu``):

        - those of `theory.activation.functions`, such as ``exp``, ``log1p``, ``clip(x, -1, 1)``, ``max(x, 1, 2*x)``;
        - the activations of `theory.names()` and their aliases, with their parameters in order or by name:
          ``leaky_relu(x, 0.2)``, ``elu(x, alpha=2)``.

        A choice is ``a if x > b else c`` or ``where(x > b, a, c)``; comparisons may be chained (``-1 < x < 1``) and
        joined by ``and``, ``or``, ``not``, ``&``, ``|``.  A comparison by itself is 1 where it holds and 0 elsewhere.
    parameters : mapping of str to sympy.Expr, optional
        Values of further names.

    Returns
    -------
    sympy.Expr
        In the symbol x of `theory.notation`; `Activation.from_expr` takes it.

    Raises
    ------
    ValueError
        If the text is not such an expression, or is too long, too deep or too costly, or a constant in it is not
        a real number of at most 1e100.
    TypeError
        If it is not text.
    """
    if not isinstance(text, str):
        raise TypeError(f"text must be the text of an expression in x, got {reprlib.repr(text)}")
    if len(text) > MAX_LENGTH:
        raise ValueError(
            f"text must have at most {MAX_LENGTH} characters, got {len(text)} characters: {reprlib.repr(text)}"
        )
    text = text.strip()
    names = CONSTANTS | {"x": x} | dict(parameters or {})
    try:
        return _Reader(text, names).read(_tree(text))
    except Unfit as unfit:
        raise ValueError(f"text = {_shown(text)}: {unfit}") from None


@cache
def _tree(text: str) -> ast.expr:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter(
                "ignore"
            )  # "1if x > 0 else 2" is read, with a warning on the standard error
            return ast.parse(text, mode="eval").body
    except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
        raise Unfit(f"it is not an expression: {error.args[0] if error.args else error}") from None


def _shown(text: str) -> str:
    return repr(text if len(text) <= 60 else text[:57] + "...")


_TOO_DEEP = f"at most {MAX_DEPTH} operations may stand inside one another"


class _Reader:
    """Builds a SymPy expression out of the few kinds of node that an activation needs."""

    def __init__(self, text: str, names: Mapping[str, sp.Expr]) -> None:
        self.text, self.names = text, names

    def read(self, node: ast.expr, depth: int = 0, tower: int = 0) -> sp.Expr:
        """Return the node's expression; `depth` and `tower` count what encloses it."""
        if depth > MAX_DEPTH:
            raise Unfit(_TOO_DEEP)
        try:
            return bounded(self.built(node, depth + 1, tower))
        except _Located:
            raise
        except Unfit as unfit:
            raise _Located(self.piece(node), unfit) from None
        except (ValueError, TypeError, ArithmeticError, NotImplementedError, RecursionError) as error:
            # SymPy 1.14 fails so on some roots of numbers of fifty digits.
            raise _Located(self.piece(node), Unfit(f"SymPy cannot compute it: {str(error)[:80]}")) from None

    def built(self, node: ast.expr, depth: int, tower: int) -> sp.Expr:
        match node:
            case ast.Constant(value=bool()):
                raise Unfit("True and False are not numbers")
            case ast.Constant(value=int() | float() as number):
                return self.number(node, number)
            case ast.Name(id=name):
                return self.named(name)
            case ast.Attribute(value=module, attr=name) if name in CONSTANTS and _is_module(module):
                return CONSTANTS[name]
            case ast.UnaryOp(op=ast.USub(), operand=inner):
                return -self.read(inner, depth, tower)
            case ast.UnaryOp(op=ast.UAdd(), operand=inner):
                return self.read(inner, depth, tower)
            case ast.BinOp(op=ast.Pow(), left=left, right=right):
                return power(self.read(left, depth, tower), self.read(right, depth, tower + 1), tower)
            case ast.BinOp(op=operator, left=left, right=right) if type(operator) in _BINARY:
                return _BINARY[type(operator)](self.read(left, depth, tower), self.read(right, depth, tower))
            case ast.IfExp(test=test, body=yes, orelse=no):
                return self.chosen(
                    test, self.read(yes, depth, tower), self.read(no, depth, tower), depth, tower
                )
            case ast.Compare() | ast.BoolOp() | ast.UnaryOp() | ast.BinOp(op=ast.BitAnd() | ast.BitOr()):
                return self.chosen(node, sp.S.One, sp.S.Zero, depth, tower)
            case ast.Call():
                return self.called(node, depth, tower)
            case ast.BinOp(op=ast.BitXor()):
                raise Unfit("write ** for a power: ^ is another operator in Python")
        raise Unfit(f"it is not part of the grammar; functions: {', '.join(_known())}")

    def piece(self, node: ast.expr) -> str:
        """Return what the text has for a node."""
        return _shown(ast.get_source_segment(self.text, node) or self.text)

    def number(self, node: ast.expr, value: int | float) -> sp.Expr:
        """Return the decimal as it is written, with all of its digits."""
        if abs(value) > LARGEST:
            raise Unfit(f"a constant must be at most {LARGEST:g}")
        written = ast.get_source_segment(self.text, node) if isinstance(value, float) else None
        # As a fraction, 1e-999999999 would have a billion digits.
        exactly = written is not None and abs(value) > 1 / LARGEST
        return sp.Rational(written.replace("_", "")) if written and exactly else sp.Rational(value)

    def named(self, name: str) -> sp.Expr:
        if name in self.names:
            return self.names[name]
        if name in FUNCTIONS or name in FORMULAS or canonical(name):
            raise Unfit(f"write {name}(x): it is a function")
        raise Unfit(f"unknown name {name[:40]!r}: an activation is an expression in x")

    def chosen(self, test: ast.expr, yes: sp.Expr, no: sp.Expr, depth: int, tower: int) -> sp.Expr:
        """Return `yes` where a test holds and `no` elsewhere, by one comparison after the other.

        SymPy would solve a condition that is made of several, which may take for ever.
        """
        if depth > MAX_DEPTH:
            raise Unfit(_TOO_DEEP)
        match test:
            case ast.Compare(left=first, ops=operators, comparators=others):
                if unknown := [part for part in operators if type(part) not in COMPARISONS]:
                    raise Unfit(f"{type(unknown[0]).__name__} is not allowed: compare by <, <=, > or >=")
                sides = [self.read(side, depth + 1, tower) for side in (first, *others)]
                for operator, (left, right) in reversed(
                    list(zip(operators, itertools.pairwise(sides), strict=True))
                ):
                    yes = bounded(choose(type(operator), left, right, yes, no))
                return yes
            case ast.BoolOp(op=ast.And(), values=parts):
                for part in reversed(parts):
                    yes = self.chosen(part, yes, no, depth + 1, tower)
                return yes
            case ast.BoolOp(op=ast.Or(), values=parts):
                for part in reversed(parts):
                    no = self.chosen(part, yes, no, depth + 1, tower)
                return no
            case ast.BinOp(op=ast.BitAnd(), left=left, right=right):
                return self.chosen(left, self.chosen(right, yes, no, depth + 1, tower), no, depth + 1, tower)
            case ast.BinOp(op=ast.BitOr(), left=left, right=right):
                return self.chosen(left, yes, self.chosen(right, yes, no, depth + 1, tower), depth + 1, tower)
            case ast.UnaryOp(op=ast.Not() | ast.Invert(), operand=inner):
                return self.chosen(inner, no, yes, depth + 1, tower)
        raise Unfit(
            f"{self.piece(test)} must be a comparison, such as x > 0; put brackets round those beside & and |"
        )

    def called(self, node: ast.Call, depth: int, tower: int) -> sp.Expr:
        name = _function_name(node.func)
        named = {str(keyword.arg): keyword.value for keyword in node.keywords}
        if any(isinstance(part, ast.Starred) for part in node.args) or "None" in named:
            raise Unfit("arguments with * are not allowed")
        if name == "where":
            _require_count(name, node, ("condition", "a", "b"))
            yes, no = (self.read(part, depth, tower) for part in node.args[1:])
            return self.chosen(node.args[0], yes, no, depth, tower)
        found = canonical(name)
        has_parameters = found is not None and bool(CATALOGUE[found].defaults)
        if name in FUNCTIONS and not (has_parameters and (named or len(node.args) > 1)):
            return self.function(name, node, depth, tower)
        arguments = [self.read(part, depth, tower) for part in node.args]
        if name in FORMULAS:
            parameters, text = FORMULAS[name]
            _require_count(name, node, parameters)
            return self.inlined(text, dict(zip(parameters, arguments, strict=True)), depth, tower)
        if found is None:
            raise Unfit(f"unknown function {name[:40]!r}{nearest(name, _known())}")
        if not arguments:
            raise Unfit(f"{name} takes x and its parameters, got no argument")
        given = {key: self.read(value, depth, tower) for key, value in named.items()}
        values = arranged(found, arguments[1:], given)
        return self.inlined(CATALOGUE[found].text, {"x": arguments[0]} | values, depth, tower)

    def inlined(self, text: str, names: Mapping[str, sp.Expr], depth: int, tower: int) -> sp.Expr:
        """Read a formula of this package, with expressions in the place of its names."""
        try:
            return _Reader(text, CONSTANTS | dict(names)).read(_tree(text), depth, tower)
        except _Located as located:
            raise located.reason from None  # the caller names the part of the user's text

    def function(self, name: str, node: ast.Call, depth: int, tower: int) -> sp.Expr:
        tower += name in GROWING
        if tower > MAX_TOWER:
            raise Unfit(f"at most {MAX_TOWER} exponentials may stand inside one another")
        count = len(node.args)
        if node.keywords:
            raise Unfit(f"{name} takes no parameter {node.keywords[0].arg}")
        if (count > 1) != (name in SEVERAL) or not count:
            raise Unfit(
                f"{name} takes {'two or more arguments' if name in SEVERAL else 'one argument'}, got {count}"
            )
        if count > MAX_ARGUMENTS:
            raise Unfit(f"{name} takes at most {MAX_ARGUMENTS} arguments, got {count}")
        arguments = [self.read(argument, depth, tower) for argument in node.args]
        return (
            extreme(FUNCTIONS[name], arguments) if name in SEVERAL else apply(FUNCTIONS[name], arguments[0])
        )


class _Located(Unfit):
    """A refusal that names the part of the text."""

    def __init__(self, piece: str, reason: Unfit) -> None:
        super().__init__(f"{piece}: {reason}")
        self.reason = reason


def _known() -> list[str]:
    return sorted({"where", *FUNCTIONS, *FORMULAS, *CATALOGUE, *ALIASES})


def _is_module(node: ast.expr) -> bool:
    if isinstance(node, ast.Attribute):
        return node.attr in MODULES and _is_module(node.value)
    return isinstance(node, ast.Name) and node.id in MODULES


def _function_name(node: ast.expr) -> str:
    match node:
        case ast.Name(id=name):
            return name
        case ast.Attribute(value=module, attr=name) if _is_module(module):
            return name
    raise Unfit(f"only a name may be called; functions: {', '.join(_known())}")


def _require_count(name: str, node: ast.Call, parameters: tuple[str, ...]) -> None:
    if len(node.args) != len(parameters) or node.keywords:
        count = len(node.args) + len(node.keywords)
        raise Unfit(f"{name} takes {len(parameters)} arguments, ({', '.join(parameters)}), got {count}")
