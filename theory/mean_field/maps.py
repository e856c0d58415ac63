"""One layer of the mean-field theory: variance and gradient, for any activation.

A layer computes y' = W g(y) + b with W_ij of variance sigma_w^2/N (`weight_variance` is sigma_w^2 = N v^2)
and b_i of variance sigma_b^2; q is the variance of a pre-activation.  Inverted dropout keeps a unit with
probability `keep` and divides it by `keep`.

Poole et al. 2016 (arXiv:1606.05340), Schoenholz et al. 2017 (arXiv:1611.01232).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from theory.activation.activation import Activation
from theory.arguments import check_fields, checked
from theory.integration.gaussian_moments import GaussianMoments, moments

__all__ = ["BatchNorm", "backward_map", "chi", "q_map"]


Array = npt.NDArray[np.float64]


@dataclass(frozen=True)
class BatchNorm:
    """Batch normalisation between a layer's weights and its activation; PyTorch's defaults.

    Settings of a layer, for `q_map` and `chi`; `theory.results.batchnorm` derives what normalising a batch does.
    The mean field is that of a large batch whose samples are uncorrelated once normalised (Yang et al. 2019,
    arXiv:1902.08129).  There q is the variance over the batch: the mean of g does not enter it.

    Parameters
    ----------
    gamma : float, optional
        The scale, positive.
    beta : float, optional
        The shift.
    eps : float, optional
        What is added to the variance, at least 0.

    Raises
    ------
    ValueError
        If a parameter is not finite, gamma is not positive, or eps is negative.
    """

    gamma: float = 1.0
    beta: float = 0.0
    eps: float = 1e-5

    def __post_init__(self) -> None:
        check_fields(self)
        if not (self.gamma > 0 and self.eps >= 0):
            raise ValueError(f"{self}: gamma must be positive and eps at least 0")


def require_variance(name: str, value: npt.ArrayLike) -> Array:
    """Return a finite variance as an array; ValueError if it is negative."""
    array = np.asarray(value, dtype=np.float64)
    good = array >= 0
    if not good.all():
        raise ValueError(f"{name} = {array[~good].flat[0]:g}: a variance must be a finite number, at least 0")
    return array


def require_keep(keep: float) -> float:
    """Return the probability of keeping a unit; ValueError unless it is in (0, 1]."""
    if not 0 < keep <= 1:
        raise ValueError(f"keep = {keep:g}: the probability of keeping a unit must be in (0, 1]")
    return keep


def _moments_after_norm(
    activation: str | Activation, q: Array, norm: BatchNorm | None
) -> tuple[GaussianMoments, Array]:
    """Return the moments of the activation and the square of the factor by which the norm scales q."""
    if norm is None:
        return moments(activation, np.sqrt(q)), np.ones_like(q)
    if norm.eps == 0 and (q == 0).any():
        raise ValueError("q = 0: batch norm without eps divides by 0; give a positive eps")
    scale = norm.gamma**2 / (q + norm.eps)
    return moments(activation, np.sqrt(q * scale), mean=norm.beta), scale


@checked
def q_map(
    activation: str | Activation,
    q: npt.ArrayLike,
    weight_variance: npt.ArrayLike,
    bias_variance: npt.ArrayLike = 0.0,
    *,
    keep: float = 1.0,
    batch_norm: BatchNorm | None = None,
) -> Array:
    """Return the variance of the next pre-activation, sigma_w^2 E g(sqrt(q) Z)^2/keep + sigma_b^2.

    Poole et al. 2016, equation (3).  With batch norm it is the variance over the batch, sigma_w^2 Var(mask g(y)/keep):
    the bias is the same for all samples and drops out.

    Parameters
    ----------
    activation : str or Activation
    q, weight_variance, bias_variance : array-like
        Variances, which broadcast.
    keep : float, optional
        The probability that dropout keeps a unit, in (0, 1].
    batch_norm : BatchNorm, optional
        The normalisation between the pre-activation and the activation.

    Returns
    -------
    ndarray
        Of the common shape of the variances.

    Raises
    ------
    ValueError
        If a variance is negative or not finite, or keep is not in (0, 1].
    """
    weights = require_variance("weight_variance", weight_variance)
    biases = require_variance("bias_variance", bias_variance)
    found, _ = _moments_after_norm(activation, require_variance("q", q), batch_norm)
    if batch_norm is None:
        return np.asarray(weights * found.second / require_keep(keep) + biases)
    dropped = found.second * (1 / require_keep(keep) - 1)
    return np.asarray(weights * (found.variance + dropped) + np.zeros_like(biases))


@checked
def chi(
    activation: str | Activation,
    q: npt.ArrayLike,
    weight_variance: npt.ArrayLike,
    *,
    keep: float = 1.0,
    batch_norm: BatchNorm | None = None,
) -> Array:
    """Return the factor by which one layer multiplies the variance of a gradient, sigma_w^2 E g'^2/keep.

    Schoenholz et al. 2017, equation (5).  Without dropout and batch norm it is also the slope of the correlation map at
    correlation 1.  It is inf where g jumps.  Batch norm multiplies it by gamma^2/(q + eps), where q is the variance
    that enters the norm.

    Parameters
    ----------
    activation : str or Activation
    q, weight_variance : array-like
        Variances, which broadcast.
    keep : float, optional
        The probability that dropout keeps a unit, in (0, 1].
    batch_norm : BatchNorm, optional

    Returns
    -------
    ndarray
        Of the common shape of the variances.

    Raises
    ------
    ValueError
        If a variance is negative or not finite, or keep is not in (0, 1].
    """
    weights = require_variance("weight_variance", weight_variance)
    found, scale = _moments_after_norm(activation, require_variance("q", q), batch_norm)
    return np.asarray(weights * found.derivative_second * scale / require_keep(keep))


@checked
def backward_map(
    activation: str | Activation,
    gradient_variance: npt.ArrayLike,
    q: npt.ArrayLike,
    weight_variance: npt.ArrayLike,
    *,
    fan_ratio: float = 1.0,
    keep: float = 1.0,
    batch_norm: BatchNorm | None = None,
) -> Array:
    """Return the variance of the gradient one layer below: the one above times chi times fan_out/fan_in.

    Parameters
    ----------
    activation : str or Activation
    gradient_variance, q, weight_variance : array-like
        Variances, which broadcast; `weight_variance` is fan_in v^2.
    fan_ratio : float, optional
        fan_out/fan_in, since the gradient sums over fan_out weights.
    keep : float, optional
        The probability that dropout keeps a unit, in (0, 1].
    batch_norm : BatchNorm, optional

    Returns
    -------
    ndarray
        Of the common shape of the variances.

    Raises
    ------
    ValueError
        If a variance is negative or not finite, fan_ratio is not positive, or keep is not in (0, 1].
    """
    if not 0 < fan_ratio < np.inf:
        raise ValueError(f"fan_ratio = {fan_ratio:g}: fan_out/fan_in must be a positive number")
    factor = chi(activation, q, weight_variance, keep=keep, batch_norm=batch_norm)
    return np.asarray(require_variance("gradient_variance", gradient_variance) * fan_ratio * factor)
