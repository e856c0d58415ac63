"""Correlations in closed form, by hand in mpmath, of activations drawn at random."""

import math
import random
from collections.abc import Callable

from mpmath import mp, mpf

Law = Callable[[mpf, mpf], mpf]  # E g(y1) g(y2) at variance q and correlation c
Drawn = tuple[str, float, Law]  # the activation as text, q, and its law


def log_uniform(rng: random.Random, low: float, high: float) -> float:
    return float(f"{math.exp(rng.uniform(math.log(low), math.log(high))):.4g}")


def wave(rng: random.Random) -> Drawn:
    """Two waves a cos(b x + phase), of any frequency."""
    waves = [
        (log_uniform(rng, 0.1, 3), log_uniform(rng, 0.1, 200), round(rng.uniform(-3, 3), 2)) for _ in range(2)
    ]
    q = log_uniform(rng, 0.05, 10)

    def law(q: mpf, c: mpf) -> mpf:
        total = mpf(0)
        for a, b, phase in waves:
            for d, f, shift in waves:
                a_, b_, d_, f_ = map(mp.mpf, (str(a), str(b), str(d), str(f)))
                first, second = mpf(str(phase)), mpf(str(shift))
                apart = mp.exp(-q * (b_**2 + f_**2 - 2 * b_ * f_ * c) / 2) * mp.cos(first - second)
                along = mp.exp(-q * (b_**2 + f_**2 + 2 * b_ * f_ * c) / 2) * mp.cos(first + second)
                total += a_ * d_ * (apart + along) / 2
        return total

    return " + ".join(f"{a}*cos({b}*x + ({phase}))" for a, b, phase in waves), q, law


def bump(rng: random.Random) -> Drawn:
    """exp(-a (x - m)^2), of any width and anywhere."""
    a, q = log_uniform(rng, 0.05, 1e5), log_uniform(rng, 0.1, 10)
    m = round(rng.uniform(-3, 3) * math.sqrt(q), 3)

    def law(q: mpf, c: mpf) -> mpf:
        width, centre = mpf(str(a)), mpf(str(m))
        determinant = (1 + 2 * width * q) ** 2 - (2 * width * q * c) ** 2
        return mp.exp(-2 * width * centre**2 / (1 + 2 * width * q * (1 + c))) / mp.sqrt(determinant)

    return f"exp(-{a}*(x - ({m}))**2)", q, law


def polynomial_times_exponential(rng: random.Random) -> Drawn:
    """p(x) exp(a x): the exponential shifts both normals; then Hermite coefficients of the shifted polynomial."""
    degree, rate, q = rng.randint(0, 6), round(rng.uniform(-3, 3), 2), log_uniform(rng, 0.1, 5)
    coefficients = [round(rng.uniform(-2, 2), 2) for _ in range(degree)] + [1.0]

    def law(q: mpf, c: mpf) -> mpf:
        a = mpf(str(rate))
        shift, u = a * q * (1 + c), mp.sqrt(q)
        # p(shift + u z) in powers of z, then in Hermite polynomials: z^n = sum n!/(2^j j! (n - 2j)!) He_(n - 2j).
        powers = [mpf(0)] * (degree + 1)
        for n, coefficient in enumerate(coefficients):
            for k in range(n + 1):
                powers[k] += mpf(str(coefficient)) * mp.binomial(n, k) * shift ** (n - k) * u**k
        hermite = [mpf(0)] * (degree + 1)
        for n, power in enumerate(powers):
            for j in range(n // 2 + 1):
                hermite[n - 2 * j] += (
                    power * mp.factorial(n) / (2**j * mp.factorial(j) * mp.factorial(n - 2 * j))
                )
        total = sum((h * h * mp.factorial(k) * c**k for k, h in enumerate(hermite)), mpf(0))
        return mp.exp(a * a * q * (1 + c)) * total

    text = " + ".join(f"({coefficient})*x**{n}" for n, coefficient in enumerate(coefficients))
    return f"({text})*exp({rate}*x)", q, law


def one_sided(rng: random.Random) -> Drawn:
    """A x^n for x > 0 and B x^n for x < 0, n = 0, 1, 2: the arc-cosine kernels of Cho and Saul 2009."""
    n, q = rng.choice((0, 1, 1, 1, 2)), log_uniform(rng, 0.01, 100)
    right, left = 1.0, rng.choice((0.0, -1.0, round(rng.uniform(-1, 1), 2)))

    def kernel(c: mpf) -> mpf:
        angle = mp.acos(c)
        if n == 0:
            return (mp.pi - angle) / (2 * mp.pi)
        if n == 1:
            return (mp.sin(angle) + (mp.pi - angle) * c) / (2 * mp.pi)
        return (3 * mp.sin(angle) * c + (mp.pi - angle) * (1 + 2 * c * c)) / (2 * mp.pi)

    def law(q: mpf, c: mpf) -> mpf:
        a, b = mpf(str(right)), mpf(str(left)) * (-1) ** n
        return q**n * ((a * a + b * b) * kernel(c) + 2 * a * b * kernel(-c))

    return f"x**{n}*({right}) if x > 0 else x**{n}*({left})", q, law


def error_function(rng: random.Random) -> Drawn:
    """erf(b x): the arc-sine kernel of Williams 1997."""
    b, q = log_uniform(rng, 0.05, 100), log_uniform(rng, 0.05, 10)

    def law(q: mpf, c: mpf) -> mpf:
        inner = 2 * mpf(str(b)) ** 2 * q
        return 2 / mp.pi * mp.asin(inner * c / (1 + inner))

    return f"erf({b}*x)", q, law


def hidden_bump(rng: random.Random) -> Drawn:
    """A kink, a jump or an error function with a bump h exp(-a (x - m)^2) that may be low and narrow.

    Given the bump at y2, the second normal has a smaller variance and another mean, and so has the first.
    """
    h, a, q = log_uniform(rng, 1e-6, 3), log_uniform(rng, 10, 1e9), log_uniform(rng, 0.1, 10)
    m = round(rng.uniform(-3, 3) * math.sqrt(q), 3)
    kind, b = rng.choice(("max(x, 0)", "abs(x)", "sign(x)", "erf")), log_uniform(rng, 0.1, 10)
    height, width, centre, steepness = (mpf(str(number)) for number in (h, a, m, b))

    def mean(at: mpf, variance: mpf) -> mpf:
        """Return E of the other part at N(at, variance)."""
        deviation = mp.sqrt(variance)
        density, below = mp.npdf(at / deviation), mp.ncdf(at / deviation)
        match kind:
            case "max(x, 0)":
                return at * below + deviation * density
            case "abs(x)":
                return at * (2 * below - 1) + 2 * deviation * density
            case "sign(x)":
                return 2 * below - 1
        return mp.erf(steepness * at / mp.sqrt(1 + 2 * steepness**2 * variance))

    def product(q: mpf, c: mpf) -> mpf:
        """Return E of the product of the other parts."""
        if kind == "erf":
            inner = 2 * steepness**2 * q
            return 2 / mp.pi * mp.asin(inner * c / (1 + inner))
        if kind == "sign(x)":
            return 2 / mp.pi * mp.asin(c)
        one_side, both = (mp.sqrt(1 - c * c) + (mp.pi - mp.acos(c)) * c), mp.sqrt(1 - c * c) + c * mp.asin(c)
        return q * (one_side / (2 * mp.pi) if kind == "max(x, 0)" else 2 * both / mp.pi)

    def law(q: mpf, c: mpf) -> mpf:
        narrower = q / (1 + 2 * width * q)
        at = 2 * width * centre * narrower
        weight = mp.exp(-width * centre**2 / (1 + 2 * width * q)) * mp.sqrt(narrower / q)
        mixed = weight * mean(c * at, q * (1 - c * c) + c * c * narrower)
        determinant = (1 + 2 * width * q) ** 2 - (2 * width * q * c) ** 2
        bumps = mp.exp(-2 * width * centre**2 / (1 + 2 * width * q * (1 + c))) / mp.sqrt(determinant)
        return product(q, c) + 2 * height * mixed + height**2 * bumps

    return f"{f'erf({b}*x)' if kind == 'erf' else kind} + {h}*exp(-{a}*(x - ({m}))**2)", q, law


FAMILIES = (wave, bump, polynomial_times_exponential, one_sided, error_function, hidden_bump)


def draw_correlation(rng: random.Random) -> float:
    """Return c: half of them within 1e-8 to 1 of 1 or -1, evenly in the logarithm."""
    sign = rng.choice((1, 1, -1))
    return sign * (1 - 10 ** rng.uniform(-8, 0)) if rng.random() < 0.5 else rng.uniform(-1, 1)
