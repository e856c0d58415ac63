"""Files: written whole or not at all, and never in place of a device, a pipe or a link."""

from __future__ import annotations

import os
import stat
import sys
import tempfile
from pathlib import Path

from montecarlo.running.whole_files import replace

__all__ = ["is_stream", "prepare_folder", "write"]


def prepare_folder(folder: Path) -> Path:
    """Create the output folder, and check that files can be written there.

    Raises
    ------
    ValueError
        If it is a file, or cannot be created, or no file can be written there.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder):
            pass
    except OSError as error:
        raise ValueError(
            f"cannot write to the output folder {str(folder)!r} ({error.strerror}): give another with --out"
        ) from error
    return folder


def write(path: Path, content: str | bytes, instead: str = "another folder with --out") -> None:
    """Write a file whole or not at all; a link stays, and the file that it points to is written.

    A device or a pipe is written through, and so is a file that stdout or stderr goes to: its other lines stay.

    Parameters
    ----------
    path : pathlib.Path
    content : str or bytes
    instead : str
        What the user may give where this path fails, in words.

    Raises
    ------
    ValueError
        If it cannot be written; the old file, if there was one, stays.
    """
    data = content.encode() if isinstance(content, str) else content
    try:
        standard = _standard_descriptor(path)
        if standard is not None:
            for stream in (sys.stdout, sys.stderr):  # what was printed before stands before
                stream.flush()
            with open(standard, "wb", closefd=False) as file:
                file.write(data)
        elif is_stream(path):
            path.write_bytes(data)
        else:
            replace(Path(os.path.realpath(path)), data)
    except OSError as error:
        raise ValueError(
            f"cannot write {str(path)!r} ({error.strerror}): make it writable, or give {instead}"
        ) from error


def is_stream(path: Path) -> bool:
    """Tell whether a path, or what it links to, is a device, a pipe or a socket, which a file must not replace.

    Raises
    ------
    OSError
        If the system does not tell, as for a link to itself.
    """
    try:
        mode = path.stat().st_mode
    except FileNotFoundError:
        return False
    return not (stat.S_ISREG(mode) or stat.S_ISDIR(mode))


def _standard_descriptor(path: Path) -> int | None:
    """Return 1 or 2 if the path is where this program's stdout or stderr goes, as /dev/stdout is."""
    try:
        found = path.stat()
    except FileNotFoundError:
        return None
    for descriptor in (1, 2):
        try:
            if os.path.samestat(found, os.fstat(descriptor)):
                return descriptor
        except OSError:  # it is closed
            continue
    return None
