"""Kumar 2017, figure 4: mean and standard deviation of ReLU layers under the Xavier initialisation, by depth."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import sympy as sp
from scipy import stats

from montecarlo import Demo, SampleMoments
from paper_checks.evidence.measured import estimand_at
from paper_checks.evidence.passes import experiment_at
from paper_checks.evidence.targets import value_at
from paper_checks.ledger.ledger import LEDGER
from paper_checks.plots.drawing import draw_intervals, plain_numbers
from paper_checks.plots.intervals import COVERAGE, with_interval
from paper_checks.plots.plot import Band, Plot
from paper_checks.printed_number import spelled
from paper_checks.run import Run
from theory.derivation.evaluation import evaluate
from theory.notation import m

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

__all__ = ["PLOT"]

# Of each column: the claim that predicts it, and the equation as printed, which is of its square.
_CLAIMS = {
    "mean": ("kumar2017.fig4.means", "kumar2017.eq29"),
    "std": ("kumar2017.fig4", "kumar2017.eq30"),
}
_TITLES = {"mean": "mean", "std": "standard deviation"}
_WIDTH = 500
_HIDDEN = range(1, 11)
_DEMO, _DEMOS = Demo(), 40
_OUTSIDE = 0.05  # the probability that a run of the demo leaves the band somewhere

# Xavier + ReLU, mean and standard deviation of hidden layers 1-10: somebody else's re-run of the same demo.
_RERUN = {
    "source": "re-run of the CS231n demo with another seed, lecture blog u-stage/dl_basic",
    "mean": [0.39760, 0.29851, 0.21297, 0.16434, 0.10390, 0.07563, 0.05533, 0.04175, 0.02895, 0.01876],
    "std": [0.58348, 0.42625, 0.30635, 0.23351, 0.15980, 0.11001, 0.07977, 0.05965, 0.04146, 0.02879],
}


def _gather(run: Run) -> dict[str, Any]:
    """Return every number of the figure; hidden layer l is x_{l+1}."""
    demo = run.moments[_DEMO]
    return {
        "layer": list(_HIDDEN),
        "width": _WIDTH,
        **{name: _column(name, run) for name in _CLAIMS},
        "demo": {
            "n": demo.count,
            "inputs": _DEMO.samples,
            "inside": 1 - _OUTSIDE,
            **{name: [_scatter(f"{name}{layer}", demo) for layer in _HIDDEN] for name in _CLAIMS},
        },
        "rerun": _RERUN,
    }


def _column(name: str, run: Run) -> dict[str, Any]:
    """Return the predictions of a statistic by layer, and what was simulated of it."""
    predicting, printing = (LEDGER[id] for id in _CLAIMS[name])
    points = [point for point in predicting.points if point["width"] == _WIDTH]
    assert [point["layer"] for point in points] == [layer + 1 for layer in _HIDDEN]
    moments = run.moments[experiment_at(predicting, points[0])]
    return {
        "at width": [value_at(predicting.at_width, predicting, point)[0] for point in points],
        "limit": [value_at(predicting.rhs, predicting, point)[0] for point in points],
        # With the paper's m as the number of the hidden layer: the reading that fits it best.
        "printed": [math.sqrt(_as_printed(printing.rhs, layer)) for layer in _HIDDEN],
        "n": moments.count,
        "simulated": [
            with_interval(estimand_at(predicting, point, moments.fields), moments) for point in points
        ],
    }


def _as_printed(expression: sp.Expr, layer: int) -> float:
    """Return an expression's value at a layer, its printed numbers taken as exact: 0.51 is 51/100."""
    return float(evaluate(spelled(expression), {m: sp.Integer(layer)}))


def _scatter(field: str, demos: SampleMoments) -> dict[str, float]:
    """Return the mean over the runs of the demo, and the band for this field of another run.

    All fields of the run lie within their bands with the probability 1 - _OUTSIDE or more, where each is nearly
    normal: Student's quantile of a new observation, with Bonferroni's correction.
    """
    (column,) = demos.columns((field,))
    centre, deviation = float(demos.mean[column]), math.sqrt(demos.covariance[column, column])
    quantile = float(stats.t.isf(_OUTSIDE / (2 * len(demos.fields)), demos.count - 1))
    half = quantile * deviation * math.sqrt(1 + 1 / demos.count)
    return {"centre": centre, "low": centre - half, "high": centre + half}


def _draw(data: Mapping[str, Any]) -> Figure:
    """Draw the values, and below them their ratio to the prediction."""
    from matplotlib.figure import Figure

    figure = Figure(figsize=(9, 7), layout="constrained")
    axes = figure.subplots(2, 2, sharex=True, height_ratios=(3, 2))
    for column, (name, title) in enumerate(_TITLES.items()):
        values, ratios = axes[0, column], axes[1, column]
        _layers(values, data, name, [1.0] * len(data["layer"]))
        _layers(ratios, data, name, data[name]["at width"])
        values.set(yscale="log", title=f"{title} of ReLU layers, v² = 1/N", ylabel=title)
        plain_numbers(values.yaxis)
        ratios.set(xlabel="hidden layer", xticks=data["layer"], ylim=(0.6, 1.4))
        ratios.set_ylabel(f"ratio to the prediction\nat width {data['width']}")
    handles, labels = axes[0, 0].get_legend_handles_labels()
    figure.legend(handles, labels, loc="outside lower center", ncols=2, frameon=False)
    return figure


def _layers(axes: Axes, data: Mapping[str, Any], name: str, unit: list[float]) -> None:
    """Draw everything that there is on one statistic, each layer in its own unit."""
    layers, column, demo = data["layer"], data[name], data["demo"]
    band = _in_units(demo[name], unit)
    axes.fill_between(
        layers, [entry["low"] for entry in band], [entry["high"] for entry in band], color="0.87", gid="demo",
        label=f"where one whole run of the demo stays with {demo['inside']:.0%} probability, from {demo['n']} runs",
    )  # fmt: skip
    corrected, printed = _CLAIMS[name]
    # The limit lies close to the exact line: a thin one over a wide and pale one.
    for part, gid, colour, width, dashes, label in (
        ("at width", corrected, "#9ecae1", 4, "-", f"predicted, exact at width {data['width']}"),
        ("limit", "limit", "#08306b", 1.2, "--", "predicted, N → ∞: (29) and (30) corrected"),
        ("printed", printed, "C3", 1.5, "-.", "(29) and (30) as printed"),
    ):
        axes.plot(
            layers, _ratios(column[part], unit), color=colour, lw=width, ls=dashes, gid=gid, label=label
        )
    draw_intervals(
        axes, layers, _in_units(column["simulated"], unit), "simulated", fmt="o", ms=3, color="k", capsize=3,
        label=f"simulated, {column['n']:,} networks: {COVERAGE} interval",
    )  # fmt: skip
    axes.plot(
        layers, _ratios(data["rerun"][name], unit), "x", color="C1", gid="rerun",
        label="a run of the demo that somebody else published",
    )  # fmt: skip


def _ratios(values: list[float], unit: list[float]) -> list[float]:
    return [value / scale for value, scale in zip(values, unit, strict=True)]


def _in_units(entries: list[dict[str, float]], unit: list[float]) -> list[dict[str, float]]:
    return [
        {key: value / scale for key, value in entry.items()}
        for entry, scale in zip(entries, unit, strict=True)
    ]


def _bands() -> tuple[Band, ...]:
    return ((_DEMO, _DEMOS),)


PLOT = Plot(
    name="fig4",
    claims=tuple(id for pair in _CLAIMS.values() for id in pair),
    gather=_gather,
    draw=_draw,
    bands=_bands,
)
