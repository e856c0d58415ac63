"""Refusals: each is a ValueError, and only what more bits may settle is tried again."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from flint import acb, arb, ctx

from theory.enclosure.balls import refined
from theory.enclosure.refusal import CannotTell, Undecided


def test_whoever_catches_value_errors_catches_every_refusal() -> None:
    assert issubclass(CannotTell, ValueError)
    assert issubclass(Undecided, CannotTell)


@pytest.mark.parametrize(("kind", "tries"), [(Undecided, 4), (CannotTell, 1)])
def test_more_bits_are_given_to_what_is_undecided_and_to_nothing_else(
    kind: type[CannotTell], tries: int
) -> None:
    bits = []

    def refuse(values: Sequence[acb], analytic: bool) -> acb:
        bits.append(ctx.prec)
        raise kind("it is too wide")

    with pytest.raises(CannotTell, match="it is too wide"):
        refined(refuse, [], 10, lambda: "it")
    assert len(bits) == tries
    assert bits == sorted(set(bits))


def test_what_more_bits_settle_is_no_refusal() -> None:
    def late(values: Sequence[acb], analytic: bool) -> acb:
        if ctx.prec < 200:
            raise Undecided("it is too wide")
        return acb(arb.pi())

    assert refined(late, [], 10, lambda: "it").overlaps(arb("3.14159265358979323846"))
