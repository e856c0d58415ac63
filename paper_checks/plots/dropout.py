"""The variance of a ReLU unit after dropout, by the probability of dropping it."""

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
from theory.results.dropout import relu_dropout_variance, relu_unit_variance

if TYPE_CHECKING:
    from matplotlib.figure import Figure

__all__ = ["PLOT"]

_CLAIM = "cpen455hw1.1.2.variance-after"
_MOST = 0.9  # of p


def _gather(run: Run) -> dict[str, Any]:
    """Return the variance by p, as derived and as measured at the points of the claim."""
    p = np.linspace(0.0, _MOST, 91)
    return {
        "p": p.tolist(),
        "before": float(relu_unit_variance().rhs),
        "after": relu_dropout_variance()(p=p).tolist(),
        "simulated": [_measured(run, number) for number in range(len(LEDGER[_CLAIM].points))],
    }


def _measured(run: Run, number: int) -> dict[str, float]:
    claim = LEDGER[_CLAIM]
    point = claim.points[number]
    sample = run.moments[experiment_at(claim, point)]
    return {
        "p": point["drop"],
        "n": sample.count,
        **with_interval(estimand_at(claim, point, sample.fields), sample),
    }


def _draw(data: Mapping[str, Any]) -> Figure:
    """Draw the curve, the variance before dropout, and the measurements."""
    from matplotlib.figure import Figure

    figure = Figure(figsize=(6, 4), layout="constrained")
    axes = figure.subplots()
    axes.plot(data["p"], data["after"], color="C0", gid=_CLAIM, label="after dropout: 1/(2(1 - p)) - 1/(2π)")
    axes.axhline(data["before"], color="0.5", ls="--", gid="before", label="before: 1/2 - 1/(2π)")
    entries = data["simulated"]
    most = max(entry["n"] for entry in entries)
    draw_intervals(
        axes, [entry["p"] for entry in entries], entries, "simulated", fmt="o", ms=4, color="k", capsize=3,
        label=f"simulated, up to {most:,} layers: {COVERAGE} interval",
    )  # fmt: skip
    axes.set(xlabel="probability p of dropping a unit", ylabel="variance of a ReLU unit", xlim=(0, _MOST))
    axes.set(ylim=(0, None))
    axes.legend(loc="upper left", frameon=False)
    return figure


PLOT = Plot(name="dropout", claims=(_CLAIM,), gather=_gather, draw=_draw)
