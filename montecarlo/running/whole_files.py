"""Write a file whole or not at all: nobody sees half of it, and a process that is killed leaves nothing behind."""

from __future__ import annotations

import errno
import os
import secrets
import stat
from contextlib import suppress
from pathlib import Path

__all__ = ["discard_unfinished", "replace"]


# Linux writes a file that has no name, which is gone when its process is. It gets a name when it is whole.
_NAMELESS = hasattr(os, "O_TMPFILE") and os.path.isdir("/proc/self/fd")
# Temporary names that may stand on the disk at this moment.
_unfinished: set[Path] = set()


def replace(path: Path, data: bytes | memoryview, *, durable: bool = False) -> None:
    """Write a regular file in one step: any moment, and any error, leaves the old file or the new one.

    A new file has the permissions that the umask leaves; one that exists keeps its own.

    Parameters
    ----------
    path : pathlib.Path
        Absolute, and not a link: a link would be replaced.
    data : bytes or memoryview
    durable : bool, optional
        Wait until the data are on the disk, so that a power failure loses nothing either.

    Raises
    ------
    OSError
        If the file cannot be written, or `path` names something other than a regular file.
    """
    before = _before(path)
    # Random: two processes may write the same file. Short: the name of the file may be as long as names can be.
    partial = path.with_name(f".{secrets.token_hex(8)}.partial")
    _unfinished.add(partial)
    try:
        try:
            _write(partial, data, before, durable, nameless=_NAMELESS)
        except OSError:
            if not _NAMELESS:
                raise
            # Some file systems know no files without a name. Where it is another error, it comes again.
            _write(partial, data, before, durable, nameless=False)
        os.replace(partial, path)
    finally:
        _discard(partial)


def discard_unfinished() -> None:
    """Delete the files that are only half written; for a process that ends at once, from a handler of signals."""
    for partial in tuple(_unfinished):
        _discard(partial)


def _discard(partial: Path) -> None:
    with suppress(OSError):
        partial.unlink()
    _unfinished.discard(partial)


def _before(path: Path) -> os.stat_result | None:
    """Return what stands at the path, if it may be replaced; None if nothing does."""
    try:
        found = path.lstat()
    except FileNotFoundError:
        return None
    if not stat.S_ISREG(found.st_mode):
        number = errno.EISDIR if stat.S_ISDIR(found.st_mode) else errno.EINVAL
        raise OSError(number, "it must be a regular file", str(path))
    if not os.access(path, os.W_OK):
        # A folder that may be written would allow it, but the file is protected.
        raise PermissionError(errno.EACCES, os.strerror(errno.EACCES), str(path))
    return found


def _write(
    partial: Path, data: bytes | memoryview, before: os.stat_result | None, durable: bool, *, nameless: bool
) -> None:
    # Until it has the permissions of the old file, only its owner may read it.
    mode = 0o666 if before is None else 0o600
    flags = os.O_WRONLY | getattr(os, "O_CLOEXEC", 0) | getattr(os, "O_BINARY", 0)
    descriptor = (
        os.open(partial.parent, flags | os.O_TMPFILE, mode)
        if nameless
        else os.open(partial, flags | os.O_CREAT | os.O_EXCL, mode)
    )
    with open(descriptor, "wb") as file:
        file.write(data)
        file.flush()
        if before is not None:
            _permit_as(before, descriptor)
        if durable:
            os.fsync(descriptor)
        if nameless:
            # A descriptor of a folder, even one that is not used, makes this call follow the link.
            os.link(f"/proc/self/fd/{descriptor}", partial, src_dir_fd=descriptor)


def _permit_as(before: os.stat_result, descriptor: int) -> None:
    if os.chmod not in os.supports_fd:  # Windows
        return
    if (before.st_uid, before.st_gid) != (os.getuid(), os.getgid()):
        with suppress(PermissionError):  # only root gives files away
            os.fchown(descriptor, before.st_uid, before.st_gid)
    os.fchmod(descriptor, stat.S_IMODE(before.st_mode))
