"""From a quantity, as a derivation states it, to the estimand that measures it in an experiment."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import sympy as sp

from montecarlo import Estimand, at_most
from theory.notation import E
from theory.quantities import Probability, Signal, in_means, kept

__all__ = ["estimand_of"]

# What the experiments call a signal that has another letter here.
_LETTERS = {"entry": "x", "dropped": "d"}


def estimand_of(quantity: sp.Expr, values: Mapping[sp.Symbol, Any], fields: tuple[str, ...]) -> Estimand:
    """Return the estimand of a quantity.

    Parameters
    ----------
    quantity : sympy.Expr
        Statistics of signals, and symbols that have values.
    values : mapping
        The layer that is meant, the number of units and whatever else the quantity depends on.
    fields : tuple of str
        What the experiment records.

    Raises
    ------
    ValueError
        If a symbol has no value, a statistic is not one that an experiment records, or this one does not record it.
    """
    expression = in_means(quantity).subs({symbol: sp.sympify(value) for symbol, value in values.items()})
    if kept in {part.args[0] for part in expression.atoms(E)}:
        # The counts are recorded one by one.
        counts = [int(field.removeprefix("k=")) for field in fields if field.startswith("k=")]
        mean = sum(count * Probability(sp.Eq(kept, count)) for count in counts)
        expression = expression.xreplace({E(kept): mean})
    means = sorted(expression.atoms(E, Probability), key=sp.default_sort_key)
    names = [_field(mean) for mean in means]
    for name in names:
        if name not in fields:
            raise ValueError(
                f"{quantity} needs {name!r}, but the experiment records {', '.join(fields)}: record it"
            )
    arguments = [sp.Dummy() for _ in means]
    written = expression.xreplace(dict(zip(means, arguments, strict=True)))
    if missing := written.free_symbols - set(arguments):
        raise ValueError(
            f"{quantity} depends on {', '.join(sorted(map(str, missing)))}: give each a value among the claim's symbols"
        )
    if not names:
        raise ValueError(f"{quantity} holds no statistic of a signal: nothing in it can be measured")
    return Estimand(str(quantity), tuple(names), sp.lambdify(arguments, written, "numpy"))


def _field(mean: sp.Expr) -> str:
    (argument,) = mean.args
    if isinstance(mean, E):
        return " ".join(sorted(map(_factor, sp.Mul.make_args(argument))))
    if isinstance(argument, sp.Equality) and argument.has(kept):
        left, right = argument.args
        return f"k={right if left == kept else left}"
    if isinstance(argument, sp.LessThan) and isinstance(argument.lhs, Signal):
        return at_most(float(argument.rhs))
    raise ValueError(f"no experiment records {mean}: state an event such as x(m) <= h or Eq(kept, k)")


def _factor(factor: sp.Expr) -> str:
    base, power = factor.as_base_exp()
    inner = base.args[0] if isinstance(base, sp.Abs) else base
    if not isinstance(inner, Signal) or not power.is_Integer or power < 1:
        raise ValueError(
            f"no experiment records the mean of {factor}: state powers of signals and their products"
        )
    name = _LETTERS.get(inner.name, inner.name) + ("" if inner.index is None else str(inner.index))
    name = f"|{name}|" if isinstance(base, sp.Abs) else name
    return name if power == 1 else f"{name}^{power}"
