"""What a network does at initialisation, layer by layer: variance, gradient, and the correlation of two inputs."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from paper_checks.forecasting.forecast import Forecast
from paper_checks.forecasting.simulated_layers import PROBABILITIES, Band
from paper_checks.known_numbers import known_numbers
from paper_checks.plots.plot import Plot, save
from paper_checks.storage import rounded

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

__all__ = ["draw", "gathered", "save_forecast"]


_LN10 = float(np.log(10))


def gathered(forecast: Forecast) -> dict[str, Any]:
    """Return every number that is drawn; variances and gradients as decimal logarithms."""
    net, shown, predicted = forecast.network, forecast.layers, forecast.predicted
    units = (
        f"{net.widths[0]} unit{'s' if net.widths[0] > 1 else ''}"
        if len(set(net.widths)) == 1
        else "unequal widths"
    )
    layers = "1 layer" if net.depth == 1 else f"{net.depth} layers"
    return {
        "title": f"{forecast.activation}, {layers} of {units}, gain {forecast.gain:.6g}",
        "layers": list(range(1, shown + 1)),
        "variance": _curves(forecast.limit.log_variance[:shown], forecast.signal, _LN10, predicted.signal),
        "gradient": _curves(forecast.gradient_limit, forecast.gradient, _LN10, predicted.gradient),
        "cosine": _curves(forecast.cosine_limit, forecast.cosine, 1.0),
        "networks": forecast.replicates,
    }


def _curves(limit: Any, band: Band, unit: float, geometric: Any = None) -> dict[str, Any]:
    known = {} if geometric is None else {"geometric": known_numbers(geometric / unit)}
    simulated = {
        f"{100 * probability:g} %": {
            name: known_numbers(part[row] / unit)
            for name, part in (("value", band.value), ("low", band.low), ("high", band.high))
        }
        for row, probability in enumerate(PROBABILITIES)
    }
    return {"limit": known_numbers(limit / unit), **known, "simulated": simulated}


def draw(data: Mapping[str, Any]) -> Figure:
    """Draw the three panels."""
    from matplotlib.figure import Figure

    figure = Figure(figsize=(10, 3.9), layout="constrained")
    variance, gradient, cosine = figure.subplots(1, 3)
    _panel(variance, data, "variance", "log$_{10}$ of the variance of a pre-activation")
    _panel(gradient, data, "gradient", "log$_{10}$ of the gradient's mean square")
    _panel(cosine, data, "cosine", "correlation of two inputs")
    figure.legend(*variance.get_legend_handles_labels(), loc="outside lower center", ncols=5, frameon=False)
    figure.suptitle(f"{data['title']}; {data['networks']} networks")
    return figure


def _panel(axes: Axes, data: Mapping[str, Any], name: str, label: str) -> None:
    curves, layers = data[name], data["layers"]
    simulated = {
        share: {end: _floats(values) for end, values in ends.items()}
        for share, ends in curves["simulated"].items()
    }
    axes.fill_between(
        layers, simulated["5 %"]["value"], simulated["95 %"]["value"], color="C0", alpha=0.2, lw=0, gid=f"{name}-band",
        label="simulated, 5 to 95 %",
    )  # fmt: skip
    for share, ends in simulated.items():
        number = share.removesuffix(" %")
        axes.fill_between(
            layers, ends["low"], ends["high"], color="C0", alpha=0.5, lw=0, gid=f"{name}-interval-{number}",
            label="intervals of these" if share == "50 %" else None,
        )  # fmt: skip
    marker = "." if len(layers) == 1 else None
    axes.plot(
        layers,
        simulated["50 %"]["value"],
        "C0",
        marker=marker,
        gid=f"{name}-median",
        label="simulated median",
    )
    axes.plot(
        layers, _floats(curves["limit"]), "k--", marker=marker, gid=f"{name}-limit", label="infinite width"
    )
    if "geometric" in curves:
        axes.plot(
            layers, _floats(curves["geometric"]), "C1:", marker=marker, gid=f"{name}-geometric",
            label="geometric mean at this width",
        )  # fmt: skip
    axes.set(xlabel="layer", ylabel=label)


def _floats(values: list[float | None]) -> list[float]:
    return [float("nan") if value is None else value for value in values]


def save_forecast(forecast: Forecast, folder: Path) -> None:
    """Write network.svg and the numbers in it, network.json."""
    data = rounded(gathered(forecast))
    save(Plot(name="network", gather=lambda run: data, draw=draw), data, folder)
