"""What the bits of a result depend on besides the experiment's parameters and the seed: code, ours and yours."""

from __future__ import annotations

import dataclasses
import hashlib
from collections.abc import Iterator, Mapping
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable

import numpy as np
import scipy

from montecarlo.running.fingerprint import fingerprint_of_class
from montecarlo.sampling.activations import REGISTERED

__all__ = ["differences", "own_code", "versions"]


_PACKAGE = "montecarlo"
# How much of a long value an error shows.
_SHOWN = 120


@cache
def versions() -> dict[str, str]:
    """Return the hash of this package's sources, and the versions of NumPy and SciPy.

    The CPU counts too, through the kernels that NumPy and BLAS choose for it, but only that of the workers.
    """
    digest = hashlib.sha256()
    for name, text in sorted(_sources(files(_PACKAGE))):
        digest.update(f"{name}\0{text}\0".encode())
    return {_PACKAGE: digest.hexdigest()[:16], "numpy": np.__version__, "scipy": scipy.__version__}


def _sources(folder: Traversable, above: str = "") -> Iterator[tuple[str, str]]:
    """Yield the path of each source file in a folder and its rooms, with its text."""
    for entry in folder.iterdir():
        if entry.is_dir():
            yield from _sources(entry, f"{above}{entry.name}/")
        elif entry.name.endswith(".py"):
            yield above + entry.name, entry.read_text(encoding="utf-8")


def own_code(experiment: object) -> dict[str, str]:
    """Return the fingerprints of what an experiment uses and this package lacks: its classes and activations."""
    found: dict[str, str] = {}
    for part in _parts(experiment):
        if isinstance(part, str):
            keys = (f"{role} {part}" for role in ("activation", "derivative"))
            found |= {key: REGISTERED[key] for key in keys if key in REGISTERED}
        elif type(part).__module__.partition(".")[0] != _PACKAGE:
            found[f"class {type(part).__module__}.{type(part).__qualname__}"] = fingerprint_of_class(
                type(part)
            )
    return found


def _parts(value: object) -> Iterator[object]:
    """Yield the strings and the dataclass instances of an experiment, itself too."""
    if isinstance(value, tuple):
        for entry in value:
            yield from _parts(entry)
    elif dataclasses.is_dataclass(value):
        yield value
        yield from _parts(tuple(getattr(value, field.name) for field in dataclasses.fields(value)))
    elif isinstance(value, str):
        yield value


def differences(theirs: Mapping[str, object], ours: Mapping[str, object]) -> str:
    """Say in words which entries differ, such as "its seed is 1, not 2"; "" if none does."""
    pairs = [(name, str(theirs.get(name)), str(ours.get(name))) for name in {**ours, **theirs}]
    return "; ".join(_difference(name, left, right) for name, left, right in pairs if left != right)


def _difference(name: str, theirs: str, ours: str) -> str:
    same = next((k for k, (a, b) in enumerate(zip(theirs, ours, strict=False)) if a != b), 0)
    start = max(0, same - _SHOWN // 2)
    return f"its {name} is {_shown(theirs, start)}, not {_shown(ours, start)}"


def _shown(text: str, start: int) -> str:
    part = text[start : start + _SHOWN]
    return ("..." if start else "") + part + ("..." if start + _SHOWN < len(text) else "")
