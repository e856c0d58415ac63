"""`network`: what a deep network does at initialisation, predicted and simulated layer by layer."""

from __future__ import annotations

import argparse
import math
from collections.abc import Iterator
from typing import Any

import numpy as np
import numpy.typing as npt
from rich.text import Text

from paper_checks.cli.options import Commands, add_command, emit
from paper_checks.cli.table import console, print_rows
from paper_checks.files import prepare_folder
from paper_checks.forecast import Forecast, network
from paper_checks.forecast_in_words import sentences
from paper_checks.plots.forecast_by_layer import save_forecast
from paper_checks.simulated_layers import PROBABILITIES, Band, known_numbers
from theory.activation.activation import Activation
from theory.activation.parsing import parse

__all__ = ["add_parser", "main"]


Array = npt.NDArray[np.float64]
_ROWS = 12  # of the table, at most
_LN10 = math.log(10)


def add_parser(commands: Commands, shared: argparse.ArgumentParser) -> None:
    """Declare the command."""
    parser = add_command(commands, "network", shared, "predict and simulate a deep network at initialisation")
    which = parser.add_mutually_exclusive_group(required=True)
    which.add_argument("name", nargs="?", metavar="NAME", help="name of an activation, such as gelu")
    which.add_argument("--text", metavar="EXPR", help='formula of an activation, such as "x*tanh(x)"')
    parser.add_argument("--depth", type=_whole, required=True, metavar="D", help="number of weight layers")
    parser.add_argument("--width", type=_whole, required=True, metavar="N", help="units of a layer")
    parser.add_argument(
        "--gain", type=_gain, default="forward", metavar="forward|backward|std|VALUE",
        help="weights have the standard deviation gain/sqrt(fan_in) (default: forward)",
    )  # fmt: skip
    parser.add_argument(
        "--bias-variance", type=_bias, default=0.0, metavar="V|pytorch",
        help="variance of a bias; pytorch: 1/(3 fan_in), its default (default: 0)",
    )  # fmt: skip
    parser.add_argument(
        "--keep",
        type=float,
        default=1.0,
        metavar="K",
        help="probability that dropout keeps a unit (default: 1)",
    )
    parser.add_argument(
        "--input-variance",
        type=float,
        default=1.0,
        metavar="V",
        help="of a component of the input (default: 1)",
    )
    parser.add_argument(
        "--first-gain", type=float, default=1.0, metavar="VALUE", help="gain of the first layer (default: 1)"
    )
    parser.add_argument(
        "--cosine", type=float, default=0.5, metavar="C", help="correlation of two inputs (default: 0.5)"
    )
    parser.set_defaults(main=main, instead={"out": None})


def _whole(text: str) -> int:
    if not text.isdecimal() or int(text) == 0:
        raise argparse.ArgumentTypeError(f"must be an integer of 1 or more, got {text!r}")
    return int(text)


def _gain(text: str) -> str | float:
    try:
        return float(text)
    except ValueError:
        return text


def _bias(text: str) -> str | float:
    if text == "pytorch":
        return text
    try:
        return float(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"must be a number or pytorch, got {text!r}") from None


def main(options: argparse.Namespace) -> int:
    """Print the forecast, and draw it where --out says."""
    if options.out is not None:
        prepare_folder(options.out)
    forecast = network(
        options.name if options.text is None else Activation.from_expr(parse(options.text)),
        depth=options.depth, width=options.width, gain=options.gain,
        bias_variance=1 / (3 * options.width) if options.bias_variance == "pytorch" else options.bias_variance,
        keep=options.keep, input_variance=options.input_variance, first_gain=options.first_gain,
        input_cosine=options.cosine, seed=options.seed, jobs=options.jobs,
    )  # fmt: skip
    if options.json != "-":
        _print(forecast)
    emit(_as_json(forecast), options.json)
    if options.out is not None:
        save_forecast(forecast, options.out)
        if options.json != "-":
            console().print(f"wrote {options.out / 'network'}.svg and .json")
    return 0


def _print(forecast: Forecast) -> None:
    out, net = console(), forecast.network

    def say(text: str) -> None:
        out.print(Text(text), overflow="fold")

    dropout = (
        f", dropout that keeps a unit with probability {net.keeps[0]:g}"
        if net.depth > 1 and net.keeps[0] < 1
        else ""
    )
    say(
        f"{net.function.name}: {net.depth} layers of {net.widths[-1]} units, gain {forecast.gain:.6g} "
        f"(first layer {forecast.first_gain:g}), biases of variance {net.bias_variances[0]:.4g}{dropout}.\n"
    )
    titles = (
        "layer", "variance, N → ∞", "typical at N", "simulated median", "5 to 95 %",
        "gradient, N → ∞", "simulated median ", "5 to 95 % ", "cosine, N → ∞", "simulated",
    )  # fmt: skip
    print_rows(out, titles, _rows(forecast), right=titles)
    say(
        f"\nOf {forecast.replicates} networks with fresh weights and inputs. The variance is the mean square of a "
        "layer's pre-activations; the gradient is the mean square at them, for a standard normal gradient at the "
        f"last layer of the table. The intervals of the quantiles, in --json, hold under any law. Typical: exp E log, "
        "known while networks differ little. The cosine is of "
        f"two inputs of correlation {forecast.input_cosine:g}.\n"
    )
    for sentence in sentences(forecast):
        say(sentence)
    say(f"\n{_lines(forecast)}")


def _rows(forecast: Forecast) -> Iterator[tuple[Text, ...]]:
    chosen = sorted({round(at) for at in np.linspace(0, forecast.layers - 1, min(_ROWS, forecast.layers))})
    gradient = forecast.limit.log_gradient - forecast.limit.log_gradient[forecast.layers - 1]
    for at in chosen:
        cells = (
            str(at + 1),
            _power(forecast.limit.log_variance[at]),
            _power(forecast.signal_median[at]),
            _power(forecast.signal.value[1, at]),
            _range(forecast.signal, at),
            _power(gradient[at]),
            _power(forecast.gradient.value[1, at]),
            _range(forecast.gradient, at),
            _number(forecast.cosine_limit[at]),
            _number(forecast.cosine[at]),
        )
        yield tuple(map(Text, cells))


def _range(band: Band, at: int) -> str:
    return f"{_power(band.value[0, at])} to {_power(band.value[2, at])}"


def _number(value: float) -> str:
    return "" if math.isnan(value) else f"{value:.3f}"


def _power(log: float) -> str:
    """Return a number by its natural logarithm, which may be out of range."""
    if math.isnan(log):
        return ""
    if abs(log) < 600:
        return f"{math.exp(log):.3g}"
    return "0" if log == -math.inf else f"10^{log / _LN10:.0f}"


def _lines(forecast: Forecast) -> str:
    """Return the lines that initialise a layer in three frameworks."""
    gain, first = f"{forecast.gain:.8g}", f"{forecast.first_gain:.8g}"
    bias = math.sqrt(forecast.network.bias_variances[0])
    biases = (
        f"torch.nn.init.normal_(layer.bias, std={bias:.8g})" if bias else "torch.nn.init.zeros_(layer.bias)"
    )
    return (
        f"Each layer but the first, whose gain is {first} in place of {gain}; biases in Keras and JAX likewise:\n"
        f"    torch.nn.init.normal_(layer.weight, std={gain} / layer.weight[0].numel()**0.5); {biases}\n"
        f'    keras.initializers.VarianceScaling({gain}**2, mode="fan_in", distribution="untruncated_normal")\n'
        f'    jax.nn.initializers.variance_scaling({gain}**2, "fan_in", "normal")'
    )


def _as_json(forecast: Forecast) -> dict[str, Any]:
    net = forecast.network
    return {
        "activation": net.function.name, "depth": net.depth, "width": net.widths[-1], "gain": forecast.gain,
        "first_gain": forecast.first_gain, "bias_variance": net.bias_variances[0],
        "keep": net.keeps[0] if net.depth > 1 else 1.0, "input_variance": net.input_variance,
        "seed": forecast.seed, "networks": forecast.replicates, "overflow": forecast.overflow,
        "log_variance_limit": known_numbers(forecast.limit.log_variance),
        "log_gradient_limit": known_numbers(forecast.limit.log_gradient),
        "log_variance_median": known_numbers(forecast.signal_median),
        "log_gradient_median": known_numbers(forecast.gradient_median),
        "log_variance": _band(forecast.signal), "log_gradient": _band(forecast.gradient),
        "cosine_limit": known_numbers(forecast.cosine_limit), "cosine": known_numbers(forecast.cosine),
        "fixed_points": [point.q for point in forecast.fixed_points],
        "sentences": list(sentences(forecast)),
    }  # fmt: skip


def _band(band: Band) -> dict[str, Any]:
    return {
        f"{probability:g}": {
            "value": known_numbers(band.value[row]),
            "low": known_numbers(band.low[row]),
            "high": known_numbers(band.high[row]),
        }
        for row, probability in enumerate(PROBABILITIES)
    }
