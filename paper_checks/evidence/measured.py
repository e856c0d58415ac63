"""From a quantity, as a derivation states it, to the estimand that measures it in an experiment."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import sympy as sp

from montecarlo import Estimand, at_most, richardson
from paper_checks.claim import Claim, Point
from theory.derivation.quantities import Density, MeanSquare, Probability, Signal, in_means, kept
from theory.notation import E, m

__all__ = ["distributed", "estimand_at", "estimand_of"]

# What the experiments call a signal that has another letter here.
_LETTERS = {"entry": "x", "dropped": "d"}


def estimand_at(claim: Claim, point: Point, fields: tuple[str, ...]) -> Estimand:
    """Return the estimand of the left-hand side of a claim at a point.

    An approximation is measured at a small parameter, its half and its quarter, side by side, and extrapolated to 0
    per unit of the parameter's power that the claim states.

    Parameters
    ----------
    claim : Claim
    point : Point
    fields : tuple of str
        What the experiment records.
    """
    values = {m: 1, **claim.symbols(point)}  # the first layer, unless the claim says another
    if claim.small is None:
        return estimand_of(claim.lhs, values, fields)
    alone = tuple(field.removeprefix("0:") for field in fields if field.startswith("0:"))
    small = claim.small(point)
    first, second, third = (float((small / 2**halvings) ** claim.order) for halvings in range(3))
    return richardson(estimand_of(claim.lhs, values, alone), (first, second, third))


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
    numbers = {symbol: sp.sympify(value) for symbol, value in values.items()}
    expression = (
        in_means(quantity).subs(numbers).replace(Density, lambda signal, value: _slope(signal, value, fields))
    )
    if kept in {mean.args[0] for mean in expression.atoms(E)}:
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
    return Estimand(sp.sstr(quantity.subs(numbers)), tuple(names), sp.lambdify(arguments, written, "numpy"))


def _slope(signal: Signal, value: sp.Expr, fields: tuple[str, ...]) -> sp.Expr:
    """Return the slope of the distribution function from the four recorded edges about a value.

    They lie at distances d and 2d to each side, so that the error is of order d^4.
    """
    edges = sorted(
        (sp.Rational(field.removeprefix("<=")) for field in fields), key=lambda edge: abs(edge - value)
    )
    low, *middle, high = sorted(edges[:4])
    spacing = (high - low) / 4
    if len(edges) < 4 or middle != [value - spacing, value + spacing] or high != value + 2 * spacing:
        raise ValueError(
            f"the density at {value} needs the distribution function at {value} ± d and ± 2d: record these four edges"
        )
    inner = Probability(signal <= middle[1]) - Probability(signal <= middle[0])
    outer = Probability(signal <= high) - Probability(signal <= low)
    return (8 * inner - outer) / (12 * spacing)


def _field(mean: sp.Expr) -> str:
    (argument,) = mean.args
    if isinstance(mean, E):
        return " ".join(sorted(map(_factor, sp.Mul.make_args(argument))))
    if isinstance(argument, sp.Equality) and argument.has(kept):
        left, right = argument.args
        return f"k={right if left == kept else left}"
    if isinstance(argument, sp.LessThan) and isinstance(argument.lhs, Signal | MeanSquare):
        return at_most(float(argument.rhs))
    raise ValueError(
        f"no experiment records {mean}: state an event such as layer_input(m) <= h or Eq(kept, k)"
    )


def distributed(quantity: sp.Expr, values: Mapping[sp.Symbol, Any]) -> frozenset[str]:
    """Return the fields whose distributions a quantity takes: of signals, of mean squares and of their logarithms."""
    numbers = {symbol: sp.sympify(value) for symbol, value in values.items()}
    parts = [
        event.args[0].lhs for event in quantity.atoms(Probability) if isinstance(event.args[0], sp.LessThan)
    ]
    parts += [density.args[0] for density in quantity.atoms(Density)]
    return frozenset(_factor(part.subs(numbers)) for part in parts if part.has(Signal) and part != kept)


def _factor(factor: sp.Expr) -> str:
    base, power = factor.as_base_exp()
    if base.has(MeanSquare):
        return _of_mean_square(base, power)
    inner = base.args[0] if isinstance(base, sp.Abs) else base
    if not isinstance(inner, Signal) or not power.is_Integer or power < 1:
        raise ValueError(
            f"no experiment records the mean of {factor}: state powers of signals and their products"
        )
    name = _LETTERS.get(inner.name, inner.name) + ("" if inner.index is None else str(inner.index))
    name = f"|{name}|" if isinstance(base, sp.Abs) else name
    return name if power == 1 else f"{name}^{power}"


def _of_mean_square(base: sp.Expr, power: sp.Expr) -> str:
    """Return the field of the mean square of one network's layer, of its square or of its logarithm."""
    logarithm = isinstance(base, sp.log)
    square = base.args[0] if logarithm else base
    name = f"{_factor(square.args[0])}^2" if isinstance(square, MeanSquare) else ""
    forms = {(False, 1): name, (False, 2): f"{name}^2", (True, 1): f"log {name}"}
    if not name or (logarithm, power) not in forms:
        raise ValueError(
            f"no experiment records the mean of {base**power}: state a mean square, its square or its logarithm"
        )
    return forms[logarithm, power]
