"""Processes beside this one: they compute, tell errors, and end with whoever started them."""

import math
import os
import time
from concurrent.futures import BrokenExecutor
from contextlib import suppress

import pytest

from paper_checks.cli.processes import Processes, say


def _is_there(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    return True


def test_functions_are_called_elsewhere_and_errors_come_back() -> None:
    with Processes(1) as processes:
        other = processes.submit(os.getpid).result()
        assert processes.submit(math.hypot, 3, 4).result() == 5
        with pytest.raises(ValueError, match="math domain error"):
            processes.submit(math.sqrt, -1).result()
        assert processes.submit(int, "12", base=8).result() == 10
        processes.submit(os.write, 1, b"what a function prints is no answer").result()
        assert processes.submit(os.getsid, 0).result() == other  # no terminal interrupts it
        assert other != os.getpid()
    assert not _is_there(other)


def test_a_process_ends_in_the_middle_of_its_work_when_its_parent_does() -> None:
    with Processes(1) as processes:
        other = processes.submit(os.getpid).result()
        long = processes.submit(time.sleep, 600)
        while not long.running():
            time.sleep(0.001)
        processes._started[0].stdin.close()  # as when this process is killed
        with pytest.raises(BrokenExecutor, match="has ended"):
            long.result(timeout=10)
    assert not _is_there(other)


def test_a_process_that_is_killed_is_an_error_of_its_tasks() -> None:
    with Processes(1) as processes:
        for _ in range(2):
            with pytest.raises(BrokenExecutor, match="killed or out of memory"):
                processes.submit(os._exit, 1).result(timeout=10)


def test_without_waiting_the_work_is_given_up() -> None:
    processes = Processes(1)
    long = processes.submit(time.sleep, 600)
    with suppress(TimeoutError):
        long.result(timeout=0.1)
    processes.shutdown(wait=False, cancel_futures=True)
    assert isinstance(long.exception(timeout=10), BrokenExecutor)


def test_a_function_may_say_something_before_its_answer() -> None:
    heard: list[object] = []
    with Processes(1, heard=heard.append, environment={"MINE": "here"}) as processes:
        assert processes.submit(say, (1, "half")).result() is None
        assert processes.submit(os.getenv, "MINE").result() == "here"
    assert heard == [(1, "half")]
    say("nobody listens here")
