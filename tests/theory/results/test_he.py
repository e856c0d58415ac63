import numpy as np
import pytest

from theory.results.he import (
    he_first_layer_doubling,
    he_first_layer_variance,
    he_gradient_over_xavier,
    he_over_xavier,
    he_row_over_xavier,
    he_unit_over_xavier,
)


@pytest.mark.parametrize("layers", [1, 2, 5])
def test_a_unit_and_its_gradient_have_powers_of_the_root_of_2(layers: int) -> None:
    assert he_over_xavier()(m=layers) == pytest.approx(np.sqrt(2) ** layers, rel=1e-14)
    assert he_gradient_over_xavier()(m=layers) == pytest.approx(np.sqrt(2) ** (layers - 1), rel=1e-14)


@pytest.mark.parametrize("y", [-1.5, 0.7])
def test_one_layer_multiplies_by_the_root_of_2(y: float) -> None:
    assert he_unit_over_xavier()(c=3.0, y=y) == pytest.approx(np.maximum(np.sqrt(2) * 3.0 * y, 0), rel=1e-14)
    he_row_over_xavier().check()


def test_the_first_layer_doubles_the_mean_square() -> None:
    assert he_first_layer_doubling()() == 2


@pytest.mark.parametrize("width", [1, 3])
def test_the_variance_behind_the_first_layer(width: int) -> None:
    rng = np.random.default_rng(3)
    lengths = np.linalg.norm(rng.standard_normal((400_000, width)), axis=1) / np.sqrt(width)
    # The mean is v |x_1| E relu(Z), and the mean square is 1.
    assert he_first_layer_variance()() == pytest.approx(1 - 1 / np.pi, rel=1e-14)
    assert he_first_layer_variance("normal")(N=width) == pytest.approx(
        1 - lengths.mean() ** 2 / np.pi, rel=0.003
    )


def test_an_unknown_law_is_refused() -> None:
    with pytest.raises(ValueError, match="law = 'uniform'"):
        he_first_layer_variance("uniform")
