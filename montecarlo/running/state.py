"""What a run has merged so far, and its form in a file.

A run merges its batches in their order, so the moments after k batches are all that the remaining ones need.
Batches that were finished before their turn are kept beside them, one by one.
"""

from __future__ import annotations

import base64
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import numpy.typing as npt

from montecarlo.statistics.sample_moments import SampleMoments

__all__ = ["State"]


@dataclass(frozen=True)
class State:
    """What is merged so far: the full batches, and apart from them a last batch with fewer replicates.

    The last batch is kept apart because a longer run has a full batch in its place.

    Parameters
    ----------
    full : SampleMoments or None
        The full batches, merged.
    last : SampleMoments or None
        The last batch, if it is not full.
    ahead : dict
        Batches by number that wait for those before them. All states of one run share it.
    """

    full: SampleMoments | None = None
    last: SampleMoments | None = None
    ahead: dict[int, SampleMoments] = field(default_factory=dict)

    def add(self, part: SampleMoments, batch: int) -> State:
        """Return the state with the next batch added; it is full if it has `batch` replicates."""
        if part.count < batch:
            return State(self.full, part, self.ahead)
        return State(part if self.full is None else self.full.merge(part), None, self.ahead)

    @property
    def moments(self) -> SampleMoments | None:
        """The moments of everything merged so far; None before the first batch."""
        if self.full is None or self.last is None:
            return self.full or self.last
        return self.full.merge(self.last)

    @property
    def count(self) -> int:
        """The number of replicates merged so far."""
        return sum(part.count for part in (self.full, self.last) if part is not None)

    def as_json(self, batch: int) -> dict[str, Any]:
        """Return the state as plain JSON data, bit for bit."""
        ahead = {
            str(number): _as_json(part) for number, part in self.ahead.items() if number * batch >= self.count
        }
        return {
            "full": None if self.full is None else _as_json(self.full),
            "last": None if self.last is None else _as_json(self.last),
            "ahead": ahead,
        }

    @classmethod
    def from_json(cls, plain: Mapping[str, Any], fields: tuple[str, ...], batch: int) -> State:
        """Return the state that `as_json` returned.

        Raises
        ------
        ValueError
            If it is no state of a run with these fields and this batch: a part is missing, or contradicts another.
        """
        full, last = (
            None if plain[name] is None else _from_json(name, plain[name], fields)
            for name in ("full", "last")
        )
        if not isinstance(plain["ahead"], dict):
            raise ValueError(f"ahead must be an object, got {plain['ahead']!r}")
        ahead = {
            _number(key): _from_json(f"ahead {key}", part, fields) for key, part in plain["ahead"].items()
        }
        state = cls(full, last, ahead)
        _require_consistent(state, batch)
        return state


def _require_consistent(state: State, batch: int) -> None:
    if state.full is not None and state.full.count % batch:
        raise ValueError(
            f"full has {state.full.count} replicates, which is not a multiple of the batch, {batch}"
        )
    if state.last is not None and state.last.count >= batch:
        raise ValueError(
            f"last has {state.last.count} replicates, and a batch that is not full fewer than {batch}"
        )
    if state.last is not None and state.ahead:
        raise ValueError("last is the end of a run, and batches wait after it")
    merged = state.count // batch
    for number, part in state.ahead.items():
        if number < merged:
            raise ValueError(f"batch {number} waits, and {merged} batches are merged")
        if part.count > batch or (part.count < batch and number < max(state.ahead)):
            raise ValueError(f"batch {number} has {part.count} replicates, not {batch}")


def _as_json(moments: SampleMoments) -> dict[str, Any]:
    return {"count": moments.count, "mean": _text(moments.mean), "comoment": _text(moments.comoment)}


def _from_json(name: str, plain: Any, fields: tuple[str, ...]) -> SampleMoments:
    count = plain["count"]
    if type(count) is not int or count < 1:
        raise ValueError(f"the count of {name} must be an integer, 1 or more, got {count!r}")
    mean = _array(plain["mean"], (len(fields),))
    comoment = _array(plain["comoment"], (len(fields), len(fields)))
    if not np.isfinite(mean).all():
        raise ValueError(f"the mean of {name} is not finite")
    # Not "negative": NaN is neither.  Infinity is what a sum of large squares may be.
    if not (np.diag(comoment) >= 0).all():
        raise ValueError(f"a variance of {name} is not 0 or more")
    if not np.array_equal(comoment, comoment.T, equal_nan=True):
        raise ValueError(f"the covariance of {name} is not symmetric")
    return SampleMoments(fields, count, mean, comoment)


def _number(key: str) -> int:
    if not key.isdecimal() or str(int(key)) != key:
        raise ValueError(f"{key!r} is not the number of a batch")
    return int(key)


def _text(array: npt.NDArray[np.float64]) -> str:
    return base64.b64encode(array.astype("<f8").tobytes()).decode()


def _array(text: str, shape: tuple[int, ...]) -> npt.NDArray[np.float64]:
    return np.frombuffer(base64.b64decode(text, validate=True), "<f8").astype(np.float64).reshape(shape)
