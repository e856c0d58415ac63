"""Signals in a scale of their own, so that their squares neither overflow nor vanish in a deep network.

The scale of a network is a power of two, so a signal that needs none keeps its bits.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt

from montecarlo.engines.network import Quantity, function_of_mean, quantity_of

__all__ = ["Scaled"]


Array = npt.NDArray[np.float64]
# Sums of squares outside this range are scaled; inside it, sums of fourth powers are finite too.
_LEAST, _MOST = 2.0**-400, 2.0**400


@dataclass(frozen=True)
class Scaled:
    """The signal of a layer: values times 2^exponents.

    Parameters
    ----------
    values : ndarray, shape (networks, units) or (networks, inputs, units)
    exponents : ndarray of int, shape (networks,), or None
        None stands for zeros.
    """

    values: Array
    exponents: npt.NDArray[np.int64] | None = None

    @cached_property
    def squares(self) -> Array:
        """The sums of squares over the units, of the values in their scale: shape (networks,) or (networks, inputs)."""
        return np.asarray(np.vecdot(self.values, self.values))

    @cached_property
    def _fits(self) -> bool:
        # NaN fits nowhere.
        return bool(self.squares.min() > _LEAST and self.squares.max() < _MOST)

    @property
    def unit(self) -> float | Array:
        """What a number 1 is in the scale of the values, shape (networks,); no scale may be below 1."""
        return 1.0 if self.exponents is None else np.ldexp(1.0, np.maximum(-self.exponents, -5000))

    def in_range(self, *, at_least_one: bool = False) -> Scaled:
        """Return the signal with values whose squares can be summed, where it is not zero.

        With `at_least_one`, no scale is below 1: numbers of order 1 will be added, beside which smaller ones vanish.
        """
        signal = self
        if at_least_one and self.exponents is not None:
            down = np.minimum(self.exponents, 0)
            signal = Scaled(_times(self.values, down), self.exponents - down)
        if signal._fits:
            return signal
        good = (signal.squares > _LEAST) & (signal.squares < _MOST)
        axes = tuple(range(1, signal.values.ndim))
        fine = np.reshape(good, (len(signal.values), -1)).all(axis=1)
        shift = np.where(fine, 0, np.frexp(np.abs(signal.values).max(axis=axes))[1].astype(np.int64))
        exponents = shift if signal.exponents is None else signal.exponents + shift
        if at_least_one:
            shift, exponents = shift - np.minimum(exponents, 0), np.maximum(exponents, 0)
        return Scaled(_times(signal.values, -shift), exponents)

    def unscaled(self) -> Scaled:
        """Return the signal with no scale; very large values become infinite."""
        return self if self.exponents is None else Scaled(_times(self.values, self.exponents))

    def measured(self, quantity: Quantity) -> Array:
        """Return a quantity of each network, shape (networks,)."""
        signal = self.in_range()
        found: Array
        if quantity.is_mean_square:
            # The sums are known: they decided the scale.
            squares = signal.squares if signal.squares.ndim == 1 else signal.squares[:, quantity.inputs[0]]
            found = function_of_mean(quantity, squares / signal.values.shape[-1])
        else:
            values = signal.values if signal.values.ndim == 3 else signal.values[:, np.newaxis]
            found = quantity_of(quantity, values)
        if signal.exponents is None or quantity.cosine:
            return found
        if quantity.log:
            found = found + quantity.power * math.log(2.0) * signal.exponents
            return found
        # A product of two inputs has the power 2.
        whole: Array = np.ldexp(
            found, np.clip(quantity.power * (1 + quantity.squared) * signal.exponents, -5000, 5000)
        )
        return whole


def _times(values: Array, exponents: npt.NDArray[np.int64]) -> Array:
    """Return values times 2^exponents, with an exponent for each network."""
    shaped = exponents.reshape(-1, *(1,) * (values.ndim - 1))
    return np.ldexp(values, np.clip(shaped, -5000, 5000))
