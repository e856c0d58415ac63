import contextlib
import dataclasses
import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pytest

from montecarlo.running.checkpoint import CheckpointError, write_whole
from montecarlo.running.versions import versions
from montecarlo.sampling import activations, own_activations
from montecarlo.sampling.own_activations import register
from montecarlo.training import trainer
from montecarlo.training.epochs import started as started_state
from montecarlo.training.network import Trained
from montecarlo.training.saved_epochs import SavedEpochs
from montecarlo.training.trainer import train
from tests.montecarlo.training.experiments import SMALL, same

SEEDS = (0, 4, 2)


@pytest.fixture(autouse=True)
def after_each_epoch(monkeypatch):
    """These trainings take milliseconds: at most 1 % of the time would leave the first save and the last."""
    monkeypatch.setattr(SavedEpochs, "is_due", True)


class Stop(Exception):
    pass


def stopped(path, after, seeds=SEEDS, training=SMALL):
    """Train, and stop after so many epochs: an epoch that has begun is lost."""

    def stop(done, total):
        if done > after * len(seeds):
            raise Stop

    with pytest.raises(Stop):
        train(training, seeds, checkpoint=path, progress=stop)


def test_what_is_saved_is_the_state_when_it_was_saved(tmp_path):
    """The file is written beside the next epoch, which changes the state in place."""
    path, seeds = tmp_path / "run.npz", (0, 1)
    state = started_state(SMALL, seeds)
    with SavedEpochs(path, SMALL, seeds) as file:
        for number in range(3):
            expected = [layer.copy() for layer in state[0]]
            file.save(number, state, [{"loss": np.zeros(2)}] * (number + 1))
            for layer in state[0]:
                layer += 1
    kept, (parameters, _), _ = SavedEpochs(path, SMALL, seeds).load()
    assert kept == 2
    for layer, values in zip(parameters, expected, strict=True):
        np.testing.assert_array_equal(layer, values)


def test_saving_takes_at_most_a_hundredth_of_the_time(tmp_path, monkeypatch):
    """A save takes 0.2 s and an epoch 6 s: after the first and the last epoch, and after each fourth."""
    now, saved = [0.0], []
    monkeypatch.undo()
    monkeypatch.setattr("montecarlo.training.saved_epochs.time.monotonic", lambda: now[0])

    def write(path, content):
        now[0] += 0.2

    state, measures = started_state(SMALL, (0,)), [{"loss": np.zeros(1)}]
    with SavedEpochs(tmp_path / "run.npz", SMALL, (0,)) as file:
        monkeypatch.setattr("montecarlo.training.saved_epochs.write_whole", write)
        for number in range(9):
            if file.is_due:
                saved.append(number)
                file.save(number, state, measures)
                file._wait()
            now[0] += 6.0
    assert saved == [0, 4, 8]


def test_the_last_epoch_is_always_saved(tmp_path, monkeypatch):
    monkeypatch.setattr(SavedEpochs, "is_due", False)
    train(SMALL, SEEDS, checkpoint=tmp_path / "run.npz")
    assert SavedEpochs(tmp_path / "run.npz", SMALL, SEEDS).load()[0] == SMALL.epochs


def test_a_disk_that_fails_later_is_an_error_then(tmp_path, monkeypatch):
    path, calls = tmp_path / "run.npz", []

    def fails_at_the_third(*arguments):
        calls.append(arguments)
        if len(calls) == 3:
            raise CheckpointError("full")
        write_whole(*arguments)

    monkeypatch.setattr("montecarlo.training.saved_epochs.write_whole", fails_at_the_third)
    with pytest.raises(CheckpointError, match="full"):
        train(SMALL, SEEDS, checkpoint=path)
    assert SavedEpochs(path, SMALL, SEEDS).load()[0] == 1


@pytest.mark.parametrize("after", [0, 1, 2])
@pytest.mark.parametrize("training", [SMALL, dataclasses.replace(SMALL, probe=100, gradient_every=2)])
def test_it_resumes_to_the_same_bits(tmp_path, after, training):
    path = tmp_path / "run.npz"
    stopped(path, after, training=training)
    kept, _, measures = SavedEpochs(path, training, SEEDS).load()
    assert kept == after == len(measures) - 1
    calls = []
    again = train(training, SEEDS, checkpoint=path, progress=lambda done, total: calls.append(done))
    assert same(again, train(training, SEEDS))
    assert calls[0] > after * 3 or (after and calls[0] == after * 3)
    assert sorted(os.listdir(tmp_path)) == ["run.npz"]


def test_a_finished_training_is_read(tmp_path, monkeypatch):
    path = tmp_path / "run.npz"
    first = train(SMALL, SEEDS, checkpoint=path)
    monkeypatch.setattr(trainer, "epoch", None)
    assert same(train(SMALL, SEEDS, checkpoint=str(path)), first)


@pytest.mark.parametrize(
    ("training", "seeds", "words"),
    [
        (dataclasses.replace(SMALL, epochs=4), SEEDS, "its training is"),
        (SMALL, (0, 4), "its seeds is"),
    ],
)
def test_another_training_is_refused(tmp_path, training, seeds, words):
    path = tmp_path / "run.npz"
    stopped(path, 1)
    with pytest.raises(
        CheckpointError, match=f"belongs to another training: {words}.*delete it to start anew"
    ):
        train(training, seeds, checkpoint=path)


def test_another_version_is_refused(tmp_path, monkeypatch):
    path = tmp_path / "run.npz"
    stopped(path, 1)
    changed = versions() | {"numpy": "9.9"}
    monkeypatch.setattr("montecarlo.training.saved_epochs.versions", lambda: changed)
    with pytest.raises(CheckpointError, match=r"its numpy is .*, not 9\.9"):
        train(SMALL, SEEDS, checkpoint=path)


@pytest.mark.parametrize("damage", ["empty", "cut", "flipped", "text", "array"])
def test_a_damaged_file_is_refused(tmp_path, damage):
    path = tmp_path / "run.npz"
    stopped(path, 1)
    text = bytearray(path.read_bytes())
    if damage == "empty":
        text = b""
    elif damage == "cut":
        text = text[: len(text) // 2]
    elif damage == "flipped":
        text[len(text) // 2] ^= 255
    elif damage == "text":
        text = b"not a checkpoint"
    path.write_bytes(text)
    if damage == "array":
        with path.open("wb") as file:
            np.save(file, np.zeros(3))
    with pytest.raises(CheckpointError, match="is truncated, damaged, or not a checkpoint of a training"):
        train(SMALL, SEEDS, checkpoint=path)


def test_any_changed_byte_is_refused_or_harmless(tmp_path, seed):
    """Some bytes of a zip file are dates and the like, which nobody reads."""
    path, rng = tmp_path / "run.npz", np.random.default_rng(seed)
    first = train(SMALL, (0,), checkpoint=path)
    text = path.read_bytes()
    directory = text.find(b"PK\x01\x02")
    for at in [
        directory + 10,
        directory + 8,
        *rng.integers(directory, len(text), 40),
        *rng.integers(len(text), size=20),
    ]:
        damaged = bytearray(text)
        damaged[at] ^= rng.integers(1, 256)
        path.write_bytes(damaged)
        with contextlib.suppress(CheckpointError):
            assert same(train(SMALL, (0,), checkpoint=path), first)


def test_another_epoch_in_the_header_is_refused(tmp_path):
    path = tmp_path / "run.npz"
    train(SMALL, (0,), checkpoint=path)
    with np.load(path) as content:
        arrays = dict(content)
    header = json.loads(arrays["header"].tobytes()) | {"epoch": 1}
    arrays["header"] = np.frombuffer(json.dumps(header).encode(), np.uint8)
    np.savez(path, **arrays)
    with pytest.raises(CheckpointError, match="damaged"):
        train(SMALL, (0,), checkpoint=path)


def test_a_pickle_is_never_loaded(tmp_path):
    path, trap = tmp_path / "run.npz", tmp_path / "trap"

    class Evil:
        def __reduce__(self):
            return os.mkdir, (str(trap),)

    np.savez(path, header=np.array(Evil(), dtype=object))
    with pytest.raises(CheckpointError, match="not a checkpoint of a training"):
        train(SMALL, SEEDS, checkpoint=path)
    assert not trap.exists()


def test_another_format_is_refused(tmp_path):
    path = tmp_path / "run.npz"
    header = {"format": 0, "run": {}, "epoch": 1}
    np.savez(path, header=np.frombuffer(json.dumps(header).encode(), np.uint8))
    with pytest.raises(CheckpointError, match="has format 0, not 2"):
        train(SMALL, SEEDS, checkpoint=path)


@pytest.mark.parametrize("kind", ["folder", "no folder", "nul"])
def test_a_path_that_cannot_be_used(tmp_path, kind):
    path = {"folder": tmp_path, "no folder": tmp_path / "none" / "run.npz", "nul": "a\0b"}[kind]
    with pytest.raises(CheckpointError, match="checkpoint"):
        train(SMALL, SEEDS, checkpoint=path)


def test_a_path_of_another_type():
    with pytest.raises(TypeError, match=r"checkpoint must be a str, a pathlib\.Path or None, got 3"):
        train(SMALL, SEEDS, checkpoint=3)


def test_an_own_activation_states_its_version(tmp_path):
    register("halved", lambda y: y / 2, lambda y: 0 * y + 0.5)
    try:
        own = dataclasses.replace(SMALL, network=Trained((64, 20, 10), "halved", 2.0))
        train(own, (0,))
        with pytest.raises(CheckpointError, match="activation halved states no version"):
            train(own, (0,), checkpoint=tmp_path / "run.npz")
    finally:
        for table in (activations.ACTIVATIONS, activations.DERIVATIVES, own_activations.REGISTERED):
            del table["halved"]


PROGRAM = """
import dataclasses, sys, time
from montecarlo.training.saved_epochs import SavedEpochs
from montecarlo.training.trainer import train
from tests.montecarlo.training.experiments import SMALL

SavedEpochs.is_due = True
checkpoint = sys.argv[2] if sys.argv[2:] else None
pace = lambda done, total: time.sleep(float(sys.argv[1]))
outcome = train(dataclasses.replace(SMALL, epochs=6), (0, 1), progress=pace, checkpoint=checkpoint)
print(outcome.loss.tobytes().hex(), outcome.gradient_norm.tobytes().hex())
"""


def started(*arguments):
    environment = os.environ | {"PYTHONPATH": str(Path(__file__).parents[3])}
    command = [sys.executable, "-c", PROGRAM, *map(str, arguments)]
    return subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True)


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="needs SIGKILL")
def test_killed_and_started_again(tmp_path):
    path = tmp_path / "run.npz"
    expected = started(0).communicate(timeout=60)[0]
    process = started(0.5, path)
    deadline = time.monotonic() + 60
    training = dataclasses.replace(SMALL, epochs=6)
    while not path.exists() or SavedEpochs(path, training, (0, 1)).load()[0] < 2:
        assert process.poll() is None
        assert time.monotonic() < deadline
        time.sleep(0.05)
    process.kill()
    process.communicate()
    assert SavedEpochs(path, training, (0, 1)).load()[0] < 6
    assert started(0, path).communicate(timeout=60)[0] == expected != ""
