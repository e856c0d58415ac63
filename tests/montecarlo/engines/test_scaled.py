import numpy as np
import pytest

from montecarlo.engines.network import Quantity
from montecarlo.engines.scaled import Scaled

VALUES = np.random.default_rng(0).standard_normal((5, 2, 7))


def test_a_signal_that_needs_no_scale_is_left_alone():
    signal = Scaled(VALUES)
    assert signal.in_range() is signal
    assert signal.unscaled() is signal
    assert signal.unit == 1.0


@pytest.mark.filterwarnings("ignore:overflow")
def test_large_small_and_zero_signals_are_scaled_exactly():
    powers = np.array([0, 900, -900, 1020, -1020])
    values = VALUES * np.ldexp(1.0, powers)[:, np.newaxis, np.newaxis]
    values[3] = 0.0
    signal = Scaled(values).in_range()
    squares = np.vecdot(signal.values, signal.values)
    assert np.isfinite(squares).all()
    assert squares[[0, 1, 2, 4]].min() > 1e-3
    np.testing.assert_array_equal(signal.unscaled().values, values)


@pytest.mark.filterwarnings("ignore:overflow")
def test_quantities_are_those_of_the_whole_signal():
    signal = Scaled(VALUES, np.array([0, 3, -4, 7, 1]))
    whole = signal.unscaled()
    for name in ("y1", "y1^2", "y1^4", "y1^2^2", "log y1^2", "log y1[1]^4", "y1[0] y1[1]", "cos y1"):
        quantity = Quantity.parse(name, 1, 2, gradients=True)
        np.testing.assert_allclose(signal.measured(quantity), whole.measured(quantity), rtol=1e-12)
    far = Scaled(VALUES, np.full(5, 10_000))
    found = far.measured(Quantity.parse("log y1^2", 1, 2))
    np.testing.assert_allclose(
        found, np.log(np.mean(VALUES[:, 0] ** 2, axis=1)) + 20_000 * np.log(2), rtol=1e-12
    )
    assert np.isinf(far.measured(Quantity.parse("y1^2", 1, 2))).all()


def test_beside_numbers_of_order_one_small_signals_get_no_scale():
    signal = Scaled(VALUES, np.array([0, 3, -4, -2000, 1])).in_range(at_least_one=True)
    assert (signal.exponents >= 0).all()
    assert not signal.values[3].any()
    tiny = Scaled(VALUES * 2.0**-900).in_range(at_least_one=True)
    assert not np.any(tiny.exponents)
    np.testing.assert_array_equal(signal.unit, [1.0, 0.125, 1.0, 1.0, 0.5])
