"""Whether drawn weights follow a law: its deviation, its distribution function and its bound."""

import math

import numpy as np
import numpy.typing as npt

from theory.schemes.laws import Law

__all__ = ["assert_drawn_from"]

_Z = 5.0  # a false alarm has probability 6e-7
_EPS = 2**-22  # of float32, with some rounding


def assert_drawn_from(weights: npt.ArrayLike, law: Law) -> None:
    """Fail unless the weights can come from the law, at 5 standard errors or the like."""
    w = np.asarray(weights, dtype=np.float64).ravel()
    low, high = law.support
    slack = _EPS * max(abs(w).max(), 1e-30)
    assert low - slack <= w.min(), law
    assert w.max() <= high + slack, law
    if law.std == 0:
        np.testing.assert_array_equal(w, law.mean)
        return
    size = w.size
    if law.independent:
        assert abs(w.mean() - law.mean) <= _Z * law.std / math.sqrt(size)
        # The relative standard error of a mean square is sqrt((kurtosis - 1)/n).
        ratio = ((w - law.mean) ** 2).mean() / law.std**2
        assert abs(ratio - 1) <= _Z * math.sqrt((law.kurtosis - 1) / size), (
            f"std {math.sqrt(ratio)} times {law.std}"
        )
    else:
        np.testing.assert_allclose((w**2).mean(), law.std**2, rtol=1e-5)  # the sum of squares is not random
    at = law.cdf(np.sort(w))
    steps = np.arange(size + 1) / size
    distance = max(np.abs(at - steps[1:]).max(), np.abs(at - steps[:-1]).max())
    assert distance <= math.sqrt(math.log(2 / 6e-7) / (2 * size)), f"{distance} from {law}"  # Massart's bound
