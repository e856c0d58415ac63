"""Weights from a file, a mapping or a model, one tensor at a time: a file is never held whole."""

from __future__ import annotations

import importlib
import inspect
import json
import math
import os
import sys
import zipfile
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt

from paper_checks.auditing.precision import Precision, precision_of
from theory.arguments import shown

__all__ = ["Loader", "from_file", "from_object", "from_text"]

Floats: TypeAlias = npt.NDArray[np.floating[Any]]
Loader: TypeAlias = Callable[[], tuple[Floats, Precision]]
"""Returns the values of a tensor, and how they are rounded."""

_SAFETENSORS = {"F16": "float16", "BF16": "bfloat16", "F32": "float32", "F64": "float64"}
_CALLABLE = "module:callable"


def from_text(text: str) -> dict[str, Loader]:
    """Return the tensors of a .npz or .safetensors file, or of what `module:callable` returns.

    Raises
    ------
    ValueError
        If there is no such file or callable, or it holds no weights that can be read; it says what to give.
    """
    path = Path(text)
    if path.suffix in (".npz", ".safetensors"):
        return from_file(path)
    module, colon, name = text.partition(":")
    if colon and not path.exists() and all(part.isidentifier() for part in (*module.split("."), name)):
        return from_object(_called(text, module, name))
    raise ValueError(
        f"WEIGHTS = {text!r}: it must be a .npz or .safetensors file, or {_CALLABLE}; torch.save's files are pickles, "
        "which may run code: save them with safetensors.torch.save_file"
    )


def _called(text: str, module: str, name: str) -> object:
    if os.getcwd() not in sys.path:  # as `python -m` does
        sys.path.insert(0, os.getcwd())
    try:
        function = getattr(importlib.import_module(module), name)
    except (ImportError, AttributeError) as error:
        raise ValueError(f"WEIGHTS = {text!r}: {error}") from error
    if not callable(function):
        raise ValueError(f"WEIGHTS = {text!r}: it must be callable, got {shown(function)}")
    try:
        return function()
    except Exception as error:  # the user's own code
        raise ValueError(f"WEIGHTS = {text!r} raised {type(error).__name__}: {error}") from error


def from_file(path: Path) -> dict[str, Loader]:
    """Return the tensors of a .npz or .safetensors file; their values are read when they are asked for.

    Raises
    ------
    ValueError
        If the file cannot be read, is truncated, or states sizes that it does not have.
    """
    try:
        with path.open("rb"):
            pass
        return _npz(path) if path.suffix == ".npz" else _safetensors(path)
    except OSError as error:
        raise ValueError(f"cannot read {str(path)!r} ({error.strerror}): give another file") from error


# --- safetensors --------------------------------------------------------------------------------------------


def _safetensors(path: Path) -> dict[str, Loader]:
    from safetensors import SafetensorError, safe_open  # here: only its files need it

    try:
        opened: Any = safe_open(str(path), framework="np")  # it checks every size against the file's
    except SafetensorError as error:
        raise ValueError(f"{str(path)!r} is not a whole safetensors file: {error}") from error
    names = list(opened.keys())
    with path.open("rb") as file:
        size = int.from_bytes(file.read(8), "little")
        header = json.loads(file.read(size))

    def loader(name: str) -> Loader:
        def load() -> tuple[Floats, Precision]:
            dtype = header[name]["dtype"]
            if dtype not in _SAFETENSORS:
                raise _not_floats(name, dtype)
            precision = precision_of(_SAFETENSORS[dtype])
            if dtype != "BF16":
                return opened.get_tensor(name), precision
            first, last = header[name]["data_offsets"]  # NumPy has no bfloat16
            raw = np.memmap(path, np.uint8, "r", 8 + size + first, (last - first,)) if last > first else b""
            halves = np.frombuffer(raw, "<u2").reshape(header[name]["shape"])
            return _widened(halves), precision

        return load

    return {name: loader(name) for name in names}


def _widened(halves: npt.NDArray[np.uint16]) -> Floats:
    """Return bfloat16, given by its bits, as float32: the same numbers with 16 more bits, which are 0."""
    return (halves.astype(np.uint32) << 16).view(np.float32)


# --- npz ----------------------------------------------------------------------------------------------------


def _npz(path: Path) -> dict[str, Loader]:
    try:
        with zipfile.ZipFile(path) as archive:
            members = [member for member in archive.infolist() if not member.is_dir()]
    except (zipfile.BadZipFile, NotImplementedError) as error:
        raise ValueError(f"{str(path)!r} is not a whole .npz file: {error}") from error

    def loader(member: zipfile.ZipInfo, name: str) -> Loader:
        def load() -> tuple[Floats, Precision]:
            try:
                with zipfile.ZipFile(path) as archive, archive.open(member) as file:
                    return _array(file, name, member.file_size)
            except (zipfile.BadZipFile, EOFError, ValueError, NotImplementedError, RuntimeError) as error:
                raise ValueError(f"{name} in {str(path)!r}: {error}") from error

        return load

    names = [member.filename.removesuffix(".npy") for member in members]
    if twice := {name for name in names if names.count(name) > 1}:
        raise ValueError(f"{str(path)!r} has two arrays of the name {min(twice)}")
    return {name: loader(member, name) for member, name in zip(members, names, strict=True)}


def _array(file: Any, name: str, size: int) -> tuple[Floats, Precision]:
    version = np.lib.format.read_magic(file)
    read = np.lib.format.read_array_header_1_0 if version == (1, 0) else np.lib.format.read_array_header_2_0
    shape, fortran, dtype = read(file)
    if dtype.hasobject:
        raise ValueError("it is a pickle, which may run code; save an array of floats")
    _require_floats(name, dtype)
    stated, there = math.prod(shape) * dtype.itemsize, size - file.tell()
    if stated != there:  # before memory is taken for what is not there
        raise ValueError(f"it states {stated} bytes of shape {shape} and has {there}: the file is damaged")
    values = np.frombuffer(file.read(stated), dtype)
    if values.size != math.prod(shape):
        raise ValueError("it ends early: the file is truncated")
    return values.reshape(shape, order="F" if fortran else "C"), precision_of(dtype.name)


# --- mappings and models ------------------------------------------------------------------------------------


def from_object(source: object) -> dict[str, Loader]:
    """Return the tensors of a mapping (nested ones too), of pairs of name and array, or of a model.

    A model has `named_parameters()` or `state_dict()`; PyTorch is not imported.

    Raises
    ------
    TypeError
        If it is none of these.
    """
    pairs = list(_pairs(source))
    named: dict[str, Loader] = {}
    for name, value in pairs:
        if name in named:
            raise ValueError(f"two tensors have the name {name}: give each one its own")
        named[name] = _held(name, value)
    return named


def _pairs(source: object) -> Iterator[tuple[str, object]]:
    if hasattr(source, "named_parameters"):  # before state_dict, which has counters and running means as well
        all_of_them = "remove_duplicate" in inspect.signature(source.named_parameters).parameters
        given: object = source.named_parameters(**({"remove_duplicate": False} if all_of_them else {}))
    elif hasattr(source, "state_dict"):
        given = source.state_dict()
    else:
        given = source
    if isinstance(given, Mapping):
        yield from _flattened(given, ())
        return
    if not isinstance(given, Iterable) or isinstance(given, (str, bytes, np.ndarray)):
        raise TypeError(
            f"weights = {shown(given)}: it must be a mapping from names to arrays, or a model with named_parameters() "
            "or state_dict()"
        )
    for pair in given:
        if not (isinstance(pair, tuple) and len(pair) == 2 and isinstance(pair[0], str)):
            raise TypeError(f"weights has {shown(pair)}: it must be a pair of a name and an array")
        yield pair


def _flattened(tree: Mapping[Any, object], path: tuple[str, ...]) -> Iterator[tuple[str, object]]:
    for key, value in tree.items():
        here = (*path, str(key))
        if isinstance(value, Mapping):
            yield from _flattened(value, here)
        else:
            yield ".".join(here), value


def _held(name: str, value: Any) -> Loader:
    def load() -> tuple[Floats, Precision]:
        found, stored = value, str(getattr(value, "dtype", "")).removeprefix("torch.")
        if hasattr(found, "detach"):  # a tensor of PyTorch
            found = found.detach().cpu()
            found = (found.float() if stored == "bfloat16" else found).numpy()
        try:
            array = np.asarray(found)
        except ValueError as error:
            raise ValueError(f"{name} = {shown(value)}: it must be an array of floats") from error
        if array.dtype.name == "bfloat16":  # of ml_dtypes, which JAX uses
            array, stored = array.astype(np.float32), "bfloat16"
        _require_floats(name, array.dtype)
        return array, precision_of(stored if stored == "bfloat16" else array.dtype.name)

    return load


def _require_floats(name: str, dtype: np.dtype[Any]) -> None:
    if dtype.name not in _SAFETENSORS.values():
        raise _not_floats(name, dtype.name)


def _not_floats(name: str, dtype: str) -> ValueError:
    return ValueError(
        f"{name} has values of type {dtype}: weights must be float16, bfloat16, float32 or float64; leave it out with "
        "skip (on the command line --skip)"
    )
