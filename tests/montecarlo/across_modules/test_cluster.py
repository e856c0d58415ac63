"""The same call on a cluster of two worker processes on this machine."""

import json
import os
import signal
import time
from dataclasses import dataclass

import pytest

from montecarlo import Dense, run
from tests.montecarlo.comparison import bits

distributed = pytest.importorskip("distributed", reason="needs the extra 'cluster'")


@dataclass(frozen=True)
class Paced(Dense):
    """Takes its time, so that a worker can be killed at work."""

    version = "1"

    def sample(self, rng, replicates):
        time.sleep(0.01)
        return super().sample(rng, replicates)


@dataclass(frozen=True)
class Faulty(Dense):
    def sample(self, rng, replicates):
        return super().sample(rng, replicates) * float("nan")


class Stop(Exception):
    pass


NETWORK = Paced((20, 20, 20), "tanh", 1.2, ("y2^2", "y2^4", "x3"))
TOTAL = 120 * NETWORK.batch + 1


@pytest.fixture(scope="module")
def serial(serially):
    return bits(serially(NETWORK, replicates=TOTAL, seed=2))


@pytest.fixture(scope="module")
def client():
    with (
        distributed.LocalCluster(
            n_workers=2, threads_per_worker=1, processes=True, host="127.0.0.1", dashboard_address=":0"
        ) as cluster,
        distributed.Client(cluster) as client,
    ):
        yield client


def test_an_error_on_the_cluster_arrives(client):
    network = Faulty((20, 20), "tanh", 1.2, ("y1",))
    with pytest.raises(ValueError, match="NaN or infinity for y1"):
        run(network, replicates=5, seed=0, executor=client.get_executor())


def test_an_executor_of_a_cluster_that_is_shut_down(client):
    executor = client.get_executor()
    executor.shutdown()
    with pytest.raises(ValueError, match="give one that is not shut down"):
        run(NETWORK, replicates=10, seed=0, executor=executor)


def test_interrupted_on_the_cluster_and_finished_here(serial, client, tmp_path):
    def stop(done, total):
        if done > total // 2:
            raise Stop

    path = tmp_path / "run.json"
    keywords = {"replicates": TOTAL, "seed": 2, "checkpoint": path}
    with pytest.raises(Stop):
        run(NETWORK, executor=client.get_executor(), progress=stop, **keywords)
    assert bits(run(NETWORK, **keywords)) == serial


# All in work at once, or not.
@pytest.mark.parametrize(
    ("batches", "match"),
    [(60, "cancelled its work: give one that"), (120, "refuses the work .*: give one that")],
)
def test_a_client_that_is_closed_during_the_run(serial, client, tmp_path, batches, match, monkeypatch):
    path = tmp_path / "run.json"
    monkeypatch.setattr("montecarlo.running.checkpoint._PART", float("inf"))  # reported at the first batch
    with distributed.Client(client.scheduler.address) as other, pytest.raises(ValueError, match=match):
        run(
            NETWORK,
            replicates=batches * NETWORK.batch,
            seed=2,
            executor=other.get_executor(pure=False),
            progress=lambda done, total: other.close(),
            checkpoint=path,
        )
    assert 1 <= json.loads(path.read_text())["full"]["count"] / NETWORK.batch < batches
    assert bits(run(NETWORK, replicates=TOTAL, seed=2, checkpoint=path)) == serial


def test_a_worker_killed_during_the_run_changes_no_bit(serial, client):
    workers = client.run(os.getpid)
    assert len(workers) == 2
    victim = min(workers.values())
    killed = []

    def kill_one(done, total):
        if not killed:
            os.kill(victim, signal.SIGKILL)
            killed.append(done)

    # Not pure: what the tests before left on the workers is not to be used.
    executor = client.get_executor(pure=False)
    moments = run(NETWORK, replicates=TOTAL, seed=2, executor=executor, progress=kill_one)
    assert killed[0] < TOTAL / 2
    assert victim not in client.run(os.getpid).values()
    assert bits(moments) == serial
