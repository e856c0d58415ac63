"""The mean field by layer, as figures draw it."""

import pytest

from paper_checks.plots.mean_field import layers
from theory.mean_field.fixed_point import fixed_points


def test_a_linear_layer_multiplies_the_variance_by_the_weights_variance() -> None:
    assert [q for q, _ in layers("linear", 0.5, 4)] == pytest.approx([0.5, 0.25, 0.125, 0.0625])


def test_deep_layers_settle_at_the_fixed_point() -> None:
    *_, (q, found) = layers("sigmoid", 12.8, 60)
    assert q == pytest.approx(fixed_points("sigmoid", 12.8)[0].q, rel=1e-9)
    assert float(found.second) == pytest.approx(q / 12.8, rel=1e-9)
