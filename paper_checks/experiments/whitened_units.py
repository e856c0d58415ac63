"""What whitening a batch needs and leaves: the rank of the covariance, condition numbers, units behind a rectifier."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from paper_checks.experiments.whitening import covariance, whitened

__all__ = [
    "condition_of_whitening",
    "different_entries",
    "eigenvalues_by_half_angle",
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


def eigenvalues_by_half_angle(*, seed: int, size: int) -> tuple[float, float, float]:
    """Return the smaller eigenvalue of the covariance of two units, what the larger has more, and a tangent.

    It is that of half the angle of the smaller one's eigenvector with the first axis, without its sign.
    """
    eigenvalues, vectors = np.linalg.eigh(covariance(_random_batch(seed, size, 2)))
    half = math.atan2(abs(vectors[1, 0]), abs(vectors[0, 0])) / 2
    return float(eigenvalues[0]), float(eigenvalues[1] - eigenvalues[0]), math.tan(half)


def condition_of_whitening(*, seed: int, size: int) -> float:
    """Return the square of the condition number of Sigma^(-1/2): what takes the batch to the whitened one."""
    centred = _random_batch(seed, size, 2)
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
