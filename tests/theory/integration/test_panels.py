import numpy as np
import pytest

from theory.integration.panels import REACH, Laws, initial

NONE = np.empty(0)


def _laws(u, mean=0.0, parity=0):
    u, mean = np.broadcast_arrays(np.atleast_1d(u).astype(float), np.atleast_1d(mean).astype(float))
    return Laws(u, mean, parity)


@pytest.mark.parametrize("kinks", [NONE, np.array([0.0]), np.array([-1.5, 0.3, 1e6])])
def test_panels_cover_the_line_for_each_law(kinks):
    panels = initial(kinks, NONE, _laws([0.01, 1.0, 500.0], [0.0, -2.0, 7.0]))
    for owner in range(3):
        own = panels[panels.owner == owner]
        assert (own.low[0], own.high[-1]) == (-REACH, REACH)
        np.testing.assert_array_equal(own.low[1:], own.high[:-1])


def test_an_even_or_odd_function_needs_half_of_the_line_at_mean_0():
    panels = initial(NONE, NONE, _laws([1.0, 1.0], [0.0, 1.0], parity=1))
    assert panels.low[panels.owner == 0].min() == 0
    assert panels.low[panels.owner == 1].min() == -REACH


def test_panels_end_at_kinks_and_know_their_piece():
    panels = initial(np.array([-1.0, 2.0]), NONE, _laws(2.0, 1.0))
    assert {-1.0, 0.5} <= set(panels.low)  # z = (kink - mean)/u
    middle = 1 + 2 * (panels.low + panels.high) / 2
    np.testing.assert_array_equal(panels.piece, (middle > -1).astype(int) + (middle > 2))


def test_at_deviation_0_a_kink_at_the_mean_splits_the_line():
    panels = initial(np.array([1.0]), NONE, _laws([0.0, 0.0], [1.0, 2.0]))
    assert set(panels.piece[panels.owner == 0]) == {0, 1}
    assert set(panels.piece[panels.owner == 1]) == {1}


def test_halves_are_halves():
    panels = initial(NONE, NONE, _laws(1.0))
    halves = panels.halves()
    assert len(halves.owner) == 2 * len(panels.owner)
    assert (halves.high - halves.low).sum() == pytest.approx((panels.high - panels.low).sum())
