"""He et al. 2015, figures 2 and 3, which the lecture shows: 22 and 30 ReLU layers in training, and their gradients."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import TYPE_CHECKING, Any

import numpy as np

from montecarlo import Outcome
from paper_checks.evidence.trainable_region import settled
from paper_checks.known_numbers import known_number
from paper_checks.plots.plot import Plot
from paper_checks.plots.training import BAND, band, draw_band, outcomes, say_what_is_absent
from paper_checks.run import Run

if TYPE_CHECKING:
    from matplotlib.figure import Figure

__all__ = ["PLOTS_OF_HE"]

_ALIKE = "Xavier's outputs are alike at first, so that\nthe slopes of the loss cancel in the mean, too"
_WEIGHT_VARIANCE = {"He": 2.0, "Xavier": 1.0}


def _gather(run: Run, layers: int) -> dict[str, Any]:
    found = outcomes(run, f"mlpslides.he-{layers}")
    curves = {name: _curve(outcome, _WEIGHT_VARIANCE[name]) for name, outcome in found.items()}
    known = [median for median in curves["He"]["gradient"]["median"] if median] if "He" in curves else []
    if known:
        middle = float(np.median(known))
        for curve in curves.values():
            # A ReLU layer multiplies the squares of the signal and of the gradient by chi, which is 1 for He.  The
            # loss itself adds to that: where all outputs are alike, its slopes cancel in the mean over the examples.
            curve["predicted gradient"] = middle * curve["chi"] ** ((layers - 1) / 2)
    return {"layers": layers, "curves": curves}


def _curve(outcome: Outcome, weight_variance: float) -> dict[str, Any]:
    at = settled("relu", weight_variance)
    assert outcome.gradient_norm is not None
    assert outcome.validation_accuracy is not None
    return {
        "n": len(outcome.seeds),
        # Of pre-activations, before training.
        "settles at": at.q,
        "chi": at.chi,
        "depth scale": known_number(at.depth_scale),
        "validation error": band(1.0 - outcome.validation_accuracy),
        "loss": band(outcome.loss),
        "gradient": band(outcome.gradient_norm[:, 0]),
        "gradient at the end": band(outcome.gradient_norm[:, -1]),
    }


def _draw(data: Mapping[str, Any]) -> Figure:
    """Draw the error and the loss by epoch, and the gradients by layer before the first step and after the last."""
    from matplotlib.figure import Figure
    from matplotlib.ticker import MaxNLocator

    figure = Figure(figsize=(12, 4.5), layout="constrained")
    error, loss, gradient = figure.subplots(1, 3)
    for name, colour in (("He", "C3"), ("Xavier", "C0")):
        if name not in data["curves"]:
            continue
        curve = data["curves"][name]
        label = f"{name}, N v² = {_WEIGHT_VARIANCE[name]:g}"
        epochs = range(len(curve["loss"]["median"]))
        draw_band(error, epochs, curve["validation error"], label, color=colour)
        draw_band(loss, epochs, curve["loss"], label, color=colour)
        layers = range(1, len(curve["gradient"]["median"]) + 1)
        draw_band(gradient, layers, curve["gradient"], label, color=colour)
        gradient.plot(
            layers, curve["gradient at the end"]["median"], ":", color=colour, gid=f"{label}: at the end"
        )
        if "predicted gradient" in curve:
            gradient.axhline(
                curve["predicted gradient"], color="k", ls="--", lw=1, gid=f"{label}: predicted",
                label="predicted: He's median, times what layers leave" if name == "Xavier" else None,
            )  # fmt: skip
    for axes in (error, loss, gradient):
        say_what_is_absent(axes, data["curves"])
        axes.xaxis.set_major_locator(MaxNLocator(integer=True))
    error.axhline(0.9, color="0.6", lw=0.8, gid="chance")
    error.set(xlabel="epoch", ylabel="error on the validation data", ylim=(0, 1))
    error.set_title(f"{data['layers']} ReLU layers on the digits; chance is 0.9", fontsize=9)
    loss.set(xlabel="epoch", ylabel="loss on the training data", yscale="log")
    gradient.set(
        xlabel="layer",
        ylabel="norm of the gradient, before the first step\n(dotted: after the last)",
        yscale="log",
    )
    if "Xavier" in data["curves"]:
        gradient.set_title(_ALIKE, fontsize=9)
    if data["curves"]:
        error.legend(frameon=False, loc="center right")
        predicted = [line for line in gradient.lines if line.get_label().startswith("predicted")]
        gradient.legend(handles=predicted, frameon=False, fontsize=8, loc="center")
    figure.supxlabel(BAND, fontsize=8)
    return figure


PLOTS_OF_HE = (
    Plot(
        name="he22",
        claims=("mlpslides.he-22", "mlpslides.he-22.earlier"),
        gather=partial(_gather, layers=22),
        draw=_draw,
    ),
    Plot(
        name="he30",
        claims=("mlpslides.he-30", "mlpslides.he-30.gradients"),
        gather=partial(_gather, layers=30),
        draw=_draw,
    ),
)
