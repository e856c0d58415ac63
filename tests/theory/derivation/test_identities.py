"""Identities, and the reasons for which a step refuses one."""

import pytest
import sympy as sp

from theory.derivation.identities import Equal
from theory.derivation.sizes import Index
from theory.derivation.step import StepRefused
from theory.notation import N, j, u, x

GAUSSIAN = sp.exp(-(x**2) / 2)


def test_an_undecided_difference_is_a_refusal() -> None:
    f, h = sp.Function("f"), sp.Function("h")
    with pytest.raises(StepRefused, match="not identically 0"):
        Equal(h(u), "no reason").prove(f(u))


def test_a_hypothesis_that_replaces_nothing_is_refused() -> None:
    with pytest.raises(StepRefused, match="replaces nothing"):
        Equal(u, "given N", given={N: sp.S.One}).prove(u)


def test_a_sum_is_checked_at_unequal_sizes() -> None:
    with pytest.raises(StepRefused):
        Index(N**2, "wrong", size=N).prove(sp.Sum(j, (j, 1, N)))
    Index(N * (N + 1) / 2, "Gauss", size=N).prove(sp.Sum(j, (j, 1, N)))
