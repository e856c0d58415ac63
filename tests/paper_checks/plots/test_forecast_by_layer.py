import json
from pathlib import Path

import numpy as np
import pytest

from paper_checks.forecasting.forecast import Forecast, network
from paper_checks.plots.forecast_by_layer import draw, gathered, save_forecast


@pytest.fixture(scope="module")
def forecast() -> Forecast:
    return network("relu", depth=5, width=32, replicates=300)


def test_what_is_drawn_is_the_data(forecast: Forecast) -> None:
    data = gathered(forecast)
    axes = dict(zip(("variance", "gradient", "cosine"), draw(data).axes, strict=True))
    lines = {line.get_gid(): line.get_ydata() for one in axes.values() for line in one.lines}
    assert list(lines["variance-median"]) == data["variance"]["simulated"]["50 %"]["value"]
    assert np.array_equal(lines["gradient-limit"], data["gradient"]["limit"])
    assert lines["variance-median"] == pytest.approx(forecast.signal.median / np.log(10))
    assert lines["gradient-geometric"] == pytest.approx(forecast.predicted.gradient / np.log(10))
    assert lines["cosine-median"] == pytest.approx(forecast.cosine.median)


@pytest.mark.parametrize("share", ["5", "50", "95"])
@pytest.mark.parametrize("name", ["variance", "gradient", "cosine"])
def test_the_intervals_are_drawn(forecast: Forecast, name: str, share: str) -> None:
    data = gathered(forecast)
    ends = data[name]["simulated"][f"{share} %"]
    bands = {band.get_gid(): band for axes in draw(data).axes for band in axes.collections}
    vertices = bands[f"{name}-interval-{share}"].get_paths()[0].vertices
    drawn = {(round(x), y) for x, y in vertices}
    assert {(layer, low) for layer, low in zip(data["layers"], ends["low"], strict=True)} <= drawn
    assert {(layer, high) for layer, high in zip(data["layers"], ends["high"], strict=True)} <= drawn


def test_the_side_car_holds_what_is_drawn(forecast: Forecast, tmp_path: Path) -> None:
    save_forecast(forecast, tmp_path)
    stored = json.loads((tmp_path / "network.json").read_text())
    assert stored["layers"] == [1, 2, 3, 4, 5]
    ten = np.log(10)
    bands = (
        ("variance", forecast.signal, ten),
        ("gradient", forecast.gradient, ten),
        ("cosine", forecast.cosine, 1),
    )
    for name, band, unit in bands:
        for row, share in enumerate(("5 %", "50 %", "95 %")):
            for end, values in (("value", band.value), ("low", band.low), ("high", band.high)):
                assert stored[name]["simulated"][share][end] == pytest.approx(
                    (values[row] / unit).tolist(), rel=1e-6
                )


def test_one_layer_is_drawn_as_points() -> None:
    one = draw(gathered(network("tanh", depth=1, width=8, replicates=300)))
    assert {line.get_marker() for axes in one.axes for line in axes.lines} == {"."}
