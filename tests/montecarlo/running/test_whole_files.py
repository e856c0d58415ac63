"""Files that are whole or absent: what stands on the disk after an error, and the permissions."""

import errno
import os
import resource
import socket
import stat
from concurrent.futures import ThreadPoolExecutor

import pytest

from montecarlo.running import whole_files
from montecarlo.running.whole_files import discard_unfinished, replace


@pytest.fixture(params=[True, False], ids=["nameless", "named"])
def way(request, monkeypatch):
    """Write as Linux does, and as systems do that know no files without a name."""
    if request.param and not whole_files._NAMELESS:
        pytest.skip("this system knows no files without a name")
    monkeypatch.setattr(whole_files, "_NAMELESS", request.param)


@pytest.mark.usefixtures("way")
@pytest.mark.parametrize("umask", [0o022, 0o077, 0o002])
def test_a_new_file_has_the_permissions_of_any_other(tmp_path, umask):
    before = os.umask(umask)
    try:
        replace(tmp_path / "new", b"first", durable=True)
        (tmp_path / "other").write_bytes(b"")
    finally:
        os.umask(before)
    assert (tmp_path / "new").read_bytes() == b"first"
    assert (tmp_path / "new").stat().st_mode == (tmp_path / "other").stat().st_mode


@pytest.mark.usefixtures("way")
@pytest.mark.parametrize("mode", [0o600, 0o640, 0o666, 0o755])
def test_an_old_file_keeps_its_permissions(tmp_path, mode):
    path = tmp_path / "old"
    path.write_bytes(b"first")
    path.chmod(mode)
    if os.getuid() == 0:
        os.chown(path, 65534, 65534)
    before = path.stat()
    replace(path, b"second")
    after = path.stat()
    assert path.read_bytes() == b"second"
    assert (after.st_mode, after.st_uid, after.st_gid) == (before.st_mode, before.st_uid, before.st_gid)
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.usefixtures("way")
def test_a_name_as_long_as_names_can_be(tmp_path):
    path = tmp_path / ("x" * 255)
    replace(path, b"whole")
    assert list(tmp_path.iterdir()) == [path]
    with pytest.raises(OSError, match="File name too long"):
        replace(tmp_path / ("x" * 256), b"any")


def _make(kind, path):
    if kind == "folder":
        path.mkdir()
    elif kind == "pipe":
        os.mkfifo(path)
    elif kind == "socket":
        with socket.socket(socket.AF_UNIX) as end:
            end.bind(str(path))
    elif kind == "link":
        path.symlink_to("nowhere")
    else:
        try:
            os.mknod(path, stat.S_IFCHR | 0o666, os.makedev(1, 3))
        except PermissionError:
            pytest.skip("only root makes devices")


@pytest.mark.parametrize("kind", ["folder", "pipe", "socket", "link", "device"])
def test_what_is_not_a_regular_file_stays(tmp_path, kind):
    path = tmp_path / "x"
    _make(kind, path)
    before = path.lstat()
    with pytest.raises(OSError, match="it must be a regular file"):
        replace(path, b"any")
    assert os.path.samestat(path.lstat(), before)
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.usefixtures("way")
def test_a_disk_that_is_full_leaves_the_old_file_alone(tmp_path):
    path = tmp_path / "old"
    path.write_bytes(b"first")
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (1000, limits[1]))
    try:
        with pytest.raises(OSError, match="File too large"):
            replace(path, b"x" * 2000)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)
    assert path.read_bytes() == b"first"
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.usefixtures("way")
@pytest.mark.parametrize("call", ["replace", "fsync", "fchmod"])
def test_any_call_that_fails_leaves_the_old_file_alone(tmp_path, monkeypatch, call):
    def fails(*_):
        raise OSError(errno.EIO, os.strerror(errno.EIO))

    path = tmp_path / "old"
    path.write_bytes(b"first")
    monkeypatch.setattr(os, call, fails)
    with pytest.raises(OSError, match=os.strerror(errno.EIO)):
        replace(path, b"second", durable=True)
    assert path.read_bytes() == b"first"
    assert list(tmp_path.iterdir()) == [path]


def test_a_file_system_without_nameless_files_is_written_too(tmp_path, monkeypatch):
    def unknown(*_, **__):
        raise OSError(errno.EOPNOTSUPP, os.strerror(errno.EOPNOTSUPP))

    monkeypatch.setattr(os, "link", unknown)
    monkeypatch.setattr(whole_files, "_NAMELESS", whole_files._NAMELESS)
    replace(tmp_path / "new", b"whole")
    assert [path.read_bytes() for path in tmp_path.iterdir()] == [b"whole"]


def test_a_protected_file_is_not_replaced(tmp_path, monkeypatch):
    path = tmp_path / "old"
    path.write_bytes(b"first")
    # Whoever runs the tests may write anywhere, as root does.
    monkeypatch.setattr(os, "access", lambda *_: False)
    with pytest.raises(PermissionError):
        replace(path, b"second")
    assert path.read_bytes() == b"first"


@pytest.mark.usefixtures("way")
def test_many_writers_of_one_file_each_write_it_whole(tmp_path):
    path = tmp_path / "shared"
    texts = [bytes([65 + writer]) * 5000 for writer in range(4)]
    with ThreadPoolExecutor(4) as executor:
        for _ in executor.map(lambda turn: replace(path, texts[turn % 4]), range(80)):
            assert path.read_bytes() in texts
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.usefixtures("way")
def test_a_process_that_ends_in_the_middle_deletes_what_it_began(tmp_path, monkeypatch):
    class Ended(BaseException):
        pass

    def ends(partial, _):
        assert partial.exists()
        discard_unfinished()
        assert list(tmp_path.iterdir()) == []
        raise Ended

    monkeypatch.setattr(os, "replace", ends)
    with pytest.raises(Ended):
        replace(tmp_path / "new", b"any")
    assert whole_files._unfinished == set()
