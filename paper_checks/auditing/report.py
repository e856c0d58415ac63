"""What an audit found."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from montecarlo.statistics.inference import Interval
from paper_checks.auditing.names import short

__all__ = ["Audit", "TensorReport"]

_WIDEST = 60  # characters


@dataclass(frozen=True, kw_only=True)
class TensorReport:
    """What an audit found of one tensor.

    Parameters
    ----------
    name : str
    shape : tuple of int
    dtype : str
    mean, std, largest : float
        Of the values; std is their root mean square about the mean of the expected law, or about 0.
    interval : Interval or None
        For the std of the drawn weights, under the expected law or the first that fits; None if nothing is random.
    method : str
        How the interval is computed, and that it is exact or conservative.
    families : tuple of str
        The laws that the tensor may have, whatever the std.
    schemes : tuple of str
        The named schemes that are not refused.
    expected : str or None
    expected_std : float or None
    reasons : tuple of str
        Why the tensor is refused; empty if it is not.
    pool : str or None
        The pattern of the equal layers that it is tested with as well.
    tied : str or None
        The earlier tensor that it equals, or is the transpose of.
    resolves, alone : float or None
        The relative error of std that is refused with probability 1 - alpha, where its equal layers share it, and where
        it alone has it; None if nothing is drawn at random.
    undecided : bool
        Whether an error of 10 % may pass, even one that its equal layers share.
    needed : int or None
        How many weights would resolve that, where these do not; None also if no number does, because of their rounding.
    """

    name: str
    shape: tuple[int, ...]
    dtype: str
    mean: float
    std: float
    largest: float
    interval: Interval | None
    method: str
    families: tuple[str, ...]
    schemes: tuple[str, ...] = ()
    expected: str | None = None
    expected_std: float | None = None
    reasons: tuple[str, ...] = ()
    pool: str | None = None
    tied: str | None = None
    resolves: float | None = None
    alone: float | None = None
    undecided: bool = False
    needed: int | None = None

    @property
    def refused(self) -> bool:
        return bool(self.reasons)

    @property
    def label(self) -> str:
        """The name as a picture shows it: printable, and not wide."""
        return short(self.name, _WIDEST)

    @property
    def outcome(self) -> str:
        """One of "refused", "too small to decide", "as expected" and "no expectation"."""
        if self.refused:
            return "refused"
        if self.expected is None:
            return "no expectation"
        return "too small to decide" if self.undecided else "as expected"

    def __str__(self) -> str:
        return f"{short(self.name)}: {'; '.join(self.reasons) or self.outcome}"


@dataclass(frozen=True)
class Audit:
    """What an audit found.

    Parameters
    ----------
    tensors : tuple of TensorReport
        In the order of the file.
    alpha : float
        The probability, at most, that a tensor is refused though it was drawn as expected, or that a true named scheme
        is refused, anywhere in the file and under any dependence between the tests.
    tests : int
        Into how many equal parts alpha is split.
    empty : tuple of str
        The tensors that have no values, of which nothing can be said.
    """

    tensors: tuple[TensorReport, ...]
    alpha: float
    tests: int
    empty: tuple[str, ...] = ()

    @property
    def refused(self) -> tuple[TensorReport, ...]:
        """The tensors that are refused, each with its `name` and `reasons`."""
        return tuple(tensor for tensor in self.tensors if tensor.refused)

    @property
    def undecided(self) -> tuple[TensorReport, ...]:
        """The tensors that are too small to tell an error of 10 % in their std."""
        return tuple(tensor for tensor in self.tensors if tensor.outcome == "too small to decide")

    def __str__(self) -> str:
        lines = [f"{len(self.refused)} of {len(self.tensors)} tensors refused", *map(str, self.refused)]
        return "\n".join(lines)

    def as_json(self) -> dict[str, Any]:
        """Return everything as plain JSON data; an infinite end of an interval is null."""
        return {
            "alpha": self.alpha,
            "tests": self.tests,
            "refused": [tensor.name for tensor in self.refused],
            "undecided": [tensor.name for tensor in self.undecided],
            "empty": list(self.empty),
            "tensors": [_plain(tensor) for tensor in self.tensors],
        }


def _plain(tensor: TensorReport) -> dict[str, Any]:
    data = vars(tensor) | {"interval": None}
    if tensor.interval is not None:
        ends = (tensor.interval.low, tensor.interval.high)
        data["interval"] = [end if end < float("inf") else None for end in ends]
    for key in ("resolves", "alone"):
        if data[key] == float("inf"):
            data[key] = None
    return {
        key: list(value) if isinstance(value, tuple) else value
        for key, value in (data | {"outcome": tensor.outcome}).items()
    }
