"""Means over a few outcomes that are gone through one by one, and masks as dropout draws them."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import product

import numpy as np

from montecarlo import dropout

__all__ = ["covariance_with_mask", "dropped_square", "mask_square_ratio", "product_mean", "variance"]

Table = list[tuple[float, int, float]]


def _require_chances(chances: Sequence[float]) -> None:
    if min(chances) < 0 or abs(sum(chances) - 1) > 1e-12:
        raise ValueError(f"chances must be 0 or more and add up to 1, got {tuple(chances)}")


def product_mean(*, chances: tuple[float, ...], first: tuple[float, ...], second: tuple[float, ...]) -> float:
    """Return E xy over the outcomes of a joint law."""
    _require_chances(chances)
    return float(sum(chance * x * y for chance, x, y in zip(chances, first, second, strict=True)))


def variance(*, chances: tuple[float, ...], first: tuple[float, ...]) -> float:
    """Return E (x - E x)^2 over the outcomes of a law."""
    _require_chances(chances)
    mean = np.dot(chances, first)
    return float(sum(chance * (x - mean) ** 2 for chance, x in zip(chances, first, strict=True)))


def mask_square_ratio(*, seed: int, drop: float, units: int) -> float:
    """Return the mean of m^2 over that of m, for a mask that dropout draws: what it makes of units of 1.

    Raises
    ------
    ValueError
        If the mask keeps no unit.
    """
    mask = dropout(np.ones(units), drop, np.random.default_rng(seed), rescale=False)
    if not mask.any():
        raise ValueError(f"units must be enough that the mask keeps one, got {units} at drop = {drop}")
    return float((mask**2).mean() / mask.mean())


def _joint(drop: float, level: float, change: float) -> Table:
    """Return the chance, the mask and the unit at each outcome, for a unit that depends on its mask.

    Where it is kept, the unit is level ± change; where it is dropped, it is 0 or twice the level.
    """
    if not 0 < drop < 1:
        raise ValueError(f"drop must be between 0 and 1, got {drop}: a mask must have two values")
    if not 0 <= change <= level:
        raise ValueError(f"change must be from 0 to level = {level}, since no unit is negative, got {change}")
    return [
        ((1 - drop) / 2, 1, level - change),
        ((1 - drop) / 2, 1, level + change),
        (drop / 2, 0, 0.0),
        (drop / 2, 0, 2 * level),
    ]


def covariance_with_mask(*, drop: float, level: float, change: float) -> float:
    """Return the covariance of that unit with its mask."""
    chances, mask, units = np.array(_joint(drop, level, change)).T
    return float(chances @ (mask * units) - (chances @ mask) * (chances @ units))


def dropped_square(*, drop: float, level: float, change: float, independent: bool = False) -> float:
    """Return E (m h/(1-p))^2 of that unit h and its mask m.

    Parameters
    ----------
    drop, level, change : float
    independent : bool
        Whether the mask is drawn anew, so that it does not depend on the unit, whose law stays.

    Raises
    ------
    ValueError
        If a unit may be negative, or nothing or everything is dropped.
    """
    joint = _joint(drop, level, change)
    if independent:
        joint = [(one * other, kept, unit) for (one, kept, _), (other, _, unit) in product(joint, repeat=2)]
    chances, mask, units = np.array(joint).T
    return float(chances @ (mask * units / (1 - drop)) ** 2)
