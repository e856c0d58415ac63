"""How large signals and gradients are, layer by layer, at infinite width: as logarithms, at any depth.

Poole et al. 2016 (arXiv:1606.05340), Schoenholz et al. 2017 (arXiv:1611.01232).
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from theory.arguments import checked
from theory.mean_field.dense_network import DenseNetwork
from theory.mean_field.layer_moments import LayerMoments, layer_moments

__all__ = ["InfiniteWidth", "infinite_width"]


Array = npt.NDArray[np.float64]
SETTLED = 1e-14  # a change of log q below which the moments of the layer before are taken again


@dataclass(frozen=True)
class InfiniteWidth:
    """Logarithms of variances as all widths grow, an entry for each layer; entry 0 is layer 1.

    Parameters
    ----------
    log_variance : ndarray, shape (depth,)
        log q_m, q_m being the variance of a pre-activation.
    log_gradient : ndarray, shape (depth,)
        Of the mean square of the gradient at a pre-activation, relative to that of the last layer.  inf below a g
        that jumps.
    weight_share : ndarray, shape (depth,)
        The part of q_m that the weights give; the rest is the biases'.
    moments : tuple of LayerMoments
        Of g at each layer but the last.
    """

    log_variance: Array
    log_gradient: Array
    weight_share: Array
    moments: tuple[LayerMoments, ...]


@checked
def infinite_width(network: DenseNetwork) -> InfiniteWidth:
    """Return the variances of signals and gradients of a network by layer, as the widths grow in proportion.

    The forward map is q' = sigma_w^2 E g^2/keep + sigma_b^2.  Backward, the mean square of a gradient takes the
    factor sigma_w^2 E g'^2/keep times fan_out/fan_in.

    Raises
    ------
    ValueError
        If a moment of g diverges or is not resolved, or the signal dies; the message names the layer.

    Examples
    --------
    Xavier's weights under ReLU: each layer halves both.

    >>> deep = infinite_width(DenseNetwork("relu", (64,) * 10_001, 1.0))
    >>> deep.log_variance[-1] / np.log(2), deep.log_gradient[0] / np.log(2)
    (np.float64(-9999.0...), np.float64(-9999.0...))
    """
    function, moments = network.function, []
    logs, shares = np.empty(network.depth), np.empty(network.depth)
    at = None
    signal = math.log(network.input_variance)  # log E x^2
    for layer, (weights, biases) in enumerate(
        zip(network.weight_variances, network.bias_variances, strict=True)
    ):
        logs[layer], shares[layer] = _variance(weights, biases, signal, layer)
        if layer == network.depth - 1:
            break
        if at is None or not abs(logs[layer] - logs[layer - 1]) <= SETTLED:
            try:
                at = layer_moments(function, float(logs[layer]))
            except ValueError as error:
                raise ValueError(f"layer {layer + 1}: {error}") from None
        moments.append(at)
        signal = at.log_second - math.log(network.keeps[layer])
    return InfiniteWidth(logs, _gradients(network, moments), shares, tuple(moments))


def _variance(weights: float, biases: float, signal: float, layer: int) -> tuple[float, float]:
    """Return log q, and the part of q that the weights give."""
    if weights == biases == 0:
        raise ValueError(
            f"layer {layer + 1}: weight_variance = bias_variance = 0, so the signal dies; give a positive one"
        )
    from_weights = math.log(weights) + signal if weights else -math.inf
    log_q = float(np.logaddexp(from_weights, math.log(biases) if biases else -math.inf))
    return log_q, math.exp(from_weights - log_q)


def _gradients(network: DenseNetwork, moments: list[LayerMoments]) -> Array:
    logs = np.zeros(network.depth)
    for layer in range(network.depth - 2, -1, -1):
        if not network.weight_variances[layer + 1]:
            logs[: layer + 1] = -np.inf  # nothing goes back through weights of 0, however steep g is
            break
        weights, keep = network.weight_variances[layer + 1], network.keeps[layer]
        fans = network.widths[layer + 2] / network.widths[layer + 1]
        logs[layer] = logs[layer + 1] + math.log(weights * fans / keep) + moments[layer].log_slope
    return logs
