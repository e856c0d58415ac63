"""Options that commands share, declared once."""

from __future__ import annotations

import argparse
import os
import secrets
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from paper_checks.storage import as_json, write
from paper_checks.verification import SEED

__all__ = ["emit", "require_target", "shared_options"]


def shared_options(*, for_command: bool = False) -> argparse.ArgumentParser:
    """Return the parent parser of the program, or of every command.

    A command leaves out what it was not given, so that it does not overwrite what stood before it.
    """
    parser = argparse.ArgumentParser(
        add_help=False, argument_default=argparse.SUPPRESS if for_command else None
    )
    parser.add_argument("--out", type=Path, metavar="DIR", help="folder of the output (figures)")
    parser.add_argument("--seed", type=_seed, metavar="N|random", help=f"of the simulations ({SEED})")
    parser.add_argument("--jobs", type=_jobs, metavar="N", help="threads; the results do not depend on it")
    parser.add_argument(
        "--quick", action="store_const", const=True, help="all claims but those that need training"
    )
    parser.add_argument("--json", metavar="FILE", help="write the command's result as JSON; - is stdout")
    parser.add_argument("--paper", metavar="FILE", type=_paper, help="claims of your own paper (not yet)")
    if not for_command:
        parser.set_defaults(out=Path("figures"), seed=SEED, quick=False)
    return parser


def _seed(text: str) -> int:
    if text == "random":
        return secrets.randbits(32)
    if not text.isdecimal():
        raise argparse.ArgumentTypeError(f"{text!r} is no seed: give an integer, 0 or more, or 'random'")
    return int(text)


def _jobs(text: str) -> int:
    if not text.isdecimal() or int(text) == 0:
        raise argparse.ArgumentTypeError(f"{text!r} is no number of threads: give an integer, 1 or more")
    return int(text)


def _paper(text: str) -> Path:
    raise argparse.ArgumentTypeError(f"{text!r}: claims of your own paper come in a later version")


def require_target(target: str | None) -> None:
    """Refuse a --json file that cannot be written, before anything is computed.

    Raises
    ------
    ValueError
        If its folder does not exist or cannot be written, or it is a folder.
    """
    if target in (None, "-"):
        return
    path = Path(target)
    if path.is_dir() or not path.parent.is_dir() or not os.access(path.parent, os.W_OK):
        raise ValueError(
            f"cannot write {target!r}: give --json a file in a folder that exists and can be written"
        )


def emit(data: Mapping[str, Any], target: str | None) -> None:
    """Write a command's result as JSON where it was asked for."""
    if target == "-":
        sys.stdout.write(as_json(data))
    elif target is not None:
        write(Path(target), as_json(data))
