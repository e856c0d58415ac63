"""BLAS on one thread: parallelism is over batches, and products must not depend on the number of cores."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from functools import cache

from threadpoolctl import ThreadpoolController  # type: ignore[import-untyped]

__all__ = ["limit_for_good", "one_thread"]

# The limit belongs to the process: runs that overlap in several threads share it, the last one out lifts it.
_lock = threading.Lock()
_held = ExitStack()
_depth = 0


@contextmanager
def one_thread() -> Iterator[None]:
    """Keep the BLAS of this process on one thread while the block runs, in all threads."""
    global _depth
    with _lock:
        if _depth == 0:
            _held.enter_context(_controller().limit(limits=1, user_api="blas"))
        _depth += 1
    try:
        yield
    finally:
        with _lock:
            _depth -= 1
            if _depth == 0:
                _held.close()


@cache
def limit_for_good() -> None:
    """Keep the BLAS of this process, a worker, on one thread from now on."""
    _controller().limit(limits=1, user_api="blas")


@cache
def _controller() -> ThreadpoolController:
    # Looking for the libraries takes milliseconds; NumPy's and SciPy's are loaded when this package is.
    return ThreadpoolController()
