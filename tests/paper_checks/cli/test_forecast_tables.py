import io

import numpy as np
import pytest
from rich.console import Console

from paper_checks.cli.forecast_tables import print_forecast
from paper_checks.forecasting.forecast import Forecast, network
from paper_checks.forecasting.in_words import power


@pytest.fixture(scope="module")
def forecast() -> Forecast:
    return network("gelu", depth=20, width=16, replicates=300)


def printed(forecast: Forecast, *, intervals: bool) -> list[list[str]]:
    """Return the rows of the three tables, cell by cell."""
    text = io.StringIO()
    print_forecast(Console(file=text, width=100, highlight=False), forecast, intervals=intervals)
    rows = [line for line in text.getvalue().splitlines() if line.strip()]
    assert max(len(line.rstrip()) for line in rows) <= 100
    return [[cell.strip() for cell in line.split("  ") if cell.strip()] for line in rows]


def test_a_table_has_a_row_for_some_layers_with_the_first_and_the_last(forecast: Forecast) -> None:
    rows = printed(forecast, intervals=False)
    assert [row[0] for row in rows].count("layer") == 3
    layers = [int(row[0]) for row in rows if row[0] != "layer"]
    assert layers == [1, 4, 6, 9, 12, 15, 17, 20] * 3
    assert rows[0][1:] == ["variance, N → ∞", "geometric mean", "median", "5 to 95 %"]
    signal = forecast.signal.value
    spread = f"{power(signal[0, 0])} to {power(signal[2, 0])}"
    assert rows[1] == ["1", "1", power(forecast.predicted.signal[0]), power(signal[1, 0]), spread]
    # At layer 20 no geometric mean is known.
    assert len(rows[8]) == 4
    assert rows[-1][2] == f"{forecast.cosine.median[-1]:.3f}"


def test_intervals_stand_beside_each_quantile(forecast: Forecast) -> None:
    rows = printed(forecast, intervals=True)
    assert rows[9] == ["layer", "gradient, 5 %", "median", "95 %"]
    band = forecast.gradient
    expected = [
        f"{power(band.value[k, 0])} ({power(band.low[k, 0])} to {power(band.high[k, 0])})" for k in range(3)
    ]
    assert rows[10] == ["1", *expected]


def test_a_cosine_that_is_not_known_is_left_empty() -> None:
    found = network("relu", depth=8, width=2, replicates=300)
    assert np.isnan(found.cosine.median[-1])
    rows = printed(found, intervals=False)
    assert rows[-1] == ["8", f"{found.cosine_limit[-1]:.3f}"]
    assert printed(found, intervals=True)[-1] == ["8"]
