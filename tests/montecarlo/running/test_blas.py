import multiprocessing
import threading
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor

import threadpoolctl

from montecarlo.running.blas import limit_worker, one_thread


def threads():
    return {pool["num_threads"] for pool in threadpoolctl.threadpool_info() if pool["user_api"] == "blas"}


def limited_threads():
    limit_worker()
    return threads()


def test_one_thread_within_and_as_before_after():
    before = threads()
    with one_thread():
        assert threads() == {1}
        with one_thread():
            pass
        assert threads() == {1}
    assert threads() == before


def test_a_worker_is_limited():
    with one_thread(), ThreadPoolExecutor(1) as executor:
        assert executor.submit(limited_threads).result() == {1}
    with ProcessPoolExecutor(1, mp_context=multiprocessing.get_context("spawn")) as executor:
        assert executor.submit(limited_threads).result() == {1}


def test_a_run_that_ends_leaves_the_limit_to_those_that_overlap():
    before = threads()
    inside, leave = threading.Event(), threading.Event()

    def other():
        with one_thread():
            inside.set()
            leave.wait(10)

    thread = threading.Thread(target=other)
    try:
        with one_thread():
            thread.start()
            assert inside.wait(10)
        assert threads() == {1}
    finally:
        leave.set()
        thread.join()
        threadpoolctl.threadpool_limits(max(before), user_api="blas")
