"""The figure of the gains: plotted data = side-car, side-car = theory."""

import pytest

from paper_checks import Run
from paper_checks.plots import PLOTS
from theory.activation.lookup import names
from theory.mean_field.gains import gain


def test_gains_of_every_activation(run: Run) -> None:
    data = PLOTS["gains"].data(run)
    assert sorted(entry["activation"] for entry in data["gains"]) == sorted(names())
    figure = PLOTS["gains"].draw(data)
    (axes,) = figure.axes
    (forward,) = (line for line in axes.lines if line.get_gid() == "forward")
    for row, label in enumerate(tick.get_text() for tick in axes.get_yticklabels()):
        assert forward.get_xdata()[row] == pytest.approx(float(gain(label.partition(" ")[0])), rel=1e-6)


def test_a_row_names_its_parameters_and_why_it_has_no_diamond(run: Run) -> None:
    data = PLOTS["gains"].data(run)
    (axes,) = PLOTS["gains"].draw(data).axes
    labels = [tick.get_text() for tick in axes.get_yticklabels()]
    assert {"leaky_relu (negative_slope = 0.01)", "hermite (degree = 3)", "relu"} <= set(labels)
    reasons = {text.xy[1]: text.get_text() for text in axes.texts}
    for row, entry in enumerate(data["gains"]):
        assert (row in reasons) == (entry["backward"] is None)
    assert {data["gains"][row]["activation"] for row in reasons} == {"heaviside", "sign", "hardshrink"}
    assert all("jumps" in reason for reason in reasons.values())
