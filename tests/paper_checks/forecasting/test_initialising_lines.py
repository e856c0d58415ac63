"""The printed lines, run where the frameworks are installed, against the law that the forecast simulates."""

import importlib.util
import math
import os
from itertools import pairwise

import numpy as np
import pytest

from paper_checks import audit
from paper_checks.forecasting.forecast import Forecast, network
from paper_checks.forecasting.initialising_lines import initialising_lines

# Keras reads this when it is imported, and takes TensorFlow otherwise.
os.environ.setdefault("KERAS_BACKEND", "jax" if importlib.util.find_spec("jax") else "torch")

WIDTHS, GAIN, FIRST = (120, 300, 200, 160), 1.7, 0.8
BIASES = (0.0, 0.09, "pytorch")


def forecast_of(biases: float | str) -> Forecast:
    return network(
        "tanh", width=WIDTHS, gain=GAIN, first_gain=FIRST, bias_variance=biases, replicates=300
    )  # fmt: skip


def pytorch(lines: str) -> dict[str, np.ndarray]:
    torch = pytest.importorskip("torch")
    torch.manual_seed(1)
    layers = [torch.nn.Linear(*fans) for fans in pairwise(WIDTHS)]
    model = torch.nn.Sequential(*(part for layer in layers for part in (layer, torch.nn.Tanh())))
    exec(lines, {"torch": torch, "model": model})
    return {
        f"{number}.{name}": getattr(layer, name).detach().numpy()
        for number, layer in enumerate(layers)
        for name in ("weight", "bias")
    }


def keras(lines: str) -> dict[str, np.ndarray]:
    module = pytest.importorskip("keras")
    module.utils.set_random_seed(1)
    layers = [module.layers.Dense(units, activation="tanh") for units in WIDTHS[1:]]
    model = module.Sequential([module.Input((WIDTHS[0],)), *layers])
    exec(lines, {"keras": module, "model": model})
    pairs = {
        f"{number}.{name}": values
        for number, layer in enumerate(layers)
        for name, values in (("weight", layer.kernel), ("bias", layer.bias))
    }
    # Not convert_to_numpy, which asks PyTorch in a deprecated way.
    return {
        name: np.array(module.ops.stop_gradient(values.value).tolist(), np.float32)
        for name, values in pairs.items()
    }


def jax(lines: str) -> dict[str, np.ndarray]:
    found = {"jax": pytest.importorskip("jax")}
    exec(lines, found)
    return {
        f"{number}.{name}": np.asarray(values)
        for number, layer in enumerate(found["layers"])
        for name, values in zip(("weight", "bias"), layer, strict=True)
    }


FRAMEWORKS = {"PyTorch": pytorch, "Keras": keras, "JAX": jax}


def expected(biases: float | str) -> dict[str, str]:
    """Return the schemes that the arguments of the forecast state."""
    schemes = {}
    for number, fan_in in enumerate(WIDTHS[:-1]):
        schemes[f"{number}.weight"] = f"normal({(GAIN if number else FIRST) / math.sqrt(fan_in)})"
        bound = 1 / math.sqrt(fan_in)
        law = f"uniform({-bound}, {bound})" if biases == "pytorch" else f"normal({math.sqrt(biases)})"
        schemes[f"{number}.bias"] = law if biases else "zeros"
    return schemes


@pytest.mark.parametrize("biases", BIASES)
@pytest.mark.parametrize("framework", FRAMEWORKS)
def test_the_lines_draw_the_law_that_is_simulated(framework: str, biases: float | str) -> None:
    weights = FRAMEWORKS[framework](initialising_lines(forecast_of(biases))[framework])
    layout = {"PyTorch": "pytorch", "Keras": "keras", "JAX": "jax"}[framework]
    shapes = [weights[f"{number}.weight"].shape for number in range(3)]
    fans = list(pairwise(WIDTHS))
    assert shapes == [fan[::-1] if framework == "PyTorch" else fan for fan in fans]
    assert not audit(weights, expected(biases), layout=layout).refused
    # Each error of 3 % of one layer's weights, and the other law of biases, would be found.
    for number in range(3):
        off = weights | {f"{number}.weight": weights[f"{number}.weight"] * 1.03}
        refused = audit(off, expected(biases), layout=layout).refused
        assert [tensor.name for tensor in refused] == [f"{number}.weight"]
    if biases:
        other = "pytorch" if biases != "pytorch" else 1 / 3 / WIDTHS[0]
        refused = {tensor.name for tensor in audit(weights, expected(other), layout=layout).refused}
        assert {f"{number}.bias" for number in range(3)} <= refused


def test_one_width_is_written_shortly_and_one_layer_has_the_first_gain() -> None:
    lines = initialising_lines(network("relu", depth=9, width=64, replicates=300))
    assert "widths, layers = [64] * 10, []" in lines["JAX"]
    assert "gain = 1.4142136 if number else 1\n" in lines["JAX"]
    one = initialising_lines(network("relu", depth=1, width=64, first_gain=0.25, replicates=300))
    assert "gain, fan_in = 0.25, layer.in_features" in one["PyTorch"]


def test_every_text_is_python() -> None:
    for biases in BIASES:
        for framework, lines in initialising_lines(forecast_of(biases)).items():
            compile(lines, framework, "exec")
