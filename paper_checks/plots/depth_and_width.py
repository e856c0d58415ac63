"""How networks of one width spread with depth: the kurtosis of pre-activations, and where most networks lie."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import numpy as np

from paper_checks.evidence.measured import estimand_at
from paper_checks.evidence.passes import experiment_at
from paper_checks.ledger.ledger import LEDGER
from paper_checks.plots.drawing import draw_intervals
from paper_checks.plots.intervals import COVERAGE, with_interval
from paper_checks.plots.plot import Plot
from paper_checks.run import Run
from theory.mean_field.dense_network import DenseNetwork
from theory.mean_field.homogeneous_law import homogeneous_law
from theory.notation import N, m
from theory.results.spread import length_ratio_variance

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

__all__ = ["PLOT"]

_CLAIM = "corollaries.kurtosis-depth"
_WIDTHS = 8, 32
_MOST = 3.0  # of k (m - 1)/N
_WIDTH, _DEPTH = 128, 100  # of the right panel
_SHARES = {"5 %": 0.05, "median": 0.5, "95 %": 0.95}


def _gather(run: Run) -> dict[str, Any]:
    """Return exact kurtoses of ReLU networks, their limit, what was measured, and quantiles of a mean square."""
    far = np.linspace(0, _MOST, 61)
    law = homogeneous_law(DenseNetwork("relu", (_WIDTH,) * (_DEPTH + 1), 2.0))
    return {
        "limit": {"spread": far.tolist(), "kurtosis": (3 * np.expm1(far)).tolist()},
        "exact": [_exact(width) for width in _WIDTHS],
        "measured": [_measured(run, number) for number in range(len(LEDGER[_CLAIM].points))],
        "width": _WIDTH,
        "layers": list(range(1, _DEPTH + 1)),
        "quantiles": {
            name: (np.exp(law.signal.log_quantile(share)) / 2).tolist() for name, share in _SHARES.items()
        },
    }


def _exact(width: int) -> dict[str, Any]:
    layers = int(_MOST * width / 5) + 1
    law = homogeneous_law(DenseNetwork("relu", (width,) * (layers + 1), 2.0))
    spread = 5 * np.arange(layers) / width
    return {"width": width, "spread": spread.tolist(), "kurtosis": law.excess_kurtosis.tolist()}


def _measured(run: Run, number: int) -> dict[str, Any]:
    claim = LEDGER[_CLAIM]
    point = claim.points[number]
    values = claim.symbols(point)
    sample = run.moments[experiment_at(claim, point)]
    return {
        "activation": point["activation"],
        "spread": float(length_ratio_variance().rhs.subs(values) * (values[m] - 1)),
        "width": int(values[N]),
        **with_interval(estimand_at(claim, point, sample.fields), sample),
    }


def _draw(data: Mapping[str, Any]) -> Figure:
    """Draw the kurtosis against depth over width, and quantiles against depth at one width."""
    from matplotlib.figure import Figure

    figure = Figure(figsize=(9, 4), layout="constrained")
    left, right = figure.subplots(1, 2)
    _kurtosis(left, data)
    for (name, values), style in zip(data["quantiles"].items(), (":", "-", ":"), strict=True):
        right.plot(data["layers"], values, style, color="C0", gid=name, label=name)
    right.axhline(1, color="0.5", ls="--", gid="mean", label="mean, at every width")
    right.set(
        xlabel="layer", ylabel="mean square of a layer's pre-activations / 2", yscale="log", xlim=(1, None)
    )
    right.set_title(f"ReLU, He's weights, N = {data['width']}")
    right.legend(frameon=False, loc="lower left")
    return figure


def _kurtosis(axes: Axes, data: Mapping[str, Any]) -> None:
    for entry in data["exact"]:
        axes.plot(
            entry["spread"], entry["kurtosis"], ".-", ms=3, lw=0.8,
            gid=f"N={entry['width']}", label=f"ReLU, N = {entry['width']}, exact",
        )  # fmt: skip
    axes.plot(
        data["limit"]["spread"],
        data["limit"]["kurtosis"],
        color="k",
        gid="limit",
        label="deep and wide: 3(e$^x$ - 1)",
    )
    entries = data["measured"]
    draw_intervals(
        axes, [entry["spread"] for entry in entries], entries, _CLAIM, fmt="o", ms=4, color="C3", capsize=3,
        label=f"simulated, PReLU and abs:\n{COVERAGE} interval",
    )  # fmt: skip
    axes.set(
        xlabel="x = k (m - 1)/N, with k = 5 for ReLU", ylabel="excess kurtosis of $y_m$", xlim=(0, _MOST)
    )
    axes.set(ylim=(0, 3 * np.expm1(_MOST)))
    axes.legend(frameon=False, loc="upper left")


PLOT = Plot(name="depth_and_width", claims=(_CLAIM,), gather=_gather, draw=_draw)
