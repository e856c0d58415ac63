"""The number of units kept, binomial, and its Poisson limit: both laws, and their distance by the number of units."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import numpy as np
from scipy import stats

from paper_checks.evidence.measured import estimand_at
from paper_checks.evidence.passes import experiment_at
from paper_checks.ledger.ledger import LEDGER
from paper_checks.plots.drawing import draw_intervals
from paper_checks.plots.intervals import COVERAGE, with_interval
from paper_checks.plots.plot import Plot
from paper_checks.run import Run

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

__all__ = ["PLOT"]

_CLAIM = "cpen455hw1.1.4.poisson-limit"
_RATES = (0.5, 2.0, 8.0)
_LAST = 9  # count shown
_COLOURS = {8: "C1", 24: "C0"}


def _gather(run: Run) -> dict[str, Any]:
    """Return the two laws at the claim's rate, and the distance of them at several rates by the number of units."""
    claim = LEDGER[_CLAIM]
    rate = claim.points[0]["kept"]
    counts = np.arange(_LAST + 1)
    return {
        "rate": rate,
        "count": counts.tolist(),
        "poisson": stats.poisson.pmf(counts, rate).tolist(),
        "binomial": [
            {"units": units, "probability": stats.binom.pmf(counts, units, rate / units).tolist()}
            for units in sorted({point["units"] for point in claim.points})
        ],
        "simulated": [_measured(run, number) for number in range(len(claim.points))],
        "distance": [_distances(rate) for rate in _RATES],
    }


def _measured(run: Run, number: int) -> dict[str, float]:
    claim = LEDGER[_CLAIM]
    point = claim.points[number]
    sample = run.moments[experiment_at(claim, point)]
    interval = with_interval(estimand_at(claim, point, sample.fields), sample)
    return {"units": point["units"], "count": point["count"], "n": sample.count, **interval}


def _distances(rate: float) -> dict[str, Any]:
    """Return the total variation distance by the number M of units, and Le Cam's bound rate²/M on it."""
    units = np.unique(np.geomspace(max(2 * rate, 2), 4096, 40).astype(int))
    return {
        "rate": rate,
        "units": units.tolist(),
        "distance": [_distance(rate, number) for number in units.tolist()],
        "bound": (rate**2 / units).tolist(),
    }


def _distance(rate: float, units: int) -> float:
    """Return half the sum of |binomial - Poisson|, with the tail where the binomial law has nothing."""
    counts = np.arange(units + 1)
    inside = np.abs(stats.binom.pmf(counts, units, rate / units) - stats.poisson.pmf(counts, rate)).sum()
    return float(inside + stats.poisson.sf(units, rate)) / 2


def _draw(data: Mapping[str, Any]) -> Figure:
    """Draw the laws, and beside them their distance."""
    from matplotlib.figure import Figure

    figure = Figure(figsize=(9, 4), layout="constrained")
    laws, distances = figure.subplots(1, 2)
    _draw_laws(laws, data)
    for number, entry in enumerate(data["distance"]):
        label = f"M (1 - p) = {entry['rate']:g}"
        distances.plot(entry["units"], entry["distance"], color=f"C{number}", gid="distance", label=label)
        distances.plot(
            entry["units"], entry["bound"], color=f"C{number}", ls=":", gid="bound",
            label="Le Cam's bound" if number == len(_RATES) - 1 else None,
        )  # fmt: skip
    distances.set(
        xscale="log", yscale="log", xlabel="units M", ylabel="total variation distance", ylim=(None, 1)
    )
    distances.legend(frameon=False)
    return figure


def _draw_laws(axes: Axes, data: Mapping[str, Any]) -> None:
    axes.plot(
        data["count"], data["poisson"], "k_", ms=16, mew=2, gid=_CLAIM, label=f"Poisson({data['rate']:g})"
    )
    for entry in data["binomial"]:
        colour = _COLOURS[entry["units"]]
        axes.plot(
            data["count"], entry["probability"], "D", color=colour, ms=4, mfc="none", gid="binomial",
            label=f"binomial, M = {entry['units']}",
        )  # fmt: skip
    shown = data["simulated"]
    draw_intervals(
        axes, [entry["count"] for entry in shown], shown, "simulated", fmt=".", ms=3, color="C3", capsize=4,
        label=f"simulated: {COVERAGE} interval",
    )  # fmt: skip
    axes.set(xlabel="units kept", ylabel="probability", xticks=data["count"])
    axes.legend(frameon=False)


PLOT = Plot(name="poisson", claims=(_CLAIM,), gather=_gather, draw=_draw)
