"""The pass forward, and back-propagation from the definitions, of several networks at once.

Signals have the shape (networks, units, examples), so that y = W x reads as in the papers.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from montecarlo.sampling.activations import apply, derivative
from montecarlo.training.losses import Labels, slopes
from montecarlo.training.network import Layer, Trained, views

__all__ = ["EPSILON", "Pass", "Spread", "forward", "gradients", "outputs", "population"]


# float32 or float64.
Array = npt.NDArray[Any]
# Added to the variance in batch normalisation, as PyTorch does.
EPSILON = 1e-5


@dataclass
class Spread:
    """What batch normalisation subtracts, and by what it then multiplies, each of shape (networks, units, 1)."""

    mean: Array
    inverse: Array


@dataclass
class Pass:
    """What a layer of the forward pass leaves for the backward pass.

    Parameters
    ----------
    x : ndarray
        The input of the layer.
    y : ndarray
        What the activation is applied to, or the outputs in the last layer.
    value : ndarray
        g(y), before dropout; y itself in the last layer.
    normalised : ndarray or None
        W x, normalised over the batch.
    spread : Spread or None
    """

    x: Array
    y: Array
    value: Array
    normalised: Array | None = None
    spread: Spread | None = None


def forward(
    network: Trained,
    layers: Sequence[Layer],
    x: Array,
    masks: Sequence[Array] | None = None,
    spreads: Sequence[Spread] | None = None,
    *,
    keep_y: bool = False,
) -> list[Pass]:
    """Run networks forward.

    Parameters
    ----------
    network : Trained
    layers : sequence of Layer
    x : ndarray, shape (networks, units, examples)
        The first axis may be 1: the same examples for all networks.
    masks : sequence of ndarray, optional
        Of each layer but the last: 1 / keep where a unit is kept and 0 elsewhere. None: nothing is dropped.
    spreads : sequence of Spread, optional
        Of each layer but the last, for batch normalisation. None: those of this batch.
    keep_y : bool
        Whether to keep y even where the backward pass needs only g(y), which is then written over it.

    Returns
    -------
    list of Pass
        One for each layer.
    """
    passes = []
    for m, layer in enumerate(layers[:-1]):
        done = _hidden(network, layer, x, None if spreads is None else spreads[m], keep_y)
        passes.append(done)
        x = done.value if masks is None else done.value * masks[m]
    y = _last(layers[-1], x)
    return [*passes, Pass(x, y, y)]


def outputs(
    network: Trained, layers: Sequence[Layer], x: Array, spreads: Sequence[Spread] | None = None
) -> Array:
    """Return the outputs of networks; see `forward`. No signals are kept for a backward pass: they stay in the cache.

    Returns
    -------
    ndarray, shape (networks, classes, examples)
    """
    for m, layer in enumerate(layers[:-1]):
        x = _hidden(network, layer, x, None if spreads is None else spreads[m]).value
    return _last(layers[-1], x)


def population(network: Trained, layers: Sequence[Layer], x: Array) -> list[Spread] | None:
    """Return the spread of each layer but the last over all examples; None without batch normalisation.

    Networks are evaluated with these, as in Ioffe and Szegedy (2015), algorithm 2, without moving averages.
    """
    if not network.batch_norm:
        return None
    spreads = []
    for layer in layers[:-1]:
        done = _hidden(network, layer, x, None)
        assert done.spread is not None
        spreads.append(done.spread)
        x = done.value
    return spreads


def gradients(
    network: Trained,
    layers: Sequence[Layer],
    x: Array,
    labels: Labels,
    masks: Sequence[Array] | None = None,
    into: Sequence[tuple[Array, Layer]] | None = None,
) -> Iterator[tuple[int, Array]]:
    """Yield the gradient of the mean loss plus the penalty, layer by layer, from the last to the first.

    When a layer is yielded, its parameters are needed no more, so the caller may change them at once.

    Parameters
    ----------
    network : Trained
    layers : sequence of Layer
    x : ndarray, shape (networks, units, examples)
    labels : ndarray of int, shape (networks, examples)
    masks : sequence of ndarray, optional
        See `forward`.
    into : sequence of (ndarray, Layer), optional
        For each layer the array into which its gradient is written, of the shape of its parameters, and its views.
        Layers may share memory: it is needed until the next layer is yielded. By default, each layer gets a new one.

    Yields
    ------
    int, ndarray
        The layer, counted from 0, and the gradient, ordered as the parameters; see `views`.
    """
    passes = forward(network, layers, x, masks)
    d = slopes(network.loss, passes[-1].y, labels)
    d /= labels.shape[1]
    ones = np.ones((labels.shape[1], 1), dtype=d.dtype)
    last = len(layers) - 1
    for m in range(last, -1, -1):
        done, layer = passes[m], layers[m]
        gradient, by = _new(network, m, d) if into is None else into[m]
        if m < last:
            _through_activation(network, done, None if masks is None else masks[m], d)
        np.matmul(d, ones, out=by.biases)  # np.sum over so few examples takes four times as long
        if done.normalised is not None:
            d = _through_normalisation(done, layer, by, d)
        np.matmul(d, done.x.mT, out=by.weights)
        if m:
            d = np.matmul(layer.weights.mT, d)
        _add_penalty(network, layer, by)
        yield m, gradient


def _new(network: Trained, layer: int, d: Array) -> tuple[Array, Layer]:
    gradient = np.empty((len(d), network.sizes()[layer]), dtype=d.dtype)
    return gradient, views(network, layer, gradient)


def _hidden(network: Trained, layer: Layer, x: Array, spread: Spread | None, keep_y: bool = False) -> Pass:
    y = np.matmul(layer.weights, x)
    normalised = None
    if layer.scales is not None:
        if spread is None:
            spread = _spread(y)
        y -= spread.mean
        y *= spread.inverse
        normalised = y
        y = normalised * layer.scales
    y += layer.biases
    # Where the slope follows from the value, y is needed no more, and the value takes its place.
    out = y if network.activation in _SLOPES_BY_VALUE and not keep_y else None
    return Pass(x, y, apply(network.activation, y, out), normalised, spread)


def _last(layer: Layer, x: Array) -> Array:
    y: Array = np.matmul(layer.weights, x)
    y += layer.biases
    return y


def _spread(y: Array) -> Spread:
    mean = y.mean(axis=2, keepdims=True)
    variance = np.square(y - mean).mean(axis=2, keepdims=True)
    variance += EPSILON
    return Spread(mean, 1.0 / np.sqrt(variance))


def _through_activation(network: Trained, done: Pass, mask: Array | None, d: Array) -> None:
    """Turn the gradient at the output of a layer into that at y, in place."""
    if mask is not None:
        d *= mask
    if network.activation in _SLOPES_BY_VALUE:
        _SLOPES_BY_VALUE[network.activation](done.value, d)
    else:
        d *= derivative(network.activation, done.y)


def _through_normalisation(done: Pass, layer: Layer, by: Layer, d: Array) -> Array:
    """Return the gradient at W x, given that at the scaled and shifted output of batch normalisation."""
    assert layer.scales is not None
    assert by.scales is not None
    assert done.spread is not None
    assert done.normalised is not None
    np.sum(d * done.normalised, axis=2, keepdims=True, out=by.scales)
    examples = d.shape[2]
    # The batch's mean and variance depend on W x too. What d has along 1 and along the normalised signal is lost.
    d -= by.biases / examples
    d -= done.normalised * (by.scales / examples)
    d *= layer.scales * done.spread.inverse
    return d


def _add_penalty(network: Trained, layer: Layer, by: Layer) -> None:
    if network.l2:
        by.weights[...] += (2.0 * network.l2) * layer.weights
    if network.l1:
        by.weights[...] += network.l1 * np.sign(layer.weights)


def _sigmoid_slope(value: Array, d: Array) -> None:
    d *= value
    d *= 1.0 - value


def _tanh_slope(value: Array, d: Array) -> None:
    d *= 1.0 - np.square(value)


def _relu_slope(value: Array, d: Array) -> None:
    np.multiply(d, value > 0.0, out=d)


# Multiply d by g'(y), given g(y): y itself would cost another exp.
_SLOPES_BY_VALUE: dict[str, Callable[[Array, Array], None]] = {
    "relu": _relu_slope,
    "sigmoid": _sigmoid_slope,
    "tanh": _tanh_slope,
}
