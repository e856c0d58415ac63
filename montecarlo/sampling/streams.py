"""Streams of random numbers: they depend on the experiment's parameters, the seed and the batch, and nothing else.

The order in which batches run does not matter, and neither do other experiments.
"""

from __future__ import annotations

import dataclasses
import hashlib
import json
import math
import numbers
from typing import Any

import numpy as np

from montecarlo.arguments import whole

__all__ = ["canonical", "experiment_key", "later", "stream"]


_PILOT = 1
_LATER = "montecarlo: later"


def later(default: Any) -> Any:
    """Return a keyword-only dataclass field that a class got after experiments of it had been published.

    At its default the field is not part of the canonical text, so that older experiments keep their keys, and with
    these their random numbers.
    """
    return dataclasses.field(default=default, kw_only=True, metadata={_LATER: True})


def experiment_key(experiment: object) -> int:
    """Return the experiment's 64-bit key: the first 8 bytes of SHA-256 of its canonical text.

    Raises
    ------
    TypeError
        If it is not an instance of a dataclass, or a field has no canonical form.
    """
    return int.from_bytes(hashlib.sha256(canonical(experiment).encode()).digest()[:8], "big")


def canonical(experiment: object) -> str:
    """Return the experiment's class name and parameters as JSON, the same for equal experiments.

    Parameters
    ----------
    experiment : dataclass instance
        Its fields are finite numbers, strings, None, tuples of these, or dataclasses, whose class names count
        too. Experiments of one class that compare equal have the same text: 2 and 2.0 are the same parameter, and
        fields that are not compared do not count. A `later` field counts where it is not at its default.

    Raises
    ------
    TypeError
        If it is not an instance of a dataclass, or a field has another type.
    """
    if not dataclasses.is_dataclass(experiment) or isinstance(experiment, type):
        raise TypeError(f"experiment must be an instance of a frozen dataclass, got {experiment!r}")
    return json.dumps(_canonical(experiment), sort_keys=True, separators=(",", ":"))


def _canonical(value: object) -> object:
    # dataclasses.asdict would lose the class names of nested experiments.
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        counted = (field for field in dataclasses.fields(value) if _counts(field, getattr(value, field.name)))
        return [
            type(value).__name__,
            {field.name: _canonical(getattr(value, field.name)) for field in counted},
        ]
    if isinstance(value, tuple):
        return [_canonical(entry) for entry in value]
    if value is None or isinstance(value, str):
        return value
    if isinstance(value, numbers.Real) and math.isfinite(value):
        return float(value)
    raise TypeError(
        f"a parameter must be a finite number, a string, None, a tuple or a dataclass, got {value!r}"
    )


def _counts(field: dataclasses.Field[Any], value: object) -> bool:
    return field.compare and not (_LATER in field.metadata and value == field.default)


def stream(experiment: object, seed: int, batch: int, *, pilot: bool = False) -> np.random.Generator:
    """Return the random generator of one batch, the same on every machine and in every worker.

    Parameters
    ----------
    experiment : dataclass instance
    seed : int
        The seed of the run, 0 or more.
    batch : int
        The number of the batch, 0 or more.
    pilot : bool
        Whether the stream is for a pilot. Pilots and runs have separate streams.

    Raises
    ------
    TypeError, ValueError
        If `seed` or `batch` is not an integer, or is negative.
    """
    spawn_key = (experiment_key(experiment), whole("batch", batch, at_least=0))
    sequence = np.random.SeedSequence(
        whole("seed", seed, at_least=0), spawn_key=(*spawn_key, _PILOT) if pilot else spawn_key
    )
    # SFC64 is the fastest of NumPy's bit generators at normals: 7.9 ns each.
    return np.random.Generator(np.random.SFC64(sequence))
