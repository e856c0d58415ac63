"""A neuron whose inputs are masked by dropout: expectations over all masks, one by one."""

from __future__ import annotations

from itertools import product

import numpy as np

__all__ = ["expected_output", "ratio_to_test_time"]


def _sums(weights: tuple[float, ...], units: tuple[float, ...], keep: float) -> tuple[np.ndarray, np.ndarray]:
    """Return the sum of weights times present units under every mask, and the probability of each mask."""
    if len(weights) != len(units) or not weights:
        raise ValueError(f"weights, units = {weights}, {units}: give one weight for each unit, and one unit")
    if not 0 < keep <= 1:
        raise ValueError(f"keep = {keep}: give the probability that a unit is present, above 0 and at most 1")
    masks = np.array(list(product((0.0, 1.0), repeat=len(units))))
    chances = np.where(masks == 1.0, keep, 1.0 - keep).prod(axis=1)
    return masks @ (np.array(weights) * np.array(units)), chances


def ratio_to_test_time(*, weights: tuple[float, ...], units: tuple[float, ...], keep: float) -> float:
    """Return the expected sum during training over that at test time, with all units and weights times `keep`.

    Raises
    ------
    ValueError
        If the sum at test time is 0, there is not one weight for each unit, or `keep` is not above 0 and at most 1.
    """
    sums, chances = _sums(weights, units, keep)
    at_test_time = float(keep * np.array(weights) @ np.array(units))
    if at_test_time == 0:
        raise ValueError(f"weights, units = {weights}, {units}: their sum is 0; give others")
    return float(sums @ chances / at_test_time)


def expected_output(*, weights: tuple[float, ...], units: tuple[float, ...], keep: float) -> float:
    """Return the expected output of a rectifier on the masked sum.

    Raises
    ------
    ValueError
        If there is not one weight for each unit, or `keep` is not above 0 and at most 1.
    """
    sums, chances = _sums(weights, units, keep)
    return float(np.maximum(sums, 0.0) @ chances)
