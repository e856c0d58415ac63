"""What theory says of networks of one width, layer by layer: geometric means, and the correlation of two inputs."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt
from scipy import special

from theory.mean_field.correlation import c_map
from theory.mean_field.dense_network import DenseNetwork
from theory.mean_field.finite_width import finite_width
from theory.mean_field.homogeneous_law import homogeneous_law
from theory.mean_field.infinite_width import InfiniteWidth
from theory.mean_field.layer_moments import homogeneous_slopes

__all__ = ["PREDICTING", "GeometricMeans", "cosines", "geometric_means"]


Array = npt.NDArray[np.float64]
PREDICTING = 0.3  # of Var log: beyond it the leading term in 1/N is no prediction
MAPPED = 300.0  # log of a variance beyond which moments near the end of float64 leave the c-map unknown
_SETTLED = 1e-14  # a change below which the c-map is not computed again
_FEW = math.log(0.99)  # log of the share of networks that live, below which their geometric mean says little


@dataclass(frozen=True)
class GeometricMeans:
    """Geometric means over networks of mean squares: exp E log, as logarithms.

    The median differs from it by a part of order 1/N: where log is nearly normal, as in a deep network, by little.

    Parameters
    ----------
    signal, gradient : ndarray, shape (depth,)
        Of y_m, and of the gradient at y_m for a standard normal gradient at the last layer; nan where not known.
    missing : str
        Why some are not known, as a sentence; empty if all are.
    """

    signal: Array
    gradient: Array
    missing: str


def geometric_means(network: DenseNetwork) -> GeometricMeans:
    """Return what is known at this width, for normal inputs: the exact law, or its leading term in one over the width.

    The law is exact where g(x) = a x for x > 0 and b x for x < 0, without biases.  It is of the networks that live, and
    left out where more than 1 % of them are dead.
    """
    if homogeneous_slopes(network.function) is not None and not any(network.bias_variances):
        return _exact(network)
    try:
        with np.errstate(over="ignore", invalid="ignore"):  # a term that is out of range predicts nothing
            leading = finite_width(network)
    except ValueError as error:
        unknown = np.full(network.depth, np.nan)
        return GeometricMeans(unknown, unknown, f"The geometric mean at this width is not known: {error}.")
    spread, gradient_spread = leading.signal.variance, leading.gradient.variance
    # A signal follows from those below it, and a gradient from the signals at its layer and above, but for the last.
    signals = np.maximum.accumulate(spread)
    above = np.append(np.maximum.accumulate(spread[-2::-1])[::-1], 0.0)
    gradients = np.maximum(above, np.maximum.accumulate(gradient_spread[::-1])[::-1])
    missing = []
    if max(signals.max(), np.nanmax(gradients)) >= PREDICTING:
        missing.append(
            f"The geometric mean is left out from where Var log exceeds {PREDICTING}: only its leading term in 1/N is "
            "known, which predicts nothing there."
        )
    if np.isnan(gradient_spread).any():
        missing.append(
            f"The gradient's geometric mean is not known: {network.function.name} jumps, so E g'^2 is infinite.  "
            "The simulated gradient is that of automatic differentiation, which sees no jump."
        )
    return GeometricMeans(
        np.where(signals < PREDICTING, leading.signal.mean_log, np.nan),
        np.where(gradients < PREDICTING, leading.gradient.mean_log, np.nan),
        " ".join(missing),
    )


def _exact(network: DenseNetwork) -> GeometricMeans:
    law, units = homogeneous_law(replace(network, input_kurtosis=1.0)), network.widths[0]
    # The mean square of the input, chi^2 over its degrees of freedom, is a factor of its own; no gradient has it.
    length = float(special.digamma(units / 2)) + math.log(2 / units)
    alive = law.log_alive > _FEW
    lives = bool(alive.all())
    missing = "" if lives else "The geometric mean is left out where more than 1 % of the networks are dead."
    signal = np.where(alive, law.signal.mean_log + length, np.nan)
    # A gradient crosses all layers above it.
    gradient = law.gradient.mean_log if lives else np.full(network.depth, np.nan)
    return GeometricMeans(signal, gradient, missing)


def cosines(network: DenseNetwork, limit: InfiniteWidth, cosine: float) -> Array:
    """Return the correlation of two inputs with masks of their own, by layer, as the width grows; nan if unknown."""
    found = np.full(network.depth, np.nan)
    # Biases are shared: they bring two inputs together.
    found[0] = limit.weight_share[0] * cosine + 1 - limit.weight_share[0]
    among_weights, at = math.nan, (math.nan, math.nan)
    everywhere = homogeneous_slopes(network.function) is not None  # its c-map is the same at every variance
    for layer in range(1, network.depth):
        log_q, c = 0.0 if everywhere else float(limit.log_variance[layer - 1]), float(found[layer - 1])
        if abs(log_q) > MAPPED:
            break
        if not (abs(log_q - at[0]) <= _SETTLED and abs(c - at[1]) <= _SETTLED):
            try:
                with np.errstate(over="ignore", invalid="ignore"):
                    among_weights, at = float(c_map(network.function, c, math.exp(log_q), 1.0)), (log_q, c)
            except (ValueError, OverflowError):  # the moment diverges, or is not resolved
                break
        share = float(limit.weight_share[layer])
        found[layer] = share * among_weights * network.keeps[layer - 1] + 1 - share
    return found
