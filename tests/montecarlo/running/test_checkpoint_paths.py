"""Paths that cannot be read or written, and disks that fill."""

import errno
import os

import pytest

from montecarlo import run
from montecarlo.running.checkpoint import CheckpointError
from tests.montecarlo.comparison import bits
from tests.montecarlo.running.checkpoints import BATCH, MASKS, TOTAL, Stop, Tracing, count


def no_draw(tmp_path):
    return Tracing(str(tmp_path / "trace"), "drawn although the path is wrong", 0)


@pytest.mark.parametrize("where", ["missing/run.json", "file/run.json", "."])
def test_a_path_that_cannot_be_written_is_refused_before_the_work(tmp_path, where):
    (tmp_path / "file").write_text("a file, not a folder")
    with pytest.raises(ValueError, match=r"cannot (read|write) the checkpoint .*: give (another|a) path"):
        run(no_draw(tmp_path), replicates=30, seed=0, checkpoint=tmp_path / where)
    assert not (tmp_path / "trace").exists()


def test_only_a_regular_file_is_read(tmp_path):
    links = [tmp_path / name for name in ("one", "two")]
    for link, target in zip(links, links[::-1], strict=True):
        link.symlink_to(target)
    os.mkfifo(tmp_path / "pipe")
    for where, match in [
        (links[0], "Too many levels of symbolic links"),
        (tmp_path / "pipe", "it must be a regular file"),
        ("/dev/full", "it must be a regular file"),
        (tmp_path / ("x" * 5000), "File name too long"),
    ]:
        with pytest.raises(
            CheckpointError, match=rf"cannot read the checkpoint .*{match}\): give another path"
        ):
            run(no_draw(tmp_path), replicates=30, seed=0, checkpoint=where)
    with pytest.raises(
        CheckpointError, match=r"checkpoint = 'a\\x00b' cannot name a file .*: give another path"
    ):
        run(no_draw(tmp_path), replicates=30, seed=0, checkpoint="a\0b")
    assert not (tmp_path / "trace").exists()


def test_a_read_only_folder_is_refused_before_the_work(tmp_path, path, monkeypatch):
    def refuse(*args, **keywords):
        raise OSError(errno.EROFS, os.strerror(errno.EROFS))

    # Whoever runs the tests may write anywhere, as root does.
    monkeypatch.setattr(os, "open", refuse)
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
    with pytest.raises(ValueError, match=r"No space left on device.* has room; a file saved before"):
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


def test_a_checkpoint_must_be_a_path():
    with pytest.raises(TypeError, match=r"checkpoint must be a str, a pathlib.Path or None, got 3"):
        run(MASKS, replicates=TOTAL, seed=3, checkpoint=3)
