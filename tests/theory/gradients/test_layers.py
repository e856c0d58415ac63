"""Back-propagation through dense layers, against complex steps."""

from itertools import pairwise

import numpy as np
import pytest

from theory.gradients.layers import layers_backward

STEP = 2.0**-300


@pytest.mark.parametrize("widths", [(3, 2), (2, 4, 3), (4, 1, 5, 2)])
def test_against_complex_step(widths):
    rng = np.random.default_rng(len(widths))
    weights = [rng.standard_normal((above, below)) for below, above in pairwise(widths)]
    biases = [rng.standard_normal(width) for width in widths[1:]]
    inputs, last = rng.standard_normal(widths[0]), rng.standard_normal(widths[-1])

    def forward(weights, biases):
        units = [inputs]
        for matrix, bias in zip(weights, biases, strict=True):
            units.append(np.tanh(matrix @ units[-1] + bias))
        return units

    units = forward(weights, biases)
    found = layers_backward(weights, [1 - part**2 for part in units[1:]], units[:-1], last)

    for layer, gradients in enumerate(found):
        for ours, parts in zip(gradients, (weights, biases), strict=True):
            assert ours.shape == parts[layer].shape
            for place in np.ndindex(ours.shape):
                moved = [part.astype(complex) for part in parts]
                moved[layer][place] += 1j * STEP
                out = forward(*((moved, biases) if parts is weights else (weights, moved)))[-1]
                assert ours[place] == pytest.approx(np.imag(last @ out) / STEP, rel=1e-10, abs=1e-14)


ONE = {"weights": [np.ones((2, 3))], "slopes": [np.ones(2)], "units": [np.ones(3)], "gradient": np.ones(2)}


@pytest.mark.parametrize(
    ("changed", "message"),
    [
        ({"weights": [np.ones((3, 2))]}, r"weights of layer 1: shape \(3, 2\).* the widths must chain"),
        ({"gradient": np.ones(3)}, "the widths must chain"),
        ({"units": [np.ones((3, 1))]}, "the widths must chain"),
        ({"slopes": [np.ones(3)]}, r"slopes of layer 1: shape \(3,\)"),
        ({"slopes": []}, "1 weights, 0 slopes, 1 units: give one of each"),
        ({"weights": [], "slopes": [], "units": []}, "0 weights"),
    ],
)
def test_bad_input_is_refused(changed, message):
    with pytest.raises(ValueError, match=message):
        layers_backward(**ONE | changed)
