"""Schemes through 50 layers: lines are the limit, bars the simulations."""

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
import pytest

from paper_checks.plots import PLOTS


@pytest.fixture(scope="module")
def data(with_bands: Callable[[str], dict[str, Any]]) -> Mapping:
    return with_bands("schemes")


def _case(data: Mapping, activation: str, scheme: str) -> Mapping:
    (found,) = (c for c in data["cases"] if (c["activation"], c["scheme"]) == (activation, scheme))
    return found


def test_each_scheme_stands_once(data: Mapping) -> None:
    found: dict[str, list[str]] = {}
    for case in data["cases"]:
        found.setdefault(case["activation"], []).append(case["scheme"])
    assert found == {
        "relu": ["pytorch_default", "lecun_normal", "he_normal"],
        "tanh": ["pytorch_default", "lecun_normal", "he_normal", "preserving"],
        "sigmoid": ["pytorch_default", "lecun_normal", "he_normal", "kumar", "preserving"],
        "selu": ["pytorch_default", "lecun_normal", "he_normal"],
    }


def test_the_limit_is_the_theorys(data: Mapping) -> None:
    he, default = _case(data, "relu", "he_normal"), _case(data, "relu", "pytorch_default")
    np.testing.assert_allclose(he["limit"]["signal"], 2.0)
    np.testing.assert_allclose(he["limit"]["gradient"], 1.0)
    np.testing.assert_allclose(
        default["limit"]["signal"], [6.0**-layer * 2 for layer in data["layer"]], rtol=1e-6
    )
    assert _case(data, "sigmoid", "kumar")["weight_variance"] == pytest.approx(12.8)
    # He's weights make tanh's gradients explode, and LeCun's keep SELU's variance.
    assert _case(data, "tanh", "he_normal")["limit"]["gradient"][0] > 10
    assert _case(data, "selu", "lecun_normal")["limit"]["signal"][-1] == pytest.approx(1, rel=1e-6)


def test_simulations_are_about_the_limit(data: Mapping) -> None:
    """ReLU is exact at every width: half of the mean square, each layer.  The others come near."""
    for case in data["cases"]:
        signal = [case["limit"]["signal"][layer - 1] for layer in data["shown"]]
        for value, entry in zip(signal, case["simulated"]["signal"], strict=True):
            if case["activation"] == "relu":
                assert entry["low"] <= value <= entry["high"]
            else:
                assert entry["estimate"] == pytest.approx(value, rel=0.2)


def test_lines_and_bars_are_the_data(data: Mapping) -> None:
    figure = PLOTS["schemes"].draw(data)
    axes = figure.axes[0]
    assert [panel.get_title() for panel in figure.axes[:4]] == ["relu", "tanh", "sigmoid", "selu"]
    (line,) = (line for line in axes.lines if line.get_gid() == "he_normal")
    np.testing.assert_array_equal(line.get_ydata(), _case(data, "relu", "he_normal")["limit"]["signal"])
    assert len(axes.containers) == 3
    (segments,) = (collection.get_segments() for collection in axes.containers[2].lines[2])
    entries = _case(data, "relu", "he_normal")["simulated"]["signal"]
    np.testing.assert_allclose(
        [segment[:, 1] for segment in segments], [[entry["low"], entry["high"]] for entry in entries]
    )
    assert "100 networks of width 512" in figure._supxlabel.get_text()
