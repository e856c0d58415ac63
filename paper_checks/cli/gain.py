"""`gain`: what an activation needs, by name or as text, with bounds; and what PyTorch's number really does."""

from __future__ import annotations

import argparse
from fractions import Fraction
from typing import Any

import sympy as sp
from rich.table import Table

from paper_checks.cli.options import emit
from paper_checks.cli.table import console
from theory.activation.activation import Activation
from theory.activation.lookup import get
from theory.activation.parsing import parse
from theory.mean_field.fixed_point import GRID_HIGH, FixedPoint
from theory.mean_field.gains import Effect, GainReport, ReportedGain, gain_report

__all__ = ["add_parser", "main"]

_MEANING = {"forward": "u/√(E g²)", "backward": "1/√(E g'²)", "std": "1/sd(g)"}


def add_parser(
    commands: argparse._SubParsersAction[argparse.ArgumentParser], shared: argparse.ArgumentParser
) -> None:
    """Declare the command."""
    parser = commands.add_parser("gain", parents=[shared], help="the gains of any activation")
    which = parser.add_mutually_exclusive_group(required=True)
    which.add_argument("name", nargs="?", metavar="NAME", help="of the catalogue, such as silu")
    which.add_argument("--text", metavar="EXPR", help='your own, such as "x*tanh(x)"')
    parser.add_argument(
        "--set", action="append", default=[], type=_setting, metavar="PARAMETER=VALUE", dest="settings",
        help="of the activation, such as negative_slope=0.2",
    )  # fmt: skip
    parser.add_argument("--u", type=float, default=1.0, help="standard deviation of the pre-activations (1)")
    parser.add_argument("--keep", type=float, default=1.0, help="probability that dropout keeps a unit (1)")
    parser.set_defaults(main=main)


def _setting(text: str) -> tuple[str, Fraction]:
    name, _, value = text.partition("=")
    try:
        # A decimal without an exponent, whose fraction is as long as its text.
        return name.strip(), Fraction(value) if "e" not in value.lower() else Fraction(float(value))
    except (ValueError, ZeroDivisionError, OverflowError):
        raise argparse.ArgumentTypeError(
            f"{text!r}: expected a parameter and a number, such as negative_slope=0.2"
        ) from None


def main(options: argparse.Namespace) -> int:
    """Print the gains of one activation."""
    if options.text is None:
        activation = get(options.name, **dict(options.settings))
    elif options.settings:
        raise ValueError("--set names a parameter of the catalogue: write the number into --text")
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
    out.print(
        f"[bold]{report.activation.name}[/]: g(x) = {_readable(report.activation.expr)}", soft_wrap=True
    )
    dropout = f", dropout keeping {keep:g}" if keep < 1 else ""
    out.print(
        f"weights of standard deviation gain/sqrt(fan_in), at pre-activations of variance {u * u:g}{dropout}\n"
    )
    gains = Table(
        "gain", "", "value", "± at most", "closed form", box=None, pad_edge=False, header_style="bold"
    )
    for mode, found in _gains(report).items():
        if isinstance(found, ReportedGain):
            gains.add_row(
                mode, _MEANING[mode], f"{found.value:.15g}", f"{found.bound:.1g}", _closed_form(found)
            )
        else:
            gains.add_row(mode, _MEANING[mode], "none", "", found)
    out.print(gains)
    out.print()
    effects = Table(box=None, pad_edge=False, header_style="bold")
    for name in (
        "with the gain",
        "variance per layer",
        "gradient per layer",
        "fixed point",
        "chi",
        "depth scale",
    ):
        effects.add_column(name)
    for name, effect in _effects(report).items():
        first, *others = effect.fixed_points or (None,)
        factors = (f"× {effect.forward_factor:.6g}", f"× {effect.backward_factor:.6g}")
        effects.add_row(f"{name} {effect.gain:.6g}", *factors, *_rest(first))
        for point in others:
            effects.add_row("", "", "", *_rest(point))
    out.print(effects)
    out.print(
        "\nchi: by what a layer multiplies a gradient's variance at the fixed point; depth scale: the layers over\n"
        "which that makes a factor e, of decay or of growth.",
        soft_wrap=True,
    )
    if report.activation.slope_diverges:
        out.print(
            "Here it is infinite: a jump, or a slope that steep, drives apart inputs that nearly agree; the gradient\n"
            "of a framework leaves it out.",
            soft_wrap=True,
        )
    if report.pytorch is None:
        out.print(f"\nPyTorch's calculate_gain has no entry for {report.activation.name}.", soft_wrap=True)


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
    # Constants of thirty digits, such as SELU's, make a closed form that nobody reads.
    text = "none known" if found.closed_form is None else sp.sstr(found.closed_form)
    return text if len(text) <= 90 else "has one; see --json"


def _readable(expression: sp.Expr) -> str:
    exact = str(expression)
    return exact if len(exact) <= 90 else str(sp.N(expression, 8))


def _rest(point: FixedPoint | None) -> tuple[str, str, str]:
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
    """Return a number as JSON can hold it."""
    return value if abs(value) < float("inf") else str(value)
