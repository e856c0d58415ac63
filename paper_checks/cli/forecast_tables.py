"""The tables of `network`: what is predicted and simulated, layer by layer."""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np
import numpy.typing as npt
from rich.console import Console
from rich.text import Text

from paper_checks.cli.table import print_rows
from paper_checks.forecasting.forecast import Forecast
from paper_checks.forecasting.in_words import power
from paper_checks.forecasting.simulated_layers import Band

__all__ = ["print_forecast"]


_ROWS = 8  # of a table, at most

Column = Callable[[int], str]


def print_forecast(out: Console, forecast: Forecast, *, intervals: bool) -> None:
    """Print a table for the variance, one for the gradient and one for the cosine, with a row for some of the layers.

    Parameters
    ----------
    out : rich.console.Console
    forecast : Forecast
    intervals : bool
        Whether the simulated quantiles are printed with their intervals, and the predictions are left out.
    """
    geometric = forecast.predicted
    tables = (
        ("variance", power, forecast.signal, (forecast.limit.log_variance, geometric.signal)),
        ("gradient", power, forecast.gradient, (forecast.gradient_limit, geometric.gradient)),
        ("cosine", _cosine, forecast.cosine, (forecast.cosine_limit,)),
    )
    chosen = sorted({round(at) for at in np.linspace(0, forecast.layers - 1, min(_ROWS, forecast.layers))})
    for name, shown, band, predictions in tables:
        if intervals:
            quantiles = (f"{name}, 5 %", "median", "95 %")
            columns = {title: _with_interval(shown, band, row) for row, title in enumerate(quantiles)}
        else:
            titles = (f"{name}, N → ∞", "geometric mean")
            columns = {
                title: _column(shown, values) for title, values in zip(titles, predictions, strict=False)
            }
            columns |= {"median": _column(shown, band.median), "5 to 95 %": _range(shown, band)}
        rows = [(Text(str(at + 1)), *(Text(column(at)) for column in columns.values())) for at in chosen]
        print_rows(out, ("layer", *columns), rows, right=("layer", *columns))
        out.print()


def _column(shown: Callable[[float], str], values: npt.NDArray[np.float64]) -> Column:
    return lambda at: shown(float(values[at]))


def _range(shown: Callable[[float], str], band: Band) -> Column:
    def cell(at: int) -> str:
        low, _, high = band.value[:, at]
        return "" if math.isnan(low) else f"{shown(low)} to {shown(high)}"

    return cell


def _with_interval(shown: Callable[[float], str], band: Band, row: int) -> Column:
    def cell(at: int) -> str:
        value, low, high = (float(part[row, at]) for part in (band.value, band.low, band.high))
        return "" if math.isnan(value) else f"{shown(value)} ({shown(low)} to {shown(high)})"

    return cell


def _cosine(value: float) -> str:
    return "" if math.isnan(value) else f"{value:.3f}"
