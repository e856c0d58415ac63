"""Measure the theory's numbers against their bars: ``python -m tests.benchmarks.theory``."""

import math
import random
import statistics
import subprocess
import sys
import time
import warnings
from collections.abc import Callable
from functools import partial
from types import ModuleType

import mpmath
import numpy as np
import sympy as sp
from scipy.integrate import IntegrationWarning, quad

from tests.theory.mpmath_activations import OSCILLATING, reference
from theory.activation.lookup import get, names
from theory.integration.gaussian_moments import moments
from theory.mean_field.phases import phase_diagram
from theory.notation import u as deviation

PAIRS = 5
FIELDS = ("mean", "second", "variance", "derivative_second")
U = np.geomspace(0.01, 100, 1000)
Pair = Callable[[float, ModuleType], tuple[float, float]]  # g and g', from math or NumPy


def clock(function: Callable[[], object]) -> float:
    start = time.perf_counter()
    function()
    return time.perf_counter() - start


def tanh(x: float, library: ModuleType) -> tuple[float, float]:
    g = library.tanh(x)
    return g, 1 - g * g


def silu(x: float, library: ModuleType) -> tuple[float, float]:
    s = (1 + library.tanh(x / 2)) / 2  # 1 / (1 + math.exp(-x)) overflows
    return x * s, s * (1 + x * (1 - s))


def by_quad(u: float, activation: Pair, library: ModuleType) -> list[float]:
    """Return the four moments by QUADPACK to the accuracy that `moments` has.

    Split where a careful user would split: at both scales, without which quad misses half of them.
    """
    norm = 1 / math.sqrt(2 * math.pi)
    ends = sorted({-3.0, 0.0, 3.0, *(s * k / u for s in (-1, 1) for k in (1, 5) if k < 9 * u)})

    def integral(function: Callable[[float, float], float]) -> float:
        def integrand(z: float) -> float:
            return function(*activation(u * z, library)) * library.exp(-z * z / 2) * norm

        return quad(integrand, -9, 9, points=ends, epsabs=1e-14 * max(1, u * u), epsrel=1e-13)[0]

    mean = integral(lambda g, slope: g)
    others = lambda g, slope: g * g, lambda g, slope: (g - mean) ** 2, lambda g, slope: slope * slope
    return [mean, *map(integral, others)]


def ratio_to_quad() -> tuple[str, bool]:
    """Time pairs against quad over NumPy's functions, as any activation has them, and over `math`'s.

    tanh is odd, and half of the line says all of it; SiLU is neither odd nor even.
    """
    text, least = [], math.inf
    sample = U[::10].tolist()
    for activation in (tanh, silu):
        name = activation.__name__
        found = moments(name, U)
        for index in range(0, 1000, 37):
            for field, value in zip(FIELDS, by_quad(float(U[index]), activation, math), strict=True):
                assert abs(value - getattr(found, field)[index]) < 1e-11 * max(1, U[index] ** 2)
        own, ratios = [], {}
        for _ in range(PAIRS):
            own.append(clock(lambda n=name: moments(n, U)))
            for library in (np, math):
                spent = clock(lambda a=activation, m=library: [by_quad(u, a, m) for u in sample])
                ratios.setdefault(library.__name__, []).append(spent * len(U) / len(sample) / own[-1])
        medians = {label: statistics.median(values) for label, values in ratios.items()}
        ratio = ", ".join(f"{value:.0f}x quad over {label}" for label, value in medians.items())
        text.append(f"{name} {ratio} ({1e3 * statistics.median(own):.0f} ms)")
        least = min(least, *medians.values())
    return "; ".join(text), least >= 50


def diagram() -> tuple[str, bool]:
    weights, biases = np.linspace(0.1, 5, 200), np.linspace(0, 2, 200)
    phase_diagram("tanh", [1.0], [0.1])  # imports SciPy's optimisers once
    times = {}
    for name in ("tanh", "silu", "sin"):
        draw = partial(phase_diagram, name, weights, biases)
        times[name] = statistics.median(clock(draw) for _ in range(3))
    return ", ".join(f"{name} {value:.2f} s" for name, value in times.items()), max(times.values()) < 2


def importing() -> tuple[str, bool]:
    def run(statement: str) -> float:
        return clock(lambda: subprocess.run([sys.executable, "-c", statement], check=True))

    # Also every module that computes numbers, which `import theory` leaves until it is first used.
    numbers = ("correlation", "phases", "gains", "preservation")
    every = "import " + ", ".join(f"theory.mean_field.{name}" for name in numbers)
    ratios, full = [], []
    for _ in range(2 * PAIRS + 1):
        base = run("import sympy, numpy, scipy.special")
        ratios.append(run("import theory") / base)
        full.append(run(every) / base)
    ratio = statistics.median(ratios)
    return f"{ratio:.2f}x; with every module of numbers {statistics.median(full):.2f}x", ratio <= 1.2


def accuracy() -> tuple[str, bool]:
    rng, worst, violations, relative, count = random.Random(2026), 0.0, 0, 0.0, 0
    for name in names():
        for _ in range(2):
            top = 1.3 if name in OSCILLATING else 0.9 if name == "exp" else 3
            low = -1.5 if name in ("softshrink", "hardshrink") else -3
            u, mean = 10 ** rng.uniform(low, top), rng.choice([0.0, rng.uniform(-2, 2)])
            found, exact = moments(name, u, mean=mean), reference(name, u, mean)
            for field in FIELDS:
                target, value = getattr(exact, field), float(getattr(found, field))
                if target is None or (target == 0 and value == 0):
                    continue
                error = float(abs(mpmath.mpf(value) - target))
                natural = {"mean": mpmath.sqrt(exact.second), "derivative_second": target}.get(
                    field, exact.second
                )
                worst, count = max(worst, error / float(natural)), count + 1
                violations += error > float(getattr(found.error, field))
                if field in ("second", "derivative_second"):
                    relative = max(relative, error / float(target))
    text = f"{worst:.0e} of the natural scale, {relative:.0e} relative, bound broken {violations} of {count}"
    return text, worst <= 1e-12 and relative <= 1e-12 and violations == 0


def overflow() -> tuple[str, bool]:
    large, small = moments("exp", [20.0, 1e3]), moments("hardshrink", 1e-3)
    good = bool(np.isinf(large.second).all() and np.isinf(large.error.second).all())
    good &= bool(small.second == 0 < small.error.second < 1e-300)
    return (
        f"exp, 20: {large.second[0]} ± {large.error.second[0]}; hardshrink, 0.001: 0 ± {small.error.second}",
        good,
    )


def closed_forms() -> tuple[str, bool]:
    rng, worst, count = random.Random(7), 0.0, 0
    for name in names():
        u = 10 ** rng.uniform(-1, 0.8)
        exact = reference(name, u)
        for field, (k, order) in {"mean": (1, 0), "second": (2, 0), "derivative_second": (2, 1)}.items():
            try:
                closed = get(name).moment(k, order)
            except ValueError:
                continue
            if closed == sp.oo:
                continue
            value = mpmath.mpf(str(sp.N(closed.subs(deviation, sp.Rational(u)), 40)))
            scale = exact.second if k == 2 else mpmath.sqrt(exact.second)
            worst, count = max(worst, float(abs(value - getattr(exact, field)) / scale)), count + 1
    return f"{worst:.0e} over {count} forms", worst <= 1e-12


ROWS = [
    ("moments: error, all activations, random u and mean", "1e-12, bound true", accuracy),
    ("overflow gives inf, underflow 0, and the bound says so", "yes", overflow),
    ("moments over 1,000 u against scipy.integrate.quad", ">= 50x", ratio_to_quad),
    ("phase diagram of 200 x 200 points", "< 2 s", diagram),
    ("import theory against sympy, numpy, scipy.special", "<= 1.2x", importing),
    ("closed forms (40 digits) against quadrature", "1e-12", closed_forms),
]


def main() -> int:
    # quad warns where it reaches the limit of double precision: that is what it is asked for.
    warnings.simplefilter("ignore", IntegrationWarning)
    met = True
    for what, bar, measure in ROWS:
        text, good = measure()
        met &= good
        print(f"{'ok  ' if good else 'MISS'} | {what:56} | {bar:18} | {text}", flush=True)
    return 0 if met else 1


if __name__ == "__main__":
    sys.exit(main())
