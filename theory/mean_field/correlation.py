"""How one layer changes the correlation of two inputs.

Two pre-activations of variance q and correlation c enter.  The next ones have the correlation
C = (sigma_w^2 E g(y1) g(y2) + sigma_b^2)/(sigma_w^2 E g^2 + sigma_b^2).

Poole et al. 2016 (arXiv:1606.05340), Schoenholz et al. 2017 (arXiv:1611.01232).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from theory.activation.activation import Activation
from theory.activation.lookup import resolve
from theory.arguments import checked
from theory.mean_field.maps import require_variance
from theory.mean_field.product_means import Means, relative_drops, relative_slopes
from theory.mean_field.resolved import EPS

__all__ = [
    "Correlation",
    "CorrelationErrors",
    "CorrelationSlope",
    "c_map",
    "c_slope",
    "correlation",
    "correlation_slope",
]


Array = npt.NDArray[np.float64]
UNDERFLOW = 1e-300  # what is smaller comes out as 0
UNRESOLVED = 1e-6  # a bound on the error of a correlation above which there is no answer


@dataclass(frozen=True)
class CorrelationErrors:
    """Bounds on the absolute errors of the fields of `Correlation` of the same names, arrays of the same shape.

    `Correlation` says which are proved and which are estimates.
    """

    value: Array
    deficit: Array


@dataclass(frozen=True)
class Correlation:
    """The correlation of the next pre-activations: arrays of the shape of c.

    Parameters
    ----------
    value : ndarray
        C, within [-1, 1].
    deficit : ndarray
        1 - C, not computed by subtraction: near c = 1 it keeps its relative accuracy.
    error : CorrelationErrors
        Proved where g is made of polynomials, exponentials and sines.  Elsewhere what quadrature leaves out is
        estimated from the last Legendre coefficients, as in `theory.moments`, and what a Hermite series leaves out is
        bounded by Parseval's theorem.  Where g may have features that the nodes miss, the part of E g^2 that they do
        miss is in the bound.
    """

    value: Array
    deficit: Array
    error: CorrelationErrors


@dataclass(frozen=True)
class CorrelationSlope:
    """The derivative of C by c, and a bound on its error: arrays of the shape of c, inf where the slope is."""

    value: Array
    error: Array


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
        q, positive, is usually a fixed point of the q-map.

    Returns
    -------
    ndarray
        (sigma_w^2 E g(y1) g(y2) + sigma_b^2)/(sigma_w^2 E g^2 + sigma_b^2), of the shape of c.  `correlation` has
        bounds too.

    Raises
    ------
    ValueError
        If q is not positive, a variance is negative or not finite, a correlation is outside [-1, 1], the next
        variance is 0, where a correlation is not defined, or E g^2 diverges or is not resolved.
    TypeError
        If a number is not a real number, or the activation is neither a name nor an `Activation`.
    """
    return correlation(activation, c, q, weight_variance, bias_variance).value


@checked
def correlation(
    activation: str | Activation,
    c: npt.ArrayLike,
    q: float,
    weight_variance: float,
    bias_variance: float = 0.0,
) -> Correlation:
    """Return what `c_map` does, with 1 - C and with bounds.

    Parameters, and errors, are those of `c_map`.

    Examples
    --------
    >>> found = correlation("relu", 1 - 1e-8, 1.0, 2.0)
    >>> print(f"{found.deficit:.4e}")
    9.9997e-09
    >>> bool(found.error.deficit < 1e-15)
    True
    """
    layer = _Layer.of(activation, c, q, weight_variance, bias_variance)
    if layer.weights == 0:
        ones = np.ones(layer.c.shape)
        return Correlation(ones, 1 - ones, CorrelationErrors(0 * ones, 0 * ones))
    means = relative_drops(layer.function, layer.q, layer.c.ravel())
    share, spread = layer.share(means)
    deficit, error = share * means.value, share * means.error + spread * means.value
    layer.require_resolution(error, "E g(y1) g(y2)")
    error += UNDERFLOW
    deficit = np.clip(deficit, 0.0, 2.0).reshape(layer.c.shape)
    error = error.reshape(layer.c.shape)
    return Correlation(np.asarray(1 - deficit), deficit, CorrelationErrors(np.asarray(error + EPS), error))


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
    ValueError, TypeError
        As `c_map`.
    """
    return correlation_slope(activation, c, q, weight_variance, bias_variance).value


@checked
def correlation_slope(
    activation: str | Activation,
    c: npt.ArrayLike,
    q: float,
    weight_variance: float,
    bias_variance: float = 0.0,
) -> CorrelationSlope:
    """Return what `c_slope` does, with a bound.

    Parameters, and errors, are those of `c_map`.
    """
    layer = _Layer.of(activation, c, q, weight_variance, bias_variance)
    if layer.weights == 0:
        zeros = np.zeros(layer.c.shape)
        return CorrelationSlope(zeros, zeros)
    means = relative_slopes(layer.function, layer.q, layer.c.ravel())
    share, spread = layer.share(means)
    value, error = (
        layer.q * share * means.value,
        layer.q * (share * means.error + spread * np.abs(means.value)),
    )
    # An infinite slope, at a jump, is exact.
    infinite = np.isinf(value)
    relative = np.where(infinite, 0.0, error) / np.where(infinite, 1.0, 1 + np.abs(value))
    layer.require_resolution(relative, "E g'(y1) g'(y2)")
    return CorrelationSlope(value.reshape(layer.c.shape), (error + UNDERFLOW).reshape(layer.c.shape))


@dataclass(frozen=True)
class _Layer:
    function: Activation
    c: Array
    q: float
    weights: float
    biases: float

    @classmethod
    def of(
        cls, activation: str | Activation, c: npt.ArrayLike, q: float, weights: float, biases: float
    ) -> _Layer:
        layer = cls(
            resolve(activation),
            _correlations(c),
            float(require_variance("q", q)),
            float(require_variance("weight_variance", weights)),
            float(require_variance("bias_variance", biases)),
        )
        if layer.q == 0:
            raise ValueError(
                "q = 0: where the variance is 0 a correlation is not defined; give a positive variance"
            )
        if layer.weights == layer.biases == 0:
            raise ValueError(
                "the next variance is 0, since weight_variance = bias_variance = 0: give a positive one"
            )
        return layer

    def share(self, means: Means) -> tuple[float, float]:
        """Return sigma_w^2 E g^2/(sigma_w^2 E g^2 + sigma_b^2), and a bound on its error."""
        size = self.weights * means.second
        if size == 0 and self.biases == 0:
            raise ValueError(
                f"the variance after {self.function.name} is 0, so the correlation of two inputs is not defined"
            )
        share = 1 / (1 + self.biases / size) if size else 0.0
        relative = means.second_error / means.second if 0 < means.second < np.inf else 0.0
        return share, share * ((1 - share) * relative + 4 * EPS)

    def require_resolution(self, error: Array, what: str) -> None:
        bad = ~(error <= UNRESOLVED)
        if bad.any():
            raise ValueError(
                f"{what} is not resolved for {self.function.name} = {self.function.expr} at q = {self.q:g}, "
                f"c = {float(self.c.ravel()[bad][0])!r}: g is too rough, loses its digits in float64, "
                "or has features that the panels miss"
            )


def _correlations(c: npt.ArrayLike) -> Array:
    correlations = np.asarray(c, dtype=np.float64)
    good = np.abs(correlations) <= 1
    if not good.all():
        raise ValueError(f"c = {correlations[~good].flat[0]:.17g}: a correlation must be in [-1, 1]")
    return correlations
