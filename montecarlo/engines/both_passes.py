"""What engines of both passes share: which signals are recorded, and how they are measured on the way."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache

import numpy as np
import numpy.typing as npt

from montecarlo.engines.network import Quantity
from montecarlo.engines.scaled import Scaled

__all__ = ["measured", "quantities_of", "recorded"]


Array = npt.NDArray[np.float64]


def recorded(record: tuple[str, ...] | None, depth: int) -> tuple[str, ...]:
    """Return the names in a record; without one, the mean squares of pre-activations and of gradients, by layer."""
    if record is not None:
        return record
    return tuple(f"{name}{layer}^2" for name in "yd" for layer in range(1, depth + 1))


def quantities_of(record: object, depth: int, inputs: int = 1) -> tuple[Quantity, ...]:
    """Return what a record names.

    Raises
    ------
    ValueError
        If it is neither None nor a tuple of one name or more, all different, that such a pass has.
    """
    if record is not None and not (isinstance(record, tuple) and record):
        raise ValueError(f"record must be a tuple of one name or more, or None, got {record!r}")
    names = recorded(record, depth)
    for name in names:
        if not isinstance(name, str):
            Quantity.parse(name, depth)  # refuses it by name; it may have no hash
    return _parsed(names, depth, inputs)


@lru_cache(maxsize=16)  # each batch asks again
def _parsed(names: tuple[str, ...], depth: int, inputs: int) -> tuple[Quantity, ...]:
    quantities = tuple(Quantity.parse(name, depth, inputs, gradients=True) for name in names)
    if len(set(quantities)) < len(quantities):
        raise ValueError(f"record must have different quantities, got {names!r}")
    return quantities


def measured(
    quantities: tuple[Quantity, ...], signals: Iterable[tuple[str, int, Scaled]], replicates: int
) -> Array:
    """Measure signals, each of which comes with its letter and its layer, until all that is recorded is known.

    Returns
    -------
    ndarray, shape (replicates, len(quantities))
    """
    table = np.empty((replicates, len(quantities)))
    wanted: dict[tuple[str, int], list[tuple[int, Quantity]]] = {}
    for column, quantity in enumerate(quantities):
        wanted.setdefault((quantity.side, quantity.layer), []).append((column, quantity))
    with np.errstate(
        over="ignore", invalid="ignore", divide="ignore"
    ):  # run() names a field that is not finite
        for side, layer, signal in signals:
            for column, quantity in wanted.pop((side, layer), ()):
                table[:, column] = signal.measured(quantity)
            if not wanted:
                break
    return table
