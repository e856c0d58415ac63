"""The state of a training experiment after an epoch, in a file that only the same experiment may read."""

from __future__ import annotations

import hashlib
import io
import json
import math
import os
import time
import zipfile
from concurrent.futures import Future, ThreadPoolExecutor
from types import TracebackType
from typing import Any, Self

import numpy as np
import numpy.typing as npt

from montecarlo.running.checkpoint import file_and_versions, read_regular, refusal, write_whole
from montecarlo.running.versions import differences, versions
from montecarlo.sampling.streams import canonical
from montecarlo.training.epochs import Measures, State
from montecarlo.training.torch_network import torch_version
from montecarlo.training.training import Training

__all__ = ["SavedEpochs"]


Array = npt.NDArray[Any]
_FORMAT = 2
_PART = 0.01


class SavedEpochs:
    """The file of one experiment and its seeds.

    It is a context manager, which waits at its end until the file is written.

    Parameters
    ----------
    path : path
        A file in a folder that exists; the file itself need not exist.
    training : Training
    seeds : tuple of int

    Raises
    ------
    TypeError
        If `path` is not a path.
    CheckpointError
        If a file cannot have that name, or an activation of your own states no version.
    """

    def __init__(self, path: str | os.PathLike[str], training: Training, seeds: tuple[int, ...]) -> None:
        self.path, own = file_and_versions(path, training)
        self._run = {
            "training": canonical(training),
            "seeds": list(seeds),
            **versions(),
            **own,
            **torch_version(training.network),
        }
        self._training = training
        self._writer = ThreadPoolExecutor(1)
        self._writing: Future[None] | None = None
        self._due = 0.0
        self._saved = False

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._writer.shutdown()
        if error is None:
            self._wait()

    def load(self) -> tuple[int, State, list[Measures]] | None:
        """Return the number of the last epoch, the state after it, and what was measured; None without a file.

        Raises
        ------
        CheckpointError
            If the file cannot be read, is damaged, or belongs to another experiment, other seeds or versions.
        """
        text = read_regular(self.path)
        if text is None:
            return None
        try:
            with np.load(io.BytesIO(text), allow_pickle=False) as content:
                arrays = {name: content[name] for name in content.files}
            header = json.loads(arrays["header"].tobytes())
            format, run, epoch = header["format"], header["run"], header["epoch"]
            if format == _FORMAT and arrays.pop("digest").tobytes() != _digest(arrays):
                raise ValueError("it was changed after it was written")
            if format == _FORMAT and not differences(run, self._run):
                depth, every = self._training.network.depth, self._training.every
                state = tuple([arrays[f"{part}{m}"] for m in range(depth)] for part in _PARTS)
                measures = [
                    {name: arrays[f"{name} {e}"] for name in header["measures"] if e % every(name) == 0}
                    for e in range(epoch + 1)
                ]
        except (
            ValueError,
            KeyError,
            TypeError,
            AttributeError,
            EOFError,
            OSError,
            RuntimeError,  # a method of compression or encryption that the file does not have
            zipfile.BadZipFile,
        ) as error:
            raise refusal(self.path, "is truncated, damaged, or not a checkpoint of a training") from error
        if format != _FORMAT:
            raise refusal(self.path, f"has format {format}, not {_FORMAT}")
        if wrong := differences(run, self._run):
            raise refusal(self.path, f"belongs to another training: {wrong}")
        return epoch, (state[0], state[1]), measures

    @property
    def is_due(self) -> bool:
        """Whether enough time has passed since the last save: saving takes at most 1 % of the time of a training."""
        return time.monotonic() >= self._due

    def save(self, epoch: int, state: State, measures: list[Measures]) -> None:
        """Write the state after an epoch under a temporary name, and rename the file when it is whole.

        The state may be changed as soon as this returns: a disk takes seconds for a hundred megabytes, so they are
        written beside the next epoch. The first file is written at once: a path that cannot be written shows now.

        Raises
        ------
        CheckpointError
            If this file cannot be written, or the one before could not. The file saved before is then as it was.
        """
        start, self._due = time.monotonic(), math.inf
        header = {"format": _FORMAT, "run": self._run, "epoch": epoch, "measures": list(measures[0])}
        arrays: dict[str, Array] = {"header": np.frombuffer(json.dumps(header).encode(), dtype=np.uint8)}
        for part, layers in zip(_PARTS, state, strict=True):
            arrays |= {f"{part}{m}": layer for m, layer in enumerate(layers)}
        for e, found in enumerate(measures):
            arrays |= {f"{name} {e}": values for name, values in found.items()}
        arrays["digest"] = np.frombuffer(_digest(arrays), dtype=np.uint8)
        text = io.BytesIO()
        np.savez(text, allow_pickle=False, **arrays)
        self._wait()
        if self._saved:
            self._writing = self._writer.submit(self._write, text, start)
        else:
            self._write(text, start)
            self._saved = True

    def _write(self, text: io.BytesIO, start: float) -> None:
        write_whole(self.path, text.getbuffer())
        now = time.monotonic()
        self._due = now + (now - start) / _PART

    def _wait(self) -> None:
        if self._writing is not None:
            writing, self._writing = self._writing, None
            writing.result()


# The parameters, and what the optimiser remembers.
_PARTS = ("w", "v")


def _digest(arrays: dict[str, Array]) -> bytes:
    """Return the SHA-256 of arrays, with their names, types and shapes."""
    found = hashlib.sha256()
    for name, array in arrays.items():
        found.update(f"{name} {array.dtype} {array.shape} ".encode())
        found.update(np.ascontiguousarray(array).data)
    return found.digest()
