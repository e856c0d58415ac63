"""Ways to pick k of M units, gone through one by one, and a series summed term by term."""

from __future__ import annotations

import math
from itertools import permutations, product

__all__ = ["exponential_series", "in_order", "out_of_order"]

_MOST = 10  # units, of which all picks are gone through
_TERMS = 80


def _require(units: int, count: int) -> None:
    if not 0 <= count <= units <= _MOST:
        raise ValueError(f"count and units must be 0 <= count <= units <= {_MOST}, got {count} and {units}")


def in_order(*, units: int, count: int) -> int:
    """Return the number of ways to pick units one after the other."""
    _require(units, count)
    return sum(1 for _ in permutations(range(units), count))


def out_of_order(*, units: int, count: int) -> int:
    """Return the number of masks that keep `count` of the units."""
    _require(units, count)
    return sum(1 for mask in product((0, 1), repeat=units) if sum(mask) == count)


def exponential_series(*, rate: float, drop: float) -> float:
    """Return the sum of (drop rate)^r/r! over r, up to terms below 1e-40.

    Raises
    ------
    ValueError
        If the terms fall too slowly for that.
    """
    if not 0 <= drop * rate <= 5:
        raise ValueError(f"drop * rate must be from 0 to 5, got {drop * rate}: take a smaller rate")
    return math.fsum((drop * rate) ** r / math.factorial(r) for r in range(_TERMS))
