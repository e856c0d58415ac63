import numpy as np
import pytest
from matplotlib.figure import Figure

from paper_checks.plots.drawing import draw_intervals, plain_numbers

ENTRIES = [
    {"estimate": 1.0, "low": 0.5, "high": 3.0},  # not symmetric
    {"estimate": -2.0, "low": -2.0, "high": -1.0},
]


def test_an_entry_is_a_dot_with_a_bar_from_low_to_high() -> None:
    axes = Figure().subplots()
    draw_intervals(axes, [1, 4], ENTRIES, "simulated", fmt="o")
    (bars,) = axes.containers
    assert bars.lines[0].get_gid() == "simulated"
    np.testing.assert_array_equal(bars.lines[0].get_xdata(), [1, 4])
    np.testing.assert_array_equal(bars.lines[0].get_ydata(), [1.0, -2.0])
    (segments,) = (collection.get_segments() for collection in bars.lines[2])
    np.testing.assert_allclose([s[:, 1] for s in segments], [[0.5, 3.0], [-2.0, -1.0]])
    np.testing.assert_allclose([s[:, 0] for s in segments], [[1, 1], [4, 4]])
    assert bars.lines[0].get_linestyle() == "None"


@pytest.mark.parametrize(("low", "high", "labels"), [(0.15, 7.0, {"0.2", "0.5", "1", "2", "5"})])
def test_a_logarithmic_axis_has_plain_numbers(low: float, high: float, labels: set[str]) -> None:
    axes = Figure().subplots()
    axes.set_yscale("log")
    axes.set_ylim(low, high)
    plain_numbers(axes.yaxis)
    ticks = [tick for tick in axes.yaxis.get_majorticklocs() if low <= tick <= high]
    shown = axes.yaxis.get_major_formatter().format_ticks(ticks)
    assert set(shown) == labels
    assert not len(axes.yaxis.get_minorticklocs())
