"""Activations work in blocks: on arrays longer than one, in either precision, and far into the tails."""

import numpy as np
import pytest
from scipy.special import ndtr

from montecarlo.sampling.activations import ACTIVATIONS, apply


@pytest.mark.parametrize("name", sorted(ACTIVATIONS))
def test_over_many_blocks_and_in_single_precision(name):
    y = np.random.default_rng(0).standard_normal((5, 20_001)) * 2.0
    expected = apply(name, y)
    np.testing.assert_array_equal(expected[3, ::5000], apply(name, y[3, ::5000].copy()))
    single = apply(name, y.astype(np.float32))
    assert single.dtype == np.float32
    np.testing.assert_allclose(single, expected, rtol=1e-5, atol=1e-6)
    strided = np.empty((20_001, 5)).T
    assert apply(name, y, out=strided) is strided
    np.testing.assert_array_equal(strided, expected)


def test_gelu_is_precise_far_into_its_tail():
    y = -np.geomspace(1e-9, 30.0, 2000)
    np.testing.assert_allclose(apply("gelu", y), y * ndtr(y), rtol=1e-12)
