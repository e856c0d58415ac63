"""The verdict rule: what intervals say of a claim and of its rivals."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from montecarlo import Interval
from paper_checks.claim import Relation, Rival
from paper_checks.evidence.targets import Range, Target
from paper_checks.verdict import Status

__all__ = ["Judgement", "compare", "judge"]


@dataclass(frozen=True)
class Judgement:
    """What the intervals at a claim's points say.

    Parameters
    ----------
    status : Status
        Of the claim: VERIFIED if it is at all points, REFUTED if it is at one or more.
    at_points : tuple of Status
    rivals : mapping
        REFUTED where one point refutes the rival, or each, for a rival that each point must refute.
    """

    status: Status
    at_points: tuple[Status, ...]
    rivals: Mapping[Rival, Status]


def judge(relation: Relation, targets: Sequence[Target], intervals: Sequence[Interval]) -> Judgement:
    """Compare the interval at each point with what the claim and its rivals state there."""
    at_points = []
    against: dict[Rival, list[Status]] = {}
    for target, interval in zip(targets, intervals, strict=True):
        at_points.append(compare(interval, target.value, target.margin, relation, target.meant_exactly))
        for rival, value in target.rivals.items():
            against.setdefault(rival, []).append(compare(interval, value, target.margin, relation))
    verified = all(status is Status.VERIFIED for status in at_points)
    return Judgement(
        Status.VERIFIED if verified else _refuted(at_points, every=False),
        tuple(at_points),
        {rival: _refuted(found, every=rival.at_each_point) for rival, found in against.items()},
    )


def compare(
    interval: Interval,
    value: Range,
    margin: float,
    relation: Relation = Relation.EQUAL,
    meant_exactly: bool = False,
) -> Status:
    """Compare an interval with a value that is known to lie in a range.

    Parameters
    ----------
    interval : Interval
        For the quantity that was measured.
    value : tuple of float
        The least and greatest value that is stated.
    margin : float
        0 or more, added on both sides under "="; an inequality has none.
    relation : Relation
        "=": VERIFIED inside value ± margin, REFUTED if disjoint from it.
        "<": the quantity is below the value: VERIFIED below the least value, REFUTED at or above the greatest.
        ">": VERIFIED above the greatest value, REFUTED at or below the least.
    meant_exactly : bool
        Under "=", to be VERIFIED the interval must contain the value too.

    Returns
    -------
    Status
        INCONCLUSIVE where neither holds.

    Raises
    ------
    ValueError
        If the relation is none of these.
    """
    low, high = value
    match relation:
        case Relation.EQUAL:
            inside = low - margin <= interval.low and interval.high <= high + margin
            inside &= not meant_exactly or (interval.low <= high and low <= interval.high)
            outside = interval.high < low - margin or high + margin < interval.low
        case Relation.LESS:
            inside, outside = interval.high < low, interval.low >= high
        case Relation.GREATER:
            inside, outside = interval.low > high, interval.high <= low
        case _:
            raise ValueError(f"relation = {relation}: an interval is compared by '=', '<' or '>' alone")
    return Status.VERIFIED if inside else Status.REFUTED if outside else Status.INCONCLUSIVE


def _refuted(found: Sequence[Status], *, every: bool) -> Status:
    refuted = (all if every else any)(status is Status.REFUTED for status in found)
    return Status.REFUTED if refuted else Status.INCONCLUSIVE
