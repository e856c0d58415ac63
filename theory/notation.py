"""The symbols of the papers, and the domain of each.

A `Domain` states the admissible values of a symbol once.  It has three uses: to refuse bad input, to draw the
random points at which a derivation is checked, and to print the assumptions of a result.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from random import Random

import numpy as np
import numpy.typing as npt
import sympy as sp

__all__ = [
    "DOMAINS", "EPS", "G0", "G1", "G2", "G3", "G4", "G5", "KEEP", "B", "Domain", "E", "M", "N", "W", "X",
    "Y", "a", "alpha", "b", "beta", "domain_of", "g", "gamma", "h", "i", "j", "k", "kappa", "lam", "m",
    "mu", "p", "partial_derivative", "q", "random_point", "s", "scale", "slope", "t", "tau", "u", "v", "w",
    "x", "y", "z",
]  # fmt: skip

# Kumar 2017, section 2.
N = sp.Symbol("N", integer=True, positive=True)  # units in a layer
m = sp.Symbol("m", integer=True, positive=True)  # index of a layer; x_1 is the network's input
v = sp.Symbol("v", positive=True)  # standard deviation of one weight
u = sp.Symbol("u", positive=True)  # standard deviation of a pre-activation, u_m
q = sp.Symbol("q", positive=True)  # variance of a pre-activation, u^2
s = sp.Symbol("s", positive=True)  # standard deviation of an input of a layer, s_m
mu = sp.Symbol("mu", real=True)  # mean of an input of a layer, mu_m
x, y, z = sp.symbols("x y z", real=True)
t = sp.Symbol("t", real=True)
tau = sp.Symbol("tau", real=True)  # how far something is moved, to differentiate at 0
h = sp.Symbol("h", real=True)  # a value of a unit with activation tanh
i, j = sp.symbols("i j", integer=True, positive=True)
W = sp.IndexedBase("W")
X = sp.IndexedBase("x")
Y = sp.IndexedBase("Y")
g = sp.Function("g")  # an activation, left open
# Its derivatives at 0.
G0, G1, G2, G3, G4, G5 = sp.symbols("g(0) g'(0) g''(0) g'''(0) g''''(0) g'''''(0)", real=True)

w = sp.Symbol("sigma_w^2", positive=True)  # N v^2, the variance of the weights times the number of inputs
a, b = sp.symbols(
    "a b", real=True
)  # slopes of a positively homogeneous activation: a z for z > 0, b z for z < 0
kappa = sp.Symbol(
    "kappa_1", positive=True
)  # E x_1^4/(E x_1^2)^2 of the input: 1 for signs, 3 for a normal input
slope = sp.Symbol("a", positive=True)  # of the negative half of the leaky rectifier
alpha, scale = sp.symbols("alpha lambda_s", positive=True)  # of ELU and SELU

# CPEN 455, homework 1.
p = sp.Symbol("p", nonnegative=True)  # probability that dropout zeroes a unit
KEEP = sp.Symbol("p_{keep}", positive=True)  # probability that dropout keeps a unit
M = sp.Symbol("M", integer=True, positive=True)  # hidden units under a mask
k = sp.Symbol("k", integer=True, nonnegative=True)  # hidden units kept
lam = sp.Symbol("lambda", positive=True)  # M (1 - p), held fixed
B = sp.Symbol("B", integer=True, positive=True)  # samples in a batch
gamma = sp.Symbol("gamma", positive=True)
beta = sp.Symbol("beta", real=True)
EPS = sp.Symbol("epsilon", nonnegative=True)


class E(sp.Function):  # type: ignore[misc]
    """Expectation over every random quantity in its argument; SymPy never evaluates it."""

    nargs = 1

    def _latex(self, printer: sp.printing.latex.LatexPrinter, exp: str | None = None) -> str:
        body = rf"\operatorname{{E}}\left[{printer._print(self.args[0])}\right]"
        return body if exp is None else rf"{body}^{{{exp}}}"


@dataclass(frozen=True)
class Domain:
    """The admissible values of a symbol, and the range in which the papers use it.

    Parameters
    ----------
    meaning : str
        What the symbol stands for, for messages and listings.
    low, high : float
        Bounds of the admissible values.
    typical : tuple of float
        Where random test points are drawn; integers for an integer symbol.
    open_low, open_high : bool
        Whether the bound itself is excluded.
    """

    meaning: str
    low: float
    high: float
    typical: tuple[float, float]
    open_low: bool = False
    open_high: bool = False

    def __str__(self) -> str:
        left = "(" if self.open_low or np.isinf(self.low) else "["
        right = ")" if self.open_high or np.isinf(self.high) else "]"
        return f"{left}{self.low:g}, {self.high:g}{right}"

    def require(self, symbol: sp.Symbol, value: npt.ArrayLike) -> npt.NDArray[np.float64]:
        """Return `value` as an array, or raise ValueError naming the first element outside the domain."""
        try:
            array = np.asarray(value, dtype=np.float64)
        except (TypeError, ValueError):
            raise TypeError(
                f"{symbol} = {value!r}: {self.meaning} must be a number, or an array of them"
            ) from None
        inside = np.isfinite(array)
        inside &= (array > self.low) if self.open_low else (array >= self.low)
        inside &= (array < self.high) if self.open_high else (array <= self.high)
        if symbol.is_integer:
            inside &= array == np.round(np.where(np.isfinite(array), array, 0.5))
        if not inside.all():
            bad = array[~inside].flat[0]
            kind = "an integer" if symbol.is_integer else "a finite number"
            raise ValueError(f"{symbol} = {bad:g}: {self.meaning} must be {kind} in {self}")
        return array


_INF = float("inf")
DOMAINS: dict[sp.Symbol, Domain] = {
    N: Domain("the number of units in a layer", 1, _INF, (2, 40)),
    m: Domain("the index of a layer", 1, _INF, (2, 12)),
    M: Domain("the number of units under a mask", 1, _INF, (8, 40)),
    k: Domain("the number of units kept", 0, _INF, (0, 7)),
    B: Domain("the number of samples in a batch", 1, _INF, (2, 6)),
    v: Domain("the standard deviation of a weight", 0, _INF, (0.05, 2), open_low=True),
    u: Domain("the standard deviation of a pre-activation", 0, _INF, (0.3, 3), open_low=True),
    q: Domain("the variance of a pre-activation", 0, _INF, (0.1, 4), open_low=True),
    s: Domain("the standard deviation of an input", 0, _INF, (0.2, 2), open_low=True),
    mu: Domain("the mean of an input", -_INF, _INF, (-2, 2)),
    w: Domain("the variance of the weights times the number of inputs", 0, _INF, (0.3, 3), open_low=True),
    a: Domain("the slope for positive values", -_INF, _INF, (0.3, 2)),
    b: Domain("the slope for negative values", -_INF, _INF, (0.3, 2)),
    kappa: Domain("the kurtosis of the input", 1, _INF, (1, 4)),
    slope: Domain("the slope of the negative half", 0, _INF, (0.3, 2), open_low=True),
    alpha: Domain("the alpha of ELU", 0, _INF, (0.3, 2), open_low=True),
    scale: Domain("the scale of SELU", 0, _INF, (0.3, 2), open_low=True),
    t: Domain("where an activation is expanded", -_INF, _INF, (-2, 2)),
    tau: Domain("how far something is moved", -_INF, _INF, (-0.01, 0.01)),
    h: Domain("a value of tanh", -1, 1, (-0.9, 0.9), open_low=True, open_high=True),
    p: Domain("the drop probability", 0, 1, (0.05, 0.9), open_high=True),
    KEEP: Domain("the probability that a unit is present", 0, 1, (0.1, 1), open_low=True),
    lam: Domain("the expected number of units kept", 0, _INF, (0.3, 4), open_low=True),
    gamma: Domain("the scale of batch norm", 0, _INF, (0.3, 3), open_low=True),
    EPS: Domain("the epsilon of batch norm", 0, _INF, (0.0, 0.1)),
}
DOMAINS |= {
    coefficient: Domain("a derivative of the activation at 0", -_INF, _INF, (0.3, 2))
    for coefficient in (G0, G1, G2, G3, G4, G5)
}
_ANY_NUMBER = Domain("this quantity", -_INF, _INF, (0.3, 2))


def domain_of(symbol: sp.Symbol) -> Domain:
    """Return the domain of a symbol; a symbol without an entry may be any finite number."""
    return DOMAINS.get(symbol, _ANY_NUMBER)


def partial_derivative(quantity: str, variable: str) -> sp.Symbol:
    """Return the name of a partial derivative, in LaTeX: a left-hand side of which no value is known."""
    # In braces SymPy prints a name as it stands; it would read the subscripts as its own.
    return sp.Symbol(rf"{{\partial {quantity}/\partial {variable}}}", real=True)


def random_point(symbols: Iterable[sp.Symbol], rng: Random) -> dict[sp.Symbol, sp.Expr]:
    """Draw one exact rational value for each symbol from its typical range, as its assumptions allow.

    Raises
    ------
    ValueError
        If no number drawn satisfies the assumptions of a symbol.
    """
    return {symbol: _random_value(symbol, rng) for symbol in sorted(symbols, key=str)}


def _random_value(symbol: sp.Symbol, rng: Random) -> sp.Expr:
    low, high = domain_of(symbol).typical
    for attempt in range(_TRIES):
        # A range that holds no admissible number, such as an odd one above 2, grows.
        top = high + attempt // 20 if symbol not in DOMAINS else high
        ends = (-top, -low) if symbol.is_nonpositive and low >= 0 else (low, top)
        value = _drawn(symbol, *ends, rng)
        if _satisfies(value, symbol):
            return value
    raise ValueError(
        f"{symbol}: found no number that satisfies its assumptions, {_stated(symbol)}: give the symbol others"
    )


_TRIES = 200


def _drawn(symbol: sp.Symbol, low: float, high: float, rng: Random) -> sp.Expr:
    if symbol.is_integer:
        least = max(int(low), 1) if symbol.is_positive else int(low)
        most = min(int(high), -1) if symbol.is_negative else int(high)
        return sp.Integer(rng.randint(least, most))
    if symbol.is_zero:
        return sp.S.Zero
    drawn = sp.Rational(round(1000 * low), 1000) + sp.Rational(rng.randint(1, 9999), 10000) * sp.Rational(
        round(1000 * (high - low)), 1000
    )
    # A number that is said not to be rational.
    return drawn * sp.sqrt(2) if symbol.is_rational is False else drawn


def _stated(symbol: sp.Symbol) -> dict[str, bool]:
    return {name: truth for name, truth in symbol._assumptions_orig.items() if name != "commutative"}


def _satisfies(value: sp.Expr, symbol: sp.Symbol) -> bool:
    return all(getattr(value, f"is_{name}") is truth for name, truth in _stated(symbol).items())
