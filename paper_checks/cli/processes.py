"""Processes that compute beside this one, end when it does, and never hear of Ctrl-C.

concurrent.futures has processes too.  But one of its workers that waits for work outlives a parent that is killed,
and prints a traceback where Ctrl-C meets it while it starts.  Here each process is in a session of its own, which
no terminal interrupts, and watches the pipe that brings its tasks.  The pipe closes when the parent ends, however
that happens.
"""

from __future__ import annotations

import os
import pickle
import subprocess
import sys
import threading
from collections.abc import Callable, Mapping
from concurrent.futures import BrokenExecutor, Executor, Future, ThreadPoolExecutor
from contextlib import suppress
from queue import SimpleQueue
from typing import Any, BinaryIO, ParamSpec, TypeVar

__all__ = ["Processes", "say", "serve"]

P = ParamSpec("P")
T = TypeVar("T")
_START = (
    "import pickle, sys; sys.path[:] = pickle.load(sys.stdin.buffer);"
    "from paper_checks.cli.processes import serve; serve()"
)


class Processes(Executor):
    """An executor of processes.

    Functions, arguments and results travel by pickle, functions by their names.  A process that ends, killed or out
    of memory, fails the tasks of its thread with BrokenExecutor.

    Parameters
    ----------
    workers : int
    heard : callable, optional
        Called, in a thread of its own for each process, with what a function says there; see `say`.
    environment : mapping, optional
        Variables of the environment that the processes have besides those of this one.
    """

    def __init__(
        self,
        workers: int,
        *,
        heard: Callable[[Any], None] | None = None,
        environment: Mapping[str, str] | None = None,
    ) -> None:
        self._heard = heard
        self._environment = {**os.environ, **(environment or {})}
        # A thread for each process waits for its answers.
        self._threads = ThreadPoolExecutor(workers)
        self._here = threading.local()
        self._started: list[subprocess.Popen[bytes]] = []

    def submit(self, function: Callable[P, T], /, *arguments: P.args, **named: P.kwargs) -> Future[T]:
        """Let a process call a function."""
        return self._threads.submit(self._answer, pickle.dumps((function, arguments, named)))

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
        """Wait for the tasks in work, and end the processes; without waiting, end them in the middle."""
        if wait:
            self._threads.shutdown(cancel_futures=cancel_futures)
        for process in self._started:
            process.kill()
            process.wait()
            for pipe in (process.stdin, process.stdout):
                with suppress(OSError):  # what a broken pipe still holds
                    pipe.close()  # type: ignore[union-attr]
        self._threads.shutdown(wait=wait, cancel_futures=cancel_futures)

    def _answer(self, task: bytes) -> Any:
        process = self._process()
        try:
            _send(process.stdin, task)
            failed, found = self._next(process)
            while failed is None:
                if self._heard is not None:
                    self._heard(found)
                failed, found = self._next(process)
        except (
            OSError,
            EOFError,
            ValueError,
            pickle.UnpicklingError,
        ) as error:  # ValueError: a pipe that is closed
            raise BrokenExecutor(
                f"a process of this program has ended, killed or out of memory ({type(error).__name__})"
            ) from error
        if failed:
            raise found
        return found

    @staticmethod
    def _next(process: subprocess.Popen[bytes]) -> tuple[bool | None, Any]:
        found: tuple[bool | None, Any] = pickle.load(process.stdout)  # type: ignore[arg-type]
        return found

    def _process(self) -> subprocess.Popen[bytes]:
        """Return the process of the calling thread, which its first task starts."""
        if not hasattr(self._here, "process"):
            self._here.process = process = subprocess.Popen(
                [sys.executable, "-c", _START],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                # A parent that ends while this one starts is no reason for a traceback.
                stderr=subprocess.DEVNULL,
                start_new_session=True,
                env=self._environment,
            )
            self._started.append(process)
            _send(process.stdin, sys.path)
        found: subprocess.Popen[bytes] = self._here.process
        return found


_answers: BinaryIO | None = None


def say(value: object) -> None:
    """Tell the parent something before the answer; nothing happens outside of `Processes`."""
    if _answers is not None:
        _send(_answers, (None, value))


def serve() -> None:
    """Call the functions that stand in stdin, and write what they return to stdout, until stdin ends."""
    global _answers
    tasks: SimpleQueue[bytes] = SimpleQueue()
    threading.Thread(target=_receive, args=(sys.stdin.buffer, tasks), daemon=True).start()
    _answers = answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # what a function prints is no answer
    while True:
        try:
            function, arguments, named = pickle.loads(tasks.get())
            answer = False, function(*arguments, **named)
        except Exception as error:
            answer = True, error
        _send(answers, answer)


def _receive(stream: BinaryIO, tasks: SimpleQueue[bytes]) -> None:
    try:
        while True:
            # Unpickled in the main thread: that may import SymPy, and the watch must not wait for it.
            tasks.put(pickle.load(stream))
    except EOFError:
        os._exit(0)


def _send(stream: Any, value: object) -> None:
    stream.write(pickle.dumps(value))
    stream.flush()
