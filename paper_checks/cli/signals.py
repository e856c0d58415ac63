"""What ends the program from outside: Ctrl-C, `kill`, a terminal that is closed."""

from __future__ import annotations

import os
import select
import signal
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from types import FrameType

__all__ = ["end_at_signals"]

_WORDS = {"SIGINT": "interrupted", "SIGTERM": "terminated", "SIGHUP": "the terminal was closed"}
_SHOW_CURSOR = b"\x1b[?25h\n"  # a bar of progress hides it


def _nothing() -> None:
    pass


def end_at_signals(first: Callable[[], None] = _nothing) -> None:
    """End this process, from now on, as soon as a signal asks for it: one line on stderr, status 128 + its number.

    No exception is raised.  One may be lost in a finaliser, and `finally` may wait for threads that compute on.
    A signal that is ignored, as under nohup, stays ignored.

    Parameters
    ----------
    first : callable, optional
        Called before the end; it must be quick.
    """
    for name, words in _WORDS.items():
        number = getattr(signal, name, None)  # Windows has fewer
        if number is not None and signal.getsignal(number) is not signal.SIG_IGN:
            signal.signal(number, partial(_end, words=words, first=first))


def _end(number: int, frame: FrameType | None, *, words: str, first: Callable[[], None]) -> None:
    try:
        first()
        text = f"{words}: the files that are already written are kept\n".encode()
        with suppress(OSError):
            if os.isatty(2):
                text = _SHOW_CURSOR + text
            # A reader that has stopped reading would hold this process.
            if os.name == "nt" or select.select((), (2,), (), 0.5)[1]:
                os.write(2, text)
    finally:
        os._exit(128 + number)
