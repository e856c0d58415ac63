"""Normalisation over an axis, forward and backward: over the batch (batch norm) or over the units (layer norm)."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

__all__ = ["Normalisation"]


Array = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Normalisation:
    """Subtract the mean over an axis and divide by the root of the biased variance plus eps.

    Ioffe, Szegedy (2015), arXiv:1502.03167; Ba, Kiros, Hinton (2016), arXiv:1607.06450.

    Parameters
    ----------
    axis : int
        -2 for the batch, -1 for the units of arrays of shape (..., batch, units).
    eps : float
        0 or more.
    """

    axis: int
    eps: float

    def forward(self, values: Array) -> tuple[Array, Array]:
        """Return the normalised values, and what their deviations were multiplied by, for the way back.

        Raises
        ------
        ValueError
            If a variance plus eps is 0.
        """
        deviations = values - values.mean(axis=self.axis, keepdims=True)
        spread = np.square(deviations).mean(axis=self.axis, keepdims=True)
        spread += self.eps
        if not spread.all():
            raise ValueError(
                f"eps must be above 0 where a signal is constant over what is normalised, got {self.eps}: "
                "give eps = 1e-5"
            )
        inverse = 1.0 / np.sqrt(spread)
        deviations *= inverse
        return deviations, inverse

    def back(self, d: Array, normal: Array, inverse: Array) -> Array:
        """Return the gradient at the values, given that at the normalised values; the others are from `forward`.

        The mean and the variance depend on the values too. What d has along 1 and along the normalised values is lost.
        """
        below: Array = d - d.mean(axis=self.axis, keepdims=True)
        below -= normal * (d * normal).mean(axis=self.axis, keepdims=True)
        below *= inverse
        return below
