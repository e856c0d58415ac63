"""The phase diagram: its line is where chi is 1, and its colours say on which side."""

import numpy as np

from paper_checks import Run
from paper_checks.plots import PLOTS


def _lines(axes, gid: str) -> list[np.ndarray]:
    return [np.asarray(line.get_ydata(), float) for line in axes.lines if line.get_gid() == gid]


def test_the_edge_of_chaos_is_where_chi_is_one(run: Run) -> None:
    data = PLOTS["phase_diagram"].data(run)
    chi = np.array(data["chi"])
    for row, bias in enumerate(data["bias_variance"]):
        critical = np.interp(bias, data["edge"]["bias_variance"], data["edge"]["weight_variance"])
        beyond = np.array(data["weight_variance"]) - critical
        assert (chi[row][beyond > 0.05] > 1).all()
        assert (chi[row][beyond < -0.05] < 1).all()
    figure = PLOTS["phase_diagram"].draw(data)
    np.testing.assert_array_equal(_lines(figure.axes[0], "edge-of-chaos")[0], data["edge"]["bias_variance"])


def test_the_colour_bar_is_even_and_names_the_edge(run: Run) -> None:
    data = PLOTS["phase_diagram"].data(run)
    figure = PLOTS["phase_diagram"].draw(data)
    ticks = figure.axes[1].get_yticks()
    assert 1.0 in ticks
    np.testing.assert_allclose(np.diff(ticks), 0.2)
    (contours,) = figure.axes[0].collections
    np.testing.assert_allclose(np.diff(contours.levels), 0.1)
    assert contours.levels[0] <= np.min(data["chi"])
    assert np.max(data["chi"]) <= contours.levels[-1]  # nothing is left white
    assert contours.norm(1.0) == 0.5
