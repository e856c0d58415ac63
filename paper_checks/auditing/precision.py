"""How far a stored weight may be from the number that was drawn."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

__all__ = ["Precision", "precision_of"]


@dataclass(frozen=True)
class Precision:
    """A stored value w is at most max(relative |w|, absolute) away from what was drawn.

    Parameters
    ----------
    dtype : str
    relative, absolute : float
    grid : float
        The distance of uniform numbers between 0 and 1 that PyTorch draws in this type: as many random bits as digits.
    """

    dtype: str
    relative: float
    absolute: float
    grid: float = 0.0

    def slack(self, size: Any) -> npt.NDArray[np.float64]:
        """Return how far values of these sizes may have been moved."""
        return np.asarray(np.maximum(self.relative * np.abs(size), self.absolute), dtype=np.float64)

    def share(self, size: float) -> float:
        """Return how far a root mean square of this size may have been moved, relative to it."""
        return self.relative + self.absolute / size if size else 0.0

    def around(self, low: float, high: float) -> tuple[float, float]:
        """Return an interval for a root mean square of drawn values, from one for that of stored values.

        By Minkowski's inequality, the two differ by at most the root mean square of the errors.
        """
        return (
            max(low * (1 - self.relative) - self.absolute, 0.0),
            high * (1 + self.relative) + self.absolute,
        )


# Computed in float32 at best, in four roundings of half a unit each (draw, scale, shift, store); a type of 16 bits
# adds one rounding of its own, of half a unit, also among the numbers below its normal range.
_ARITHMETIC = 4 * 2.0**-24
_KNOWN = {
    "float64": Precision("float64", _ARITHMETIC, 0.0),
    "float32": Precision("float32", _ARITHMETIC, 2.0**-147),
    "float16": Precision("float16", 2.0**-11 + _ARITHMETIC, 2.0**-24, 2.0**-11),
    "bfloat16": Precision("bfloat16", 2.0**-8 + _ARITHMETIC, 2.0**-131, 2.0**-8),
}


def precision_of(dtype: str) -> Precision:
    """Return the precision of float16, bfloat16, float32 or float64."""
    return _KNOWN[dtype]
