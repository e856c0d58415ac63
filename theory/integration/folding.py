"""Moments of periodic activations, from one period: the Gaussian weight is folded onto it.

With period T and q_k = exp(-2 (pi k u/T)^2), the folded weight is (Poisson)

    w(x) = (1 + 2 sum over k >= 1 of q_k cos(2 pi k (x - m)/T))/T.

Where the deviation is a few periods, one or two terms are all that matters, however many periods there are.
"""

from __future__ import annotations

import math
from functools import lru_cache, reduce

import sympy as sp
from flint import acb, arb

from theory.activation.activation import Activation
from theory.enclosure.simultaneous import Integrals
from theory.integration.segments import real_number, segments
from theory.notation import x

__all__ = ["LEAST_PERIODS", "folded", "period"]

LEAST_PERIODS = 0.5  # in a deviation: q_1 is below exp(-4.9), and each q_k below 1e-6 of the one before
_PARTS = 8
_PANELS = 6000


@lru_cache(maxsize=512)
def period(activation: Activation) -> sp.Expr | None:
    """Return a period of an activation that is built from sines and cosines of multiples of x; None for others."""
    if len(activation.pieces) > 1:
        return None
    expression = activation.pieces[0].expr
    waves = [node for node in expression.atoms(sp.sin, sp.cos) if node.has(x)]
    if not waves or expression.xreplace({wave: sp.Dummy() for wave in waves}).has(x):
        return None
    lines = [wave.args[0].as_poly(x) for wave in waves]
    if any(line is None or line.degree() != 1 for line in lines):
        return None
    rates = [line.LC() for line in lines]
    ratios = [sp.nsimplify(rate / rates[0]) if rate.is_Float else rate / rates[0] for rate in rates]
    if not all(ratio.is_Rational for ratio in ratios):
        return None
    return 2 * sp.pi / abs(rates[0] * reduce(sp.gcd, ratios))


def folded(activation: Activation, length: sp.Expr, u: arb, mean: arb, bits: int) -> dict[str, arb]:
    """Integrate over one period.

    Parameters
    ----------
    activation : Activation
        With one smooth piece.
    length : sympy.Expr
        A period, below u/`LEAST_PERIODS`.
    u, mean : arb
    bits : int
        The accuracy aimed at, relative to the integrals of the absolute values.

    Returns
    -------
    mapping of str to arb
        The moments by the names of the fields of `GaussianMoments`.

    Raises
    ------
    CannotTell
        If too many panels would be needed.
    """
    (part,) = segments(activation)
    span, pi = real_number(length), arb.pi()
    rate = 2 * (pi * u / span) ** 2
    count = math.ceil(math.sqrt((bits + 20) / float(rate.mid().min(arb(1e6)))))
    wave = 2 * pi / span
    sizes = [(-k * k * rate).exp() for k in range(1, count + 2)]

    def integrand(at: acb, analytic: bool) -> list[acb]:
        g, slope = part.values(at, analytic)
        weight, by_mean, by_variance = acb(1), acb(0), acb(0)
        for k in range(1, count + 1):
            phase = k * wave * (at - mean)
            size, frequency = 2 * sizes[k - 1], k * wave
            weight += size * phase.cos()
            by_mean += size * frequency * phase.sin()
            by_variance -= size * frequency * frequency / 2 * phase.cos()
        square = g * g
        values = [g * weight, square * weight, g * by_mean, square * by_variance, slope * slope * weight]
        return [value / span for value in values]

    integrals = Integrals(5, bits, _PANELS)
    for step in range(_PARTS):
        integrals.add(integrand, span * step / _PARTS, span * (step + 1) / _PARTS)
    integrals.run()
    # The terms left out are below twice the first of them, and the weight kept is at least 1/2 of the mean one.
    rest, frequency = 4 * sizes[count], (count + 1) * wave
    first, square, by_mean, by_variance, slopes = integrals.totals
    size, root = 2 * square.upper(), (2 * square.upper()).sqrt()
    errors = [
        rest * root,
        rest * size,
        rest * frequency * root,
        rest * frequency * frequency * size,
        2 * rest * slopes.upper(),
    ]
    first, square, by_mean, by_variance, slopes = (
        total + arb(0, error.upper()) for total, error in zip(integrals.totals, errors, strict=True)
    )
    return {
        "mean": first,
        "second": square,
        "variance": square - first * first,
        "derivative_second": slopes,
        "second_slope": by_variance,
        "derivative": by_mean,
    }
