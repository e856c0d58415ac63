"""The options that choose an activation: a name with its parameters, or a formula."""

from __future__ import annotations

import argparse
from fractions import Fraction

from theory.activation.activation import Activation
from theory.activation.lookup import get, resolve
from theory.activation.parameters import written_number
from theory.activation.parsing import parse

__all__ = ["add_activation", "chosen_activation"]


def add_activation(parser: argparse.ArgumentParser, example: str) -> None:
    """Declare NAME, --text and --set; the example is a name."""
    which = parser.add_mutually_exclusive_group(required=True)
    which.add_argument("name", nargs="?", metavar="NAME", help=f"name of an activation, such as {example}")
    which.add_argument("--text", metavar="EXPR", help='formula of an activation, such as "x*tanh(x)"')
    parser.add_argument(
        "--set", action="append", default=[], type=_setting, metavar="PARAMETER=VALUE", dest="settings",
        help="parameter of the named activation, such as negative_slope=0.2",
    )  # fmt: skip


def _setting(text: str) -> tuple[str, Fraction]:
    name, _, value = text.partition("=")
    try:
        return name.strip(), written_number(value)
    except ValueError:
        raise argparse.ArgumentTypeError(
            f"must be a parameter and a number, such as negative_slope=0.2, got {text!r}"
        ) from None


def chosen_activation(options: argparse.Namespace) -> Activation:
    """Return the activation that the options name.

    Raises
    ------
    ValueError
        If there is none of this name, with such a parameter, or the formula is none of an activation.
    """
    if options.text is None:
        settings = dict(options.settings)
        if len(settings) < len(options.settings):
            raise ValueError("--set gives one parameter two values: give each once")
        if settings and "(" in options.name:
            raise ValueError(
                "parameters stand in brackets behind the NAME, or in --set: give them in one place"
            )
        return get(options.name, **settings) if settings else resolve(options.name)
    if options.settings:
        raise ValueError("--set works with a NAME only: write the number into the formula of --text")
    return Activation.from_expr(parse(options.text))
