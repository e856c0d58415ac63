"""The activations of theory and those of montecarlo, written apart: the same names, parameters and functions."""

import numpy as np
import pytest
import sympy as sp

from montecarlo.sampling import activation_catalogue as sampled
from montecarlo.sampling.activations import apply, derivative
from theory.activation import catalogue as symbolic
from theory.activation.lookup import get
from theory.notation import x

INTEGERS = {"degree"}


def test_names_aliases_parameters_and_defaults():
    assert set(sampled.CATALOGUE) == set(symbolic.CATALOGUE)
    assert sampled.ALIASES == symbolic.ALIASES
    for name, entry in symbolic.CATALOGUE.items():
        ours = sampled.CATALOGUE[name].defaults
        assert {key: float(sp.Rational(text)) for key, text in entry.defaults.items()} == ours, name
        assert list(entry.defaults) == list(ours), name


def _drawn(name: str, rng: np.random.Generator) -> dict[str, str]:
    """Return random parameters, in increasing order as hardtanh needs them, as decimals."""
    defaults = sampled.CATALOGUE[name].defaults
    numbers = np.sort(rng.uniform(0.2, 3.0, len(defaults))).tolist()
    return {
        # A growing gaussian is beyond single precision.
        key: str(rng.integers(1, 7))
        if key in INTEGERS
        else f"{-number if name == 'gaussian' else number:.3f}"
        for key, number in zip(defaults, numbers, strict=True)
    }


@pytest.mark.parametrize("name", sorted({*symbolic.CATALOGUE, *symbolic.ALIASES}))
def test_values_and_derivatives_at_random_points(name):
    rng = np.random.default_rng(0)
    for parameters in ({}, _drawn(symbolic.ALIASES.get(name, name), rng)):
        theirs = get(name, **{key: sp.Rational(value) for key, value in parameters.items()})
        stated = ", ".join(f"{key}={value}" for key, value in parameters.items())
        ours = f"{name}({stated})" if parameters else name
        points = rng.uniform(-9.0, 9.0, 12)
        pieces = [next(part for part in theirs.pieces if part.low < at < part.high) for at in points]
        for function, order in ((apply, 0), (derivative, 1)):
            expected = [
                float(sp.N(part.expr.diff(x, order).subs(x, sp.Rational(at)), 17))
                for part, at in zip(pieces, points.tolist(), strict=True)
            ]
            found = function(ours, points)
            np.testing.assert_allclose(found, expected, rtol=2e-12, atol=1e-15, err_msg=f"{ours}, {order}")
            single = function(ours, points.astype(np.float32))
            assert single.dtype == np.float32
            np.testing.assert_allclose(single, expected, rtol=2e-4, atol=2e-5 * (1 + np.abs(expected).max()))
