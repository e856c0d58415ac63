"""Convolutional networks written again, for one example and complex numbers: the reference of PyTorch's.

Nothing here is shared with the code under test.
"""

import numpy as np

ACTIVATIONS = {
    "relu": lambda y: np.where(np.real(y) > 0, y, 0),
    "sigmoid": lambda y: 1 / (1 + np.exp(-y)),
    "tanh": np.tanh,
}


def convolved(x, weights, biases):
    """Return the convolution of an image with a kernel, pixel by pixel: what lies outside is 0."""
    (channels, kernel, _), (_, height, width) = weights.shape[1:], x.shape
    reach = kernel // 2
    y = np.zeros((len(weights), height, width), complex)
    for o in range(len(weights)):
        for i in range(height):
            for j in range(width):
                y[o, i, j] = biases[o]
                for c in range(channels):
                    for a in range(kernel):
                        for b in range(kernel):
                            row, column = i + a - reach, j + b - reach
                            if 0 <= row < height and 0 <= column < width:
                                y[o, i, j] += weights[o, c, a, b] * x[c, row, column]
    return y


def pooled(x, side):
    """Return the value with the largest real part in each square."""
    channels, height, width = x.shape
    y = np.zeros((channels, height // side, width // side), complex)
    for c, i, j in np.ndindex(*y.shape):
        square = x[c, i * side : (i + 1) * side, j * side : (j + 1) * side].ravel()
        y[c, i, j] = square[np.argmax(square.real)]
    return y


def outputs(image, channels, kernel, pool, activation, rows, x):
    """Return the outputs of a network; each row of numbers is of a layer, its weights and then its biases."""
    x, above, rows = np.reshape(x, image).astype(complex), image[0], iter(rows)
    for stage in channels:
        for count in stage:
            row = next(rows)
            weights = row[:-count].reshape(count, above, kernel, kernel)
            x, above = ACTIVATIONS[activation](convolved(x, weights, row[-count:])), count
        x = pooled(x, pool)
    row = next(rows)
    classes = len(row) // (x.size + 1)
    return row[:-classes].reshape(classes, x.size) @ x.ravel() + row[-classes:]


def loss(y, label):
    """Return the cross-entropy after softmax."""
    top = y.real.max()
    return top + np.log(np.exp(y - top).sum()) - y[label]
