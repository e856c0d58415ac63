"""How much networks of one finite width differ: the leading terms in 1/N, layer by layer, for any activation.

Given the layer below, the pre-activations of a layer are independent normals of one variance K_m, which is random.
K_{m+1} = sigma_w^2 sum_i (k_i g(y_i)/keep)^2/N + sigma_b^2 depends on the past through K_m alone: a Markov chain whose
steps have relative fluctuations of order N^(-1/2).  Linearised in log K about the path of infinite width, it has a
variance and a mean to order 1/N by recursion.

Backward, given all signals, the gradient below is D_m = D_{m+1} times the mean over units of (phi_i eta_i)^2, with
phi = k g'/keep and standard normal eta: independent of the signals but for one direction of N, that of x_{m+1}.  The
same units carry the fluctuation of K_{m+1}, so the two are correlated.

At fixed depth the remainder is of order 1/N^2; it is small where depth/N is.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy import special

from theory.arguments import checked
from theory.mean_field.dense_network import DenseNetwork
from theory.mean_field.infinite_width import InfiniteWidth, infinite_width

__all__ = ["FiniteWidth", "Spread", "finite_width"]


Array = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Spread:
    """The law of log V over networks of one width, V being a variance or a mean square, an entry for each layer.

    Parameters
    ----------
    limit : ndarray, shape (depth,)
        log V as the widths grow.
    shift : ndarray, shape (depth,)
        E log V - limit.
    variance : ndarray, shape (depth,)
        Var log V.
    """

    limit: Array
    shift: Array
    variance: Array

    @property
    def mean_log(self) -> Array:
        """E log V, the logarithm of the geometric mean; the median's differs from it by a term of order 1/N."""
        return np.asarray(self.limit + self.shift)

    @property
    def relative_mean(self) -> Array:
        """E V over its limit, to first order."""
        return np.asarray(1 + self.shift + self.variance / 2)

    @property
    def relative_root(self) -> Array:
        """E sqrt(V) over the root of its limit, to first order."""
        return np.asarray(1 + self.shift / 2 + self.variance / 8)

    def log_quantile(self, probability: float) -> Array:
        """Return the logarithm of the quantile of a log-normal law with this mean and variance, for each layer.

        Raises
        ------
        ValueError
            If the probability is not inside (0, 1).
        """
        if not 0 < probability < 1:
            raise ValueError(f"probability = {probability!r}: it must be inside (0, 1)")
        return np.asarray(self.mean_log + special.ndtri(probability) * np.sqrt(self.variance))

    def share_apart(self, factor: float) -> Array:
        """Return, for each layer, the share of networks whose V is off its limit by more than `factor`, up or down.

        By a log-normal law, as `log_quantile`.

        Raises
        ------
        ValueError
            If the factor is not above 1.

        Examples
        --------
        ReLU under He's weights: from layer 0.17 N on, half of the networks are off by a factor of 2.

        >>> deep = finite_width(DenseNetwork("relu", (1000,) * 301, 2.0)).conditional
        >>> int(np.argmax(deep.share_apart(2.0) > 0.5)) + 1
        173
        """
        if not 1 < factor < np.inf:
            raise ValueError(f"factor = {factor!r}: it must be a number above 1")
        with np.errstate(divide="ignore", invalid="ignore"):
            # A variance of 0 leaves all networks at the limit, if the shift is 0 too.
            deviation = np.sqrt(self.variance)
            above = special.ndtr((self.shift - np.log(factor)) / deviation)
            below = special.ndtr((-np.log(factor) - self.shift) / deviation)
        return np.asarray(above + below)


@dataclass(frozen=True)
class FiniteWidth:
    """The leading terms in one over the width, an entry for each layer; entry 0 is layer 1.

    Parameters
    ----------
    conditional : Spread
        Of K_m, the variance of a pre-activation given the layer below.
    signal : Spread
        Of the mean of y_m^2 over the units of a layer.
    gradient : Spread
        Of the mean of d_m^2 over the units of a layer, for a gradient of independent standard normals at the last.
        nan below a g that jumps.
    """

    conditional: Spread
    signal: Spread
    gradient: Spread

    @property
    def excess_kurtosis(self) -> Array:
        """Excess kurtosis of a pre-activation over networks: 3 Var K/(E K)^2."""
        return 3 * self.conditional.variance


@checked
def finite_width(network: DenseNetwork) -> FiniteWidth:
    """Return how signals and gradients of networks of finite width spread, to the leading order in one over the width.

    Raises
    ------
    ValueError
        As `infinite_width`; and if E g^4 diverges.

    Examples
    --------
    >>> found = finite_width(DenseNetwork("relu", (500,) * 31, 2.0))
    >>> found.conditional.variance[[1, 29]], found.excess_kurtosis[29].round(9)      # 5 m/N
    (array([0.01, 0.29]), np.float64(0.87))
    """
    limit = infinite_width(network)
    units = np.array(network.widths[1:], dtype=np.float64)
    for layer, at in enumerate(limit.moments, start=1):
        if np.isnan(at.fourth):
            raise ValueError(
                f"layer {layer}: E g⁴ diverges or is not resolved for {network.function.name} at "
                f"q = exp({limit.log_variance[layer - 1]:.4g}), so the spread over networks has no leading term"
            )
    conditional = _forward(network, limit)
    # log(chi^2_N/N) has the mean -1/N and the variance 2/N.
    signal = Spread(conditional.limit, conditional.shift - 1 / units, conditional.variance + 2 / units)
    return FiniteWidth(conditional, signal, _backward(network, limit, conditional))


def _forward(network: DenseNetwork, limit: InfiniteWidth) -> Spread:
    """Return mean and variance of log K_m."""
    share = limit.weight_share
    variance, relative = np.empty(network.depth), np.zeros(network.depth)  # Var log K, and E K/q - 1
    variance[0] = share[0] ** 2 * (network.input_kurtosis - 1) / network.widths[0]
    for layer, (at, keep) in enumerate(zip(limit.moments, network.keeps, strict=True)):
        above = share[layer + 1]
        rate = above * at.tilt  # d log q'/d log q
        noise = above**2 * (at.fourth / keep - 1) / network.widths[layer + 1]
        variance[layer + 1] = rate**2 * variance[layer] + noise
        relative[layer + 1] = rate * relative[layer] + above * (at.bend - at.tilt) * variance[layer] / 2
    return Spread(limit.log_variance, relative - variance / 2, variance)


def _backward(network: DenseNetwork, limit: InfiniteWidth, signal: Spread) -> Spread:
    """Return mean and variance of log D_m."""
    share, units = limit.weight_share, network.widths[1:]
    shift, variance = np.empty(network.depth), np.empty(network.depth)
    # log D_m = response * (log K_m - its mean) + what is independent of K_m, of variance `rest`.
    response, rest, aligned = 0.0, 2 / units[-1], 0.0
    shift[-1], variance[-1] = -1 / units[-1], rest
    for layer in range(network.depth - 2, -1, -1):
        at, keep, above, width = limit.moments[layer], network.keeps[layer], share[layer + 1], units[layer]
        own = (3 * at.slope_fourth / keep - 1) / width
        forward = above**2 * (at.fourth / keep - 1) / width
        both = above * (at.joint / keep - 1) / width
        rest += own + response**2 * forward + 2 * response * both
        response = response * above * at.tilt + at.slope_tilt
        # E (h.d)^2/(E |h|^2 |d|^2/N) - 1 for h = y - b: what the direction of x adds to a gradient.
        shift[layer] = shift[layer + 1] + aligned * at.joint / keep / width - own / 2
        shift[layer] += at.slope_tilt * signal.shift[layer] + at.slope_bend * signal.variance[layer] / 2
        carried = np.exp(at.log_second - at.log_slope - limit.log_variance[layer]) * at.tilt**2
        aligned = share[layer] * (2 * at.slope_tilt + aligned * carried)
        variance[layer] = rest + response**2 * signal.variance[layer]
    return Spread(limit.log_gradient, shift, variance)
