"""`gain`: the gains of an activation with error bounds, and the effect of each one and of PyTorch's number."""

from __future__ import annotations

import argparse
from fractions import Fraction
from typing import Any

import sympy as sp
from rich.table import Table

from paper_checks.cli.options import Commands, add_command, emit
from paper_checks.cli.table import console
from theory.activation.activation import Activation
from theory.activation.lookup import get
from theory.activation.parsing import parse
from theory.mean_field.fixed_point import GRID_HIGH, FixedPoint
from theory.mean_field.gains import Effect, GainReport, ReportedGain, gain_report

__all__ = ["add_parser", "main"]

_MEANING = {"forward": "u/√(E g²)", "backward": "1/√(E g'²)", "std": "1/sd(g)"}


def add_parser(commands: Commands, shared: argparse.ArgumentParser) -> None:
    """Declare the command."""
    parser = add_command(commands, "gain", shared, "print the gains of an activation")
    which = parser.add_mutually_exclusive_group(required=True)
    which.add_argument("name", nargs="?", metavar="NAME", help="name of an activation, such as silu")
    which.add_argument("--text", metavar="EXPR", help='formula of an activation, such as "x*tanh(x)"')
    parser.add_argument(
        "--set", action="append", default=[], type=_setting, metavar="PARAMETER=VALUE", dest="settings",
        help="parameter of the named activation, such as negative_slope=0.2",
    )  # fmt: skip
    parser.add_argument(
        "--u", type=float, default=1.0, help="standard deviation of the pre-activations (default: 1)"
    )
    parser.add_argument(
        "--keep", type=float, default=1.0, help="probability that dropout keeps a unit (default: 1)"
    )
    parser.set_defaults(main=main)


def _setting(text: str) -> tuple[str, Fraction]:
    name, _, value = text.partition("=")
    try:
        # A decimal without an exponent becomes the fraction that its digits state.
        return name.strip(), Fraction(value) if "e" not in value.lower() else Fraction(float(value))
    except (ValueError, ZeroDivisionError, OverflowError):
        raise argparse.ArgumentTypeError(
            f"must be a parameter and a number, such as negative_slope=0.2, got {text!r}"
        ) from None


def main(options: argparse.Namespace) -> int:
    """Print the gains of one activation."""
    if options.text is None:
        activation = get(options.name, **dict(options.settings))
    elif options.settings:
        raise ValueError("--set works with a NAME only: write the number into the formula of --text")
    else:
        activation = Activation.from_expr(parse(options.text), options.text)
    report = gain_report(activation, u=options.u, keep=options.keep)
    if not any(isinstance(found, ReportedGain) for found in _gains(report).values()):
        raise ValueError(report.forward)
    if options.json != "-":
        _print(report, options.u, options.keep)
    emit(_as_json(report), options.json)
    return 0


def _print(report: GainReport, u: float, keep: float) -> None:
    out = console()
    name = report.activation.name
    out.print(f"[bold]{name}[/]: g(x) = {_readable(report.activation.expr)}", soft_wrap=True)
    dropout = f", with dropout that keeps a unit with probability {keep:g}" if keep < 1 else ""
    out.print(
        "The weights have standard deviation gain/sqrt(fan_in), and the pre-activations variance "
        f"{u * u:g}{dropout}.\n",
        soft_wrap=True,
    )
    out.print(_gains_table(report))
    out.print()
    out.print(_effects_table(report))
    out.print(
        "\nchi: the factor by which a layer multiplies the variance of a gradient at the fixed point.\n"
        "depth scale: the number of layers over which that variance falls, or grows, by a factor e.",
        soft_wrap=True,
    )
    if report.activation.slope_diverges:
        out.print(
            f"chi is infinite, because {name} jumps or is too steep at a kink: two inputs that nearly agree move\n"
            "apart. The gradient that a framework computes leaves the jump out.",
            soft_wrap=True,
        )
    if report.pytorch is None:
        out.print(f"\nPyTorch's calculate_gain has no entry for {name}.", soft_wrap=True)


def _gains_table(report: GainReport) -> Table:
    table = Table(
        "gain", "", "value", "± at most", "closed form", box=None, pad_edge=False, header_style="bold"
    )
    for mode, found in _gains(report).items():
        if isinstance(found, ReportedGain):
            value, bound = f"{found.value:.15g}", f"{found.bound:.1g}"
            table.add_row(mode, _MEANING[mode], value, bound, _closed_form(found))
        else:
            table.add_row(mode, _MEANING[mode], "none", "", found)
    return table


def _effects_table(report: GainReport) -> Table:
    columns = (
        "with the gain",
        "variance per layer",
        "gradient per layer",
        "fixed point",
        "chi",
        "depth scale",
    )
    table = Table(*columns, box=None, pad_edge=False, header_style="bold")
    for name, effect in _effects(report).items():
        first, *others = effect.fixed_points or (None,)
        factors = (f"× {effect.forward_factor:.6g}", f"× {effect.backward_factor:.6g}")
        table.add_row(f"{name} {effect.gain:.6g}", *factors, *_fixed_point(first))
        for point in others:
            table.add_row("", "", "", *_fixed_point(point))
    return table


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


def _fixed_point(point: FixedPoint | None) -> tuple[str, str, str]:
    if point is None:
        return f"none up to q = {GRID_HIGH:g}", "", ""
    place = "every q" if point.continuum else f"q = {point.q:.6g}"
    scale = "infinite" if abs(point.depth_scale) == float("inf") else f"{abs(point.depth_scale):.4g}"
    if point.depth_scale < 0:
        scale += " (growth)"
    return f"{place} ({point.stability})", f"{point.chi:.6g}", scale


def _as_json(report: GainReport) -> dict[str, Any]:
    return {
        "activation": report.activation.name,
        "expression": sp.sstr(report.activation.expr),
        "gains": {
            mode: _gain_as_json(found) if isinstance(found, ReportedGain) else {"none": found}
            for mode, found in _gains(report).items()
        },
        "pytorch": None if report.pytorch is None else float(report.pytorch),
        "effects": {name: _effect_as_json(effect) for name, effect in _effects(report).items()},
    }


def _gain_as_json(found: ReportedGain) -> dict[str, Any]:
    closed = None if found.closed_form is None else sp.sstr(found.closed_form)
    return {"value": found.value, "bound": found.bound, "closed_form": closed}


def _effect_as_json(effect: Effect) -> dict[str, Any]:
    return {
        "gain": effect.gain,
        "weight_variance": effect.weight_variance,
        "forward_factor": effect.forward_factor,
        "backward_factor": _finite(effect.backward_factor),
        "fixed_points": [
            {
                "q": point.q,
                "chi": _finite(point.chi),
                "q_slope": _finite(point.q_slope),
                "stability": point.stability,
                "depth_scale": _finite(point.depth_scale),
                "continuum": point.continuum,
            }
            for point in effect.fixed_points
        ],
    }


def _finite(value: float) -> float | str:
    """Return a number, or the name of an infinity, which JSON cannot hold as a number."""
    return value if abs(value) < float("inf") else str(value)
