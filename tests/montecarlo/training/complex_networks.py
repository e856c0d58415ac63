"""Dense networks written again, for one network and complex numbers: the reference of back-propagation.

Nothing here is shared with the code under test. A complex step gives a derivative to full precision:
f'(x) = Im f(x + ih) / h with h = 1e-30, without a difference that cancels.
"""

import cmath
import math

import numpy as np
import scipy.special

STEP = 1e-30
ALPHA, SCALE = 1.6732632423543772, 1.0507009873554805


def where(y, above, below):
    return np.where(np.real(y) > 0, above, below)


def elu(y, alpha=1.0):
    return where(y, y, alpha * (np.exp(where(y, 0, y)) - 1))


def softplus(y):
    return np.log(1 + np.exp(y))


ACTIVATIONS = {
    "abs": lambda y: where(y, y, -y),
    "elu": elu,
    "erf": scipy.special.erf,
    "gelu": lambda y: y * (1 + scipy.special.erf(y / math.sqrt(2))) / 2,
    "gelu_tanh": lambda y: y * (1 + np.tanh(math.sqrt(2 / math.pi) * (y + 0.044715 * y**3))) / 2,
    "hardtanh": lambda y: np.where(np.real(y) > 1, 1, np.where(np.real(y) < -1, -1, y)),
    "leaky_relu": lambda y: where(y, y, 0.01 * y),
    "linear": lambda y: y,
    "mish": lambda y: y * np.tanh(softplus(y)),
    "prelu": lambda y: where(y, y, 0.25 * y),
    "relu": lambda y: where(y, y, 0 * y),
    "selu": lambda y: SCALE * elu(y, ALPHA),
    "sigmoid": lambda y: 1 / (1 + np.exp(-y)),
    "silu": lambda y: y / (1 + np.exp(-y)),
    "sin": np.sin,
    "softplus": softplus,
    "square": lambda y: y**2,
    "tanh": np.tanh,
}


def outputs(network, layers, x, masks=None):
    """Return the outputs, of shape (classes, examples); each layer is (weights, biases, scales or None)."""
    for m, (weights, biases, scales) in enumerate(layers):
        y = weights @ x
        if scales is not None:
            mean = sum(y.T) / y.shape[1]
            centred = y - mean[:, None]
            deviation = np.sqrt(sum((centred**2).T) / y.shape[1] + 1e-5)
            y = centred / deviation[:, None] * scales[:, None]
        y = y + biases[:, None]
        if m == len(layers) - 1:
            return y
        x = ACTIVATIONS[network.activation](y)
        if masks is not None:
            x = x * masks[m]
    raise AssertionError("a network has a layer")


def batch_loss(network, layers, x, labels, masks=None):
    """Return the mean loss over the examples plus the penalty."""
    total = 0
    for y, label in zip(outputs(network, layers, x, masks).T, labels, strict=True):
        if network.loss == "squared":
            total += sum((entry - (k == label)) ** 2 for k, entry in enumerate(y)) / 2
        else:
            top = max(y.real)
            total += top + cmath.log(sum(cmath.exp(entry - top) for entry in y)) - y[label]
    penalty = 0
    for weights, _, _ in layers:
        penalty += network.l2 * (weights**2).sum()
        penalty += network.l1 * where(weights, weights, -weights).sum()
    return total / len(labels) + penalty


def unpacked(network, parameters):
    """Return (weights, biases, scales or None) of each layer, from flat arrays: weights, biases, scales."""
    layers = []
    for m, flat in enumerate(parameters):
        fan_in, fan_out = network.widths[m : m + 2]
        weights, rest = flat[: fan_in * fan_out].reshape(fan_out, fan_in), flat[fan_in * fan_out :]
        layers.append((weights, rest[:fan_out], rest[fan_out:] if len(rest) > fan_out else None))
    return layers


def complex_step_gradients(network, parameters, x, labels, masks=None):
    """Return the derivative of `batch_loss` by each parameter: a flat array for each layer."""
    flat = [layer.astype(complex) for layer in parameters]
    gradients = []
    for layer in flat:
        gradient = np.empty(len(layer))
        for k in range(len(layer)):
            layer[k] += 1j * STEP
            gradient[k] = np.imag(batch_loss(network, unpacked(network, flat), x, labels, masks)) / STEP
            layer[k] = layer[k].real
        gradients.append(gradient)
    return gradients
