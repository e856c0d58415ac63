from __future__ import annotations

from dataclasses import replace

import pytest
import sympy as sp

from theory import Derivation, DerivationError
from theory.derivation import identities
from theory.derivation.identities import Equal
from theory.derivation.limits import Limit
from theory.notation import N, u
from theory.results.layer_length import norm_ratio_bound, norm_ratio_cap, norm_ratio_limit
from theory.results.relu import relu_mean

QUANTITY = sp.Symbol("a")
TRUE = Equal(u**2 + 2 * u + 1, "the square")


def _true(name: str = "true", premises: tuple[Derivation, ...] = ()) -> Derivation:
    return Derivation(name, QUANTITY, (u + 1) ** 2, (TRUE,), premises=premises)


WRONG = Derivation("wrong", QUANTITY, (u + 1) ** 2, (Equal(u**2 + 1, "a lost term"),))


def test_an_error_names_the_step_and_its_reason() -> None:
    steps = (Equal(u, "the same"), Equal(2 * u, "a lost factor"))
    with pytest.raises(DerivationError, match=r"example, step 2 of 2 \(equal; a lost factor\)"):
        Derivation("example", QUANTITY, u, steps).check()


def test_a_derivation_renders_as_aligned_latex() -> None:
    latex = relu_mean()._repr_latex_()
    assert latex.count(r"\\") == 3
    assert r"\int\limits_{0}^{\infty}" in latex
    assert r"\text{the rectifier is 0 on the negative half-line}" in latex


def test_a_derivation_without_steps_is_an_error() -> None:
    empty = replace(relu_mean(), steps=())
    with pytest.raises(DerivationError, match="no steps"):
        empty.check()


def test_a_derivation_may_not_start_from_its_conclusion() -> None:
    with pytest.raises(
        DerivationError, match="circle starts from its conclusion, 2\\*u: start from the definition"
    ):
        Derivation("circle", QUANTITY, 2 * u, (Equal(2 * u, "as we know"),)).check()
    there_and_back = (Equal(u**2 + 2 * u + 1, "there"), Equal((u + 1) ** 2, "and back"))
    with pytest.raises(DerivationError, match="starts from its conclusion"):
        Derivation("circle", QUANTITY, (u + 1) ** 2, there_and_back).check()


def test_a_derivation_of_ones_own_kind_is_refused() -> None:
    with pytest.raises(TypeError, match="Trust extends Derivation, whose check must stay as it is"):
        type("Trust", (Derivation,), {"check": lambda self: None})


def test_what_was_proved_is_said_by_the_proof_alone() -> None:
    false = Derivation("false", sp.Symbol("c"), u, (Equal(2 * u, "doubled"),))
    object.__setattr__(false, "_proved", True)
    with pytest.raises(DerivationError, match="step 1 of 1"):
        false.check()
    true = Derivation("true", sp.Symbol("c"), (u + 1) ** 2, (Equal(u**2 + 2 * u + 1, "expanded"),))
    true.check()
    object.__setattr__(true, "steps", false.steps)
    with pytest.raises(DerivationError, match="step 1 of 1"):
        true.check()


def test_what_is_exact_ends_at_the_first_step_that_is_not() -> None:
    steps = (TRUE, Limit(sp.S.Zero, "no", variable=N), Equal(sp.S.Zero, "no"))
    derivation = Derivation("example", QUANTITY, (u + 1) ** 2, steps)
    assert derivation.exact == TRUE.result
    assert not derivation.is_exact
    assert norm_ratio_cap().exact == norm_ratio_cap().start
    assert _true().is_exact


# --- premises ------------------------------------------------------------------------------------------------


def test_premises_are_checked_whatever_their_nesting() -> None:
    below = WRONG
    for depth in range(2000):  # deeper than Python's stack
        below = _true(f"level {depth}", premises=(below,))
    with pytest.raises(DerivationError, match=r"^wrong, step 1 of 1"):
        below.check()
    assert below.assumed == ()


def test_each_premise_is_checked_once_and_before_what_uses_it(monkeypatch: pytest.MonkeyPatch) -> None:
    proved = []
    prove = Equal.prove
    monkeypatch.setattr(Equal, "prove", lambda step, previous: (proved.append(step), prove(step, previous)))
    shared = _true("shared")
    left, right = _true("left", premises=(shared,)), _true("right", premises=(shared,))
    top = _true("top", premises=(left, right, shared))
    assert [premise.name for premise in top._all_premises()] == ["shared", "left", "right"]
    top.check()
    top.check()
    assert len(proved) == 4


def test_a_premise_must_be_a_derivation() -> None:
    for premise in (u, relu_mean, "relu_mean"):
        with pytest.raises(DerivationError, match="must be a Derivation, got"):
            _true(premises=(_true("between", premises=(premise,)),)).check()  # type: ignore[arg-type]


def test_the_premises_of_a_squeeze_are_premises() -> None:
    names = {premise.name for premise in norm_ratio_limit().premises}
    assert {"norm_ratio", "norm_ratio_bound", "norm_ratio_cap"} <= names
    bound = norm_ratio_bound()
    without = replace(
        norm_ratio_limit(), premises=tuple(p for p in norm_ratio_limit().premises if p is not bound)
    )
    with pytest.raises(DerivationError, match="uses norm_ratio_bound, which is not a premise"):
        without.check()


# --- what says nothing about a step ----------------------------------------------------------------------------


@pytest.mark.parametrize("interruption", [MemoryError, RecursionError, KeyboardInterrupt])
def test_an_interruption_does_not_call_a_step_wrong(
    monkeypatch: pytest.MonkeyPatch, interruption: type[BaseException]
) -> None:
    def stop(difference: sp.Expr) -> None:
        raise interruption

    derivation = _true()
    with monkeypatch.context() as patch:
        patch.setattr(identities, "require_zero", stop)
        with pytest.raises(interruption):
            derivation.check()
    derivation.check()


def test_a_step_that_sympy_cannot_handle_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(difference: sp.Expr) -> None:
        raise NotImplementedError("no algorithm")

    monkeypatch.setattr(identities, "require_zero", fail)
    with pytest.raises(DerivationError, match=r"true, step 1 of 1 .*: no algorithm"):
        _true().check()
