"""Whitening of a batch, in NumPy.

>>> import numpy as np
>>> whitening_matrix([[2.0, 1.0], [2.0, -1.0], [-2.0, 1.0], [-2.0, -1.0]])
array([[0.5, 0. ],
       [0. , 1. ]])
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

__all__ = ["whitening_matrix"]


def whitening_matrix(values: npt.ArrayLike) -> npt.NDArray[np.float64]:
    """Return Sigma^(-1/2), by which a centred batch is multiplied from the right to have the covariance I.

    Parameters
    ----------
    values : array-like
        The batch, of shape (B, M) with more samples than units.

    Returns
    -------
    ndarray
        Of shape (M, M), symmetric.

    Raises
    ------
    ValueError
        If the batch has another shape, a value is not finite, or the covariance is singular, as it always is for
        B - 1 < M (`theory.results.whitened_batch`).
    """
    batch = np.asarray(values, dtype=np.float64)
    if batch.ndim != 2 or not np.isfinite(batch).all():
        raise ValueError(f"values: shape {batch.shape}; give finite numbers, a row for each sample")
    samples, units = batch.shape
    if samples - 1 < units:
        raise ValueError(
            f"values: {samples} samples of {units} units; their covariance has rank {max(samples - 1, 0)} at most and "
            f"is singular, give {units + 1} samples or more"
        )
    centred = batch - batch.mean(axis=0)
    eigenvalues, vectors = np.linalg.eigh(centred.T @ centred / samples)
    if eigenvalues[0] <= eigenvalues[-1] * units * np.finfo(np.float64).eps:
        raise ValueError(
            f"values: the covariance is singular, with eigenvalues from {eigenvalues[0]:.3g} to {eigenvalues[-1]:.3g}; "
            "leave out units that the others determine"
        )
    return np.asarray(vectors / np.sqrt(eigenvalues) @ vectors.T)
