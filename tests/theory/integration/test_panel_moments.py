"""Panels mark what they do not resolve."""

import numpy as np

from theory.activation.activation import Activation
from theory.activation.parsing import parse
from theory.integration.panel_moments import by_panels


def test_what_is_not_resolved_is_marked():
    wave = Activation.from_expr(parse("sin(1e7*x)"))
    assert by_panels(wave, np.ones(1), np.zeros(1))[1].all()
