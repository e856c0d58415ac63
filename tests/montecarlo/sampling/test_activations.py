import math

import numpy as np
import pytest

from montecarlo.sampling.activations import ACTIVATIONS, DERIVATIVES, apply, derivative

Y = np.array([-1e4, -800.0, -30.0, -1.5, -0.0, 0.0, 0.3, 30.0, 800.0, 1e4])
DEFINITIONS = {
    "abs": abs,
    "elu": lambda y: np.where(y > 0, y, np.expm1(np.minimum(y, 0))),
    "erf": lambda y: np.array([math.erf(v) for v in y]),
    # Of the tail, which 1 + erf would cancel.
    "gelu": lambda y: y * np.array([math.erfc(-v / math.sqrt(2)) / 2 for v in y]),
    "gelu_tanh": lambda y: y / 2 * (1 + np.tanh(np.sqrt(2 / np.pi) * (y + 0.044715 * y**3))),
    "hardtanh": lambda y: np.where(abs(y) < 1, y, np.sign(y)),
    "leaky_relu": lambda y: np.where(y > 0, y, 0.01 * y),
    "linear": lambda y: y,
    "mish": lambda y: y * np.tanh(np.log1p(np.exp(y))),
    "prelu": lambda y: np.where(y > 0, y, 0.25 * y),
    "relu": lambda y: np.where(y > 0, y, 0),
    "selu": lambda y: (
        1.0507009873554805 * np.where(y > 0, y, 1.6732632423543772 * np.expm1(np.minimum(y, 0)))
    ),
    "sigmoid": lambda y: 1 / (1 + np.exp(-y)),
    "silu": lambda y: y / (1 + np.exp(-y)),
    "sin": np.sin,
    "softplus": lambda y: np.log(1 + np.exp(y)),
    "square": lambda y: y * y,
    "tanh": lambda y: (np.exp(y) - np.exp(-y)) / (np.exp(y) + np.exp(-y)),
}


def test_every_activation_has_a_definition_here():
    assert set(ACTIVATIONS) == set(DEFINITIONS)


@pytest.mark.parametrize("name", DEFINITIONS)
def test_it_is_its_definition(name):
    # 80-bit numbers, where there are any, do not overflow at 1e4.
    expected = DEFINITIONS[name](Y.astype(np.longdouble)).astype(np.float64)
    np.testing.assert_allclose(apply(name, Y), expected, rtol=1e-12, atol=1e-18)


@pytest.mark.parametrize("name", DEFINITIONS)
def test_in_place_and_elsewhere_and_in_single_precision(name):
    expected = apply(name, Y)
    out = np.empty_like(Y)
    assert apply(name, Y, out=out) is out
    np.testing.assert_array_equal(out, expected)
    own = Y.copy()
    assert apply(name, own, out=own) is own
    np.testing.assert_array_equal(own, expected)
    assert apply(name, Y.astype(np.float32)).dtype == np.float32


@pytest.mark.parametrize("name", DERIVATIVES)
def test_the_derivative_is_the_slope(name):
    y = np.array([-30.0, -1.5, -0.2, 0.3, 2.0, 30.0])
    slopes = (apply(name, y + 1e-5) - apply(name, y - 1e-5)) / 2e-5
    np.testing.assert_allclose(derivative(name, y), slopes, rtol=1e-6, atol=1e-10)


def test_every_activation_has_a_derivative():
    assert set(DERIVATIVES) == set(ACTIVATIONS)


def test_unknown_names_get_a_suggestion():
    with pytest.raises(ValueError, match="did you mean 'sigmoid'"):
        apply("sigmoyd", Y)
