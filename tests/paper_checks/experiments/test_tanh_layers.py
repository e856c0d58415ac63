from itertools import pairwise

import numpy as np
import pytest

from paper_checks.experiments.tanh_layers import deviation, modes_of_layer


def test_the_first_deviation_is_that_of_the_weights() -> None:
    assert deviation(1) == pytest.approx(3**-0.5, rel=1e-12)


def test_deeper_deviations_are_those_of_wide_layers() -> None:
    """Sampled: 2000 units a layer, uniform weights, an input of signs."""
    rng = np.random.default_rng(3)
    x = rng.choice([-1.0, 1.0], 2000)
    for layer in (1, 2, 3):
        y = rng.uniform(-1, 1, (2000, 2000)) @ x / np.sqrt(2000)
        assert y.std() == pytest.approx(deviation(layer), rel=0.05)
        x = np.tanh(y)


def test_each_layer_is_below_the_one_before_and_has_one_mode() -> None:
    found = [deviation(layer) for layer in range(1, 6)]
    assert all(lower < 3**-0.5 * upper for upper, lower in pairwise(found))
    assert [modes_of_layer(layer=layer) for layer in (1, 2, 4)] == [1, 1, 1]


@pytest.mark.parametrize("layer", [0, -1, 1.5])
def test_layers_count_from_1(layer: float) -> None:
    with pytest.raises(ValueError, match=f"layer = {layer}"):
        deviation(layer)
