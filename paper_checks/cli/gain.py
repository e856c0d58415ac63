"""`gain`: the gains of an activation with error bounds, and the effect of each one and of PyTorch's number."""

from __future__ import annotations

import argparse
import math
from collections.abc import Iterator
from dataclasses import asdict, replace
from fractions import Fraction
from typing import Any

import sympy as sp
from flint import arb, ctx
from rich.text import Text

from paper_checks.cli.chosen_activation import add_activation, chosen_activation
from paper_checks.cli.options import Commands, add_command, emit
from paper_checks.cli.table import console, print_rows
from paper_checks.known_numbers import known_number
from theory.activation.catalogue import CATALOGUE
from theory.integration.gaussian_moments import moments
from theory.mean_field.fixed_point import FixedPoint
from theory.mean_field.gains import Effect, GainReport, ReportedGain, gain_report

__all__ = ["add_parser", "main"]

_MEANING = {"forward": "u/√(E g²)", "backward": "1/√(E g'²)", "std": "1/sd(g)"}


def add_parser(commands: Commands, shared: argparse.ArgumentParser) -> None:
    """Declare the command."""
    parser = add_command(commands, "gain", shared, "print the gains of an activation")
    add_activation(parser, "silu")
    parser.add_argument(
        "--u", type=_number, default=1.0, help="standard deviation of the pre-activations (default: 1)"
    )
    parser.add_argument(
        "--keep", type=_number, default=1.0, help="probability that dropout keeps a unit (default: 1)"
    )
    parser.add_argument(
        "--certify", action="store_true", help="prove the gains and their bounds by ball arithmetic"
    )
    parser.set_defaults(main=main)


def _number(text: str) -> float:
    try:
        return float(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"must be a number, such as 0.8, got {text!r}") from None


def main(options: argparse.Namespace) -> int:
    """Print the gains of one activation."""
    activation = chosen_activation(options)
    report = gain_report(activation, u=options.u, keep=options.keep)
    if options.certify:
        report = _certified(report, options.u, options.keep)
    if not any(isinstance(found, ReportedGain) for found in _gains(report).values()):
        raise ValueError(report.forward)
    training = None if options.text else _training_gain(options.name, dict(options.settings), options.keep)
    if options.json != "-":
        _print(report, options.u, options.keep)
        if training is not None:
            text = (
                "\nThese are the gains of evaluation, where the negative slope is (lower + upper)/2. In training it is "
                f"uniform on (lower, upper), and the forward and backward gains are {training:.15g}."
            )
            console().print(Text(text), overflow="fold")
    data = {"activation": options.text or activation.name, **_as_json(report)}
    emit(data if training is None else data | {"gain_in_training": training}, options.json)
    return 0


def _training_gain(name: str, settings: dict[str, Fraction], keep: float) -> float | None:
    """Return the gain of RReLU with its random slopes, sqrt(2 keep/(1 + E slope^2)); None for other activations."""
    if name.replace("_", "").lower() != "rrelu":
        return None
    low, high = (settings.get(end, Fraction(CATALOGUE["rrelu"].defaults[end])) for end in ("lower", "upper"))
    square = ((low + high) / 2) ** 2 + (high - low) ** 2 / 12
    return math.sqrt(2 * keep / float(1 + square))


def _certified(report: GainReport, u: float, keep: float) -> GainReport:
    """Return the report with gains that ball arithmetic proves, from certified moments."""
    found = moments(report.activation, u, certify=True)
    with ctx.workprec(128):
        factor, dropped = arb(u), 1 / arb(keep) - 1

        def ball(name: str) -> arb:
            return arb(float(getattr(found, name)), float(getattr(found.error, name)))

        balls = {
            "forward": lambda: factor * (ball("second") / arb(keep)).rsqrt(),
            "backward": lambda: (ball("derivative_second") / arb(keep)).rsqrt(),
            "std": lambda: (ball("variance") + dropped * ball("second")).rsqrt(),
        }
        changed: dict[str, Any] = {}
        for mode, gain in _gains(report).items():
            # A gain that does not exist keeps the sentence that says why.
            if isinstance(gain, ReportedGain):
                exact = balls[mode]()
                value = float(exact.mid())
                bound = math.nextafter(float((exact - arb(value)).abs_upper()), math.inf)
                changed[mode] = replace(gain, value=value, bound=bound)
    return replace(report, **changed)


def _print(report: GainReport, u: float, keep: float) -> None:
    out = console()

    def say(text: str) -> None:
        out.print(Text(text), overflow="fold")

    name = report.activation.name
    # A formula of the user's own has no name but g.
    title = "" if name == "g" else f"{name}: "
    out.print(Text.assemble((title, "bold"), f"g(x) = {_readable(report.activation.expr)}"), overflow="fold")
    dropout = f", with dropout that keeps a unit with probability {keep:g}" if keep < 1 else ""
    say(
        "The weights have standard deviation gain/sqrt(fan_in), and the pre-activations variance "
        f"{u * u:g}{dropout}.\n"
    )
    print_rows(out, ("gain", "", "value", "± at most", "closed form"), _gain_rows(report))
    say(
        "\nforward keeps the variance of the pre-activations, backward that of the gradients; std gives the units "
        "variance 1.\n"
    )
    titles = (
        "with the gain",
        "variance per layer",
        "gradient per layer",
        "fixed point",
        "chi",
        "depth scale",
    )
    print_rows(out, titles, _effect_rows(report))
    say(
        "\nchi: the factor by which a layer multiplies the variance of a gradient at the fixed point.\n"
        "depth scale: the number of layers over which that variance falls, or grows, by a factor e."
    )
    if report.activation.slope_diverges:
        say(
            f"chi is infinite, because {name} jumps or is too steep at a kink: two inputs that nearly agree move "
            "apart. The gradient that a framework computes leaves the jump out."
        )
    if report.pytorch is None and name != "g":
        say(f"\nPyTorch's calculate_gain has no entry for {name}.")


def _gain_rows(report: GainReport) -> Iterator[tuple[Text, ...]]:
    for mode, found in _gains(report).items():
        if isinstance(found, ReportedGain):
            cells = (f"{found.value:.15g}", f"{found.bound:.1g}", _closed_form(found))
        else:
            cells = ("none", "", found)
        yield tuple(map(Text, (mode, _MEANING[mode], *cells)))


def _effect_rows(report: GainReport) -> Iterator[tuple[Text, ...]]:
    for name, effect in _effects(report).items():
        first, *others = effect.fixed_points or (effect.fixed_points.reason,)
        factors = (f"× {effect.forward_factor:.6g}", f"× {effect.backward_factor:.6g}")
        yield tuple(map(Text, (f"{name} {effect.gain:.6g}", *factors, *_fixed_point(first))))
        for point in others:
            yield tuple(map(Text, ("", "", "", *_fixed_point(point))))


def _gains(report: GainReport) -> dict[str, ReportedGain | str]:
    return {"forward": report.forward, "backward": report.backward, "std": report.std}


def _effects(report: GainReport) -> dict[str, Effect]:
    effects = {
        mode: found.effect for mode, found in _gains(report).items() if isinstance(found, ReportedGain)
    }
    if report.pytorch_effect is not None:
        effects["PyTorch"] = report.pytorch_effect
    return effects


def _closed_form(found: ReportedGain) -> str:
    # Nobody reads a closed form with constants of thirty digits, such as SELU's.
    text = "none known" if found.closed_form is None else sp.sstr(found.closed_form)
    return text if len(text) <= 90 else "has one; see --json"


def _readable(expression: sp.Expr) -> str:
    exact = str(expression)
    return exact if len(exact) <= 90 else str(sp.N(expression, 8))


def _fixed_point(point: FixedPoint | str) -> tuple[str, str, str]:
    if isinstance(point, str):
        return f"none: {point}", "", ""
    place = "every q" if point.continuum else f"q = {point.q:.6g}"
    scale = "infinite" if abs(point.depth_scale) == float("inf") else f"{abs(point.depth_scale):.4g}"
    if point.depth_scale < 0:
        scale += " (growth)"
    return f"{place} ({point.stability})", f"{point.chi:.6g}", scale


def _as_json(report: GainReport) -> dict[str, Any]:
    return {
        "expression": sp.sstr(report.activation.expr),
        "gains": {mode: _gain_as_json(found) for mode, found in _gains(report).items()},
        "pytorch": None if report.pytorch is None else float(report.pytorch),
        "effects": {name: _effect_as_json(effect) for name, effect in _effects(report).items()},
    }


def _gain_as_json(found: ReportedGain | str) -> dict[str, Any]:
    if isinstance(found, str):
        return {"none": found}
    closed = None if found.closed_form is None else sp.sstr(found.closed_form)
    return {"value": found.value, "bound": found.bound, "closed_form": closed}


def _effect_as_json(effect: Effect) -> dict[str, Any]:
    found: dict[str, Any] = _plain(asdict(effect))
    return found if effect.fixed_points else found | {"no_fixed_point": effect.fixed_points.reason}


def _plain(data: Any) -> Any:
    """Return data for JSON, which has lists for tuples, and null for what is not finite."""
    if isinstance(data, dict):
        return {key: _plain(value) for key, value in data.items()}
    if isinstance(data, tuple):
        return [_plain(value) for value in data]
    return known_number(data) if isinstance(data, float) else data
