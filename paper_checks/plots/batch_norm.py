"""A unit over its batch, before and after batch normalisation: its mean and its variance by the size of the batch."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import numpy as np

from montecarlo import NormalizedBatch
from paper_checks.plots.plot import Band, Plot
from paper_checks.run import Run
from theory.notation import beta, gamma
from theory.results.batchnorm import normalized_mean, normalized_variance

if TYPE_CHECKING:
    from matplotlib.figure import Figure

__all__ = ["PLOT"]

_SIZES = (2, 3, 5, 10, 30, 100)
_INPUTS, _LAYERS = 32, 2000
_SCALE, _SHIFT, _BIAS = 1.5, 0.5, 3.0
_TITLES = {"mean": "mean of a unit over its batch", "variance": "variance of a unit over its batch"}


def _experiment(size: int) -> NormalizedBatch:
    """Return a layer of one unit, so that its scatter over layers is that of a unit."""
    return NormalizedBatch(_INPUTS, 1, size, _SCALE, _SHIFT, bias_mean=_BIAS)


def _gather(run: Run) -> dict[str, Any]:
    """Return the mean over layers and the scatter of both statistics, and what theory says of them."""
    stated = {"mean": normalized_mean().rhs, "variance": normalized_variance().rhs}
    return {
        "batch": list(_SIZES),
        "layers": _LAYERS,
        "scale": _SCALE,
        "shift": _SHIFT,
        "bias": _BIAS,
        **{
            name: {
                # Before: the bias, and the variance 1 without the degree of freedom that goes to the mean.
                "expected before": [_BIAS if name == "mean" else 1 - 1 / size for size in _SIZES],
                "expected after": float(stated[name].subs({gamma: _SCALE, beta: _SHIFT})),
                "before": [_scatter(run, size, f"{name} before") for size in _SIZES],
                "after": [_scatter(run, size, name) for size in _SIZES],
            }
            for name in _TITLES
        },
    }


def _scatter(run: Run, size: int, field: str) -> dict[str, float]:
    sample = run.moments[_experiment(size)]
    (column,) = sample.columns((field,))
    return {
        "mean": float(sample.mean[column]),
        "deviation": float(np.sqrt(sample.covariance[column, column])),
    }


def _draw(data: Mapping[str, Any]) -> Figure:
    """Draw a panel for each statistic."""
    from matplotlib.figure import Figure

    figure = Figure(figsize=(9, 4), layout="constrained")
    for axes, (name, title) in zip(figure.subplots(1, 2), _TITLES.items(), strict=True):
        column = data[name]
        axes.plot(data["batch"], column["expected before"], color="C1", gid="expected before", lw=1)
        axes.axhline(column["expected after"], color="C0", gid="expected after", lw=1)
        for when, colour, marker in (("before", "C1", "o"), ("after", "C0", "D")):
            entries = column[when]
            axes.errorbar(
                data["batch"], [entry["mean"] for entry in entries], [entry["deviation"] for entry in entries],
                ls="", fmt=marker, ms=4, capsize=3, color=colour, gid=when,
                label=f"{when}: mean ± standard deviation of {data['layers']:,} layers",
            )  # fmt: skip
        axes.set(xscale="log", title=title, xlabel="batch size", ylim=(0, None))
        axes.set_xticks(data["batch"], labels=data["batch"])
        axes.set_xticks([], minor=True)
    handles, labels = figure.axes[0].get_legend_handles_labels()
    figure.legend(handles, labels, loc="outside upper center", ncols=2, frameon=False)
    return figure


def _bands() -> tuple[Band, ...]:
    return tuple((_experiment(size), _LAYERS) for size in _SIZES)


PLOT = Plot(name="batch_norm", gather=_gather, draw=_draw, bands=_bands)
