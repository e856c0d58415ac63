"""Weights that are named by text: a file, or a function of the user's own."""

from __future__ import annotations

import importlib
import os
import sys
from contextlib import redirect_stdout
from pathlib import Path

from paper_checks.auditing.archives import from_file
from paper_checks.auditing.models import Weights, from_object
from paper_checks.auditing.names import printable
from theory.arguments import shown

__all__ = ["from_text"]

_SUFFIXES = (".npz", ".safetensors")


def from_text(text: str) -> Weights:
    """Return the tensors of a .npz or .safetensors file, or of what `module:callable` returns.

    What the callable prints goes to stderr: stdout may be the audit's JSON.

    Raises
    ------
    ValueError
        If there is no such file or callable, or it holds no weights that can be read; it says what to give.
    """
    path = Path(text)
    named = f"WEIGHTS = '{printable(text)}'"
    if path.suffix.lower() in _SUFFIXES and "\0" not in text:
        return Weights(from_file(path))
    module, colon, name = text.partition(":")
    if (
        colon
        and "\0" not in text
        and not path.exists()
        and all(part.isidentifier() for part in (*module.split("."), name))
    ):
        return _called(named, module, name)
    raise ValueError(
        f"{named}: it must be a .npz or .safetensors file, or module:callable; torch.save's files are pickles, "
        "which may run code: save them with safetensors.torch.save_file"
    )


def _called(named: str, module: str, name: str) -> Weights:
    if os.getcwd() not in sys.path:  # as `python -m` does
        sys.path.insert(0, os.getcwd())
    try:
        with redirect_stdout(sys.stderr):
            function = getattr(importlib.import_module(module), name)
            if not callable(function):
                raise TypeError(f"it must be callable, got {shown(function)}")
            return from_object(function())
    # All that the user's own code may do; SystemExit too, by which an audit would end with the status of success.
    except (Exception, SystemExit) as error:
        raise ValueError(f"{named}: {type(error).__name__}: {printable(str(error))}") from error
