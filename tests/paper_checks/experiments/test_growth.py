import numpy as np
import pytest

from paper_checks.experiments.growth import cubic_excess, growth, poincare_excess, preserving_weights


@pytest.mark.parametrize("deviation", [0.5, 2.0])
def test_rectifiers_grow_nothing_and_squares_as_much_as_they_are(deviation: float) -> None:
    assert growth(activation="relu", deviation=deviation) == pytest.approx(0, abs=1e-12)
    # E (2y)^2 u^2 - E y^4 = 4 u^4 - 3 u^4.
    assert growth(activation="square", deviation=deviation) == pytest.approx(deviation**4, rel=1e-10)
    # u^2 E cos^2 - E sin^2.
    fall = np.exp(-2 * deviation**2)
    sine = (deviation**2 * (1 + fall) - (1 - fall)) / 2
    assert growth(activation="sin", deviation=deviation) == pytest.approx(sine, rel=1e-9)


def test_the_squared_mean_is_no_variance() -> None:
    # u^2 E (2y)^2 - Var y^2 = 4 u^4 - 2 u^4, and ReLU's mean is u/sqrt(2 pi).
    assert poincare_excess(activation="square", deviation=1.3) == pytest.approx(2 * 1.3**4, rel=1e-10)
    assert poincare_excess(activation="relu", deviation=2.0) == pytest.approx(2 / np.pi, rel=1e-10)


def test_cubics() -> None:
    assert cubic_excess(coefficients=(3.0, -2.0), deviation=1.7) == pytest.approx(0, abs=1e-12)
    assert cubic_excess(coefficients=(0.0, 0.0, 1.0), deviation=2.0) == pytest.approx(32, rel=1e-12)
    assert cubic_excess(coefficients=(1.0, 1.0, 0.0, 0.5), deviation=1.0) == pytest.approx(3, rel=1e-12)


@pytest.mark.parametrize(("activation", "weights"), [("relu", 2.0), ("abs", 1.0), ("square", np.sqrt(2) / 3)])
def test_weights_that_keep_the_variance(activation: str, weights: float) -> None:
    assert preserving_weights(activation=activation) == pytest.approx(weights, rel=1e-10)
