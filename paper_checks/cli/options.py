"""Options that commands share, declared once."""

from __future__ import annotations

import argparse
import secrets
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from paper_checks.storage import as_json, write
from paper_checks.verify import SEED

__all__ = ["emit", "shared_options"]


def shared_options() -> argparse.ArgumentParser:
    """Return the parent parser of every command."""
    parser = argparse.ArgumentParser(add_help=False)
    parser.add_argument(
        "--out", type=Path, default=Path("figures"), metavar="DIR", help="folder of the output"
    )
    parser.add_argument("--seed", type=_seed, default=SEED, metavar="N|random", help="of the simulations")
    parser.add_argument("--jobs", type=_jobs, metavar="N", help="threads; the results do not depend on it")
    parser.add_argument("--quick", action="store_true", help="all claims but those that need training")
    parser.add_argument("--json", metavar="FILE", help="write the command's result as JSON; - is stdout")
    parser.add_argument("--paper", metavar="FILE", type=_paper, help="claims of your own paper (not yet)")
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


def emit(data: Mapping[str, Any], target: str | None) -> None:
    """Write a command's result as JSON where it was asked for."""
    if target == "-":
        sys.stdout.write(as_json(data))
    elif target is not None:
        write(Path(target), as_json(data))
