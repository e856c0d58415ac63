"""A batch of two units, whitened by NumPy."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

__all__ = ["covariance_by_angle", "whitened_by_centred", "whitened_by_whitened"]


def _batch(seed: int, size: int) -> NDArray[np.float64]:
    """Return a centred batch whose two units are correlated."""
    values = np.random.default_rng(seed).standard_normal((size, 2)) @ np.array([[2.0, 0.7], [0.0, 0.5]])
    return np.asarray(values - values.mean(axis=0))


def _covariance(centred: NDArray[np.float64]) -> NDArray[np.float64]:
    return np.asarray(centred.T @ centred / len(centred))


def _whitened(centred: NDArray[np.float64]) -> NDArray[np.float64]:
    eigenvalues, vectors = np.linalg.eigh(_covariance(centred))
    return np.asarray(centred @ vectors @ np.diag(eigenvalues**-0.5) @ vectors.T)


def covariance_by_angle(*, seed: int, size: int) -> tuple[float, float, float]:
    """Return the eigenvalues of the covariance, and the angle of the first eigenvector with the first axis."""
    eigenvalues, vectors = np.linalg.eigh(_covariance(_batch(seed, size)))
    return float(eigenvalues[0]), float(eigenvalues[1]), math.atan2(vectors[1, 0], vectors[0, 0])


def whitened_by_whitened(*, seed: int, size: int) -> float:
    """Return the first entry of the covariance of the whitened batch."""
    whitened = _whitened(_batch(seed, size))
    return float((whitened.T @ whitened)[0, 0] / size)


def whitened_by_centred(*, seed: int, size: int) -> float:
    """Return the first entry of the product of the whitened batch with the centred one."""
    centred = _batch(seed, size)
    return float((_whitened(centred).T @ centred)[0, 0] / size)
