"""BLAS on one thread: parallelism is over batches, and products must not depend on the number of cores.

Some builds of BLAS keep the number of threads a process, some a thread: the caller limits its own around a
run, and each worker limits its own, once.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from functools import cache

from threadpoolctl import ThreadpoolController

__all__ = ["limit_worker", "one_thread"]


# Runs that overlap in several threads share the limit: the first one in sets it, the last one out lifts it.
_lock = threading.Lock()
_held = ExitStack()
_depth = 0
_worker = threading.local()


@contextmanager
def one_thread() -> Iterator[None]:
    """Keep BLAS on one thread while the block runs.

    Of runs that overlap in several threads, threadpoolctl lets but one thread set the number: where another
    one leaves last, BLAS stays on one thread.
    """
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


def limit_worker() -> None:
    """Keep BLAS on one thread in the calling worker, a thread or a process of an executor, from now on."""
    if not hasattr(_worker, "limit"):
        _worker.limit = _controller().limit(limits=1, user_api="blas")


@cache
def _controller() -> ThreadpoolController:
    # Looking for the libraries takes milliseconds; NumPy's and SciPy's are loaded when this package is.
    return ThreadpoolController()
