"""The catalogue once more, by hand in mpmath: reference values to 30 digits that share nothing with theory.

Sources: the formulas in PyTorch's documentation of torch.nn and in neural-tangents' stax/elementwise.py.
"""

import itertools
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache

from mpmath import mp, mpf
from mpmath.calculus.quadrature import GaussLegendre

Function = Callable[[mpf], mpf]
SELU_ALPHA, SELU_SCALE = "1.6732632423543772848170429916717", "1.0507009873554804934193349852946"


def sigmoid(a):
    return 1 / (1 + mp.exp(-a))


def softplus(a):
    return mp.log1p(mp.exp(a)) if a < 0 else a + mp.log1p(mp.exp(-a))


def sech2(a):
    return mp.sech(a) ** 2


def leaky(slope):
    return (lambda a: a if a > 0 else mpf(slope) * a), (lambda a: mpf(1) if a > 0 else mpf(slope)), (0,)


def elu(alpha, scale):
    def value(a):
        return mpf(scale) * (a if a > 0 else mpf(alpha) * mp.expm1(a))

    return value, (lambda a: mpf(scale) * (mpf(1) if a > 0 else mpf(alpha) * mp.exp(a))), (0,)


def clipped(low, high, slope, shift):
    def value(a):
        return min(max(slope * a + shift, mpf(low)), mpf(high))

    ends = ((mpf(low) - shift) / slope, (mpf(high) - shift) / slope)
    return value, (lambda a: slope if ends[0] < a < ends[1] else mpf(0)), ends


def gated(gate, slope):
    """Return x gate(x) and its derivative."""
    return (lambda a: a * gate(a)), (lambda a: gate(a) + a * slope(a)), ()


def dsigmoid(a):
    return sigmoid(a) * sigmoid(-a)


def cubic(a):
    return 2 * mp.sqrt(2 / mp.pi) * (a + mpf("0.044715") * a**3)


def dcubic(a):
    return 2 * mp.sqrt(2 / mp.pi) * (1 + 3 * mpf("0.044715") * a**2)


def hardswish_slope(a):
    return mpf(0) if a < -3 else (2 * a + 3) / 6 if a < 3 else mpf(1)


with mp.workdps(60):
    SIXTH, QUICK = mpf(1) / 6, mpf("1.702")
    LIKE = mpf("2.4020563531719796")
    ROOT2, QUARTER = mp.sqrt(2), mp.pi / 4
    # name: (g, g', kinks); g' is None where g jumps.
    TABLE: dict[str, tuple[Function, Function | None, tuple]] = {
        "linear": (lambda a: a, lambda a: mpf(1), ()),
        "relu": leaky(0), "leaky_relu": leaky("0.01"), "prelu": leaky("0.25"), "rrelu": leaky(mpf(11) / 48),
        "threshold": leaky(0), "abrelu": leaky(0), "abs": leaky(-1),
        "relu6": clipped(0, 6, mpf(1), mpf(0)), "hardtanh": clipped(-1, 1, mpf(1), mpf(0)),
        "hardsigmoid": clipped(0, 1, SIXTH, mpf(1) / 2),
        "hardswish": (lambda a: a * min(max(a + 3, mpf(0)), mpf(6)) / 6, hardswish_slope, (-3, 3)),
        "elu": elu(1, 1), "celu": elu(1, 1), "selu": elu(SELU_ALPHA, SELU_SCALE),
        "gelu": gated(mp.ncdf, mp.npdf),
        "gelu_tanh": gated(lambda a: sigmoid(cubic(a)), lambda a: dsigmoid(cubic(a)) * dcubic(a)),
        "quick_gelu": gated(lambda a: sigmoid(QUICK * a), lambda a: QUICK * dsigmoid(QUICK * a)),
        "silu": gated(sigmoid, dsigmoid),
        "mish": gated(lambda a: mp.tanh(softplus(a)), lambda a: sech2(softplus(a)) * sigmoid(a)),
        "softplus": (softplus, sigmoid, ()),
        "logsigmoid": (lambda a: -softplus(-a), lambda a: sigmoid(-a), ()),
        "sigmoid": (sigmoid, dsigmoid, ()), "tanh": (mp.tanh, sech2, ()),
        "tanhshrink": (lambda a: a - mp.tanh(a), lambda a: mp.tanh(a) ** 2, ()),
        "softsign": (lambda a: a / (1 + abs(a)), lambda a: 1 / (1 + abs(a)) ** 2, (0,)),
        "softshrink": (
            lambda a: mp.sign(a) * max(abs(a) - mpf("0.5"), mpf(0)), lambda a: mpf(abs(a) > 0.5), (-0.5, 0.5),
        ),
        "hardshrink": (lambda a: a if abs(a) > 0.5 else mpf(0), None, (-0.5, 0.5)),
        "erf": (mp.erf, lambda a: 2 / mp.sqrt(mp.pi) * mp.exp(-a * a), ()),
        "sin": (mp.sin, mp.cos, ()), "cos": (mp.cos, lambda a: -mp.sin(a), ()),
        "rbf": (lambda a: ROOT2 * mp.sin(ROOT2 * a + QUARTER), lambda a: 2 * mp.cos(ROOT2 * a + QUARTER), ()),
        "sign": (mp.sign, None, (0,)), "heaviside": (lambda a: mpf(a > 0), None, (0,)),
        "exp": (mp.exp, mp.exp, ()),
        "gaussian": (lambda a: mp.exp(-a * a), lambda a: -2 * a * mp.exp(-a * a), ()),
        "square": (lambda a: a * a, lambda a: 2 * a, ()),
        "monomial": (lambda a: a**3, lambda a: 3 * a * a, ()),
        "hermite": (lambda a: (a**3 - 3 * a) / mp.sqrt(6), lambda a: (3 * a * a - 3) / mp.sqrt(6), ()),
        "rectified_monomial": (lambda a: max(a, mpf(0)) ** 2, lambda a: 2 * max(a, mpf(0)), (0,)),
        "sigmoid_like": (
            lambda a: (1 + mp.erf(a / LIKE)) / 2,
            lambda a: mp.exp(-((a / LIKE) ** 2)) / mp.sqrt(mp.pi) / LIKE,
            (),
        ),
        "squareplus": (
            lambda a: (a + mp.sqrt(a * a + 4)) / 2, lambda a: (1 + a / mp.sqrt(a * a + 4)) / 2, (),
        ),
        "arctan": (mp.atan, lambda a: 1 / (1 + a * a), ()),
        "snake": (lambda a: a + mp.sin(a) ** 2, lambda a: 1 + mp.sin(2 * a), ()),
    }  # fmt: skip

OSCILLATING = {"sin", "cos", "rbf", "snake"}
ENDS = [0, 0.5, 1, 2, 3, 4.5, 6, 8, 11, 15, 20, 26, 33, 41]


@dataclass(frozen=True)
class Reference:
    mean: mpf
    second: mpf
    variance: mpf
    derivative_second: mpf | None


@cache
def rule() -> list[tuple[mpf, mpf]]:
    """Return mpmath's 48 Gauss-Legendre nodes and weights."""
    return GaussLegendre(mp).calc_nodes(5, mp.prec)


def reference(name: str, u: float, mean: float = 0.0) -> Reference:
    """Return the moments by panels of 48 nodes at 40 digits."""
    value, slope, kinks = TABLE[name]
    with mp.workdps(40):
        u, mean = mpf(u), mpf(mean)
        points = {mpf(s * t) for t in ENDS for s in (-1, 1)}
        points |= {(s * mpf(2) ** k - mean) / u for k in range(-1, 16) for s in (-1, 1)}
        points |= {(mpf(kink) - mean) / u for kink in (0, *kinks)}
        if name in OSCILLATING:
            points |= {mpf(k) / 2 / u for k in range(-int(30 * u), int(30 * u))}
        ends = sorted(point for point in points if abs(point) <= ENDS[-1])
        weights, values, slopes = [], [], []
        for low, high in itertools.pairwise(ends):
            middle, half = (low + high) / 2, (high - low) / 2
            for node, weight in rule():
                z = middle + half * node
                weights.append(half * weight * mp.npdf(z))
                values.append(value(mean + u * z))
                slopes.append(slope(mean + u * z) if slope else mpf(0))
        first = mp.fdot(weights, values)
        # Not by subtraction: at u = 1e-3 that would take half of the digits.
        variance = mp.fsum(weight * (a - first) ** 2 for weight, a in zip(weights, values, strict=True))
        second, derivative = (
            mp.fsum(weight * a**2 for weight, a in zip(weights, part, strict=True))
            for part in (values, slopes)
        )
        return Reference(first, second, variance, derivative if slope else None)
