"""`network`: what a deep network does at initialisation, predicted and simulated layer by layer."""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from typing import Any

from rich.console import Console
from rich.text import Text

from paper_checks.cli.chosen_activation import add_activation, chosen_activation
from paper_checks.cli.forecast_tables import print_forecast
from paper_checks.cli.options import Commands, add_command, emit
from paper_checks.cli.table import console
from paper_checks.files import prepare_folder
from paper_checks.forecasting.forecast import LEAST_REPLICATES, REPLICATES, BiasVariance, Forecast, network
from paper_checks.forecasting.in_words import meaning_of_the_gain, sentences
from paper_checks.forecasting.initialising_lines import initialising_lines
from paper_checks.forecasting.simulated_layers import PROBABILITIES, Band
from paper_checks.forecasting.summary import Course, gradient_course, settling, signal_course
from paper_checks.known_numbers import known_number, known_numbers
from paper_checks.plots.forecast_by_layer import save_forecast

__all__ = ["add_parser", "main"]


def add_parser(commands: Commands, shared: argparse.ArgumentParser) -> None:
    """Declare the command."""
    parser = add_command(commands, "network", shared, "predict and simulate a deep network at initialisation")
    add_activation(parser, "gelu")
    parser.add_argument(
        "--depth", type=_whole, metavar="D", help="number of weight layers; needed with one width"
    )
    parser.add_argument(
        "--width", type=_widths, required=True, metavar="N|N,N,...",
        help="units of the input and of each layer: one number for all, or one for each, such as 784,512,512,10",
    )  # fmt: skip
    parser.add_argument(
        "--gain", type=_gain, default="forward", metavar="forward|backward|std|VALUE",
        help="weights have the standard deviation gain/sqrt(fan_in) (default: forward); a name allows for dropout, "
        "and not for biases",
    )  # fmt: skip
    parser.add_argument(
        "--bias-variance", type=_bias, default=0.0, metavar="V|pytorch",
        help="variance of normal biases; pytorch: of its default, uniform with the variance 1/(3 fan_in) (default: 0)",
    )  # fmt: skip
    numbers = (
        ("--keep", "K", 1.0, "probability that dropout keeps a unit"),
        ("--input-variance", "V", 1.0, "of a component of the input"),
        ("--first-gain", "VALUE", 1.0, "gain of the first layer"),
        ("--cosine", "C", 0.5, "correlation of two inputs, -1 to 1"),
    )
    for name, value, default, purpose in numbers:
        parser.add_argument(
            name, type=float, default=default, metavar=value, help=f"{purpose} (default: {default:g})"
        )
    parser.add_argument(
        "--networks", type=_networks, default=REPLICATES, metavar="N",
        help=f"how many to simulate, {LEAST_REPLICATES} or more (default: %(default)d); fewer take less time, and "
        "have wider intervals",
    )  # fmt: skip
    parser.add_argument(
        "--intervals", action="store_true", help="print the simulated quantiles with their intervals"
    )
    parser.set_defaults(main=main, instead={"out": None})


def _whole(text: str) -> int:
    if not (text.isascii() and text.isdecimal()) or int(text) == 0:
        raise argparse.ArgumentTypeError(f"must be an integer of 1 or more, got {text!r}")
    return int(text)


def _networks(text: str) -> int:
    count = _whole(text)
    if count < LEAST_REPLICATES:
        raise argparse.ArgumentTypeError(
            f"must be {LEAST_REPLICATES} or more for the intervals of the quantiles, got {text}"
        )
    return count


def _widths(text: str) -> int | tuple[int, ...]:
    widths = tuple(_whole(part) for part in text.split(","))
    return widths if len(widths) > 1 else widths[0]


def _gain(text: str) -> str | float:
    try:
        return float(text)
    except ValueError:
        return text


def _bias(text: str) -> BiasVariance:
    if text == "pytorch":
        return "pytorch"
    try:
        return float(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"must be a number or pytorch, got {text!r}") from None


def main(options: argparse.Namespace) -> int:
    """Print the forecast, and draw it where --out says."""
    if options.out is not None:
        prepare_folder(options.out)
    # The engines know a name without settings, and are faster with it.
    named = options.text is None and not options.settings
    # Said on a terminal alone.
    with Console(stderr=True).status(f"predicting, and simulating {options.networks} networks"):
        forecast = network(
            options.name if named else chosen_activation(options),
            depth=options.depth, width=options.width, gain=options.gain, bias_variance=options.bias_variance,
            keep=options.keep, input_variance=options.input_variance, first_gain=options.first_gain,
            input_cosine=options.cosine, replicates=options.networks, seed=options.seed, jobs=options.jobs,
        )  # fmt: skip
    if options.json != "-":
        _print(forecast, intervals=options.intervals)
    emit(_as_json(forecast), options.json)
    if options.out is not None:
        save_forecast(forecast, options.out)
        if options.json != "-":
            console().print(f"wrote {options.out / 'network'}.svg and .json")
    return 0


def _print(forecast: Forecast, *, intervals: bool) -> None:
    out = console()

    def say(text: str) -> None:
        out.print(Text(text), overflow="fold")

    say(f"{_heading(forecast)}\n{meaning_of_the_gain(forecast)}\n")
    print_forecast(out, forecast, intervals=intervals)
    for note in _notes(forecast, intervals=intervals):
        say(note)
    say("")
    for framework, lines in initialising_lines(forecast).items():
        say(f"{framework}:")
        # These are to be copied: the terminal breaks a line, and nobody else.
        out.print(Text("    " + lines.replace("\n", "\n    ")), soft_wrap=True)
    say("")
    for sentence in sentences(forecast):
        say(sentence)


def _notes(forecast: Forecast, *, intervals: bool) -> Iterator[str]:
    yield (
        f"Medians and ranges of {forecast.replicates} networks with fresh weights and inputs. Variance: the mean "
        "square of a layer's pre-activations. Gradient: the mean square at them, for a standard normal gradient at "
        f"the last layer of the table. Cosine: of two inputs of correlation {forecast.input_cosine:g}. Stable: within "
        "a factor 2."
    )
    if intervals:
        yield "In brackets: intervals that hold under any law, each end wrong once in a million at most."
    else:
        yield (
            "Geometric mean: exp E log over networks of this width, predicted; the median differs from it by a "
            "relative O(1/N). --intervals shows how well the simulated numbers are known."
        )
        if forecast.predicted.missing:
            yield forecast.predicted.missing
    if forecast.bias_law == "uniform":
        yield "Predictions take the biases as normal."


def _heading(forecast: Forecast) -> str:
    net, variances = forecast.network, forecast.network.bias_variances
    one = len(set(net.widths)) == 1
    units = (
        f"{net.widths[0]} unit{'s' if net.widths[0] > 1 else ''}"
        if one
        else f"{', '.join(map(str, net.widths[1:]))} units on {net.widths[0]} inputs"
    )
    biases = "no biases"
    if forecast.bias_law == "uniform":
        biases = "PyTorch's uniform biases"
    elif variances[0]:
        biases = f"normal biases of variance {variances[0]:.4g}"
    dropout = ""
    if net.depth > 1 and net.keeps[0] < 1:
        dropout = f", dropout that keeps a unit with probability {net.keeps[0]:g}"
    layers, first = "1 layer" if net.depth == 1 else f"{net.depth} layers", f"{forecast.first_gain:g}"
    gain = first if net.depth == 1 else f"{forecast.gain:.6g} (first layer {first})"
    return f"{forecast.activation}: {layers} of {units}, gain {gain}, normal weights, {biases}{dropout}."


def _as_json(forecast: Forecast) -> dict[str, Any]:
    net, settled = forecast.network, settling(forecast)
    one = len(set(net.widths)) == 1
    return {
        "activation": forecast.activation, "depth": net.depth, "width": net.widths[0] if one else list(net.widths),
        "gain": forecast.gain, "gain_mode": forecast.mode, "first_gain": forecast.first_gain,
        "bias_law": forecast.bias_law, "bias_variance": _one_or_all(net.bias_variances),
        "keep": net.keeps[0] if net.depth > 1 else 1.0, "input_variance": net.input_variance,
        "input_cosine": forecast.input_cosine,
        "seed": forecast.seed, "networks": forecast.replicates, "overflow": forecast.overflow,
        "log_variance_limit": known_numbers(forecast.limit.log_variance),
        "log_gradient_limit": known_numbers(forecast.limit.log_gradient),
        "log_variance_geometric_mean": known_numbers(forecast.predicted.signal),
        "log_gradient_geometric_mean": known_numbers(forecast.predicted.gradient),
        "log_variance": _band(forecast.signal), "log_gradient": _band(forecast.gradient),
        "cosine_limit": known_numbers(forecast.cosine_limit), "cosine": _band(forecast.cosine),
        "signal": {"stable_to_layer": signal_course(forecast).stable, **_course(signal_course(forecast))},
        "gradient": {
            "stable_back_to_layer": forecast.layers + 1 - gradient_course(forecast).stable,
            **_course(gradient_course(forecast)),
        },
        "infinite_width": {
            "kind": settled.kind, "variance": settled.point.q if settled.point else None,
            "depth_scale": settled.depth_scale, "reason": settled.reason,
        },
        "fixed_points": [point.q for point in forecast.fixed_points or ()],
        "sentences": list(sentences(forecast)),
        "lines": initialising_lines(forecast),
    }  # fmt: skip


def _one_or_all(values: tuple[float, ...]) -> float | list[float]:
    return values[0] if len(set(values)) == 1 else list(values)


def _course(found: Course) -> dict[str, float | None]:
    change = known_number(found.change)
    return {"log_change": change, "log_change_a_layer": found.pace}


def _band(band: Band) -> dict[str, Any]:
    return {
        f"{probability:g}": {
            "value": known_numbers(band.value[row]),
            "low": known_numbers(band.low[row]),
            "high": known_numbers(band.high[row]),
        }
        for row, probability in enumerate(PROBABILITIES)
    }
