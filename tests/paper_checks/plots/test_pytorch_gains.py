"""What PyTorch's gains do by depth: lines are the limit, bars the simulations."""

from collections.abc import Mapping

import numpy as np
import pytest

from paper_checks import Run
from paper_checks.evidence.passes import Passes
from paper_checks.plots import PLOTS


@pytest.fixture(scope="module")
def run(passes: Passes, seed: int) -> Run:
    for experiment, replicates in PLOTS["pytorch_gains"].bands():
        passes.fixed(experiment, replicates, "pytorch_gains")
    return Run(seed, (), {}, passes.moments, {})


def _lines(axes, gid: str) -> list[np.ndarray]:
    return [np.asarray(line.get_ydata(), float) for line in axes.lines if line.get_gid() == gid]


def test_simulated_signal_and_gradient_follow_the_theory(run: Run) -> None:
    data: Mapping = PLOTS["pytorch_gains"].data(run)
    assert [(case["activation"], case["scheme"]) for case in data["cases"]] == [
        ("tanh", "PyTorch"), ("tanh", "forward"), ("selu", "PyTorch"), ("selu", "forward"),
    ]  # fmt: skip
    for case in data["cases"]:
        for part in ("signal", "gradient"):
            # The limit is N -> oo: at depth 20 the distance to it stays below 15 %, and falls with the width.
            for simulated, bound in zip(case["simulated"], (0.15, 0.08), strict=True):
                measured = [entry["estimate"] for entry in simulated[part]]
                np.testing.assert_allclose(measured, case["limit"][part], rtol=bound)
    # Every layer but the last adds to a gradient that only tanh's PyTorch gain makes explode fastest.
    first = {(case["activation"], case["scheme"]): case["limit"]["gradient"][0] for case in data["cases"]}
    assert first["tanh", "PyTorch"] > first["tanh", "forward"] > 1
    assert first["selu", "PyTorch"] < 1 < first["selu", "forward"]


def test_lines_are_the_limit_and_bars_the_simulations_that_the_legend_names(run: Run) -> None:
    data = PLOTS["pytorch_gains"].data(run)
    figure = PLOTS["pytorch_gains"].draw(data)
    axes = figure.axes[0]
    np.testing.assert_array_equal(_lines(axes, "PyTorch")[0], data["cases"][0]["limit"]["signal"])
    assert len(axes.containers) == 4  # two gains at two widths
    for number, bars in enumerate(axes.containers[:2]):
        (segments,) = (collection.get_segments() for collection in bars.lines[2])
        entries = data["cases"][0]["simulated"][number]["signal"]
        np.testing.assert_allclose(
            [segment[:, 1] for segment in segments], [[entry["low"], entry["high"]] for entry in entries]
        )
    assert all(panel.get_ylabel() for panel in (figure.axes[0], figure.axes[2]))
    words = [text.get_text() for text in figure.legends[0].get_texts()]
    assert words[0] == "theory, N → ∞"
    assert [
        f"width {network['width']}" in text for network, text in zip(data["networks"], words[1:], strict=True)
    ]
