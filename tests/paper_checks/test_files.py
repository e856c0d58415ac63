"""Files of the program: whole or absent, and never in place of a link, a device or a pipe."""

import errno
import os
import socket
import stat
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from paper_checks.files import is_stream, prepare_folder, write


def test_files_are_whole_or_absent(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    target = tmp_path / "results.json"
    write(target, "first")
    mode = target.stat().st_mode
    monkeypatch.setattr(os, "replace", _full)
    with pytest.raises(ValueError, match=r"cannot write .*No space left"):
        write(target, "second")
    assert target.read_text() == "first"
    assert list(tmp_path.iterdir()) == [target]  # the temporary file is gone
    ordinary = tmp_path / "ordinary"
    ordinary.write_text("")
    assert mode == ordinary.stat().st_mode


def _full(*_: object) -> None:
    raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


def test_a_link_stays_and_its_target_is_written(tmp_path: Path) -> None:
    (tmp_path / "elsewhere").mkdir()
    for existing in (True, False):
        target, link = tmp_path / "elsewhere" / f"{existing}.json", tmp_path / f"{existing}.json"
        if existing:
            target.write_text("first")
        link.symlink_to(target)
        write(link, "second")
        assert link.is_symlink()
        assert target.read_text() == "second"
    circle = tmp_path / "circle"
    circle.symlink_to(circle)
    with pytest.raises(ValueError, match="cannot write"):
        write(circle, "any")
    assert circle.is_symlink()


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no named pipes")
@pytest.mark.parametrize("linked", [False, True])
def test_a_pipe_is_written_through(linked: bool, tmp_path: Path) -> None:
    pipe = path = tmp_path / "pipe"
    os.mkfifo(pipe)
    if linked:
        path = tmp_path / "link"
        path.symlink_to(pipe)
    assert is_stream(path)
    with ThreadPoolExecutor(1) as reader:
        read = reader.submit(pipe.read_text)
        write(path, "written")
        assert read.result(timeout=10) == "written"
    assert stat.S_ISFIFO(pipe.stat().st_mode)
    assert path.is_symlink() == linked


def test_a_full_device_is_an_error_and_stays(tmp_path: Path) -> None:
    device = tmp_path / "full"
    try:
        os.mknod(device, stat.S_IFCHR | 0o666, os.makedev(1, 7))  # a copy of /dev/full
        device.open("wb").close()
    except (AttributeError, OSError):
        pytest.skip("devices need root and a folder that allows them")
    with pytest.raises(ValueError, match=r"cannot write .*No space left.*another file with --json"):
        write(device, "any", instead="another file with --json")
    assert stat.S_ISCHR(device.stat().st_mode)
    assert list(tmp_path.iterdir()) == [device]


def test_a_folder_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(ValueError, match=r"cannot write to the output folder .*file.*--out"):
        prepare_folder(tmp_path / "file" / "figures")


@pytest.mark.parametrize("number", [1, 2])
def test_a_file_that_is_this_programs_stdout_keeps_what_was_printed(
    number: int, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    """As with `--json /dev/stdout > file`: a file in its place would take the other lines along."""
    stream = (sys.stdout, sys.stderr)[number - 1]
    print("before", file=stream)
    write(Path(f"/dev/fd/{number}"), "written\n")
    print("after", file=stream)
    assert capfd.readouterr()[number - 1] == "before\nwritten\nafter\n"


def test_a_socket_and_a_folder_are_refused_and_stay(tmp_path: Path) -> None:
    (tmp_path / "folder").mkdir()
    with socket.socket(socket.AF_UNIX) as end:
        end.bind(str(tmp_path / "socket"))
        for name in ("folder", "socket"):
            before = (tmp_path / name).stat()
            with pytest.raises(ValueError, match="cannot write"):
                write(tmp_path / name, "any")
            assert os.path.samestat((tmp_path / name).stat(), before)
    assert len(list(tmp_path.iterdir())) == 2


def test_an_output_folder_shows_no_trial_file(tmp_path: Path) -> None:
    prepare_folder(tmp_path / "a" / "b")
    assert list((tmp_path / "a" / "b").iterdir()) == []
    with pytest.raises(ValueError, match="File name too long"):
        prepare_folder(tmp_path / ("x" * 300))
