"""What whitening a batch needs and leaves: the rank of the covariance, condition numbers, units behind a rectifier."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from paper_checks.experiments.whitening import covariance, whitened

__all__ = [
    "condition_of_whitening",
    "correlation",
    "different_entries",
    "rank",
    "rectified_covariance",
    "rectified_variance",
    "variance_of_sum",
]

Array = NDArray[np.float64]


def _random_batch(seed: int, size: int, units: int) -> Array:
    """Return a centred batch of correlated units, of which the last vary most."""
    if size < 2:
        raise ValueError(f"size must be 2 or more, got {size}: one sample has no variance")
    rng = np.random.default_rng(seed)
    values = rng.standard_normal((size, units)) @ (rng.standard_normal((units, units)) / 4 + np.eye(units))
    values *= 1 + np.arange(units)
    return np.asarray(values - values.mean(axis=0))


def rank(*, seed: int, size: int, units: int) -> int:
    """Return how many eigenvalues of the covariance of a batch are not 0, up to rounding."""
    return int(np.linalg.matrix_rank(covariance(_random_batch(seed, size, units)), hermitian=True))


def different_entries(*, seed: int, size: int, units: int) -> int:
    """Return how many different numbers the covariance of a batch holds."""
    return int(np.unique(np.round(covariance(_random_batch(seed, size, units)), 12)).size)


def _standardised(seed: int, size: int) -> Array:
    """Return a batch of two units as batch normalisation leaves it, the second turned to correlate positively."""
    batch = _random_batch(seed, size, 2)
    batch /= batch.std(axis=0)
    batch[:, 1] *= np.sign(covariance(batch)[0, 1])
    return batch


def correlation(*, seed: int, size: int) -> float:
    """Return the correlation of the two units of that batch."""
    return float(covariance(_standardised(seed, size))[0, 1])


def condition_of_whitening(*, seed: int, size: int) -> float:
    """Return the square of the condition number of Sigma^(-1/2): what takes that batch to the whitened one."""
    centred = _standardised(seed, size)
    matrix, *_ = np.linalg.lstsq(centred, whitened(centred))
    return float(np.linalg.cond(matrix) ** 2)


def _white_square(ratio: float) -> Array:
    """Return the corners of a square, whose coordinates have a ratio, whitened once more."""
    if not ratio > 0:
        raise ValueError(f"ratio must be above 0, got {ratio}: at 0 a corner lies on an axis")
    first = math.sqrt(2 / (1 + ratio**2))
    second = ratio * first
    return whitened(np.array([(first, second), (-second, first), (-first, -second), (second, -first)]))


def variance_of_sum(*, ratio: float, weight: float) -> float:
    """Return the variance of y_1 + weight y_2 over that batch."""
    return float(np.var(_white_square(ratio) @ (1.0, weight)))


def _behind_rectifier(ratio: float) -> Array:
    return np.asarray(np.cov(np.maximum(0.0, _white_square(ratio)), rowvar=False, ddof=0))


def rectified_covariance(*, ratio: float) -> float:
    """Return the covariance of the two units of that batch behind the rectifier."""
    return float(_behind_rectifier(ratio)[0, 1])


def rectified_variance(*, ratio: float) -> float:
    """Return the variance of the first unit of that batch behind the rectifier."""
    return float(_behind_rectifier(ratio)[0, 0])
