from __future__ import annotations

import importlib
from dataclasses import dataclass
from pathlib import Path

import pytest
import sympy as sp

import theory
from theory import Derivation, DerivationError, Equal
from theory.derivation.bounds import _MeanBound
from theory.derivation.integrals import _IntegralStep
from theory.derivation.registry import derivations
from theory.derivation.step import Step, is_kind
from theory.notation import u

ROOM = Path(theory.__file__).parent / "derivation"
MODULES = [
    importlib.import_module(f"theory.derivation.{path.stem}") for path in sorted(ROOM.glob("[!_]*.py"))
]
KINDS = [
    value
    for value in dict.fromkeys(getattr(module, name) for module in MODULES for name in module.__all__)
    if isinstance(value, type) and issubclass(value, Step) and value is not Step
]


def test_a_step_proves_nothing_by_itself() -> None:
    for prove in (Step(u, "no kind").prove, Step(u, "no kind").confirm):
        with pytest.raises(NotImplementedError):
            prove(u)


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.__name__)
def test_each_kind_has_two_proofs_of_its_own_and_a_sign(kind: type[Step]) -> None:
    assert kind.kind
    assert kind.relation
    assert kind.sign
    assert kind.prove is not Step.prove
    assert kind.confirm is not Step.confirm
    step = kind(u, "the same")
    assert (step.hypotheses, step.premises) == ({}, ())
    assert is_kind(step)


def test_there_are_23_kinds_and_the_theory_uses_each() -> None:
    assert len(KINDS) == 23
    assert {type(step) for build in derivations().values() for step in build().steps} == set(KINDS)


def test_a_kind_of_ones_own_is_refused_by_name() -> None:
    """cheats.md, 7."""
    for parent in (Step, Equal, *KINDS):
        with pytest.raises(
            TypeError, match="Trust extends Step: the kinds of step are a closed set"
        ) as refusal:
            type("Trust", (parent,), {"__module__": __name__, "__qualname__": "Trust"})
        assert "such as Equal, Evaluate, Index and Limit" in str(refusal.value)


def _refused(step: object) -> None:
    assert not is_kind(step)
    name = type(step).__name__
    with pytest.raises(
        DerivationError, match=f"example, step 1 of 1: {name} is not a kind of step of theory"
    ):
        Derivation("example", sp.Symbol("a"), u, (step,)).check()  # type: ignore[arg-type]


def test_a_kind_that_claims_to_be_the_theorys_is_refused() -> None:
    @dataclass(frozen=True)
    class Equal(Step):
        __module__ = "theory.derivation.identities"

        def prove(self, previous: sp.Expr) -> None:
            """Prove nothing."""

        confirm = prove

    _refused(Equal(2 * u, "trust me"))


def test_what_only_behaves_like_a_step_is_refused() -> None:
    class Lookalike:
        result, reason, kind, relation, sign = 2 * u, "trust me", "equal", "=", "="
        hypotheses, premises = {}, ()

        def prove(self, previous: sp.Expr) -> None:
            """Prove nothing."""

        confirm = prove

    _refused(Lookalike())


@pytest.mark.parametrize("kind", [Step, _IntegralStep, _MeanBound])
def test_what_the_kinds_share_is_no_kind(kind: type[Step]) -> None:
    _refused(kind(2 * u, "no proof"))
