"""Kumar 2017, figure 3: top-5 accuracy of ten sigmoid layers in training, and the gradients that they start with."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from montecarlo import Outcome
from paper_checks.plots.plot import Plot
from paper_checks.plots.training import BAND, band, draw_band, outcomes, say_what_is_absent
from paper_checks.run import Run
from theory.mean_field.fixed_point import fixed_points

if TYPE_CHECKING:
    from matplotlib.figure import Figure

__all__ = ["PLOT"]

# Of each claim: N v² of its weights behind the first layer, after the cut of the script's.
_CLAIMS = {
    "kumar2017.fig3.recommended": ("(19), N v² = 12.96", 12.96),
    "kumar2017.fig3.exact": ("exact, N v² = 3.41 behind layer 1", 3.40856),
    "kumar2017.fig3.released-code": ("the script, N v² = 3.6 and cut", 3.6 * 0.7737413),
    "kumar2017.fig3": ("Xavier, N v² = 1", 1.0),
}
_ITERATIONS = 10  # the paper's


def _gather(run: Run) -> dict[str, Any]:
    curves = {}
    for claim, (label, weight_variance) in _CLAIMS.items():
        for outcome in outcomes(run, claim).values():
            curves[label] = _curve(outcome, weight_variance)
    return {"iterations": _ITERATIONS, "curves": curves}


def _curve(outcome: Outcome, weight_variance: float) -> dict[str, Any]:
    """Return the accuracies by epoch, the gradients at the start by layer, and their prediction.

    The signals of all layers below the last one are alike, so that a layer's gradient is that of the layer above
    times the root of chi.  The prediction starts from the measured one of the last layer but one.
    """
    assert outcome.gradient_norm is not None
    (point,) = fixed_points("sigmoid", weight_variance)
    gradient = band(outcome.gradient_norm[:, 0])
    layers = len(gradient["median"])
    start = gradient["median"][-2] or 0.0
    return {
        "n": len(outcome.seeds),
        "training top-5": band(outcome.training_top5),
        "validation top-5": band(outcome.validation_top5),
        "gradient": gradient,
        "chi": float(point.chi),
        "depth scale": float(point.depth_scale),
        "predicted gradient": [
            start * float(point.chi) ** ((layers - 1 - layer) / 2) for layer in range(1, layers)
        ],
    }


def _draw(data: Mapping[str, Any]) -> Figure:
    """Draw the accuracies on the left, and the gradients before the first step on the right."""
    from matplotlib.figure import Figure

    figure = Figure(figsize=(10, 4.5), layout="constrained")
    accuracy, gradient = figure.subplots(1, 2)
    for number, (label, curve) in enumerate(data["curves"].items()):
        colour, epochs = f"C{number}", range(len(curve["validation top-5"]["median"]))
        draw_band(accuracy, epochs, curve["validation top-5"], label, color=colour)
        accuracy.plot(
            epochs, curve["training top-5"]["median"], ":", color=colour, gid=f"{label}: on the training data"
        )
        layers = range(1, len(curve["gradient"]["median"]) + 1)
        draw_band(gradient, layers, curve["gradient"], label, color=colour)
        predicted = curve["predicted gradient"]
        gradient.plot(
            layers[: len(predicted)], predicted, "k--", lw=1, gid=f"{label}: predicted",
            label="predicted, √χ a layer" if number == 0 else None,
        )  # fmt: skip
    for axes in (accuracy, gradient):
        say_what_is_absent(axes, data["curves"])
    accuracy.axhline(0.5, color="0.6", lw=0.8, gid="chance")
    accuracy.axvline(data["iterations"], color="0.6", lw=0.8, gid="iterations of the paper")
    accuracy.set(
        xlabel="iteration over all examples",
        ylabel="top-5 accuracy (dotted: on the training data)",
        ylim=(0, 1.02),
    )
    gradient.set(xlabel="layer", ylabel="norm of the gradient before the first step", yscale="log")
    accuracy.set_title("ten sigmoid layers on the digits; chance is 0.5", fontsize=9)
    if data["curves"]:
        gradient.legend(frameon=False)
    figure.supxlabel(BAND, fontsize=8)
    return figure


PLOT = Plot(name="fig3", claims=tuple(_CLAIMS), gather=_gather, draw=_draw)
