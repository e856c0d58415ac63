"""Identities, and the reasons for which a step refuses one."""

import pytest
import sympy as sp

from theory.derivation.identities import Equal
from theory.derivation.step import StepRefused
from theory.notation import N, u, x

GAUSSIAN = sp.exp(-(x**2) / 2)


def test_an_undecided_difference_is_a_refusal() -> None:
    f, h = sp.Function("f"), sp.Function("h")
    with pytest.raises(StepRefused, match="does not bring to 0"):
        Equal(h(u), "no reason").prove(f(u))


def test_a_hypothesis_that_replaces_nothing_is_refused() -> None:
    with pytest.raises(StepRefused, match="replaces nothing"):
        Equal(u, "given N", given={N: sp.S.One}).prove(u)
