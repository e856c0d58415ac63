"""Equal layers, which are tested together as well: their patterns, their tensors as one sample, and tied tensors."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import replace
from typing import Any

import numpy as np
import numpy.typing as npt

from paper_checks.auditing.sample import Sample, merged

__all__ = ["common_name", "joined", "pattern_of", "tied"]


def pattern_of(name: str) -> tuple[str, ...]:
    """Return a name without its numbers, as the parts between them, so that equal layers have one pattern."""
    return tuple(re.split(r"\d+", name))


def common_name(names: Sequence[str]) -> str:
    """Return names of one pattern as one, with * for each number that differs among them."""
    parts = zip(*(re.split(r"(\d+)", name) for name in names), strict=True)
    return "".join(part[0] if len(set(part)) == 1 else "*" for part in parts)


def joined(samples: Sequence[Sample]) -> tuple[Sample, Sample]:
    """Return samples of one law as one: the sums and extremes of all, and the distribution function of the small ones.

    If none is small, the distribution function is that of the first.
    """
    small = [sample for sample in samples if sample.values is not None]
    distribution = merged(small) if small else samples[0]
    sums = replace(
        distribution,
        count=sum(sample.count for sample in samples),
        total=math.fsum(sample.total for sample in samples),
        squares=math.fsum(sample.squares for sample in samples),
        low=min(sample.low for sample in samples),
        high=max(sample.high for sample in samples),
        zeros=sum(sample.zeros for sample in samples),
        precision=max((sample.precision for sample in samples), key=lambda one: one.relative),
    )
    return sums, distribution


Values = npt.NDArray[np.floating[Any]]


def tied(samples: Mapping[str, Sample], load: Callable[[str], Values]) -> dict[str, str]:
    """Return each tensor that equals an earlier one, or its transpose, with the name of that one.

    What has one value or two, such as a bias of 0 and 1, is not counted.  Extremes and sums of squares pick the
    candidates, and their values are compared.
    """
    found: dict[str, str] = {}
    firsts: dict[Hashable, list[str]] = {}
    for name, sample in samples.items():
        if sample.two_valued:
            continue
        key = (sample.count, sample.precision.dtype, sample.low, sample.high)
        for first in firsts.setdefault(key, []):
            # The order of the values rounds their sum.
            alike = math.isclose(sample.squares, samples[first].squares, rel_tol=1e-9)
            if alike and _equal(load(first), load(name)):
                found[name] = first
                break
        else:
            firsts[key].append(name)
    return found


def _equal(first: Values, second: Values) -> bool:
    return np.array_equal(first, second) or (first.ndim == 2 and np.array_equal(first.T, second))
