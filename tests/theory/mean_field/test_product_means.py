import numpy as np
import pytest

from theory.activation.lookup import get
from theory.mean_field.product_means import relative_drops, relative_slopes


def test_each_method_gives_the_same():
    # Few correlations of a sine: its closed form; many: its series.
    c = np.linspace(-1, 1, 120)
    many, few = relative_drops(get("sin"), 1.3, c), relative_drops(get("sin"), 1.3, c[::20])
    assert (np.abs(many.value[::20] - few.value) <= many.error[::20] + few.error).all()


def test_a_jump_has_an_infinite_slope_at_1():
    found = relative_slopes(get("heaviside"), 1.0, np.array([0.5, 1.0]))
    assert found.value[0] == pytest.approx(1 / (np.pi * np.sqrt(0.75)), rel=1e-12)
    assert found.value[1] == found.error[1] == np.inf
