"""The law of the number of units that dropout keeps against a Poisson law, summed count by count."""

from __future__ import annotations

import numpy as np
from scipy import stats

__all__ = ["total_variation"]


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
    # Ten deviations, and thirty counts, above the mean of the Poisson law: what is left out is below 1e-18.
    counts = np.arange(max(units, int(kept + 10 * kept**0.5) + 30) + 1)
    difference = stats.binom.pmf(counts, units, kept / units) - stats.poisson.pmf(counts, kept)
    return float(np.abs(difference).sum() / 2)
