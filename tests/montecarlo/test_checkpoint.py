import errno
import json
import multiprocessing
import os
import signal
import subprocess
import sys
import time
from concurrent.futures import BrokenExecutor, ProcessPoolExecutor, ThreadPoolExecutor
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import pytest

from montecarlo import Conditional, Dense, MaskCount, SampleMoments, SeparateNumbers, run
from montecarlo.running.checkpoint import Checkpoint, CheckpointError
from montecarlo.running.versions import versions
from montecarlo.sampling.activations import ACTIVATIONS, DERIVATIVES
from montecarlo.sampling.own_activations import REGISTERED, register

MASKS = MaskCount(units=1000, keep=0.8, counts=(800, 801))
BATCH = MASKS.batch
TOTAL = 10 * BATCH + 13


def bits(moments):
    return moments.fields, moments.count, moments.mean.tobytes(), moments.comoment.tobytes()


@pytest.fixture(scope="module")
def whole(serially):
    return bits(serially(MASKS, replicates=TOTAL, seed=3))


@pytest.fixture
def path(tmp_path):
    return tmp_path / "run.json"


class Stop(Exception):
    pass


def stop_at(count):
    def progress(done, total):
        if done >= count:
            raise Stop

    return progress


def count(path):
    content = json.loads(path.read_text())
    return sum(part["count"] for part in (content["full"], content["last"]) if part is not None)


def interrupted(path, done=4 * BATCH, **keywords):
    with pytest.raises(Stop):
        run(MASKS, replicates=TOTAL, seed=3, progress=stop_at(done), checkpoint=path, **keywords)


@dataclass(frozen=True)
class Tracing:
    """Notes the batches drawn in a file, and may go wrong in one."""

    version = "1"
    trace: str
    wrong: str = ""
    wrong_batch: int = -1
    fields: tuple[str, ...] = ("a", "b")
    batch: int = 3
    engine: str = "test"

    def sample(self, rng, replicates):
        number = rng.bit_generator.seed_seq.spawn_key[1]
        with open(self.trace, "a") as file:
            file.write(f"{number}\n")
        if number == self.wrong_batch:
            if self.wrong == "exit":
                os._exit(1)
            raise ZeroDivisionError(self.wrong)
        return rng.standard_normal((replicates, 2))


@dataclass(frozen=True)
class Interrupted(Tracing):
    version = "1"

    def sample(self, rng, replicates):
        if rng.bit_generator.seed_seq.spawn_key[1] == 4:
            raise KeyboardInterrupt
        return super().sample(rng, replicates)


def test_a_checkpoint_changes_no_bit(whole, path):
    assert bits(run(MASKS, replicates=TOTAL, seed=3, checkpoint=path)) == whole
    assert count(path) == TOTAL
    assert [entry.name for entry in path.parent.iterdir()] == ["run.json"]


@pytest.mark.parametrize("workers", [0, 2])
def test_interrupted_and_started_again(whole, path, workers):
    interrupted(path)
    assert count(path) == 4 * BATCH
    calls = []
    with ThreadPoolExecutor(2) as threads:
        again = run(
            MASKS,
            replicates=TOTAL,
            seed=3,
            executor=threads if workers else None,
            progress=lambda done, total: calls.append(done),
            checkpoint=str(path),
        )
    assert bits(again) == whole
    assert calls == [*range(4 * BATCH, TOTAL, BATCH), TOTAL]


def test_what_is_done_is_not_done_again(tmp_path, path):
    experiment = Tracing(str(tmp_path / "trace"))
    first = run(experiment, replicates=10, seed=0, checkpoint=path)
    run(experiment, replicates=10, seed=0, checkpoint=path)
    assert sorted((tmp_path / "trace").read_text().split()) == ["0", "1", "2", "3"]
    # Finished, it needs no executor that works, nor a folder that can be written.
    executor = ThreadPoolExecutor(1)
    executor.shutdown()
    assert bits(run(experiment, replicates=10, seed=0, executor=executor, checkpoint=path)) == bits(first)
    run(experiment, replicates=20, seed=0, checkpoint=path)
    assert sorted((tmp_path / "trace").read_text().split()[4:]) == ["3", "4", "5", "6"]


@pytest.mark.parametrize("first", [BATCH - 1, 2 * BATCH, 2 * BATCH + 5])
def test_a_longer_run_goes_on_from_a_shorter_one(whole, path, first):
    shorter = run(MASKS, replicates=first, seed=3, checkpoint=path)
    assert bits(shorter) == bits(run(MASKS, replicates=first, seed=3))
    assert bits(run(MASKS, replicates=TOTAL, seed=3, checkpoint=path)) == whole


def test_a_shorter_run_is_refused(path):
    run(MASKS, replicates=TOTAL, seed=3, checkpoint=path)
    before = path.read_bytes()
    with pytest.raises(ValueError, match=rf"has {10 * BATCH} replicates already, more than replicates = 5:"):
        run(MASKS, replicates=5, seed=3, checkpoint=path)
    assert path.read_bytes() == before


def test_numbers_come_back_bit_for_bit(path):
    file = Checkpoint(path, Tracing(os.devnull), 0)
    mean = np.array([5e-324, -0.0])
    comoment = np.array([[1 / 3, 2.0**-1074], [-np.pi, 1.7e308]])
    state = file.load(3).add(SampleMoments(("a", "b"), 3, mean, comoment), 3)
    file.save(state)
    assert bits(file.load(3).moments) == bits(state.moments)


def test_an_error_in_a_batch_keeps_those_before(tmp_path, path):
    experiment = Tracing(str(tmp_path / "trace"), "broken", 2)
    with pytest.raises(ZeroDivisionError):
        run(experiment, replicates=30, seed=0, checkpoint=path)
    assert count(path) == 6


def test_an_interruption_keeps_what_is_done(path, monkeypatch):
    # Saved at the start only, but for the interruption.
    monkeypatch.setattr("montecarlo.running.checkpoint._PART", 1e-9)
    with pytest.raises(KeyboardInterrupt):
        run(Interrupted(os.devnull), replicates=30, seed=0, checkpoint=path)
    assert count(path) == 12


def test_a_pool_that_loses_a_worker_keeps_what_is_done(tmp_path, path):
    experiment = Tracing(str(tmp_path / "trace"), "exit", 40)
    context = multiprocessing.get_context("spawn")
    with (
        ProcessPoolExecutor(1, mp_context=context) as executor,
        pytest.raises(BrokenExecutor, match="lost a worker"),
    ):
        run(experiment, replicates=150, seed=0, executor=executor, checkpoint=path)
    # One process, first come first served, and a future for each batch until the time of one is known.
    assert count(path) == 3 * 40


@pytest.mark.parametrize("size", [0, 1, 100, -1])
def test_a_truncated_file_is_refused(path, size):
    interrupted(path)
    part = path.read_bytes()[: size if size >= 0 else -2]
    path.write_bytes(part)
    with pytest.raises(ValueError, match=r"is truncated, or no checkpoint: delete it to start anew, or give"):
        run(MASKS, replicates=TOTAL, seed=3, checkpoint=path)
    assert path.read_bytes() == part


@pytest.mark.parametrize(
    "content", ["[]", "null", "{}", '{"format": 1}', "\xff", "[" * 100_000, "x,y\n1,2\n"]
)
def test_another_file_is_refused_and_left_alone(path, content):
    path.write_text(content, encoding="latin-1")
    with pytest.raises(ValueError, match="is truncated, or no checkpoint"):
        run(MASKS, replicates=TOTAL, seed=3, checkpoint=path)
    assert path.read_text(encoding="latin-1") == content


def changed(path, change):
    content = json.loads(path.read_text())
    change(content)
    path.write_text(json.dumps(content))


def test_a_changed_number_is_refused(path):
    interrupted(path)
    changed(path, lambda content: content["full"].update(count=5 * BATCH))
    with pytest.raises(ValueError, match="was changed after it was written: delete it"):
        run(MASKS, replicates=TOTAL, seed=3, checkpoint=path)


def test_another_format_is_refused(path):
    interrupted(path)
    changed(path, lambda content: content.update(format=1))
    with pytest.raises(ValueError, match="is of format 1, not 2: delete it"):
        run(MASKS, replicates=TOTAL, seed=3, checkpoint=path)


@pytest.mark.parametrize(
    ("experiment", "seed", "match"),
    [
        (MASKS, 4, "its seed is 3, not 4:"),
        (replace(MASKS, keep=0.7), 3, r'its experiment is .*"keep":0.8.*, not .*"keep":0.7'),
        (replace(MASKS, counts=(800,)), 3, "its experiment is .*its fields is"),
        (Dense((4, 4), "relu", 2.0, ("y1",)), 3, r'its experiment is \["MaskCount".*not \["Dense"'),
    ],
)
def test_another_run_is_refused(path, experiment, seed, match):
    interrupted(path)
    before = path.read_bytes()
    with pytest.raises(ValueError, match=f"is of another run: {match}"):
        run(experiment, replicates=TOTAL, seed=seed, checkpoint=path)
    assert path.read_bytes() == before


@pytest.mark.parametrize("name", ["montecarlo", "numpy", "scipy"])
def test_other_versions_are_refused(path, name, monkeypatch):
    interrupted(path)
    monkeypatch.setattr("montecarlo.running.checkpoint.versions", lambda: versions() | {name: "9.9"})
    with pytest.raises(ValueError, match=rf"its {name} is \S+, not 9\.9: delete"):
        run(MASKS, replicates=TOTAL, seed=3, checkpoint=path)


def forget():
    """Be as a new process, which has registered nothing."""
    for table in (ACTIVATIONS, DERIVATIVES, REGISTERED):
        table.pop("mine", None)


@pytest.fixture
def clean():
    yield
    forget()


def start_with_activation(path, function, version, *, replicates, wrapped=False):
    """Register the activation in what is as a new process, and run."""
    forget()
    register("mine", function, version=version)
    network = Conditional((5, 5), "mine", 1.0, ("x2",))
    experiment = SeparateNumbers((network,)) if wrapped else network
    return run(experiment, replicates=replicates, seed=0, checkpoint=path)


@pytest.mark.usefixtures("clean")
@pytest.mark.parametrize("wrapped", [False, True])
def test_another_version_of_an_activation_is_refused(path, wrapped):
    start_with_activation(path, np.tanh, "1", replicates=10_000, wrapped=wrapped)
    with pytest.raises(ValueError, match="is of another run: its activation mine is 1, not 2: delete it"):
        start_with_activation(path, np.cos, "2", replicates=20_000, wrapped=wrapped)
    extended = start_with_activation(path, np.tanh, "1", replicates=20_000, wrapped=wrapped)
    path.unlink()
    again = start_with_activation(path, np.tanh, "1", replicates=20_000, wrapped=wrapped)
    assert bits(again) == bits(extended)


@pytest.mark.usefixtures("clean")
def test_an_activation_without_a_version_runs_without_a_checkpoint_alone(path):
    match = r"checkpoint = .* activation mine states no version: register it with version=\"1\""
    with pytest.raises(CheckpointError, match=match):
        start_with_activation(path, np.tanh, None, replicates=10)
    assert not path.exists()
    assert start_with_activation(None, np.tanh, None, replicates=10).count == 10


def own(body, version):
    """Define a class anew, as a program that was edited does."""
    space = {"dataclass": dataclass, "__name__": "program"}
    exec(
        f"""
@dataclass(frozen=True)
class Own:
    fields: tuple = ("a",)
    batch: int = 10
    engine: str = "test"

    def sample(self, rng, replicates):
        return {body}
""",
        space,
    )
    if version is not None:
        space["Own"].version = version
    return space["Own"]()


NORMALS = "rng.standard_normal((replicates, 1))"


def test_another_version_of_ones_own_class_is_refused(path):
    run(own(NORMALS, "1"), replicates=20, seed=0, checkpoint=path)
    with pytest.raises(ValueError, match=r"its class program.Own is 1, not 2: delete it"):
        run(own("5 + " + NORMALS, "2"), replicates=40, seed=0, checkpoint=path)
    assert run(own(NORMALS, "1"), replicates=40, seed=0, checkpoint=path).count == 40


@pytest.mark.parametrize("version", [None, "", 1])
def test_a_class_without_a_version_runs_without_a_checkpoint_alone(path, version):
    match = r"class program.Own states no version: give the class the attribute version = \"1\""
    with pytest.raises(CheckpointError, match=match):
        run(own(NORMALS, version), replicates=20, seed=0, checkpoint=path)
    assert not path.exists()
    assert run(own(NORMALS, version), replicates=20, seed=0).count == 20


def test_another_size_of_batch_is_refused(path, monkeypatch):
    interrupted(path)
    monkeypatch.setattr(MaskCount, "batch", BATCH // 2)
    with pytest.raises(
        ValueError, match=f"is of another run: its batch is {BATCH}, not {BATCH // 2}: delete"
    ):
        run(MASKS, replicates=TOTAL, seed=3, checkpoint=path)


def no_draw(tmp_path):
    return Tracing(str(tmp_path / "trace"), "drawn in vain", 0)


@pytest.mark.parametrize("where", ["missing/run.json", "file/run.json", "."])
def test_a_path_that_cannot_be_written_is_refused_before_the_work(tmp_path, where):
    (tmp_path / "file").write_text("a file, not a folder")
    with pytest.raises(ValueError, match=r"cannot (read|write) the checkpoint .*: give (another|a) path"):
        run(no_draw(tmp_path), replicates=30, seed=0, checkpoint=tmp_path / where)
    assert not (tmp_path / "trace").exists()


def test_what_is_no_regular_file_is_not_read(tmp_path):
    links = [tmp_path / name for name in ("one", "two")]
    for link, target in zip(links, links[::-1], strict=True):
        link.symlink_to(target)
    os.mkfifo(tmp_path / "pipe")
    for where, match in [
        (links[0], "Too many levels of symbolic links"),
        (tmp_path / "pipe", "it is no regular file"),
        ("/dev/full", "it is no regular file"),
        (tmp_path / ("x" * 5000), "File name too long"),
    ]:
        with pytest.raises(
            CheckpointError, match=rf"cannot read the checkpoint .*{match}\): give another path"
        ):
            run(no_draw(tmp_path), replicates=30, seed=0, checkpoint=where)
    with pytest.raises(CheckpointError, match=r"checkpoint = 'a\\x00b' names no file .*: give another path"):
        run(no_draw(tmp_path), replicates=30, seed=0, checkpoint="a\0b")
    assert not (tmp_path / "trace").exists()


def test_a_read_only_folder_is_refused_before_the_work(tmp_path, path, monkeypatch):
    def refuse(*args, **keywords):
        raise OSError(errno.EROFS, os.strerror(errno.EROFS))

    # Whoever runs the tests may write anywhere, as root does.
    monkeypatch.setattr("montecarlo.running.checkpoint.open", refuse, raising=False)
    with pytest.raises(ValueError, match=r"cannot write .*Read-only file system.* give a path in a folder"):
        run(no_draw(tmp_path), replicates=30, seed=0, checkpoint=path)
    assert not (tmp_path / "trace").exists()


@pytest.mark.parametrize("call", ["fsync", "replace"])
def test_a_disk_that_fills_during_the_run_leaves_the_file_before(whole, path, monkeypatch, call):
    works, calls = getattr(os, call), []

    def full(*args):
        calls.append(args)
        if len(calls) > 4:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        return works(*args)

    monkeypatch.setattr("montecarlo.running.checkpoint._PART", float("inf"))
    monkeypatch.setattr(os, call, full)
    with pytest.raises(ValueError, match=r"No space left on device.* has room; the file saved before"):
        run(MASKS, replicates=TOTAL, seed=3, checkpoint=path)
    assert [entry.name for entry in path.parent.iterdir()] == ["run.json"]
    assert count(path) == 3 * BATCH
    monkeypatch.setattr(os, call, works)
    assert bits(run(MASKS, replicates=TOTAL, seed=3, checkpoint=path)) == whole


def test_an_error_is_not_hidden_by_a_full_disk(path, monkeypatch):
    def full(*args):
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    def progress(done, total):
        monkeypatch.setattr(os, "replace", full)
        raise Stop

    with pytest.raises(Stop) as caught:
        run(MASKS, replicates=TOTAL, seed=3, progress=progress, checkpoint=path)
    assert "No space left" in caught.value.__notes__[0]


def test_saving_takes_a_small_part_of_the_time(path, monkeypatch):
    now, saved, save = [0.0], [], Checkpoint.save

    def save_for_a_second(file, state):
        saved.append(state.count)
        save(file, state)

    def second(*args):
        now[0] += 1.0

    monkeypatch.setattr(Checkpoint, "save", save_for_a_second)
    monkeypatch.setattr(os, "fsync", second)
    monkeypatch.setattr("montecarlo.running.checkpoint.time.monotonic", lambda: now[0])
    run(Tracing(os.devnull), replicates=3 * 250, seed=0, progress=second, checkpoint=path)
    # A second for a batch and for a save: one save in a hundred batches, beside the first and the last.
    assert saved == [0, 3 * 100, 3 * 200, 3 * 250]


def test_the_name_of_the_file_survives_a_change_of_folder(tmp_path, monkeypatch, whole):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "elsewhere").mkdir()

    def progress(done, total):
        os.chdir(tmp_path / "elsewhere")

    run(MASKS, replicates=TOTAL, seed=3, progress=progress, checkpoint="run.json")
    assert count(tmp_path / "run.json") == TOTAL


def test_what_is_no_path():
    with pytest.raises(TypeError, match="checkpoint = 3 is no path"):
        run(MASKS, replicates=TOTAL, seed=3, checkpoint=3)


PROGRAM = """
import multiprocessing, sys, time
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass

from montecarlo import Dense, run


@dataclass(frozen=True)
class Paced(Dense):
    version = "1"

    def sample(self, rng, replicates):
        if pace:
            time.sleep(pace)
        return super().sample(rng, replicates)


workers, pace, checkpoint = int(sys.argv[1]), float(sys.argv[2]), sys.argv[3] if sys.argv[3:] else None

if __name__ == "__main__":
    experiment = Paced((20, 20, 20), "tanh", 1.2, ("y2^2", "x3"))
    calls = []
    keywords = dict(seed=1, progress=lambda done, total: calls.append(done), checkpoint=checkpoint)
    context = multiprocessing.get_context("spawn")
    executor = ProcessPoolExecutor(workers, mp_context=context) if workers else None
    moments = run(experiment, replicates=400 * experiment.batch + 1, executor=executor, **keywords)
    print(calls[0], moments.count, moments.mean.tobytes().hex(), moments.comoment.tobytes().hex())
"""


def started(program, *arguments):
    environment = os.environ | {"PYTHONPATH": str(Path(__file__).parents[2])}
    command = [sys.executable, str(program), *map(str, arguments)]
    return subprocess.Popen(
        command, env=environment, stdout=subprocess.PIPE, text=True, start_new_session=True
    )


def output(process):
    out, _ = process.communicate(timeout=60)
    assert process.returncode == 0
    return out.split()


@pytest.mark.skipif(not hasattr(os, "killpg"), reason="needs POSIX's process groups to kill the workers too")
def test_killed_and_started_again(tmp_path):
    program, path = tmp_path / "program.py", tmp_path / "run.json"
    program.write_text(PROGRAM)
    first, *expected = output(started(program, 0, 0))
    for workers in (0, 2):
        path.unlink(missing_ok=True)
        # A batch takes 50 ms: some 20 seconds, of which the first are left to it.
        process = started(program, workers, 0.05, path)
        deadline = time.monotonic() + 30
        while not (path.exists() and count(path)):
            assert process.poll() is None
            assert time.monotonic() < deadline
            time.sleep(0.01)
        os.killpg(process.pid, signal.SIGKILL)
        process.communicate()
        assert process.returncode == -signal.SIGKILL
        kept = count(path)
        resumed, *again = output(started(program, workers, 0, path))
        assert again == expected
        assert int(resumed) == kept > int(first) - 1
        assert kept < int(expected[0])
