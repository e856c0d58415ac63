"""The versions of the code that runs: the bits of a result depend on them, besides the parameters and the seed."""

from __future__ import annotations

import dataclasses
import hashlib
from collections.abc import Iterator, Mapping
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable

import numpy as np
import scipy

from montecarlo.sampling.own_activations import REGISTERED

__all__ = ["differences", "own_versions", "unstated", "versions"]


_PACKAGE = "montecarlo"
# How much of a long value an error shows.
_SHOWN = 120


@cache
def versions() -> dict[str, str]:
    """Return the hash of this package's sources, and the versions of NumPy and SciPy.

    The CPU counts too, because NumPy and BLAS choose their kernels for it. It is not compared.
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


def own_versions(experiment: object) -> dict[str, str | None]:
    """Return the versions of a user's own code that an experiment uses: its classes and activations.

    Returns
    -------
    dict
        The keys are "class MODULE.NAME" and "activation NAME"; a value is None where no version is stated.
    """
    found: dict[str, str | None] = {}
    for part in _parts(experiment):
        if isinstance(part, str):
            if part in REGISTERED:
                found[f"activation {part}"] = REGISTERED[part].version
        else:
            found |= {f"class {_name(cls)}": _stated(cls) for cls in _own_classes(part)}
    return found


def unstated(stated: Mapping[str, str | None]) -> str:
    """Say which code states no version and how to state one; "" if all of it does."""
    mends = {
        "class": 'give the class the attribute version = "1"',
        "activation": 'register it with version="1"',
    }
    return "; ".join(
        f"{name} states no version: {mends[name.partition(' ')[0]]}, and change it whenever the code changes"
        for name, version in stated.items()
        if version is None
    )


def _own_classes(part: object) -> Iterator[type]:
    """Yield the class of a dataclass instance and the dataclasses that it extends, but not those of this package."""
    for cls in type(part).__mro__:
        if dataclasses.is_dataclass(cls) and cls.__module__.partition(".")[0] != _PACKAGE:
            yield cls


def _name(cls: type) -> str:
    # A process that multiprocessing spawns knows the main program by another name.
    module = "__main__" if cls.__module__ == "__mp_main__" else cls.__module__
    return f"{module}.{cls.__qualname__}"


def _stated(cls: type) -> str | None:
    # Each class states its own version: with an inherited one, a class could change unnoticed.
    version = vars(cls).get("version")
    return version if isinstance(version, str) and version else None


def _parts(value: object) -> Iterator[object]:
    """Yield the experiment, and the strings and dataclass instances that it holds."""
    if isinstance(value, tuple):
        for entry in value:
            yield from _parts(entry)
    elif dataclasses.is_dataclass(value):
        yield value
        yield from _parts(tuple(getattr(value, field.name) for field in dataclasses.fields(value)))
    elif isinstance(value, str):
        yield value


def differences(theirs: Mapping[str, object], ours: Mapping[str, object]) -> str:
    """Say in words which entries differ, such as "its seed is 1, not 2"; "" if all are equal."""
    pairs = [(name, str(theirs.get(name)), str(ours.get(name))) for name in {**ours, **theirs}]
    return "; ".join(_difference(name, left, right) for name, left, right in pairs if left != right)


def _difference(name: str, theirs: str, ours: str) -> str:
    same = next((k for k, (a, b) in enumerate(zip(theirs, ours, strict=False)) if a != b), 0)
    start = max(0, same - _SHOWN // 2)
    return f"its {name} is {_shown(theirs, start)}, not {_shown(ours, start)}"


def _shown(text: str, start: int) -> str:
    part = text[start : start + _SHOWN]
    return ("..." if start else "") + part + ("..." if start + _SHOWN < len(text) else "")
