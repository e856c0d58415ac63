"""Panels are doubted where features are narrow, and nowhere for ordinary activations."""

import numpy as np
import pytest

from theory.activation.activation import Activation
from theory.activation.parsing import parse
from theory.integration.gaussian_moments import moments


@pytest.mark.parametrize("name", ["relu", "tanh", "gelu", "erf", "hardswish", "softplus"])
def test_ordinary_activations_are_not_doubted(name):
    assert not moments(name, np.geomspace(0.1, 100, 20)).certified.any()


def test_narrow_periodic_features_are_doubted():
    found = moments(Activation.from_expr(parse("exp(-10000*sin(x)**2)")), 3.0, mean=0.7)
    assert found.certified.all()
    assert found.mean == pytest.approx(0.00564203692795158, rel=1e-13)
