"""Quantities: statistics of named signals.  A derivation derives one, and a simulation measures the same one.

A signal is what a network carries: x_m enters layer m, y_m is its pre-activation, d_m the gradient there.  The
left-hand side of a derivation is built from statistics of signals, so that no label can say one thing and mean another.

>>> from theory.notation import m
>>> Variance(layer_input(m + 1)).in_means()
-E(x(m + 1))**2 + E(x(m + 1)**2)
"""

from __future__ import annotations

from typing import Any

import sympy as sp

from theory.notation import E

__all__ = [
    "Covariance", "Density", "Deviation", "ExcessKurtosis", "MeanSquare", "Probability", "Signal", "Statistic",
    "Variance",
    "batch_mean", "batch_variance", "dropped", "entry", "gradient", "in_means", "kept", "largest",
    "layer_input", "mask", "preactivation", "product", "projection", "unit", "weight",
]  # fmt: skip


class Signal(sp.Expr):  # type: ignore[misc]
    """A random quantity of one network, such as x_m.

    Parameters
    ----------
    name : str
    index : sympy.Expr, optional
        The layer, or the component, that is meant.
    """

    is_commutative = True
    is_extended_real = True
    is_real = True

    def __new__(cls, name: str | sp.Symbol, index: Any = None) -> Signal:
        arguments = (sp.Symbol(str(name)),) if index is None else (sp.Symbol(str(name)), sp.sympify(index))
        signal: Signal = sp.Expr.__new__(cls, *arguments)
        return signal

    @property
    def name(self) -> str:
        """The letter."""
        return str(self.args[0])

    @property
    def index(self) -> sp.Expr | None:
        """The layer or the component; None for a signal that has none."""
        return self.args[1] if len(self.args) > 1 else None

    @property
    def free_symbols(self) -> set[sp.Symbol]:
        # The letter names the signal.  It is not a variable.
        return set() if self.index is None else self.index.free_symbols

    def _sympystr(self, printer: Any) -> str:
        if self.index is None or self.index.is_Integer:
            return self.name + ("" if self.index is None else str(self.index))
        return f"{self.name}({sp.sstr(self.index, order='lex')})"

    def _latex(self, printer: Any, exp: str | None = None) -> str:
        text = _LATEX.get(self.name, self.name)
        if self.index is not None:
            text += f"_{{{sp.latex(self.index, order='lex')}}}"
        return text if exp is None else f"{text}^{{{exp}}}"


_CENTRED = {"y", "d", "w", "p"}
_LATEX = {"dropped": r"\tilde h", "entry": "x", "mean": r"\hat m", "variance": r"\hat v"}


def layer_input(layer: Any) -> Signal:
    """Return a unit of the input of a layer; x(1) is a component of the network's input."""
    return Signal("x", layer)


def preactivation(layer: Any) -> Signal:
    """Return a pre-activation of a layer."""
    return Signal("y", layer)


def gradient(layer: Any) -> Signal:
    """Return the gradient with respect to a pre-activation of a layer."""
    return Signal("d", layer)


def weight(number: Any) -> Signal:
    """Return a weight of one row."""
    return Signal("w", number)


def entry(number: Any) -> Signal:
    """Return the input that meets a weight of one row."""
    return Signal("entry", number)


def product(number: Any) -> Signal:
    """Return a term of one row, a weight times its input."""
    return Signal("p", number)


def projection(number: Any) -> Signal:
    """Return a pre-activation of one layer whose weight rows are orthonormal."""
    return Signal("z", number)


unit = Signal("h")  # a unit before dropout
dropped = Signal("dropped")  # the same after it
mask = Signal("m")  # what dropout multiplies a unit by, before it rescales
kept = Signal("K")  # the number of units that dropout keeps
largest = Signal("largest")  # the largest of a unit's pre-activations on several examples
batch_mean, batch_variance = Signal("mean"), Signal("variance")  # of a unit's normalised values over a batch


class MeanSquare(sp.Expr):  # type: ignore[misc]
    """The mean square of a signal over the units of its layer, in one network: random, as the network is.

    Its expectation is that of the signal's square; its logarithm and its distribution say how networks differ.

    Parameters
    ----------
    signal : Signal

    Examples
    --------
    >>> from theory.notation import m
    >>> E(sp.log(MeanSquare(gradient(m))))
    E(log(<d(m)**2>))
    """

    is_commutative = True
    is_extended_real = True
    is_real = True
    is_nonnegative = True

    def __new__(cls, signal: Signal) -> MeanSquare:
        if not isinstance(signal, Signal):
            raise TypeError(f"signal must be a Signal, such as layer_input(m), got {signal!r}")
        found: MeanSquare = sp.Expr.__new__(cls, signal)
        return found

    def _sympystr(self, printer: Any) -> str:
        return f"<{printer._print(self.args[0])}**2>"

    def _latex(self, printer: Any, exp: str | None = None) -> str:
        text = rf"\langle {printer._print(self.args[0], exp='2')}\rangle"
        return text if exp is None else rf"{text}^{{{exp}}}"


class Statistic(sp.Function):  # type: ignore[misc]
    """A statistic of signals, which `in_means` writes in expectations."""

    name: str

    def in_means(self) -> sp.Expr:
        """Return what the statistic is, by its definition."""
        raise NotImplementedError

    def _sympystr(self, printer: Any) -> str:
        return f"{self.name}[{', '.join(map(printer._print, self.args))}]"

    def _latex(self, printer: Any, exp: str | None = None) -> str:
        text = rf"\operatorname{{{self.name}}}\left[{', '.join(map(printer._print, self.args))}\right]"
        return text if exp is None else f"{text}^{{{exp}}}"


class Variance(Statistic):
    """E a^2 - (E a)^2."""

    nargs = 1
    name = "Var"

    def in_means(self) -> sp.Expr:
        (a,) = self.args
        return E(a**2) - E(a) ** 2


class Deviation(Statistic):
    """The root of the variance."""

    nargs = 1
    name = "sd"

    def in_means(self) -> sp.Expr:
        return sp.sqrt(Variance(*self.args).in_means())


class Covariance(Statistic):
    """E ab - E a E b."""

    nargs = 2
    name = "Cov"

    def in_means(self) -> sp.Expr:
        a, b = self.args
        return E(a * b) - E(a) * E(b)


class ExcessKurtosis(Statistic):
    """E (a - E a)^4/Var(a)^2 - 3; a pre-activation, a gradient, a weight and a term of a row have mean 0."""

    nargs = 1
    name = "kurt"

    def in_means(self) -> sp.Expr:
        (a,) = self.args
        if isinstance(a, Signal) and a.name in _CENTRED:
            return E(a**4) / E(a**2) ** 2 - 3
        fourth = E(a**4) - 4 * E(a**3) * E(a) + 6 * E(a**2) * E(a) ** 2 - 3 * E(a) ** 4
        return fourth / (E(a**2) - E(a) ** 2) ** 2 - 3


class Probability(Statistic):
    """The probability of an event, such as layer_input(m) <= h or Eq(kept, k)."""

    nargs = 1
    name = "P"

    def in_means(self) -> sp.Expr:
        return self

    def _sympystr(self, printer: Any) -> str:
        (event,) = self.args
        sign = "=" if event.rel_op == "==" else event.rel_op
        return f"P[{printer._print(event.lhs)} {sign} {printer._print(event.rhs)}]"


class Density(Statistic):
    """The density of a signal at a value."""

    nargs = 2
    name = "f"

    def in_means(self) -> sp.Expr:
        return self


def in_means(quantity: sp.Expr) -> sp.Expr:
    """Write every statistic of an expression in expectations, by its definition."""
    return quantity.replace(lambda part: isinstance(part, Statistic), lambda part: part.in_means())
