"""Krizhevsky et al. 2012, figure 1, which the lecture shows: training error with ReLU and with tanh."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import numpy as np

from paper_checks.evidence.trainable_region import gradient_logs
from paper_checks.ledger.ledger import LEDGER
from paper_checks.plots.plot import Plot
from paper_checks.plots.training import BAND, band, draw_band, outcomes, say_what_is_absent
from paper_checks.run import Run

if TYPE_CHECKING:
    from matplotlib.figure import Figure

__all__ = ["PLOT"]

_CLAIM, _SIX_TIMES = "mlpslides.relu-vs-tanh", "mlpslides.relu-vs-tanh.six-times"
_LAYERS = 4
_WEIGHT_VARIANCE = {"ReLU": 2.0, "tanh": 1.0}
_RATIO = "steps with tanh over steps with ReLU"


def _gather(run: Run) -> dict[str, Any]:
    found = outcomes(run, _CLAIM)
    data: dict[str, Any] = {"level": 0.25, "curves": {}, "ratios": []}
    for name, outcome in found.items():
        assert outcome.training_accuracy is not None
        data["curves"][name] = {
            "n": len(outcome.seeds),
            "training error": band(1.0 - outcome.training_accuracy),
            # Of a gradient's variance, in layers 4 to 1, before training.
            "predicted to be left": np.exp(
                gradient_logs(name.lower(), [_WEIGHT_VARIANCE[name]], _LAYERS)[0]
            ).tolist(),
        }
    trial = LEDGER[_CLAIM].trial
    assert trial is not None
    if len(found) == len(trial.trainings):
        ratios = np.sort(trial.quantities[_RATIO](*found.values()))
        data["ratios"] = [float(ratio) for ratio in ratios if np.isfinite(ratio)]
    return data


def _draw(data: Mapping[str, Any]) -> Figure:
    """Draw the training error by step on the left, and the ratio of each seed on the right."""
    from matplotlib.figure import Figure

    figure = Figure(figsize=(10, 4.5), layout="constrained")
    error, ratio = figure.subplots(1, 2)
    for name, curve in data["curves"].items():
        draw_band(error, range(len(curve["training error"]["median"])), curve["training error"], name)
    for axes in (error, ratio):
        say_what_is_absent(axes, data["curves"])
    error.axhline(data["level"], color="0.6", lw=0.8, gid="level")
    error.set(xlabel="step of gradient descent over all examples", ylabel="training error", ylim=(0, 1))
    error.set_title("four layers on the digits, each at its fastest rate", fontsize=9)
    if data["curves"]:
        left = ", ".join(
            f"{name} {curve['predicted to be left'][-1]:.2g}" for name, curve in data["curves"].items()
        )
        title = f"the layers are predicted to leave of a gradient's variance:\n{left}"
        error.legend(frameon=False, title=title, title_fontsize=8)
    ratio.plot(range(1, len(data["ratios"]) + 1), data["ratios"], "k.", gid="ratios", label="measured")
    for value, label in ((1.0, "as fast"), (6.0, "six times")):
        ratio.axhline(value, color="0.6", lw=0.8, ls="--" if value > 1 else "-", gid=label)
        ratio.annotate(label, (1, value), xytext=(0, 2), textcoords="offset points", color="0.4")
    ratio.set(xlabel="seeds in order of their ratio", ylabel=f"{_RATIO}\nto 25 % training error", ylim=(0, 7))
    figure.supxlabel(BAND, fontsize=8)
    return figure


PLOT = Plot(name="relu_vs_tanh", claims=(_CLAIM, _SIX_TIMES), gather=_gather, draw=_draw)
