"""How one layer changes the correlation of two inputs.

Pre-activations of variance q and correlation c >= 0 are sqrt(q)(sqrt(c) S + sqrt(1 - c) Z_i) with a shared S.
Given S they are independent, so E g(y1) g(y2) is the mean over S of the square of E[g(y) | S].  That function of S is
smooth, also where g has kinks or jumps.  For c < 0 the second pre-activation has -S.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from theory.activation.activation import Activation
from theory.activation.lookup import resolve
from theory.arguments import checked
from theory.integration.gaussian_moments import moments
from theory.mean_field.maps import require_variance

__all__ = ["c_map", "c_slope"]


Array = npt.NDArray[np.float64]
REACH = 10.0  # of the shared part S, in deviations
ORDER = 16  # nodes of the Gauss-Legendre rule on a panel


@checked
def c_map(
    activation: str | Activation,
    c: npt.ArrayLike,
    q: float,
    weight_variance: float,
    bias_variance: float = 0.0,
) -> Array:
    """Return the correlation of the next pre-activations of two inputs of variance q and correlation c.

    Parameters
    ----------
    activation : str or Activation
    c : array-like
        Correlations in [-1, 1].
    q, weight_variance, bias_variance : float
        q is usually a fixed point of the q-map.

    Returns
    -------
    ndarray
        (sigma_w^2 E g(y1) g(y2) + sigma_b^2)/(sigma_w^2 E g^2 + sigma_b^2), of the shape of c.

    Raises
    ------
    ValueError
        If a variance is negative or not finite, a correlation is outside [-1, 1], or the next variance is 0, where
        a correlation is not defined.
    """
    function, biases = resolve(activation), float(require_variance("bias_variance", bias_variance))
    weights, next_variance = _next_variance(function, q, weight_variance, biases)
    return (weights * _mean_products(function, c, q, slope=False) + biases) / next_variance


@checked
def c_slope(
    activation: str | Activation,
    c: npt.ArrayLike,
    q: float,
    weight_variance: float,
    bias_variance: float = 0.0,
) -> Array:
    """Return the derivative of `c_map` by c, sigma_w^2 q E g'(y1) g'(y2)/q' (Price's theorem).

    q' is the next variance.  Where g jumps, g' holds a delta; the slope is then finite for |c| < 1 and infinite at
    c = 1.  At a fixed point of the q-map the slope at c = 1 is chi.

    Parameters
    ----------
    activation, c, q, weight_variance, bias_variance
        As for `c_map`.

    Returns
    -------
    ndarray
        Of the shape of c.

    Raises
    ------
    ValueError
        As `c_map`.
    """
    function, biases = resolve(activation), float(require_variance("bias_variance", bias_variance))
    weights, next_variance = _next_variance(function, q, weight_variance, biases)
    return weights * q * _mean_products(function, c, q, slope=True) / next_variance


def _next_variance(
    function: Activation, q: float, weight_variance: float, biases: float
) -> tuple[float, float]:
    weights, variance = (
        float(require_variance("weight_variance", weight_variance)),
        float(require_variance("q", q)),
    )
    next_variance = weights * float(moments(function, np.sqrt(variance)).second) + biases
    if next_variance == 0:
        raise ValueError(
            f"the variance after {function.name} is 0, so the correlation of two inputs is not defined"
        )
    return weights, next_variance


def _mean_products(function: Activation, c: npt.ArrayLike, q: float, slope: bool) -> Array:
    correlations = np.asarray(c, dtype=np.float64)
    if not (np.abs(correlations) <= 1).all():
        raise ValueError(
            f"c = {correlations[~(np.abs(correlations) <= 1)].flat[0]:g}: a correlation must be in [-1, 1]"
        )
    flat = [
        _mean_product(function, value, float(np.sqrt(q)), slope) for value in correlations.ravel().tolist()
    ]
    return np.array(flat).reshape(correlations.shape)


def _mean_product(function: Activation, c: float, u: float, slope: bool) -> float:
    """Return E g(y1) g(y2), or E g'(y1) g'(y2), at correlation c."""
    shared, own = u * np.sqrt(abs(c)), u * np.sqrt(1 - abs(c))
    if c == 1:
        at = moments(function, u)
        return float(at.derivative_second if slope else at.second)
    nodes, weights = _nodes_and_weights(function, shared, own)
    if c == -1 and slope and any(-a == b for a, _ in function.jumps for b, _ in function.jumps):
        return float("inf")
    pair = [moments(function, own, mean=side * shared * nodes) for side in (1.0, 1.0 if c >= 0 else -1.0)]
    first, second = ((at.derivative if slope else at.mean) for at in pair)
    return float(weights @ (first * second))


def _nodes_and_weights(function: Activation, shared: float, own: float) -> tuple[Array, Array]:
    """Return nodes and weights for S, on panels that follow both scales and have the width `own` about kinks."""
    scales = 2.0 ** np.arange(0, 12)
    kinks = np.array([0.0, *map(float, function.kinks)])
    steps = np.concatenate([-scales[::-1], [0.0], scales])
    ends = [np.linspace(-REACH, REACH, 13)]
    if shared > 0:
        about = np.concatenate([kinks + own * step for step in steps])
        ends += [np.concatenate([steps, about, -about]) / shared]
    grid = np.unique(np.clip(np.concatenate(ends), -REACH, REACH))
    nodes, weights = np.polynomial.legendre.leggauss(ORDER)
    half = np.diff(grid)[:, None] / 2
    points = (grid[:-1, None] + half + half * nodes).ravel()
    return points, (half * weights).ravel() * np.exp(-(points**2) / 2) / np.sqrt(2 * np.pi)
