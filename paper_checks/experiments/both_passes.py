"""Forward and backward passes of networks with dropout, of which chosen statistics are recorded."""

from __future__ import annotations

from montecarlo import Backward, Experiment

__all__ = ["passes_with_dropout"]


def passes_with_dropout(
    *,
    width: int,
    depth: int,
    activation: str,
    weight_variance: float,
    record: tuple[str, ...],
    drop: float = 0.0,
) -> Experiment:
    """Return passes through layers of one width; units of x_2, ..., x_depth are dropped, and the input is of signs."""
    return Backward((width,) * (depth + 1), activation, weight_variance, record=record, keep=1 - drop)
