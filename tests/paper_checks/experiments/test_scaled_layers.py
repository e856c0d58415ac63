import numpy as np
import pytest

from paper_checks.experiments.scaled_layers import gradient_ratio, unit_ratio


@pytest.mark.parametrize(("widths", "ratio"), [((3, 4), 2**0.5), ((3, 6, 5), 2.0), ((4, 8, 6, 7), 2**1.5)])
def test_a_layer_multiplies_a_unit_by_the_root_of_2(widths: tuple[int, ...], ratio: float) -> None:
    assert unit_ratio(seed=1, widths=widths) == pytest.approx(ratio, rel=1e-12)


@pytest.mark.parametrize("layer", [1, 2])
def test_the_gradient_lacks_the_factor_of_its_own_layer(layer: int) -> None:
    assert gradient_ratio(seed=1, widths=(3, 6, 5), layer=layer) == pytest.approx(np.sqrt(2), rel=1e-12)


def test_one_layers_gradient_is_the_input_under_any_weights() -> None:
    assert gradient_ratio(seed=6, widths=(3, 5), layer=1) == pytest.approx(1, rel=1e-12)


def test_a_dead_network_has_no_ratio() -> None:
    with pytest.raises(ValueError, match="seed = 5: no unit of the last layer is positive"):
        unit_ratio(seed=5, widths=(3, 4, 2))
