from itertools import product

import numpy as np
import pytest
from scipy import integrate, stats

from tests.theory.results.definition import THREE_POINTS, mean, outcomes, relu
from theory.results.layer_units import (
    relu_unit_covariance,
    relu_unit_covariance_of_two,
    row_term_mean,
    row_term_variance_ratio,
    unit_mean_ratio,
    unit_variance_ratio,
    weight_products_independence,
)

INPUTS = np.array([0.7, -1.4])  # neither equal nor centred


def _units(rows: np.ndarray) -> np.ndarray:
    below = rows @ INPUTS
    return np.exp(below)


def _layer() -> list[tuple[np.ndarray, float]]:
    """Return every layer of two units, with its probability: weights of three points."""
    return [(values.reshape(2, 2), chance) for values, chance in outcomes(*THREE_POINTS, 4)]


def test_two_units_of_a_layer_have_the_same_moments() -> None:
    """Of another function than in the derivation, for given inputs, which are not alike."""
    moments = {power: sum(chance * _units(rows) ** power for rows, chance in _layer()) for power in (1, 2)}
    means, variances = moments[1], moments[2] - moments[1] ** 2
    assert unit_mean_ratio()() == pytest.approx(means[0] / means[1], rel=1e-12)
    assert unit_variance_ratio()() == pytest.approx(variances[0] / variances[1], rel=1e-12)


@pytest.mark.parametrize("width", [1, 2, 5])
def test_relu_units_share_the_length_of_their_input(width: int) -> None:
    """E of the product and of one unit, both over |x_1|, a chi variable."""
    length = stats.chi(width)
    scale = 1.7 / width**0.5
    half = mean(relu, 1.0)
    together = integrate.quad(lambda r: (scale * r * half) ** 2 * length.pdf(r), 0, 30)[0]
    alone = integrate.quad(lambda r: scale * r * half * length.pdf(r), 0, 30)[0]
    found = relu_unit_covariance()(N=width, **{"sigma_w^2": 1.7**2})
    assert found == pytest.approx(together - alone**2, rel=1e-9)


def test_the_covariance_at_two_units_is_that_of_the_general_width() -> None:
    expected = relu_unit_covariance()(N=2, **{"sigma_w^2": 1.0})
    assert relu_unit_covariance_of_two()() == pytest.approx(float(expected), rel=1e-12)
    assert 0.03 < expected < 0.04


def test_a_weight_is_independent_of_products_of_units() -> None:
    """Enumerated for signs in all weights: the weight above does not see the units."""
    together = apart = square = 0.0
    for signs in product((-1.0, 1.0), repeat=5):
        units = _units(np.reshape(signs[:4], (2, 2)))
        weight = 0.3 + signs[4]  # whose square is random
        together += weight**2 * units[0] * units[1] / 32
        apart += units[0] * units[1] / 32
        square += weight**2 / 32
    assert weight_products_independence()() == pytest.approx(together / (apart * square), rel=1e-12)


def test_the_terms_of_a_row_have_mean_0_and_one_mean_square() -> None:
    weights, chances = map(np.array, THREE_POINTS)
    terms = np.outer(weights, [0.2, 1.9])  # two inputs of one law, and both outcomes of each
    means = chances @ terms
    squares = chances @ terms**2
    assert row_term_mean()() == pytest.approx(means.mean(), abs=1e-14)
    assert row_term_variance_ratio()() == pytest.approx(squares.mean() / squares[::-1].mean(), rel=1e-12)
