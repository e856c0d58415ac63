import numpy as np
import pytest

from theory.mean_field.dense_network import DenseNetwork
from theory.mean_field.homogeneous_law import homogeneous_law
from theory.results.dropout_spread import dropped_fluctuation, dropped_kurtosis


@pytest.mark.parametrize(("slope", "drop", "width"), [(0.0, 0.2, 3), (0.25, 0.5, 6), (-1.0, 0.4, 4)])
def test_a_layer_drawn_under_masks(slope: float, drop: float, width: int) -> None:
    rng = np.random.default_rng(7)
    z = rng.standard_normal((400_000, width))
    sums = (np.where(z > 0, z, slope * z) ** 2 * (rng.random(z.shape) > drop)).sum(axis=1)
    ratio = (sums**2).mean() / sums.mean() ** 2
    assert dropped_fluctuation()(N=width, p=drop, a=1.0, b=slope) == pytest.approx(ratio, rel=0.02)


def test_the_kurtosis_of_deep_networks_is_that_of_the_law_in_numbers() -> None:
    law = homogeneous_law(DenseNetwork("relu", (20,) * 9, 1.3, keep=0.7))
    for layer in (1, 2, 8):
        assert dropped_kurtosis()(N=20, m=layer, p=0.3, a=1.0, b=0.0) == pytest.approx(
            law.excess_kurtosis[layer - 1], rel=1e-12
        )
