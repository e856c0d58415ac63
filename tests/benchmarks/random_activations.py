"""Activations at random, as text, each with what a reference needs to know: for the benchmark of `moments`."""

import math
import random
from dataclasses import dataclass

from theory.activation.catalogue import CATALOGUE

SMOOTH = ("tanh", "atan", "erf", "sin", "cos", "asinh", "silu", "bell", "peak", "softplus", "sigmoid")
QUOTIENTS = (
    "(1-cos(Y))/Y**2", "(Y-sin(Y))/Y**3", "(exp(-Y**2)-1)/Y**2", "(tanh(Y)-Y)/Y**3", "log(1+Y**2)/Y**2",
    "(sqrt(1+Y**2)-1)/Y**2", "(1-cos(Y))/Y", "(exp(Y)-1)/Y", "sin(Y)/Y", "tanh(Y)/Y", "atan(Y)/Y", "Y/(exp(Y)-1)",
)  # fmt: skip
ROUGH = ("sqrt(abs(Y))", "abs(Y)**0.75", "sign(Y)*abs(Y)**0.6", "log(abs(Y))", "abs(Y)**1.5", "Y*log(abs(Y))")
GROWING = (
    "exp(x)",
    "x*exp(x)",
    "cosh(x)-1",
    "exp(x)*sin(x)",
    "exp(x**2/8)",
    "x**2*exp(-x)",
    "exp(x)*tanh(x)",
    "sinh(x)",
)
CANCELLING = (
    "tanh(x)-x", "x-sin(x)", "exp(x)-1-x", "cos(x)-1+x**2/2", "atan(x)-tanh(x)", "sqrt(1+x**2)-x", "sqrt(1+x**2)-1",
    "1-tanh(x)", "1-tanh(x)**2", "erf(x)-1", "log(1+exp(x))-x", "asinh(x)-x", "(x-C)**3", "x**2-2*C*x+C**2",
    "tanh(x)-tanh(C)", "sin(x)-sin(C)", "exp(x)-exp(C)", "sinh(x)-x", "1/(1+x**2)-1", "(x-C)**9", "tanh(x)**2-x**2",
    "sin(x)**2+cos(x)**2-1+x",
)  # fmt: skip
SCALED = (
    "tanh(Y)", "max(Y,0)", "Y/(1+exp(-Y))", "sin(Y)", "exp(-Y**2)", "Y*tanh(Y)", "atan(Y)", "log(1+exp(Y))", "abs(Y-1)",
    "Y/(1+abs(Y))", "asinh(Y)", "(Y if x > 0 else exp(Y)-1)", "max(0,Y)**2",
)  # fmt: skip


@dataclass(frozen=True)
class Case:
    """One activation at one law; `singular` is a point of x about which panels of a reference are graded."""

    kind: str
    text: str
    u: float
    mean: float
    singular: float | None = None
    low: float = -math.inf  # of the deviations that the kind allows


def _number(rng: random.Random, low: float, high: float) -> str:
    """Return a decimal, log-uniform in size."""
    return f"{10 ** rng.uniform(low, high):.3g}"


def _law(rng: random.Random, widest: float = 1.5) -> tuple[float, float]:
    u = 10 ** rng.uniform(-2.5, widest)
    mean = rng.choice(
        [0.0, 0.0, rng.gauss(0, 1), rng.gauss(0, 1), rng.uniform(-10, 10), 3 * u * rng.gauss(0, 1)]
    )
    return u, mean


def _inner(rng: random.Random) -> str:
    centre = f"{rng.uniform(-3, 3):.2f}"
    return rng.choice(
        ["x", "x", f"(x-({centre}))", f"{_number(rng, -1, 1)}*x", f"{_number(rng, -0.5, 1)}*(x-({centre}))"]
    )


def _apply(name: str, y: str) -> str:
    match name:
        case "silu":
            return f"({y})/(1+exp(-({y})))"
        case "bell":
            return f"exp(-({y})**2)"
        case "peak":
            return f"1/(1+({y})**2)"
        case "softplus":
            return f"log(1+exp({y}))"
        case "sigmoid":
            return f"1/(1+exp(-({y})))"
    return f"{name}({y})"


def _composed(rng: random.Random, depth: int) -> str:
    if depth == 0:
        return _inner(rng)
    pick = rng.random()
    if pick < 0.5:
        return _apply(rng.choice(SMOOTH), _composed(rng, depth - 1))
    if pick < 0.75:
        return f"({_composed(rng, depth - 1)})*({_composed(rng, depth - 1)})"
    return f"({_composed(rng, depth - 1)})+{_number(rng, -1, 0.5)}*({_composed(rng, depth - 1)})"


def _catalogue(rng: random.Random) -> Case:
    name = rng.choice(list(CATALOGUE))
    u, mean = _law(rng, 0.5 if name == "exp" else 1.5)
    return Case("catalogue", name, u, mean)


def _composition(rng: random.Random) -> Case:
    return Case("composed", _composed(rng, rng.choice([1, 2, 2, 3])), *_law(rng, 1.0))


def _narrow(rng: random.Random) -> Case:
    centre = f"{rng.uniform(-3, 3):.3f}"
    feature = _apply(
        rng.choice(["tanh", "erf", "bell", "peak", "atan", "sigmoid"]), f"{_number(rng, 1, 5)}*(x-({centre}))"
    )
    other = rng.choice(["1", "x", "tanh(x)", "sin(3*x)", "exp(-x**2)"])
    return Case("narrow", f"({other})*({feature})", *_law(rng, 0.7))


def _hidden(rng: random.Random) -> Case:
    """Features that only a composition shows."""
    inner = rng.choice(["sin(x)", "tanh(x)", "atan(x)", "x**2", "x*tanh(x)", "sin(2*x)"])
    level = f"{rng.uniform(-0.9, 0.9):.2f}"
    outer = rng.choice(["bell", "tanh", "peak", "erf"])
    u, mean = _law(rng, 0.5)
    return Case("hidden", _apply(outer, f"{_number(rng, 1, 2.5)}*({inner}-({level}))"), u, mean)


def _periodic(rng: random.Random) -> Case:
    frequency = _number(rng, -0.3, 2.3)
    g = rng.choice(
        ["sin(F*x)", "x+sin(F*x)**2/F", "tanh(2*sin(F*x))", "sin(F*x)*tanh(x)", "exp(sin(F*x))", "x*cos(F*x)"]
    )
    return Case("periodic", g.replace("F", frequency), *_law(rng, 0.3))


def _piecewise(rng: random.Random) -> Case:
    a, b = (f"{rng.uniform(-2, 2):.2f}" for _ in range(2))
    left, right = (_composed(rng, 1) for _ in range(2))
    text = rng.choice(
        [f"max(x-({a}), {b})", f"abs(x-({a}))*tanh(x)", f"({left}) if x > {a} else ({right})", f"min(max(x,{a}),3)*x",
         f"max(0,x-({a}))**2", f"sign(x-({a}))*x", "abs(abs(x)-1)"]
    )  # fmt: skip
    return Case("piecewise", text, *_law(rng))


def _removable(rng: random.Random) -> Case:
    centre = rng.choice(["0", f"{rng.uniform(-2, 2):.2f}"])
    y = "x" if centre == "0" else f"(x-({centre}))"
    u, mean = 10 ** rng.uniform(-2, 0.5), rng.choice([0.0, rng.gauss(0, 1)])
    return Case("removable", rng.choice(QUOTIENTS).replace("Y", y), u, mean, float(centre))


def _rough(rng: random.Random) -> Case:
    centre = rng.choice(["0", f"{rng.uniform(-2, 2):.2f}"])
    y = "x" if centre == "0" else f"(x-({centre}))"
    u, mean = 10 ** rng.uniform(-2, 1), rng.choice([0.0, rng.gauss(0, 1)])
    return Case("rough", rng.choice(ROUGH).replace("Y", y), u, mean, float(centre))


def _growing(rng: random.Random) -> Case:
    text = rng.choice(GROWING)
    widest = math.log10(1.41) if "/8" in text else 1.4
    u = min(10 ** rng.uniform(-3, widest), rng.choice([1.4, 1.41, 1.414]) if "/8" in text else math.inf)
    return Case("growing", text, u, rng.choice([0.0, rng.gauss(0, 2), rng.uniform(-30, 30)]))


def _large_mean(rng: random.Random) -> Case:
    mean = 10 ** rng.uniform(0, 15) * rng.choice([-1, 1])
    text = rng.choice(
        ["sin(x)", "cos(x)", "tanh(x)", "x", "softsign", "atan(x)", "x*sin(x)", "max(x-1,0)", "silu"]
    )
    return Case("large mean", text, 10 ** rng.uniform(-12, 1), rng.choice([mean, 1.0]))


def _kink(rng: random.Random) -> Case:
    """A narrow law at a kink or a jump, whose place is no float64."""
    a = rng.choice([f"{rng.uniform(-3, 3):.3g}", f"{rng.choice([-1, 1]) * 10 ** rng.uniform(-3, 6):.4g}"])
    smooth, other = _composed(rng, 1), _composed(rng, 1)
    text = rng.choice(
        [f"max(x-({a}),0)", f"abs(x-({a}))", f"{_number(rng, -1, 1)}*max(x-({a}),0)+tanh(x)", f"max(x,{a})*tanh(x)",
         f"abs(x-({a}))*({smooth})", f"sign(x-({a}))*({smooth})", f"({smooth}) if x > {a} else ({other})",
         f"max(0,x-({a}))**2"]
    )  # fmt: skip
    u = 10 ** rng.uniform(-14, -2) * rng.choice([1, max(1, abs(float(a)))])
    return Case("kink", text, u, float(a) + rng.choice([0, rng.gauss(0, 1), rng.gauss(0, 4)]) * u)


def _far(rng: random.Random) -> Case:
    """A feature far from 0, in a law that reaches it."""
    centre = rng.choice([-1, 1]) * 10 ** rng.uniform(1, 12)
    feature = _apply(
        rng.choice(["tanh", "erf", "bell", "peak", "atan", "sigmoid"]),
        f"{_number(rng, -4, 2)}*(x-({centre:.6g}))",
    )
    other = rng.choice(["", "0.001*tanh(x)+", "tanh(x)+", "atan(x)+", "x+"])
    u = 10 ** rng.uniform(-3, 1) if rng.random() < 0.4 else abs(centre) * 10 ** rng.uniform(-1, 1.5)
    return Case(
        "far", other + feature, u, rng.choice([0.0, u * rng.gauss(0, 2), centre + u * rng.gauss(0, 1)])
    )


def _low(rng: random.Random) -> Case:
    """A bump so low that it is seen in E g or in E g'^2 only."""
    bump = _apply(
        rng.choice(["bell", "peak", "tanh"]), f"{_number(rng, 1, 5)}*(x-({rng.uniform(-3, 3):.3f}))"
    )
    other = rng.choice(["tanh(x)", "x", "atan(x)", "exp(-x**2)", "max(x,0)", "sin(x)", "x*tanh(x)", "cos(x)"])
    return Case("low", f"{other}+{_number(rng, -8, -1)}*{bump}", *_law(rng, 0.7))


def _cancelling(rng: random.Random) -> Case:
    """Digits that cancel at the mean, or about it."""
    centre = f"{rng.choice([rng.uniform(-3, 3), rng.uniform(-30, 30)]):.2f}"
    text = rng.choice(CANCELLING).replace("C", f"({centre})")
    mean = rng.choice([float(centre), float(centre), 0.0, 10 ** rng.uniform(-9, 2) * rng.choice([-1, 1])])
    return Case("cancelling", text, 10 ** rng.uniform(-10, 0), mean)


def _scaled(rng: random.Random) -> Case:
    """An activation in other units of x and of g."""
    scale = 10 ** rng.uniform(-12, 12)
    text = f"{_number(rng, -8, 8)}*({rng.choice(SCALED).replace('Y', f'({scale:.4g}*x)')})"
    u = 10 ** (rng.uniform(-1.5, 1.5) + rng.choice([0, 0, rng.uniform(-5, 5)])) / scale
    return Case("scaled", text, u, rng.choice([0, 0, 3 * u * rng.gauss(0, 1), rng.gauss(0, 1) / scale]))


KINDS = (
    (_catalogue, 20), (_composition, 24), (_narrow, 12), (_hidden, 10), (_periodic, 8), (_piecewise, 10),
    (_removable, 5), (_rough, 4), (_growing, 4), (_large_mean, 3), (_kink, 8), (_far, 6), (_low, 8), (_cancelling, 8),
    (_scaled, 8),
)  # fmt: skip


def case(rng: random.Random) -> Case:
    """Draw a case."""
    makers, weights = zip(*KINDS, strict=True)
    return rng.choices(makers, weights)[0](rng)
