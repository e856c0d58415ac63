"""What a network does at initialisation, layer by layer: variance, gradient, and the correlation of two inputs."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from paper_checks.forecast import Forecast
from paper_checks.plots.plot import Plot, save
from paper_checks.simulated_layers import Band, known_numbers
from paper_checks.storage import rounded

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

__all__ = ["draw", "gathered", "save_forecast"]


_LN10 = float(np.log(10))


def gathered(forecast: Forecast) -> dict[str, Any]:
    """Return every number that is drawn; variances and gradients as decimal logarithms."""
    net, shown = forecast.network, forecast.layers
    gradient = forecast.limit.log_gradient[:shown] - forecast.limit.log_gradient[shown - 1]
    return {
        "title": f"{net.function.name}, {net.depth} layers of {net.widths[-1]} units, gain {forecast.gain:.6g}",
        "layers": list(range(1, shown + 1)),
        "variance": _curves(forecast.limit.log_variance[:shown], forecast.signal_median, forecast.signal),
        "gradient": _curves(gradient, forecast.gradient_median, forecast.gradient),
        "cosine": {
            "limit": known_numbers(forecast.cosine_limit),
            "simulated": known_numbers(forecast.cosine),
        },
        "networks": forecast.replicates,
    }


def _curves(limit: Any, median: Any, band: Band) -> dict[str, Any]:
    low, middle, high = band.value / _LN10
    return {
        "limit": known_numbers(limit / _LN10),
        "median": known_numbers(median / _LN10),
        "simulated": {"5 %": known_numbers(low), "50 %": known_numbers(middle), "95 %": known_numbers(high)},
    }


def draw(data: Mapping[str, Any]) -> Figure:
    """Draw the three panels."""
    from matplotlib.figure import Figure

    figure = Figure(figsize=(10, 3.6), layout="constrained")
    variance, gradient, cosine = figure.subplots(1, 3)
    _panel(variance, data, "variance", "log$_{10}$ of the variance of a pre-activation")
    _panel(gradient, data, "gradient", "log$_{10}$ of the gradient's mean square")
    for name, style in (("limit", "k--"), ("simulated", "C0-")):
        cosine.plot(data["layers"], _floats(data["cosine"][name]), style, gid=f"cosine-{name}")
    cosine.set(xlabel="layer", ylabel="correlation of two inputs", ylim=(-0.05, 1.05))
    variance.legend(frameon=False)
    figure.suptitle(f"{data['title']}; {data['networks']} networks")
    return figure


def _panel(axes: Axes, data: Mapping[str, Any], name: str, label: str) -> None:
    curves, layers = data[name], data["layers"]
    simulated = {share: _floats(values) for share, values in curves["simulated"].items()}
    axes.fill_between(
        layers, simulated["5 %"], simulated["95 %"], color="C0", alpha=0.25, lw=0, gid=f"{name}-band",
        label="simulated, 5 to 95 %",
    )  # fmt: skip
    axes.plot(layers, simulated["50 %"], color="C0", gid=f"{name}-median", label="simulated median")
    axes.plot(layers, _floats(curves["limit"]), "k--", gid=f"{name}-limit", label="infinite width")
    axes.plot(layers, _floats(curves["median"]), "C1:", gid=f"{name}-law", label="median at this width")
    axes.set(xlabel="layer", ylabel=label)


def _floats(values: list[float | None]) -> list[float]:
    return [float("nan") if value is None else value for value in values]


def save_forecast(forecast: Forecast, folder: Path) -> None:
    """Write network.svg and the numbers in it, network.json."""
    data = rounded(gathered(forecast))
    save(Plot(name="network", gather=lambda run: data, draw=draw), data, folder)
