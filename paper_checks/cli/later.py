"""Commands that a later version brings: they say so."""

from __future__ import annotations

import argparse

__all__ = ["add_parsers"]

_LATER = {
    "report": "one self-contained page of every claim",
    "new": "a file of claims for your own paper",
}


def add_parsers(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Declare the commands."""
    for name, purpose in _LATER.items():
        parser = commands.add_parser(name, help=f"{purpose} (not yet)")
        parser.add_argument("rest", nargs="*", help=argparse.SUPPRESS)
        parser.set_defaults(main=_refuse, command=name)


def _refuse(options: argparse.Namespace) -> int:
    raise ValueError(f"`{options.command}` ({_LATER[options.command]}) comes in a later version")
