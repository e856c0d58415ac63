"""What a run has merged so far.

A run merges its batches in their order, so the moments after k batches are all that the remaining ones need.
Batches that were finished before their turn are kept beside them, one by one.
"""

from __future__ import annotations

from dataclasses import dataclass, field

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
