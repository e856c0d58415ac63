"""Numbers for JSON, which has neither NaN nor infinity: None stands for what is not known or not finite."""

from __future__ import annotations

import math
from collections.abc import Iterable

__all__ = ["known_number", "known_numbers"]


def known_number(value: float) -> float | None:
    """Return a number, or None where it is NaN or infinite."""
    return float(value) if math.isfinite(value) else None


def known_numbers(values: Iterable[float]) -> list[float | None]:
    """Return numbers, each as `known_number` does."""
    return [known_number(value) for value in values]
