"""Networks made by PyTorch against the forecast: ``python -m tests.benchmarks.network``; it needs torch.

Twenty GELU networks of 50 layers of 512 units, with dropout that keeps 0.9 of the units, the command's gain and
PyTorch's own uniform biases.  At layers 1, 10, 25 and 50, fourteen or more must be inside the 5 to 95 % range of the
variance, and of the gradient; and of the 160 values 4 to 34 outside it, since a wide band is no prediction.
"""

import math
import sys
import time

import numpy as np
import torch

from paper_checks.forecasting.forecast import Forecast, network

DEPTH, WIDTH, KEEP, NETWORKS, SEED = 50, 512, 0.9, 20, 0
LAYERS = 1, 10, 25, 50
LEAST, FEWEST, MOST, SECONDS = 14, 4, 34, 20


def one(forecast: Forecast) -> tuple[list[float], list[float]]:
    """Return the logarithms of the mean squares of the pre-activations and of the gradients at them, by layer."""
    x, outputs = torch.randn(WIDTH), []
    for number in range(DEPTH):
        layer = torch.nn.Linear(WIDTH, WIDTH)
        gain = forecast.gain if number else forecast.first_gain
        torch.nn.init.normal_(layer.weight, std=gain / layer.weight[0].numel() ** 0.5)
        y = layer(x)
        y.retain_grad()
        outputs.append(y)
        x = torch.nn.functional.dropout(torch.nn.functional.gelu(y), 1 - KEEP)
    outputs[-1].backward(torch.randn(WIDTH))
    return tuple(
        [math.log(float(values.double().square().mean())) for values in found]
        for found in ([y.detach() for y in outputs], [y.grad for y in outputs])
    )


def main() -> int:
    start, cpu = time.perf_counter(), time.process_time()
    forecast = network("gelu", depth=DEPTH, width=WIDTH, keep=KEEP, bias_variance="pytorch")
    seconds = time.perf_counter() - start
    print(f"forecast: {seconds:.1f} s (bar: {SECONDS} s), {time.process_time() - cpu:.1f} s of CPU")
    torch.manual_seed(SEED)
    found = np.array([one(forecast) for _ in range(NETWORKS)])  # (networks, signal or gradient, layers)
    good, outside = seconds <= SECONDS, 0
    for index, (name, band) in enumerate((("variance", forecast.signal), ("gradient", forecast.gradient))):
        for layer in LAYERS:
            values = found[:, index, layer - 1]
            inside = (band.value[0, layer - 1] <= values) & (values <= band.value[2, layer - 1])
            outside += int(np.sum(~inside))
            good &= int(np.sum(inside)) >= LEAST
            print(f"{name:9} layer {layer:2}: {np.sum(inside):2} of {NETWORKS} inside")
    good &= FEWEST <= outside <= MOST
    print(
        f"{'ok  ' if good else 'MISS'} | {outside} of {NETWORKS * 2 * len(LAYERS)} outside ({FEWEST} to {MOST})"
    )
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())
