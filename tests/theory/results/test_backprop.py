"""Back-propagation by hand, in NumPy, against differences and the shapes of arrays."""

import numpy as np
import pytest

from theory.results.backprop import (
    activation_by_bias,
    activation_by_input,
    activation_by_weight,
    bias_columns,
    chain,
    factors,
    gradient_entries,
    loss_by_weight,
    preactivation_by_bias_columns,
    slope_columns,
    transposed,
    weight_entries,
    weight_product_entries,
)

WIDTH, BELOW, STEP = 3, 5, 1e-6


@pytest.fixture
def layer() -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    rng = np.random.default_rng(0)
    return rng.standard_normal((WIDTH, BELOW)), rng.standard_normal(BELOW), rng.standard_normal(WIDTH)


def _layer(weights: np.ndarray, inputs: np.ndarray, rest: np.ndarray) -> dict[str, np.ndarray]:
    return {"w_{kl}": weights, "h_{l}": inputs[np.newaxis], "r_{k}": rest}


def _jacobian(function, at: np.ndarray) -> np.ndarray:
    """Return d function / d at by central differences: a row for each entry of the function."""
    steps = STEP * np.eye(at.size).reshape(at.size, *at.shape)
    return np.stack([(function(at + step) - function(at - step)) / (2 * STEP) for step in steps], axis=-1)


def test_the_jacobian_of_a_layer(layer) -> None:
    weights, inputs, biases = layer
    rest = (weights @ inputs + biases)[:, np.newaxis] - weights * inputs
    expected = activation_by_input()(**_layer(weights, inputs, rest))
    np.testing.assert_allclose(
        _jacobian(lambda h: np.tanh(weights @ h + biases), inputs), expected, rtol=1e-7, atol=1e-9
    )


def test_the_gradient_by_weights(layer) -> None:
    weights, inputs, biases = layer
    slopes = np.array([0.5, -2.0, 1.25])
    rest = (weights @ inputs + biases)[:, np.newaxis] - weights * inputs
    expected = loss_by_weight()(**_layer(weights, inputs, rest), **{r"\delta": slopes[:, np.newaxis]})
    found = _jacobian(lambda w: slopes @ np.tanh(w @ inputs + biases), weights).reshape(weights.shape)
    np.testing.assert_allclose(found, expected, rtol=1e-7, atol=1e-9)


@pytest.mark.parametrize("widths", [(2, 2, 2), (3, 2, 4), (2, 3, 3, 2)])
def test_the_jacobians_are_transposed_and_the_first_layer_comes_first(widths: tuple[int, ...]) -> None:
    rng = np.random.default_rng(1)
    names, last = factors(widths)
    arrays = [rng.standard_normal(matrix.shape) for matrix in (*names, last)]
    values = {
        str(symbol): value
        for matrix, array in zip((*names, last), arrays, strict=True)
        for symbol, value in zip(matrix, array.ravel(), strict=True)
    }
    found = chain(widths)(**{str(symbol): values[str(symbol)] for symbol in chain(widths).arguments})
    gradient = arrays[-1]
    for jacobian in reversed(arrays[:-1]):
        gradient = jacobian.T @ gradient
    assert found == pytest.approx(gradient[0, 0])
    assert found != pytest.approx(gradient[1, 0], rel=0.1)
    assert transposed(widths)[0] == chain(widths).rhs


def test_a_chain_needs_a_layer() -> None:
    with pytest.raises(ValueError, match="widths must be two to 9"):
        factors((3,))


def test_the_shapes_are_those_of_arrays(layer) -> None:
    weights, inputs, biases = layer
    sizes = {"D_i": WIDTH, "D_{i-1}": BELOW}

    def preactivation(w, b):
        return w @ inputs + b

    by_weights = _jacobian(lambda w: preactivation(w, biases), weights)
    by_biases = _jacobian(lambda b: preactivation(weights, b), biases)
    assert by_weights.size == weight_entries()(**sizes) == gradient_entries()(**sizes) == WIDTH**2 * BELOW
    assert by_biases.shape[1] == preactivation_by_bias_columns()(D_i=WIDTH) == bias_columns()(D_i=WIDTH)
    assert _jacobian(np.tanh, biases).shape[1] == slope_columns()(D_i=WIDTH)
    assert np.outer(biases, inputs).size == weight_product_entries()(**sizes)


def test_a_unit_by_its_weights_and_its_bias(layer) -> None:
    weights, inputs, biases = layer
    rest = (weights @ inputs + biases)[:, np.newaxis] - weights * inputs
    named = _layer(weights, inputs, rest)
    found = _jacobian(lambda w: np.tanh(w @ inputs + biases), weights).reshape(WIDTH, WIDTH, BELOW)
    own = found[np.arange(WIDTH), np.arange(WIDTH)]
    np.testing.assert_allclose(own, activation_by_weight()(**named), rtol=1e-7, atol=1e-9)
    found = _jacobian(lambda b: np.tanh(weights @ inputs + b), biases)
    np.testing.assert_allclose(
        np.diag(found)[:, np.newaxis] * np.ones(BELOW), activation_by_bias()(**named), rtol=1e-7, atol=1e-9
    )
