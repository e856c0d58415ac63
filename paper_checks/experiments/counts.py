"""The law of the number of units that dropout keeps against a Poisson law, summed count by count."""

from __future__ import annotations

import mpmath

__all__ = ["total_variation"]

_DIGITS = 40
_SMALLEST = mpmath.mpf(10) ** -30


def total_variation(*, units: int, kept: float) -> float:
    """Return half of the sum of |P(K = k) - Poisson(k)| over all counts k.

    Parameters
    ----------
    units : int
        1 or more.
    kept : float
        How many of them are kept on average, from 0 to `units`; each by itself.

    Raises
    ------
    ValueError
        If a parameter has another value than above.
    """
    if units < 1:
        raise ValueError(f"units = {units}: give 1 or more")
    if not 0 <= kept <= units:
        raise ValueError(
            f"kept = {kept}: give a number from 0 to units = {units}, the mean of the units kept"
        )
    with mpmath.workdps(_DIGITS):
        rate = mpmath.mpf(kept)
        keep = rate / units
        total, count, poisson = mpmath.mpf(0), 0, mpmath.exp(-rate)
        while count <= units or poisson > _SMALLEST:
            ways = mpmath.binomial(units, count) if count <= units else 0
            binomial = ways * keep**count * (1 - keep) ** (units - count) if ways else mpmath.mpf(0)
            total += abs(binomial - poisson)
            count += 1
            poisson *= rate / count
        return float(total / 2)
