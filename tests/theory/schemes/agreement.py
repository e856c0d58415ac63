"""Whether drawn weights follow a law (its deviation, distribution function and bound), and which fans a layer has."""

import math
from collections.abc import Callable, Iterator

import numpy as np
import numpy.typing as npt

from theory.schemes.laws import Law

__all__ = ["assert_drawn_from", "counted_by_layer", "random_convolutions"]

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


def random_convolutions(
    seed: int, kinds: tuple[str, ...], each: int = 3
) -> Iterator[tuple[str, int, int, int, tuple[int, ...]]]:
    """Yield kinds of convolutions with their channels in and out, groups and taps, `each` of each kind."""
    rng = np.random.default_rng(seed)
    for kind in kinds * each:
        groups, a, b = (int(part) for part in rng.integers(1, 4, 3))
        taps = tuple(int(part) for part in rng.integers(1, 4, rng.integers(1, 3)))
        if kind == "depthwise":
            groups, a = groups + 1, 1
        yield kind, groups * a, groups * b, groups, taps


def counted_by_layer(
    layer: Callable[[npt.NDArray[np.float32]], npt.ArrayLike],
    channels: int,
    taps: tuple[int, ...],
    last: bool,
) -> tuple[float, float]:
    """Return the fans of a layer without padding whose weights are all 1; `last` is whether the channels come last.

    It sums the ones that a unit sees, and spreads a single 1 over the units that it feeds.
    """
    places = tuple(2 * tap - 1 for tap in taps)
    ones = np.ones((1, *places, channels) if last else (1, channels, *places), np.float32)
    one, middle = np.zeros_like(ones), tuple(tap - 1 for tap in taps)
    one[(0, *middle, 0) if last else (0, 0, *middle)] = 1
    return float(np.asarray(layer(ones)).max()), float(np.asarray(layer(one)).sum())
