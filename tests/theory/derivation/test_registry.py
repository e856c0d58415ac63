from __future__ import annotations

from dataclasses import replace

from theory import Derivation
from theory.derivation.registry import derived
from theory.results.relu import relu_variance


def test_premises_are_asked_for_within_helpers_too_and_once() -> None:
    @derived
    def squared() -> Derivation:
        return replace(relu_variance(), name="squared")

    names = [premise.name for premise in squared().premises]
    assert names == ["relu_second_moment", "relu_mean", "relu_variance"]
    assert squared() is squared()
