"""Which depths train at which weight variance, and where the theory draws the line: the picture of Schoenholz et al."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from paper_checks.evidence.trainable_region import MEND, MOST, judged, limit_of_depth, predictions, settled
from paper_checks.experiments.trainable_region import (
    DEPTHS,
    EPOCHS,
    SEEDS,
    TRAINED,
    WEIGHT_VARIANCES,
    Cell,
)
from paper_checks.known_numbers import known_number
from paper_checks.plots.drawing import plain_numbers
from paper_checks.plots.plot import Plot
from paper_checks.run import Run

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.cm import ScalarMappable
    from matplotlib.figure import Figure

__all__ = ["PLOT"]

_POINTS = 41  # of the line
_DEEPEST = 65
_CHANCE = 0.1


def _gather(run: Run) -> dict[str, Any]:
    found, predicted = {one.cell: one for one in judged(run.record)}, predictions()
    panels = {}
    for activation, variances in WEIGHT_VARIANCES.items():
        rows = [[Cell(activation, depth, variance) for variance in variances] for depth in DEPTHS]
        fine = np.geomspace(variances[0], variances[-1], _POINTS)
        at = [settled(activation, variance) for variance in variances]
        panels[activation] = {
            "weight_variance": list(variances),
            # Where signals settle before training: none where they grow without bound.
            "settles at": [known_number(point.q) for point in at],
            "chi": [known_number(point.chi) for point in at],
            "depth scale": [known_number(point.depth_scale) for point in at],
            "predicted": [[predicted[cell] for cell in row] for row in rows],
            "accuracy": [[found[cell].accuracy if cell in found else None for cell in row] for row in rows],
            "right": [[found[cell].right if cell in found else None for cell in row] for row in rows],
            "line": {
                "weight_variance": fine.tolist(),
                "depth": limit_of_depth(activation, fine, _DEEPEST),
            },
        }
    return {"n": SEEDS, "epochs": EPOCHS, "level": TRAINED, "depths": list(DEPTHS), "panels": panels}


def _draw(data: Mapping[str, Any]) -> Figure:
    """Draw a panel for each activation: accuracies as colours, the predicted line, and crosses where it is wrong."""
    from matplotlib.figure import Figure

    figure = Figure(figsize=(10, 7.5), layout="constrained")
    for axes, (activation, panel) in zip(figure.subplots(2, 2).flat, data["panels"].items(), strict=True):
        colours = _draw_panel(axes, data, panel)
        axes.set_title(f"{activation}: {_score(panel)}", fontsize=9)
    figure.colorbar(
        colours, ax=figure.axes, label=f"training accuracy, the best of {data['epochs']} epochs", shrink=0.7
    )
    figure.legend(*figure.axes[0].get_legend_handles_labels(), loc="outside upper center", ncols=2)
    figure.supxlabel(
        f"median of {data['n']} networks of 64 units a layer on the digits; one trains if it reaches "
        f"{data['level']:g}",
        fontsize=8,
    )
    return figure


def _score(panel: Mapping[str, Any]) -> str:
    right = [cell for row in panel["right"] for cell in row if cell is not None]
    return f"{sum(right)} of {len(right)} predictions right" if right else "not trained"


def _draw_panel(axes: Axes, data: Mapping[str, Any], panel: Mapping[str, Any]) -> ScalarMappable:
    variances, depths = panel["weight_variance"], data["depths"]
    accuracy = np.array(panel["accuracy"], dtype=float)
    colours = axes.pcolormesh(
        _edges(variances), _edges(depths), accuracy, vmin=_CHANCE, vmax=1.0, cmap="inferno", gid="accuracy"
    )
    wrong = [
        (variance, depth)
        for depth, row in zip(depths, panel["right"], strict=True)
        for variance, right in zip(variances, row, strict=True)
        if right is False
    ]
    axes.plot(
        [variance for variance, _ in wrong], [depth for _, depth in wrong], "x", color="C0", gid="wrong",
        label="predicted wrongly",
    )  # fmt: skip
    line = panel["line"]
    axes.plot(
        line["weight_variance"], np.array(line["depth"], dtype=float), color="C2", lw=2, gid="line",
        label=f"{MOST:g} depth scales",
    )  # fmt: skip
    if np.isnan(accuracy).all():
        axes.text(
            0.5, 0.5, f"not trained: {MEND}", ha="center", fontsize=7,
            transform=axes.transAxes,
        )  # fmt: skip
    axes.set(
        xscale="log", yscale="log", xlabel="N v²", ylabel="layers",
        xlim=_edges(variances)[[0, -1]], ylim=_edges(depths)[[0, -1]],
    )  # fmt: skip
    for axis in (axes.xaxis, axes.yaxis):
        plain_numbers(axis)
    return colours


def _edges(places: Sequence[float]) -> npt.NDArray[np.float64]:
    """Return the ends of cells around places, half way between them on a logarithmic axis."""
    logs = np.log(places)
    middle = (logs[:-1] + logs[1:]) / 2
    first, last = 2 * logs[0] - middle[0], 2 * logs[-1] - middle[-1]
    return np.asarray(np.exp(np.concatenate([[first], middle, [last]])))


PLOT = Plot(name="trainable_region", gather=_gather, draw=_draw, trained=True)
