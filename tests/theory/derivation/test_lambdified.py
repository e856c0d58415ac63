import numpy as np
import pytest
import sympy as sp

from theory.derivation.lambdified import numpy_function
from theory.notation import N, p, u
from theory.results.dropout import relu_dropout_variance
from theory.results.relu import relu_mean, relu_variance


def test_a_result_is_a_numpy_function_that_broadcasts() -> None:
    np.testing.assert_allclose(relu_variance()(u=[1.0, 2.0]), np.array([1.0, 4.0]) * (0.5 - 0.5 / np.pi))
    function = numpy_function(u * p, u, p)
    assert function(np.ones((3, 1)), np.zeros(4)).shape == (3, 4)


def test_a_constant_has_the_shape_that_was_asked_for() -> None:
    np.testing.assert_array_equal(numpy_function(sp.S(2), u)([1.0, 2.0, 3.0]), [2.0, 2.0, 2.0])


def test_special_functions_are_scipys() -> None:
    assert numpy_function(sp.erf(u), u)(0.5) == pytest.approx(0.5204998778130465, rel=1e-14)


@pytest.mark.parametrize(
    ("derivation", "values", "message"),
    [
        (
            relu_mean,
            {"u": -1.0},
            r"u = -1: the standard deviation of a pre-activation must be a finite number",
        ),
        (relu_mean, {"u": [1.0, float("nan")]}, "u = nan"),
        (relu_mean, {"u": float("inf")}, "u = inf"),
        (relu_mean, {"u": 0.0}, r"in \(0, inf\)"),
        (
            relu_dropout_variance,
            {"p": 1.0},
            r"p = 1: the drop probability must be a finite number in \[0, 1\)",
        ),
        (relu_dropout_variance, {"p": -0.1}, "p = -0.1"),
    ],
)
def test_values_outside_the_domain_are_named(derivation, values, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        derivation()(**values)


@pytest.mark.parametrize("width", [0, -3, 2.5])
def test_a_width_is_a_positive_integer(width: float) -> None:
    with pytest.raises(
        ValueError, match=rf"N = {width:g}: the number of units in a layer must be an integer"
    ):
        numpy_function(1 / N, N)(width)


def test_a_value_that_is_not_a_number_is_named() -> None:
    with pytest.raises(
        TypeError, match="u = 'abc': the standard deviation of a pre-activation must be a number"
    ):
        relu_mean()(u="abc")


def test_arguments_must_match_the_symbols() -> None:
    with pytest.raises(TypeError, match="takes u; got v"):
        relu_mean()(v=1.0)
    with pytest.raises(ValueError, match="depends on u too"):
        numpy_function(u + p, p)
