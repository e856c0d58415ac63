from __future__ import annotations

from dataclasses import replace

import pytest
import sympy as sp

from theory import Derivation, DerivationError
from theory.derivation.identities import Equal
from theory.notation import u
from theory.results.relu import relu_mean


def test_an_error_names_the_step_and_its_reason() -> None:
    steps = (Equal(u, "the same"), Equal(2 * u, "a lost factor"))
    with pytest.raises(DerivationError, match=r"example, step 2 of 2 \(equal; a lost factor\)"):
        Derivation("example", sp.Symbol("a"), u, steps).check()


def test_a_derivation_renders_as_aligned_latex() -> None:
    latex = relu_mean()._repr_latex_()
    assert latex.count(r"\\") == 3
    assert r"\int\limits_{0}^{\infty}" in latex
    assert r"\text{the rectifier is 0 on the negative half-line}" in latex


def test_a_derivation_without_steps_is_an_error() -> None:
    empty = replace(relu_mean(), steps=())
    with pytest.raises(DerivationError, match="no steps"):
        empty.check()
