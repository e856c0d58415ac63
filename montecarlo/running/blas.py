"""BLAS on one thread: batches run in parallel, and products must not depend on the number of cores.

Some builds of BLAS keep one number of threads for the process, others one for each thread. So the calling thread
limits BLAS around a run, and each worker limits it once.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from functools import cache

from threadpoolctl import ThreadpoolController

__all__ = ["limit_worker", "one_thread"]


# Runs that overlap in several threads share the limit: the first one sets it, the last one lifts it.
_lock = threading.Lock()
_held = ExitStack()
_depth = 0
_worker = threading.local()


@contextmanager
def one_thread() -> Iterator[None]:
    """Keep BLAS on one thread while the block runs.

    Several threads may enter such blocks at once. The first one sets the limit. threadpoolctl lets only that
    thread lift it again: if another thread leaves last, BLAS stays on one thread.
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
    """Keep BLAS on one thread from now on in the calling worker, which is a thread or process of an executor."""
    if not hasattr(_worker, "limit"):
        _worker.limit = _controller().limit(limits=1, user_api="blas")


@cache
def _controller() -> ThreadpoolController:
    # Cached: the search for the libraries takes milliseconds. Importing this package has loaded them already.
    return ThreadpoolController()
