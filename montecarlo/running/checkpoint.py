"""The state of a run in a file, which is written whole or not at all, and which only the same run may read."""

from __future__ import annotations

import errno
import hashlib
import json
import os
import stat
import time
from pathlib import Path
from typing import Any

from montecarlo.running.draw import size_of
from montecarlo.running.experiment import Experiment
from montecarlo.running.state import State
from montecarlo.running.versions import differences, own_versions, unstated, versions
from montecarlo.running.whole_files import replace
from montecarlo.sampling.streams import canonical

__all__ = ["Checkpoint", "CheckpointError", "file_and_versions", "read_regular", "refusal", "write_whole"]


_FORMAT = 2
# Writing takes at most this part of the time of a run.
_PART = 0.01


class CheckpointError(ValueError):
    """The checkpoint cannot be read or written, or belongs to another run."""


def refusal(path: Path, reason: str) -> CheckpointError:
    """Return the error that a checkpoint is not one to continue from."""
    return CheckpointError(
        f"the checkpoint {str(path)!r} {reason}: delete it to start anew, or give another path"
    )


def file_and_versions(path: str | os.PathLike[str], run: object) -> tuple[Path, dict[str, Any]]:
    """Return the file of a checkpoint, and the versions of what the user added to a run.

    Raises
    ------
    TypeError
        If `path` is not a path.
    CheckpointError
        If a file cannot have that name, or if a class or an activation of the user's own states no version.
    """
    if not isinstance(path, str | os.PathLike):
        raise TypeError(f"checkpoint must be a str, a pathlib.Path or None, got {path!r}")
    # Resolved now: the caller may change the folder during the run. A link stays a link.
    try:
        file = Path(os.path.realpath(path))
    except ValueError as error:
        raise CheckpointError(
            f"checkpoint = {path!r} cannot name a file ({error}): give another path"
        ) from error
    own = own_versions(run)
    if missing := unstated(own):
        raise CheckpointError(
            f"checkpoint = {path!r} cannot be used, because it must notice changed code, and {missing}"
        )
    return file, own


class Checkpoint:
    """The file of one run.

    Parameters
    ----------
    path : str or os.PathLike
        A file in a folder that exists; the file itself need not exist.
    experiment : Experiment
    seed : int
        0 or more.

    Raises
    ------
    TypeError
        If `path` is not a path.
    CheckpointError
        If a file cannot have that name, or if a class or an activation of your own states no version.
    """

    def __init__(self, path: str | os.PathLike[str], experiment: Experiment, seed: int) -> None:
        self.path, own = file_and_versions(path, experiment)
        self._fields, self._batch = experiment.fields, experiment.batch
        self._run = {
            "experiment": canonical(experiment),
            "seed": seed,
            "fields": list(experiment.fields),
            "batch": experiment.batch,
            **versions(),
            **own,
        }
        self._due = 0.0

    def load(self, replicates: int) -> State:
        """Return what the file holds of a run of so many replicates, or an empty state if there is no file.

        Raises
        ------
        CheckpointError
            If the file cannot be read, is damaged, or belongs to another run or to a longer one.
        """
        text = read_regular(self.path)
        if text is None:
            return State()
        saved = self._parsed(text)
        if saved.count == replicates:
            return State(saved.full, saved.last)
        state = State(saved.full)
        if state.count > replicates:
            raise refusal(
                self.path, f"has {state.count} replicates already, more than replicates = {replicates}"
            )
        for number, part in saved.ahead.items():
            # A last batch that is not full is of use only to a run of the same length.
            if part.count == size_of(self._batch, replicates, number):
                state.ahead[number] = part
        return state

    @property
    def is_due(self) -> bool:
        """Whether enough time has passed since the last save: saving takes at most 1 % of the time of a run."""
        return time.monotonic() >= self._due

    def save(self, state: State) -> None:
        """Write the state to the disk under a temporary name, and rename the file when it is whole.

        Raises
        ------
        CheckpointError
            If the file cannot be written. The file saved before is then as it was.
        """
        start = time.monotonic()
        content = {"run": self._run, **state.as_json(self._batch)}
        text = json.dumps({"format": _FORMAT, "sha256": _digest(content), **content}, indent=1)
        write_whole(self.path, text.encode())
        now = time.monotonic()
        self._due = now + (now - start) / _PART

    def _parsed(self, text: bytes) -> State:
        try:
            content = json.loads(text)
            format, digest = content.pop("format"), content.pop("sha256")
        except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
            raise refusal(self.path, "is truncated, or is not a checkpoint") from error
        if format != _FORMAT:
            raise refusal(self.path, f"has format {format}, not {_FORMAT}")
        if digest != _digest(content):
            raise refusal(self.path, "was changed after it was written")
        try:
            wrong = differences(content["run"], self._run)
            state = None if wrong else State.from_json(content, self._fields, self._batch)
        except KeyError as error:
            raise refusal(self.path, f"lacks {error}") from error
        except (ValueError, TypeError, AttributeError) as error:
            raise refusal(self.path, f"contradicts itself ({error})") from error
        if state is None:
            raise refusal(self.path, f"belongs to another run: {wrong}")
        return state


def read_regular(path: Path) -> bytes | None:
    """Return what a file holds, or None if there is none.

    Raises
    ------
    CheckpointError
        If it cannot be read, or is not a regular file.
    """
    try:
        if not stat.S_ISREG(path.stat().st_mode):
            # Reading a device or a pipe may never end.
            raise OSError(errno.EINVAL, "it must be a regular file")
        return path.read_bytes()
    except FileNotFoundError:
        return None
    except OSError as error:
        raise CheckpointError(
            f"cannot read the checkpoint {str(path)!r} ({error.strerror}): give another path"
        ) from error


def write_whole(path: Path, text: bytes | memoryview) -> None:
    """Write a file to the disk under a temporary name, and rename it when it is whole.

    Raises
    ------
    CheckpointError
        If the file cannot be written. A file saved before is then as it was.
    """
    try:
        replace(path, text, durable=True)
    except OSError as error:
        raise CheckpointError(
            f"cannot write the checkpoint {str(path)!r} ({error.strerror}): give a path in a folder "
            "that exists, may be written and has room; a file saved before is as it was"
        ) from error


def _digest(content: dict[str, Any]) -> str:
    return hashlib.sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()
