"""What an empirical claim is tested by: experiments that train networks, and a criterion for each seed."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

__all__ = ["Trial"]


@dataclass(frozen=True, kw_only=True, eq=False)  # by identity: functions and mappings have no other equality
class Trial:
    """Training experiments, and what must come of them.  It is fixed before anything is trained.

    Parameters
    ----------
    trainings : mapping
        From a name, such as "Xavier", to a function that returns a `montecarlo` Training or Normality.
    criterion : callable
        Takes the outcomes of these, in order, and returns a bool for each seed: whether the statement holds there.
    words : str
        The criterion, with its numbers.
    quantities : mapping
        What is reported besides: from its name to a function of the outcomes that returns a number for each seed,
        NaN where there is none.
    """

    trainings: Mapping[str, Callable[[], Any]]
    criterion: Callable[..., Any]
    words: str
    quantities: Mapping[str, Callable[..., Any]] = field(default_factory=dict)
