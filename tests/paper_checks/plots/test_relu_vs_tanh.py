"""ReLU against tanh: what is drawn is the side-car."""

import numpy as np
import pytest

from paper_checks import Run, verify
from paper_checks.plots import PLOTS
from theory import chi, q_map


def test_what_is_drawn_is_the_side_car(trained: Run) -> None:
    data = PLOTS["relu_vs_tanh"].data(trained)
    error, ratio = PLOTS["relu_vs_tanh"].draw(data).axes
    for name in ("ReLU", "tanh"):
        (line,) = (line for line in error.lines if line.get_gid() == name)
        np.testing.assert_array_equal(line.get_ydata(), data["curves"][name]["training error"]["median"])
    (dots,) = (line for line in ratio.lines if line.get_gid() == "ratios")
    np.testing.assert_array_equal(dots.get_ydata(), data["ratios"])


def test_the_ratios_are_those_of_the_claim(trained: Run) -> None:
    ratios = PLOTS["relu_vs_tanh"].data(trained)["ratios"]
    quantity = verify("mlpslides.relu-vs-tanh", record=trained.record).tried.quantities[0]
    assert sorted(ratios) == ratios
    assert ratios[len(ratios) // 2] == pytest.approx(quantity.median, rel=1e-6)


def test_what_the_layers_leave_of_a_gradient_is_predicted(trained: Run) -> None:
    data = PLOTS["relu_vs_tanh"].data(trained)
    assert data["curves"]["ReLU"]["predicted to be left"] == pytest.approx([1.0] * 4)
    q, expected = 1.0, [1.0]
    for _ in range(3):
        expected.append(expected[-1] * float(chi("tanh", q, 1.0)))
        q = float(q_map("tanh", q, 1.0))
    assert data["curves"]["tanh"]["predicted to be left"] == pytest.approx(expected, rel=1e-6)
    legend = PLOTS["relu_vs_tanh"].draw(data).axes[0].get_legend()
    assert f"ReLU 1, tanh {expected[-1]:.2g}" in legend.get_title().get_text()
