import json
from pathlib import Path

import numpy as np
import pytest

from paper_checks.forecast import Forecast, network
from paper_checks.plots.forecast_by_layer import draw, gathered, save_forecast


@pytest.fixture(scope="module")
def forecast() -> Forecast:
    return network("relu", depth=5, width=8, replicates=300)


def test_what_is_drawn_is_the_data(forecast: Forecast) -> None:
    data = gathered(forecast)
    variance, gradient, cosine = draw(data).axes
    lines = {line.get_gid(): line.get_ydata() for axes in (variance, gradient, cosine) for line in axes.lines}
    assert list(lines["variance-median"]) == data["variance"]["simulated"]["50 %"]
    assert np.array_equal(lines["gradient-limit"], data["gradient"]["limit"])
    assert lines["variance-median"] == pytest.approx(forecast.signal.value[1] / np.log(10))


def test_the_side_car_holds_what_is_drawn(forecast: Forecast, tmp_path: Path) -> None:
    save_forecast(forecast, tmp_path)
    stored = json.loads((tmp_path / "network.json").read_text())
    assert stored["layers"] == [1, 2, 3, 4, 5]
    assert stored["variance"]["simulated"]["95 %"] == pytest.approx(
        (forecast.signal.value[2] / np.log(10)).tolist(), rel=1e-6
    )
