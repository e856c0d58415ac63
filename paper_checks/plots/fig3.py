"""Kumar 2017, figure 3: top-5 accuracy of ten sigmoid layers in training, and the gradients that they start with.

It is drawn twice: for a dense network, and for the paper's own, that of figure 2.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import TYPE_CHECKING, Any

from montecarlo import Outcome, Trained, Training
from paper_checks.evidence.predicted_training import weight_variances
from paper_checks.evidence.training import trainings_of
from paper_checks.ledger.ledger import LEDGER
from paper_checks.plots.plot import Plot
from paper_checks.plots.training import BAND, band, draw_band, outcomes, say_what_is_absent
from paper_checks.run import Run
from theory.mean_field.fixed_point import fixed_points

if TYPE_CHECKING:
    from matplotlib.figure import Figure

__all__ = ["PLOTS_OF_FIG3"]

_DENSE, _CONVOLUTIONAL = "kumar2017.fig3", "kumar2017.fig3.convolutional"
# Of each claim's id, what follows these.
_WEIGHTS = {
    ".recommended": "(19), N v² = 12.96",
    ".exact": "exact, N v² = 3.41 behind layer 1",
    ".released-code": "the script, N v² = 3.6 and cut",
    "": "Xavier, N v² = 1",
}
_ITERATIONS = 10  # the paper's, after which the dense network is judged; the other one at the end


def _claims(network: str) -> dict[str, str]:
    """Return the claims on a network, with the name of their weights."""
    return {network + suffix: weights for suffix, weights in _WEIGHTS.items() if network + suffix in LEDGER}


def _gather(run: Run, network: str) -> dict[str, Any]:
    curves = {}
    for claim, label in _claims(network).items():
        for outcome in outcomes(run, claim).values():
            curves[label] = _curve(outcome)
            trained = _training(claim).network
            if isinstance(trained, Trained):
                curves[label] |= _prediction(curves[label]["gradient"]["median"], trained)
    return {"iterations": _ITERATIONS, "curves": curves} if network == _DENSE else {"curves": curves}


def _curve(outcome: Outcome) -> dict[str, Any]:
    """Return the accuracies by epoch, and the gradients at the start by layer."""
    assert outcome.gradient_norm is not None
    return {
        "n": len(outcome.seeds),
        "training top-5": band(outcome.training_top5),
        "validation top-5": band(outcome.validation_top5),
        "gradient": band(outcome.gradient_norm[:, 0]),
    }


def _prediction(gradient: list[float | None], network: Trained) -> dict[str, Any]:
    """Return what the theory says of the gradients at the start of a dense network.

    The signals of all layers below the last one are alike, so that a layer's gradient is that of the layer above
    times the root of chi.  The prediction starts from the measured one of the last layer but one.
    """
    (point,) = fixed_points(network.activation, weight_variances(network)[-1])
    layers = len(gradient)
    start = gradient[-2] or 0.0
    return {
        "chi": float(point.chi),
        "depth scale": float(point.depth_scale),
        "predicted gradient": [
            start * float(point.chi) ** ((layers - 1 - layer) / 2) for layer in range(1, layers)
        ],
    }


def _measured(network: str) -> str:
    """Return on which training examples the accuracy is measured, in words."""
    probe = _training(network).probe
    return "the training data" if probe is None else f"{probe} training examples"


def _training(claim: str) -> Training:
    """Return the one experiment of a claim."""
    trial = LEDGER[claim].trial
    assert trial is not None
    (training,) = trainings_of(trial).values()
    assert isinstance(training, Training)
    return training


def _draw(data: Mapping[str, Any], network: str, title: str) -> Figure:
    """Draw the accuracies on the left, and the gradients before the first step on the right."""
    from matplotlib.figure import Figure
    from matplotlib.ticker import MaxNLocator

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
        predicted = curve.get("predicted gradient", [])
        gradient.plot(
            layers[: len(predicted)], predicted, "k--", lw=1, gid=f"{label}: predicted",
            label="predicted, √χ a layer" if predicted and number == 0 else None,
        )  # fmt: skip
    for axes in (accuracy, gradient):
        say_what_is_absent(axes, data["curves"])
    accuracy.axhline(0.5, color="0.6", lw=0.8, gid="chance")
    if "iterations" in data:
        accuracy.axvline(data["iterations"], color="0.6", lw=0.8, gid="iterations of the paper")
    accuracy.set(
        xlabel="iteration over all examples",
        ylabel=f"top-5 accuracy (dotted: on {_measured(network)})",
        ylim=(0, 1.02),
    )
    gradient.set(xlabel="layer", ylabel="norm of the gradient before the first step", yscale="log")
    accuracy.xaxis.set_major_locator(MaxNLocator(integer=True))
    accuracy.set_title(f"{title} on the digits; chance is 0.5", fontsize=9)
    if data["curves"]:
        gradient.legend(frameon=False)
    figure.supxlabel(BAND, fontsize=8)
    return figure


PLOTS_OF_FIG3 = tuple(
    Plot(
        name=name,
        claims=tuple(_claims(network)),
        gather=partial(_gather, network=network),
        draw=partial(_draw, network=network, title=title),
    )
    for name, network, title in (
        ("fig3", _DENSE, "ten sigmoid layers"),
        ("fig3_convolutional", _CONVOLUTIONAL, "nine sigmoid convolutions and a dense layer"),
    )
)
