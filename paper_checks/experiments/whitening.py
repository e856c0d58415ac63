"""Batches of two units and of three, whitened by NumPy."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray
from scipy.spatial.transform import Rotation

__all__ = [
    "axes_of_three",
    "covariance",
    "covariance_by_angle",
    "whitened",
    "whitened_by_centred",
    "whitened_by_whitened",
    "whitened_sum",
    "whitened_sum_of_three",
]

_SINGULAR = 1e-12  # relative: an eigenvalue this small is rounding


def _batch(seed: int, size: int) -> NDArray[np.float64]:
    """Return a centred batch whose two units are correlated."""
    values = np.random.default_rng(seed).standard_normal((size, 2)) @ np.array([[2.0, 0.7], [0.0, 0.5]])
    return np.asarray(values - values.mean(axis=0))


def covariance(centred: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the covariance of a centred batch, a row for each sample."""
    return np.asarray(centred.T @ centred / len(centred))


def whitened(centred: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return a centred batch times Sigma^(-1/2).

    Raises
    ------
    ValueError
        If the covariance is singular.
    """
    eigenvalues, vectors = np.linalg.eigh(covariance(centred))
    if eigenvalues[0] <= _SINGULAR * eigenvalues[-1]:
        raise ValueError(
            f"centred must have a covariance with an inverse, got the eigenvalues {eigenvalues}: give more samples "
            "than units, no two units that are multiples of one another, and no constant one"
        )
    return np.asarray(centred @ vectors @ np.diag(eigenvalues**-0.5) @ vectors.T)


def covariance_by_angle(*, seed: int, size: int) -> tuple[float, float, float]:
    """Return the eigenvalues of the covariance, and the angle of the first eigenvector with the first axis."""
    eigenvalues, vectors = np.linalg.eigh(covariance(_batch(seed, size)))
    return float(eigenvalues[0]), float(eigenvalues[1]), math.atan2(vectors[1, 0], vectors[0, 0])


def whitened_by_whitened(*, seed: int, size: int) -> float:
    """Return the first entry of the covariance of the whitened batch."""
    white = whitened(_batch(seed, size))
    return float((white.T @ white)[0, 0] / size)


def whitened_by_centred(*, seed: int, size: int) -> float:
    """Return the first entry of the product of the whitened batch with the centred one."""
    centred = _batch(seed, size)
    return float((whitened(centred).T @ centred)[0, 0] / size)


def whitened_sum(*, seed: int, size: int, weight: float) -> float:
    """Return the variance of y_1 + weight y_2 over the whitened batch."""
    return float(np.var(whitened(_batch(seed, size)) @ (1.0, weight)))


def _batch_of_three(seed: int, size: int) -> NDArray[np.float64]:
    """Return a centred batch of three units, each correlated with the others."""
    rng = np.random.default_rng(seed)
    values = rng.standard_normal((size, 3)) @ rng.standard_normal((3, 3))
    return np.asarray(values - values.mean(axis=0))


def axes_of_three(*, seed: int, size: int) -> tuple[float, ...]:
    """Return the roots of the eigenvalues of the covariance, and the rotation to its eigenvectors.

    That is x/w, y/w and z/w of the quaternion (w, x, y, z).
    """
    eigenvalues, vectors = np.linalg.eigh(covariance(_batch_of_three(seed, size)))
    vectors[:, 0] *= np.linalg.det(vectors)  # a rotation, and no reflection
    *imaginary, real = Rotation.from_matrix(vectors).as_quat()
    return (*(float(root) for root in np.sqrt(eigenvalues)), *(float(part / real) for part in imaginary))


def whitened_sum_of_three(*, seed: int, size: int, weights: tuple[float, ...]) -> float:
    """Return the variance of a weighted sum of the three units over the whitened batch."""
    return float(np.var(whitened(_batch_of_three(seed, size)) @ weights))
