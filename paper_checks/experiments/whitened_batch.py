"""Batches of correlated units, whitened by SciPy's matrix functions."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy.linalg import eigh, inv, pinv, sqrtm

__all__ = ["in_eigenbasis", "rank_of_whitened", "whitened_by_centred_combination", "whitened_combination"]

Array = NDArray[np.float64]
_ZERO = 1e-8  # of a singular value: far above rounding, far below 1


def _batch(seed: int, size: int, units: int) -> tuple[Array, Array]:
    """Return a centred batch whose units are correlated, and a combination of them."""
    rng = np.random.default_rng(seed)
    mixed = rng.standard_normal((size, units)) @ (rng.standard_normal((units, units)) + 2 * np.eye(units))
    return np.asarray(mixed - mixed.mean(axis=0)), rng.standard_normal(units)


def _regular(seed: int, size: int, units: int) -> tuple[Array, Array, Array]:
    """Return the batch, the combination and the covariance, which must be regular.

    Raises
    ------
    ValueError
        If there are too few samples for that.
    """
    if size - 1 < units:
        raise ValueError(
            f"size = {size}, units = {units}: the covariance of centred samples has rank size - 1 at most and is "
            f"singular; give {units + 1} samples or more"
        )
    centred, combination = _batch(seed, size, units)
    return centred, combination, np.asarray(centred.T @ centred / size)


def in_eigenbasis(*, seed: int, size: int, units: int) -> tuple[Array, Array]:
    """Return the eigenvalues of the covariance, and the components of the combination along its eigenvectors."""
    _, combination, covariance = _regular(seed, size, units)
    eigenvalues, vectors = eigh(covariance)
    return np.asarray(eigenvalues), np.asarray(vectors.T @ combination)


def whitened_combination(*, seed: int, size: int, units: int) -> float:
    """Return the variance of the combination of whitened units."""
    centred, combination, covariance = _regular(seed, size, units)
    whitened = centred @ inv(sqrtm(covariance)).real @ combination
    return float(whitened @ whitened / size)


def whitened_by_centred_combination(*, seed: int, size: int, units: int) -> float:
    """Return the product of the combination of whitened units with that of the centred ones, over the batch."""
    centred, combination, covariance = _regular(seed, size, units)
    return float((centred @ inv(sqrtm(covariance)).real @ combination) @ (centred @ combination) / size)


def rank_of_whitened(*, seed: int, size: int, units: int) -> int:
    """Return the rank of the covariance of a batch that is whitened by the pseudo-inverse of the root."""
    centred, _ = _batch(seed, size, units)
    values, vectors = eigh(centred.T @ centred / size)
    root = vectors @ np.diag(np.sqrt(np.where(values > _ZERO, values, 0.0))) @ vectors.T
    whitened = centred @ pinv(root, rtol=_ZERO)
    return int(np.sum(np.linalg.svd(whitened.T @ whitened / size, compute_uv=False) > _ZERO))
