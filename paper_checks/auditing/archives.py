"""Weights in a .npz or .safetensors file: no pickle is opened, and no size is believed before it is checked."""

from __future__ import annotations

import json
import math
import struct
import zipfile
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt

from paper_checks.auditing.names import printable, short
from paper_checks.auditing.precision import Precision, precision_of

__all__ = ["Floats", "Loader", "NotFloats", "from_file", "require_floats"]

Floats: TypeAlias = npt.NDArray[np.floating[Any]]
Loader: TypeAlias = Callable[[], tuple[Floats, Precision]]
"""Returns the values of a tensor, and how they are rounded."""

_SAFETENSORS = {"F16": "float16", "BF16": "bfloat16", "F32": "float32", "F64": "float64"}
_LOCAL_HEADER = struct.Struct(
    "<26xHH"
)  # of a member of a zip file: the lengths of its name and its extra field
_CHUNK = 2**24  # bytes


def from_file(path: Path) -> dict[str, Loader]:
    """Return the tensors of a .npz or .safetensors file; their values are read when they are asked for.

    Where the file holds them as they are, they are mapped into memory and not copied.

    Raises
    ------
    ValueError
        If the file cannot be read, is truncated, or states sizes that it does not have.
    """
    shown = f"'{printable(str(path))}'"
    try:
        with path.open("rb"):
            pass
        return _npz(path, shown) if path.suffix.lower() == ".npz" else _safetensors(path, shown)
    except OSError as error:
        raise ValueError(f"cannot read {shown} ({error.strerror}): give another file") from error


class NotFloats(ValueError):
    """Tensors have values of types that are not audited; they are given with these types."""

    def __init__(self, types: Mapping[str, str]) -> None:
        (name, dtype), *others = types.items()
        told, left = f"{short(name)} has values of type {dtype}", "it"
        if others:
            told, left = (
                f"{told}, and {len(others)} more tensors have no floats, such as {short(others[0][0])}",
                "them",
            )
        super().__init__(
            f"{told}: weights must be float16, bfloat16, float32 or float64; leave {left} out with skip (on the "
            f"command line --skip), such as {_pattern(name)!r}"
        )
        self.types = types


def _pattern(name: str) -> str:
    """Return a pattern of the names that end like this one."""
    before, dot, last = name.rpartition(".")
    return f"*.{short(last)}" if before and dot else short(name)


def require_floats(name: str, dtype: str) -> None:
    """Raise NotFloats if a tensor has values of a type that is not audited."""
    if dtype not in _SAFETENSORS.values():
        raise NotFloats({name: dtype})


# --- safetensors --------------------------------------------------------------------------------------------


def _safetensors(path: Path, shown: str) -> dict[str, Loader]:
    from safetensors import SafetensorError, safe_open  # here: only its files need it

    try:
        # It checks every size against the file's, and that no two tensors overlap.
        with safe_open(str(path), framework="np"):
            pass
    except SafetensorError as error:
        raise ValueError(f"{shown} is not a whole safetensors file: {printable(str(error))}") from error
    with path.open("rb") as file:
        size = int.from_bytes(file.read(8), "little")
        header = json.loads(file.read(size))

    def loader(name: str) -> Loader:
        def load() -> tuple[Floats, Precision]:
            stored = header[name]["dtype"]
            require_floats(name, _SAFETENSORS.get(stored, stored))
            shape, (first, last) = header[name]["shape"], header[name]["data_offsets"]
            # NumPy has no bfloat16; safetensors would copy the others.
            dtype = "<u2" if stored == "BF16" else f"<f{int(stored[1:]) // 8}"
            values = _mapped(path, 8 + size + first, last - first, dtype).reshape(shape)
            if stored == "BF16":
                values = _widened(values)
            return values, precision_of(_SAFETENSORS[stored])

        return load

    return {name: loader(name) for name in header if name != "__metadata__"}


def _mapped(path: Path, offset: int, size: int, dtype: Any) -> npt.NDArray[Any]:
    return np.frombuffer(np.memmap(path, np.uint8, "r", offset, (size,)) if size else b"", dtype)


def _widened(halves: npt.NDArray[np.uint16]) -> Floats:
    """Return bfloat16, given by its bits, as float32: the same numbers with 16 more bits, which are 0."""
    wide = halves.astype(np.uint32)
    wide <<= 16
    return wide.view(np.float32)


# --- npz ----------------------------------------------------------------------------------------------------


def _npz(path: Path, shown: str) -> dict[str, Loader]:
    try:
        with zipfile.ZipFile(path) as archive:
            members = [member for member in archive.infolist() if not member.is_dir()]
    except (zipfile.BadZipFile, NotImplementedError) as error:
        raise ValueError(f"{shown} is not a whole .npz file: {error}") from error

    def loader(member: zipfile.ZipInfo, name: str) -> Loader:
        def load() -> tuple[Floats, Precision]:
            try:
                with zipfile.ZipFile(path) as archive, archive.open(member) as file:
                    return _array(path, member, file, name)
            except NotFloats:
                raise
            except Exception as error:  # zipfile and its decompressors have one for every kind of damage
                raise ValueError(f"{short(name)} in {shown}: {printable(str(error))}") from error

        return load

    names = [member.filename.removesuffix(".npy") for member in members]
    if twice := {name for name in names if names.count(name) > 1}:
        raise ValueError(f"{shown} has two arrays of the name {short(min(twice))}")
    return {name: loader(member, name) for member, name in zip(members, names, strict=True)}


def _array(path: Path, member: zipfile.ZipInfo, file: Any, name: str) -> tuple[Floats, Precision]:
    version = np.lib.format.read_magic(file)
    read = np.lib.format.read_array_header_1_0 if version == (1, 0) else np.lib.format.read_array_header_2_0
    shape, fortran, dtype = read(file)
    if dtype.hasobject:
        raise ValueError("it is a pickle, which may run code; save an array of floats")
    require_floats(name, dtype.name)
    stated, there = math.prod(shape) * dtype.itemsize, member.file_size - file.tell()
    if stated != there:  # before memory is taken for what is not there
        raise ValueError(f"it states {stated} bytes of shape {shape} and has {there}: the file is damaged")
    if member.compress_type == zipfile.ZIP_STORED:
        values = _mapped(path, _start(path, member) + file.tell(), stated, dtype)
    else:
        values = _unpacked(file, stated, dtype)
    return values.reshape(shape, order="F" if fortran else "C"), precision_of(dtype.name)


def _start(path: Path, member: zipfile.ZipInfo) -> int:
    """Return where the bytes of a member begin in the file."""
    with path.open("rb") as file:
        file.seek(member.header_offset)
        name, extra = _LOCAL_HEADER.unpack(file.read(_LOCAL_HEADER.size))
    return member.header_offset + _LOCAL_HEADER.size + int(name) + int(extra)


def _unpacked(file: Any, size: int, dtype: np.dtype[Any]) -> Floats:
    data = bytearray(size)
    view, place = memoryview(data), 0
    while place < size:
        chunk = file.read(min(_CHUNK, size - place))
        if not chunk:
            raise ValueError("it ends early: the file is truncated")
        view[place : place + len(chunk)] = chunk
        place += len(chunk)
    return np.frombuffer(data, dtype)
