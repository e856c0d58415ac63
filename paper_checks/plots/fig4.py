"""Kumar 2017, figure 4: mean and standard deviation of ReLU layers under the Xavier initialisation, by depth."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from montecarlo import Demo, Estimand, SampleMoments, deviation, mean
from montecarlo.statistics import inference
from paper_checks.evidence.passes import experiment_at
from paper_checks.ledger.ledger import LEDGER
from paper_checks.plots.plot import Plot
from paper_checks.run import Run
from theory.results.relu_depth import relu_mean_squared_limit, relu_variance_limit

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

__all__ = ["PLOT"]

_CLAIM, _MEANS = "kumar2017.fig4", "kumar2017.fig4.means"
_WIDTH = 500
_HIDDEN = range(1, 11)
_DEMO, _DEMOS = Demo(), 40

# Xavier + ReLU, mean and standard deviation of hidden layers 1-10: somebody else's re-run of the same demo.
_RERUN = {
    "source": "re-run of the CS231n demo with another seed, lecture blog u-stage/dl_basic",
    "mean": [0.39760, 0.29851, 0.21297, 0.16434, 0.10390, 0.07563, 0.05533, 0.04175, 0.02895, 0.01876],
    "std": [0.58348, 0.42625, 0.30635, 0.23351, 0.15980, 0.11001, 0.07977, 0.05965, 0.04146, 0.02879],
}


def data(run: Run) -> dict[str, Any]:
    """Return every number of the figure; hidden layer l is x_{l+1}."""
    claim = LEDGER[_CLAIM]
    point = next(point for point in claim.points if point["width"] == _WIDTH)
    deep, demo = run.moments[experiment_at(claim, point)], run.moments[_DEMO]
    mean_squared, variance = relu_mean_squared_limit(), relu_variance_limit()
    layers = [layer + 1 for layer in _HIDDEN]
    return {
        "claims": [_CLAIM, _MEANS, "kumar2017.eq29", "kumar2017.eq30"],
        "seed": run.seed,
        "layer": list(_HIDDEN),
        "width": _WIDTH,
        "predicted": {
            "mean": [math.sqrt(mean_squared(m=m)) for m in layers],
            "std": [math.sqrt(variance(m=m)) for m in layers],
        },
        # As printed, with the paper's m as the number of the hidden layer: the reading that fits it best.
        "printed": {
            "mean": [math.sqrt(0.16 * 0.51 ** (layer - 1)) for layer in _HIDDEN],
            "std": [math.sqrt(0.34 * 0.51 ** (layer - 1)) for layer in _HIDDEN],
        },
        "simulated": {
            "n": deep.count,
            "mean": [_interval(mean(f"x{m}"), deep) for m in layers],
            "std": [_interval(deviation(f"x{m}", f"x{m}^2"), deep) for m in layers],
        },
        "demo": {
            "n": demo.count,
            "inputs": _DEMO.samples,
            "mean": [_scatter(f"mean{layer}", demo) for layer in _HIDDEN],
            "std": [_scatter(f"std{layer}", demo) for layer in _HIDDEN],
        },
        "rerun": _RERUN,
    }


def _interval(estimand: Estimand, moments: SampleMoments) -> dict[str, float]:
    value, se = estimand.value(moments), estimand.standard_error(moments)
    interval = inference.interval(value, se, moments.count)
    return {"estimate": value, "se": se, "low": interval.low, "high": interval.high}


def _scatter(field: str, moments: SampleMoments) -> dict[str, float]:
    """Return the mean over demos, and two standard deviations of one demo around it."""
    (column,) = moments.columns((field,))
    centre, spread = float(moments.mean[column]), math.sqrt(moments.covariance[column, column])
    return {"centre": centre, "low": centre - 2 * spread, "high": centre + 2 * spread}


def draw(data: Mapping[str, Any]) -> Figure:
    """Draw the values, and below them their ratio to the prediction."""
    from matplotlib.figure import Figure

    figure = Figure(figsize=(9, 6.2), layout="constrained")
    axes = figure.subplots(2, 2, sharex=True, height_ratios=(3, 2))
    for column, (name, title) in enumerate((("mean", "mean"), ("std", "standard deviation"))):
        values, ratios = axes[0, column], axes[1, column]
        _layers(values, data, name, [1.0] * len(data["layer"]))
        _layers(ratios, data, name, data["predicted"][name])
        values.set(yscale="log", title=f"{title} of ReLU layers, v² = 1/N")
        values.set_ylabel(title)
        ratios.set(xlabel="hidden layer", ylabel="ratio to prediction", xticks=data["layer"])
    axes[0, 0].legend(fontsize=7.5, loc="lower left")
    return figure


def _layers(axes: Axes, data: Mapping[str, Any], name: str, unit: list[float]) -> None:
    layers = data["layer"]

    def scaled(series: list[float]) -> list[float]:
        return [value / scale for value, scale in zip(series, unit, strict=True)]

    def column(part: str, key: str) -> list[float]:
        return scaled([entry[key] for entry in data[part][name]])

    demo, simulated = data["demo"], data["simulated"]
    axes.fill_between(
        layers, column("demo", "low"), column("demo", "high"), color="0.85", gid="demo",
        label=f"one demo of {demo['inputs']} inputs: ± 2 sd over {demo['n']} demos",
    )  # fmt: skip
    corrected, printed = (_MEANS, "kumar2017.eq29") if name == "mean" else (_CLAIM, "kumar2017.eq30")
    axes.plot(
        layers,
        scaled(data["predicted"][name]),
        color="C0",
        gid=corrected,
        label="predicted, N → ∞ (corrected)",
    )
    axes.plot(
        layers, scaled(data["printed"][name]), color="C3", ls="--", gid=printed, label="(29)-(30) as printed"
    )
    estimate, low, high = (column("simulated", key) for key in ("estimate", "low", "high"))
    errors = [
        [value - bound for value, bound in zip(estimate, low, strict=True)],
        [bound - value for value, bound in zip(estimate, high, strict=True)],
    ]
    axes.errorbar(
        layers, estimate, yerr=errors, fmt="o", ms=3.5, color="C0", capsize=3, gid="simulated",
        label=f"simulated, {simulated['n']} networks of width {data['width']}",
    )  # fmt: skip
    axes.plot(
        layers, scaled(data["rerun"][name]), "x", color="0.25", gid="rerun", label="one re-run of the demo"
    )


PLOT = Plot("fig4", (_CLAIM, _MEANS), ((_DEMO, _DEMOS),), data, draw)
