"""Activations as symbolic expressions, with their Gaussian moments where a closed form exists."""

from __future__ import annotations

import difflib
import itertools
from dataclasses import dataclass
from functools import cache

import sympy as sp

from theory.notation import u, x, z

__all__ = ["Activation", "NoClosedForm", "get", "names"]


class NoClosedForm(ValueError):
    """The moment exists, but no closed form of it is known here."""


@dataclass(frozen=True)
class Activation:
    """An elementwise activation g.

    Parameters
    ----------
    name : str
    expr : sympy.Expr
        g as an expression in the symbol x.
    kinks : tuple of sympy.Expr
        Where g is not differentiable.
    """

    name: str
    expr: sp.Expr
    kinks: tuple[sp.Expr, ...] = ()

    @classmethod
    def from_expr(
        cls, expr: sp.Expr, name: str = "g", kinks: tuple[sp.Expr, ...] | None = None
    ) -> Activation:
        """Make an activation of an expression in one symbol.

        Kinks are read off `Max`, `Min`, `Abs` and `Piecewise` whose arguments meet at rational points.

        Raises
        ------
        ValueError
            If the expression is not a function of exactly one symbol.
        """
        free = sorted(expr.free_symbols, key=str)
        if len(free) != 1:
            raise ValueError(
                f"{expr} has {len(free)} free symbols ({', '.join(map(str, free)) or 'none'}): "
                "an activation is a function of one"
            )
        expression = expr.subs(free[0], x)
        return cls(name, expression, _kinks(expression) if kinks is None else kinks)

    def at_zero(self, derivative: int = 0) -> sp.Expr:
        """Return the value at 0 of the given derivative.

        Raises
        ------
        ValueError
            If a derivative is asked for and 0 is a kink.
        """
        if derivative and sp.S.Zero in self.kinks:
            raise ValueError(
                f"{self.name} is not differentiable at 0: equations (8) to (12) need g'(0); "
                "for ReLU use the exact moments, equations (20) to (25)"
            )
        value = self.expr.diff(x, derivative).subs(x, 0)
        if not value.is_finite:
            raise ValueError(f"derivative {derivative} of {self.name} at 0 is {value}, not a finite number")
        return sp.simplify(value)

    def moment(self, k: int, derivative: int = 0) -> sp.Expr:
        """Return E[g(uZ)^k], Z standard normal, as an expression in u; of a derivative of g on request.

        Raises
        ------
        NoClosedForm
            If SymPy finds none.
        """
        return _moment(self, k, derivative)


@cache
def _moment(activation: Activation, k: int, derivative: int) -> sp.Expr:
    function = activation.expr.diff(x, derivative) if derivative else activation.expr
    # g - g(0) odd: the mean is g(0), also for activations that SymPy cannot integrate.
    centred = function - function.subs(x, 0)
    if k == 1 and sp.simplify(centred + centred.subs(x, -x)) == 0:
        return function.subs(x, 0)
    density = sp.exp(-(z**2) / 2) / sp.sqrt(2 * sp.pi)
    pieces = []
    bounds = [-sp.oo, *(kink / u for kink in sorted(activation.kinks)), sp.oo]
    integrable = function.has(sp.Max, sp.Min, sp.Abs, sp.Piecewise, sp.Heaviside) or function.is_polynomial(x)
    if not integrable:
        raise NoClosedForm(
            f"no closed form is known for moment {k} of {activation.name}: integrate numerically"
        )
    for low, high in itertools.pairwise(bounds):
        middle = sp.S.Zero if (low, high) == (-sp.oo, sp.oo) else (high - 1 if high != sp.oo else low + 1)
        local = _on_piece(function, middle * u)
        pieces.append(sp.integrate(local.subs(x, u * z) ** k * density, (z, low, high)))
    total = sp.simplify(sum(pieces))
    if total.has(sp.Integral):
        raise NoClosedForm(
            f"no closed form is known for moment {k} of {activation.name}: integrate numerically"
        )
    return total


def _on_piece(function: sp.Expr, inside: sp.Expr) -> sp.Expr:
    """Return the smooth expression that a piecewise function equals near the point `inside`."""
    positive = inside.subs(u, 1)

    def choose(part: sp.Expr) -> sp.Expr:
        if isinstance(part, sp.Max | sp.Min):
            best = max if isinstance(part, sp.Max) else min
            return best(part.args, key=lambda option: option.subs(x, positive))
        if isinstance(part, sp.Abs):
            return part.args[0] * sp.sign(part.args[0].subs(x, positive))
        if isinstance(part, sp.Heaviside):
            return part.subs(x, positive)
        return next(value for value, condition in part.args if condition.subs(x, positive))

    return function.replace(
        lambda part: isinstance(part, sp.Max | sp.Min | sp.Abs | sp.Heaviside | sp.Piecewise), choose
    )


def _kinks(expression: sp.Expr) -> tuple[sp.Expr, ...]:
    found: set[sp.Expr] = set()
    for part in expression.atoms(sp.Max, sp.Min, sp.Abs, sp.Heaviside):
        options = part.args if isinstance(part, sp.Max | sp.Min) else (part.args[0], sp.S.Zero)
        for first, second in itertools.pairwise(options):
            found |= set(sp.solveset(first - second, x, sp.S.Reals))
    for part in expression.atoms(sp.Piecewise):
        for _, condition in part.args:
            found |= set(condition.as_set().boundary) if condition not in (True, False) else set()
    return tuple(sorted(found))


_ACTIVATIONS = {
    "linear": Activation("linear", x),
    "tanh": Activation("tanh", sp.tanh(x)),
    "sigmoid": Activation("sigmoid", 1 / (1 + sp.exp(-x))),
    "softplus": Activation("softplus", sp.log(1 + sp.exp(x))),
    "relu": Activation("relu", sp.Max(0, x), kinks=(sp.S.Zero,)),
}


def names() -> tuple[str, ...]:
    """Return the names that `get` knows."""
    return tuple(_ACTIVATIONS)


def get(name: str) -> Activation:
    """Return the activation of this name; ValueError suggests the nearest one."""
    if name in _ACTIVATIONS:
        return _ACTIVATIONS[name]
    near = difflib.get_close_matches(name, _ACTIVATIONS, n=1, cutoff=0)
    raise ValueError(
        f"unknown activation {name!r}: did you mean {near[0]!r}? Known: {', '.join(_ACTIVATIONS)}"
    )
