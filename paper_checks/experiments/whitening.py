"""Batches of correlated units, whitened by the eigenvectors of their covariance."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy.linalg import eigh, pinv

__all__ = [
    "covariance",
    "in_eigenbasis",
    "rank_of_whitened",
    "whitened",
    "whitened_by_centred",
    "whitened_by_whitened",
]

Array = NDArray[np.float64]
_ZERO = 1e-8  # of a singular value: far above rounding, far below 1
_SINGULAR = 1e-12  # relative: an eigenvalue this small is rounding


def covariance(centred: Array) -> Array:
    """Return the covariance of a centred batch, a row for each sample."""
    return np.asarray(centred.T @ centred / len(centred))


def whitened(centred: Array) -> Array:
    """Return a centred batch times Sigma^(-1/2).

    Raises
    ------
    ValueError
        If the covariance is singular.
    """
    eigenvalues, vectors = eigh(covariance(centred))
    if eigenvalues[0] <= _SINGULAR * eigenvalues[-1]:
        raise ValueError(
            f"centred must have a covariance with an inverse, got the eigenvalues {eigenvalues}: give more samples "
            "than units, no two units that are multiples of one another, and no constant one"
        )
    return np.asarray(centred @ vectors @ np.diag(eigenvalues**-0.5) @ vectors.T)


def _batch(seed: int, size: int, units: int) -> tuple[Array, Array]:
    """Return a centred batch whose units are correlated, and a combination of them."""
    rng = np.random.default_rng(seed)
    mixed = rng.standard_normal((size, units)) @ (rng.standard_normal((units, units)) + 2 * np.eye(units))
    return np.asarray(mixed - mixed.mean(axis=0)), rng.standard_normal(units)


def _regular(seed: int, size: int, units: int) -> tuple[Array, Array]:
    """Return the batch and the combination.

    Raises
    ------
    ValueError
        If there are too few samples for a regular covariance.
    """
    if size - 1 < units:
        raise ValueError(
            f"size = {size}, units = {units}: the covariance of centred samples has rank size - 1 at most and is "
            f"singular; give {units + 1} samples or more"
        )
    return _batch(seed, size, units)


def in_eigenbasis(*, seed: int, size: int, units: int) -> tuple[Array, Array]:
    """Return the eigenvalues of the covariance, and the components of the combination along its eigenvectors."""
    centred, combination = _regular(seed, size, units)
    eigenvalues, vectors = eigh(covariance(centred))
    return np.asarray(eigenvalues), np.asarray(vectors.T @ combination)


def whitened_by_whitened(*, seed: int, size: int, units: int) -> float:
    """Return the variance of the combination of whitened units."""
    centred, combination = _regular(seed, size, units)
    return float(np.mean((whitened(centred) @ combination) ** 2))


def whitened_by_centred(*, seed: int, size: int, units: int) -> float:
    """Return the product of the combination of whitened units with that of the centred ones, over the batch."""
    centred, combination = _regular(seed, size, units)
    return float((whitened(centred) @ combination) @ (centred @ combination) / size)


def rank_of_whitened(*, seed: int, size: int, units: int) -> int:
    """Return the rank of the covariance of a batch that is whitened by the pseudo-inverse of the root."""
    centred, _ = _batch(seed, size, units)
    values, vectors = eigh(covariance(centred))
    root = vectors @ np.diag(np.sqrt(np.where(values > _ZERO, values, 0.0))) @ vectors.T
    white = centred @ pinv(root, rtol=_ZERO)
    return int(np.sum(np.linalg.svd(covariance(white), compute_uv=False) > _ZERO))
