"""Options that commands share.  Each is declared once, in a group, and a command takes the groups that apply to it."""

from __future__ import annotations

import argparse
import os
import secrets
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeAlias

from montecarlo.training.trainer import DEVICES
from paper_checks._version import __version__
from paper_checks.files import is_stream, write
from paper_checks.storage import as_json
from paper_checks.training_record import FOLDER
from paper_checks.verification import SEED

__all__ = [
    "JSON_FILE",
    "OUTPUT_FOLDER",
    "PICTURE",
    "RECORD",
    "SIMULATION",
    "SIMULATION_FOR_JSON",
    "TRAINING",
    "Commands",
    "add_command",
    "add_version",
    "complete",
    "emit",
    "require_target",
    "shared_options",
]

Commands: TypeAlias = (
    "argparse._SubParsersAction[argparse.ArgumentParser]"  # what a command adds its parser to
)

_DEFAULTS = {"seed": SEED, "jobs": None, "out": FOLDER, "json": None, "cifar10": None, "device": "cpu"}


def _seed(text: str) -> int:
    if text == "random":
        return secrets.randbits(32)
    if not text.isdecimal():
        raise argparse.ArgumentTypeError(f"must be an integer of 0 or more, or 'random', got {text!r}")
    return int(text)


def _folder(text: str) -> Path:
    if not text:
        raise argparse.ArgumentTypeError("must name a folder, got ''; write . for the current one")
    return Path(text)


def _jobs(text: str) -> int:
    if not text.isdecimal() or int(text) == 0:
        raise argparse.ArgumentTypeError(f"must be an integer of 1 or more, got {text!r}")
    return int(text)


@dataclass(frozen=True)
class Group:
    """Options that a command takes together.

    Parameters
    ----------
    title : str
        The heading in the help.
    options : mapping
        From an option's name to the arguments of `add_argument`.
    """

    title: str
    options: Mapping[str, Mapping[str, Any]]


_SIMULATION: Mapping[str, Mapping[str, Any]] = {
    "seed": {"type": _seed, "metavar": "N|random", "help": f"seed of the simulations (default: {SEED})"},
    "jobs": {
        "type": _jobs,
        "metavar": "N",
        "help": "number of threads (default: one for each processor); the results do not depend on it",
    },
}
SIMULATION = Group("simulation", _SIMULATION)
SIMULATION_FOR_JSON = Group("simulation, which only --json needs", _SIMULATION)
TRAINING = Group(
    "training",
    {
        "seed": {
            "type": _seed,
            "metavar": "N|random",
            "help": f"seeds 25 N to 25 N + 24 are trained (default: {SEED})",
        },
        "jobs": {
            **_SIMULATION["jobs"],
            "help": "number of processes (default: one for each processor); the results do not depend on it",
        },
        "cifar10": {
            "type": _folder,
            "metavar": "DIR",
            "help": "CIFAR-10's python version, the folder cifar-10-batches-py",
        },
        "device": {
            "choices": DEVICES,
            "help": "where PyTorch trains convolutional networks (default: cpu); all others are trained on the CPU",
        },
    },
)
OUTPUT_FOLDER = Group(
    "output folder",
    {
        "out": {
            "type": _folder,
            "metavar": "DIR",
            "help": f"folder of the output (default: {_DEFAULTS['out']})",
        }
    },
)
PICTURE = Group(
    "picture",
    {"out": {"type": _folder, "metavar": "DIR", "help": "folder of the picture (default: no picture)"}},
)
RECORD = Group(
    "trained networks",
    {
        "out": {
            "type": _folder,
            "metavar": "DIR",
            "help": "folder whose training.json is judged, if it has one, and else the package's "
            f"(default: {_DEFAULTS['out']})",
        }
    },
)
JSON_FILE = Group(
    "JSON", {"json": {"metavar": "FILE", "help": "write the result as JSON to FILE; - means stdout"}}
)


def shared_options(*groups: Group) -> argparse.ArgumentParser:
    """Return a parent parser with these groups of options.

    An option that is not given leaves no trace, so that a command does not overwrite what stands before it;
    `complete` fills in the defaults.
    """
    parser = argparse.ArgumentParser(add_help=False, argument_default=argparse.SUPPRESS)
    for group in groups:
        section = parser.add_argument_group(group.title)
        for name, settings in group.options.items():
            section.add_argument(f"--{name}", **settings)
    parser.set_defaults(accepted=frozenset(name for group in groups for name in group.options))
    return parser


def add_command(
    commands: Commands, name: str, shared: argparse.ArgumentParser, purpose: str
) -> argparse.ArgumentParser:
    """Add a command's parser; the purpose stands in the program's help and at the head of the command's own."""
    return commands.add_parser(
        name, parents=[shared], help=purpose, description=f"{purpose[0].upper()}{purpose[1:]}."
    )


def add_version(parser: argparse.ArgumentParser) -> None:
    """Declare the option that prints the version."""
    parser.add_argument("--version", action="version", version=f"initproof {__version__}")


def complete(options: argparse.Namespace, parser: argparse.ArgumentParser) -> None:
    """Fill in the defaults of the shared options, and those that a command has `instead`.

    An option that stands before a command that does not take it ends the program with status 2.
    """
    for name, default in _DEFAULTS.items():
        if name not in options:
            setattr(options, name, getattr(options, "instead", {}).get(name, default))
        elif name not in options.accepted:
            parser.error(f"argument --{name}: the command {options.command!r} does not take it; leave it out")


def require_target(target: str | None) -> None:
    """Refuse a --json file that cannot be written, before anything is computed.

    Raises
    ------
    ValueError
        If it is a folder or cannot be written, or if its folder does not exist or cannot be written.
    """
    if target is None or target == "-":
        return
    path = Path(target)
    try:
        if path.is_dir() or target.endswith(os.sep):
            raise ValueError(f"--json = {target!r} is a folder: give a file")
        if path.is_socket():
            raise ValueError(f"--json = {target!r} is a socket: give a file")
        stream = is_stream(path)
    except OSError as error:
        raise ValueError(
            f"--json = {target!r} cannot be used ({error.strerror}): give another file"
        ) from error
    if stream:
        if not os.access(path, os.W_OK):
            raise ValueError(f"--json = {target!r} cannot be written: make it writable, or give another file")
        return
    folder = Path(os.path.realpath(path)).parent  # of a link: the folder of its target
    if not folder.is_dir():
        raise ValueError(
            f"--json = {target!r} is in a folder that does not exist: create {str(folder)!r} first"
        )
    if not os.access(folder, os.W_OK):
        raise ValueError(
            f"--json = {target!r} is in a folder that cannot be written: give a file in another folder"
        )


def emit(data: Mapping[str, Any], target: str | None) -> None:
    """Write a command's result as JSON to the file that --json names, or to stdout for `-`."""
    if target == "-":
        text = as_json(data)
        try:
            text.encode(sys.stdout.encoding or "utf-8")
        except UnicodeEncodeError:
            text = as_json(data, ascii=True)
        sys.stdout.write(text)
    elif target is not None:
        write(Path(target), as_json(data), instead="another file with --json")
