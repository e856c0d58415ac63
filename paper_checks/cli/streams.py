"""The standard streams, on a terminal of any alphabet, a disk that is full, or a pipe that nobody reads."""

from __future__ import annotations

import io
import os
import sys
from contextlib import suppress
from typing import Any, TextIO, cast

__all__ = ["abandon", "prepare"]


def prepare() -> None:
    """Make stdout show ? for what its alphabet lacks, and stderr drop what it cannot take.

    Raises
    ------
    ValueError
        If stdout is closed.
    """
    for descriptor in range(3):
        try:
            os.fstat(descriptor)
        except OSError:
            # Otherwise the next file that is opened would get this number, and what is printed.
            os.open(os.devnull, os.O_RDWR)
    if sys.stderr is None:
        sys.stderr = open(os.devnull, "w", encoding="utf-8")  # noqa: SIM115
    else:
        sys.stderr = cast(TextIO, _Forgiving(sys.stderr))
    if sys.stdout is None:
        raise ValueError(f"stdout is closed: give it a file, such as > {os.devnull}")
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(errors="replace")


def abandon(stream: TextIO) -> None:
    """Drop what a stream still holds, and all that is written to it: Python writes once more when it ends."""
    with suppress(OSError, ValueError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())


class _Forgiving:
    """A stream for messages: whoever stops reading them stops no work."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream

    def write(self, text: str) -> int:
        try:
            return self._stream.write(text)
        except OSError:
            abandon(self._stream)
            return len(text)

    def flush(self) -> None:
        try:
            self._stream.flush()
        except OSError:
            abandon(self._stream)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._stream, name)
