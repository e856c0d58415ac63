"""Batch normalisation, backwards, in NumPy.

>>> import numpy as np
>>> values, slopes = np.array([[0.0], [1.0], [5.0]]), np.array([[1.0], [0.0], [0.0]])
>>> batchnorm_backward(values, slopes, gamma=2.0).values.ravel().round(4)
array([ 0.3527, -0.4409,  0.0882])
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

__all__ = ["BatchNormGradients", "batchnorm_backward"]

Array = npt.NDArray[np.float64]


class BatchNormGradients(NamedTuple):
    """Gradients of a loss by what batch normalisation takes.

    Parameters
    ----------
    values : ndarray
        By the values, of their shape.
    gamma, beta : ndarray
        By the scale and the shift of each column, of shape (M,); a number where the batch is one column.
    """

    values: Array
    gamma: Array
    beta: Array


def batchnorm_backward(
    values: npt.ArrayLike, slopes: npt.ArrayLike, *, gamma: npt.ArrayLike = 1.0, eps: float = 0.0
) -> BatchNormGradients:
    """Return the gradients of a loss behind batch normalisation, on all paths, those through mean and variance too.

    With Yhat = gamma (Y - m)/sqrt(v + eps) + beta, where m is the mean over the batch and v the mean squared
    deviation, the gradient by Y is gamma/sqrt(v + eps) (d - D - (Y - m) C/(v + eps)).  Here d are the slopes, D is
    their mean over the batch, and C that of d (Y - m).  `theory.results.batchnorm_backward` derives it.

    Parameters
    ----------
    values : array-like
        Y: the batch, of shape (B, M) with B >= 2 samples of M units, or one column of shape (B,).
    slopes : array-like
        The derivatives of the loss by each normalised value, of the same shape.
    gamma : array-like, optional
        The scale: a number, or one for each unit.
    eps : float, optional
        What is added to the variance, at least 0.

    Returns
    -------
    BatchNormGradients

    Raises
    ------
    ValueError
        If the batch has one sample, the shapes differ, a number is not finite, eps is negative, or a column is
        constant and eps is 0.
    """
    batch, by_normalized = _numbers("values", values), _numbers("slopes", slopes)
    scale = _numbers("gamma", gamma)
    if batch.ndim not in (1, 2):
        raise ValueError(
            f"values: shape {batch.shape}; give a batch of shape (B, M), or one column of shape (B,)"
        )
    if len(batch) < 2:
        raise ValueError(
            f"values: shape {batch.shape}; a batch of one sample has no variance, give two or more"
        )
    if by_normalized.shape != batch.shape:
        raise ValueError(
            f"slopes: shape {by_normalized.shape}; give one for each value, of shape {batch.shape}"
        )
    if scale.shape not in ((), batch.shape[1:]):
        raise ValueError(
            f"gamma: shape {scale.shape}; give a number, or one for each unit, of shape {batch.shape[1:]}"
        )
    if not (np.isfinite(eps) and eps >= 0):
        raise ValueError(f"eps = {eps}: what is added to a variance must be a finite number, at least 0")
    # By its range: the mean of equal numbers may be rounded, and then their variance is not 0.
    constant = batch.max(axis=0) == batch.min(axis=0)
    if eps == 0 and constant.any():
        which = ", ".join(map(str, np.flatnonzero(constant)))
        raise ValueError(f"values: column {which} is constant, so its variance is 0; give a positive eps")
    centred = batch - batch.mean(axis=0)
    spread = (centred**2).mean(axis=0) + eps
    through_variance = centred * (by_normalized * centred).mean(axis=0) / spread
    by_values = scale / np.sqrt(spread) * (by_normalized - by_normalized.mean(axis=0) - through_variance)
    by_gamma = (by_normalized * centred).sum(axis=0) / np.sqrt(spread)
    return BatchNormGradients(by_values, np.asarray(by_gamma), np.asarray(by_normalized.sum(axis=0)))


def _numbers(name: str, given: npt.ArrayLike) -> Array:
    array = np.asarray(given, dtype=np.float64)
    if not np.isfinite(array).all():
        raise ValueError(f"{name}: {array[~np.isfinite(array)].flat[0]} is among them; give finite numbers")
    return array
