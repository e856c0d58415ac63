"""What a step may suppose, and what it may not."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
import sympy as sp

from theory import Derivation, DerivationError
from theory.derivation.hypotheses import (
    Assumed,
    Result,
    Setting,
    is_hypothesis,
    require_admissible,
    resolved,
)
from theory.derivation.identities import Equal
from theory.derivation.limits import Limit
from theory.derivation.quantities import Variance, layer_input
from theory.derivation.step import StepRefused
from theory.notation import E, N, g, m, mu, p, s, u, v
from theory.results.layer_length import norm_ratio_cap, norm_ratio_limit
from theory.results.linearised import linearised_variance, preserving_weight_variance
from theory.results.preactivation import preactivation_variance
from theory.results.relu import relu_mean, relu_second_moment

Q = sp.Symbol("q", positive=True)
T = sp.Symbol("T", positive=True)


def chain(start: sp.Expr, *steps: Equal, premises: tuple[Derivation, ...] = ()) -> Derivation:
    return Derivation("chain", sp.Symbol("c"), start, steps, premises=premises)


@pytest.mark.parametrize(
    ("symbol", "value", "message"),
    [
        (Q, sp.Rational(3, 5) * u**2, r"q = 3\*u\*\*2/5 is not a setting"),  # cheats.md, 1
        (sp.Symbol("n", positive=True), -1, "n is not a parameter"),  # cheats.md, 9
        (N, -1, "N is positive, but -1 is not"),
        (N, sp.Rational(5, 2), "N is integer, but 5/2 is not"),
        (m, sp.Rational(1, 2), "m is integer, but 1/2 is not"),
        (m, 0, "m is positive"),
        (p, 1, r"p = 1: the drop probability must be a finite number in \[0, 1\)"),
        (p, 2, "p = 2"),
        (p, 1 / N - 1, "p = -0"),
        (u, sp.I, "u is positive, but I is not"),
        (u, s, "give a number, an expression in sizes such as N"),
        (u, sp.oo, "finite real value|u is positive"),
        (u, E(layer_input(m) ** 2), "is not a setting"),
        (u, Variance(layer_input(2)), "is not a setting"),
        (u, layer_input(2), "is not a setting"),
        (u, g(sp.S(1)), "is not a setting|finite real"),
        (u, sp.Sum(1, (m, 1, N)), "give a closed form"),
    ],
)
def test_a_setting_is_an_admissible_number_of_a_parameter(
    symbol: sp.Symbol, value: Any, message: str
) -> None:
    with pytest.raises(StepRefused, match=message):
        Equal(sp.sympify(value), "set", given={symbol: value}).prove(symbol)


@pytest.mark.parametrize(
    ("symbol", "value"), [(u, 1), (u, 1 / sp.sqrt(N)), (m, 22), (mu, -2), (p, sp.Rational(1, 2)), (p, 0)]
)
def test_settings_of_parameters(symbol: sp.Symbol, value: Any) -> None:
    chain(2 * symbol, Equal(2 * sp.sympify(value), "set", given={symbol: value})).check()


def test_a_key_is_a_symbol_or_a_power_of_a_positive_one() -> None:
    chain(u**4, Equal(sp.S(9), "set", given={u**2: 3})).check()
    assert resolved({v**2: 1 / N})[v] == Setting(1 / sp.sqrt(N))
    (found,) = resolved({u**2: preactivation_variance()}).values()
    assert found.value**2 == preactivation_variance().rhs
    for key in (mu**2, u + 1, u**0, 2 * u, sp.S(2)):
        with pytest.raises(StepRefused, match="is not a symbol, nor a power of a positive one"):
            resolved({key: 1})
    with pytest.raises(StepRefused, match="u has two hypotheses"):
        resolved({u: 1, u**2: 4})


def test_a_value_may_not_hold_what_the_step_replaces() -> None:
    with pytest.raises(StepRefused, match="holds u, which the step replaces"):
        resolved({u: Assumed(2 * u, "doubled")})
    with pytest.raises(StepRefused, match="holds u, which the step replaces"):
        resolved({Q: relu_mean(), u: 1})


@pytest.mark.parametrize("stated", ["2*u", "__import__('os')", None, [1], object()])
def test_what_is_not_a_hypothesis_is_refused(stated: object) -> None:
    with pytest.raises(StepRefused, match="is not a hypothesis"):
        resolved({u: stated})


def test_a_hypothesis_of_ones_own_is_refused() -> None:
    class Free(Setting):
        def require(self, symbol: sp.Expr) -> None:
            """Admit everything."""

    assert not is_hypothesis(Free(u))
    with pytest.raises(DerivationError, match="is not a hypothesis"):
        chain(Q, Equal(u, "free", given={Q: Free(u)})).check()


# --- results -----------------------------------------------------------------------------------------------


def test_the_result_of_a_premise_replaces_a_symbol() -> None:
    step = Equal(relu_mean().rhs ** 2, "the mean", given={Q: relu_mean()})
    chain(Q**2, step, premises=(relu_mean(),)).check()
    at_one = Equal(sp.Rational(1, 2), "(21) at u = 1", given={Q: relu_second_moment().at({u: 1})})
    chain(Q, at_one, premises=(relu_second_moment(),)).check()


def test_a_result_that_is_not_among_the_premises_is_refused() -> None:
    step = Equal(relu_mean().rhs, "the mean", given={Q: relu_mean()})
    for premises in ((), (relu_second_moment(),), (replace(relu_mean()),)):
        with pytest.raises(DerivationError, match="uses relu_mean, which is not a premise"):
            chain(Q, step, premises=premises).check()


def test_nobody_states_the_value_of_a_result() -> None:
    with pytest.raises(TypeError):
        Result(sp.S(7), relu_mean(), value=sp.S(7))  # type: ignore[call-arg]
    assert Result(relu_mean()).value == relu_mean().rhs


def test_what_only_looks_like_a_derivation_is_refused() -> None:
    class Lookalike:
        name, steps, rhs, exact = "lookalike", (), sp.S(7), sp.S(7)

        def __eq__(self, other: object) -> bool:
            return True

        def __hash__(self) -> int:
            return 0

    step = Equal(sp.S(7), "by a lookalike", given={Q: Lookalike()})
    for premises in ((), (relu_mean(),)):
        with pytest.raises(DerivationError, match="stands where a Derivation must, got Lookalike"):
            chain(Q, step, premises=premises).check()
    with pytest.raises(DerivationError, match="must be a Derivation, got Lookalike"):
        chain(Q, step, premises=(Lookalike(),)).check()  # type: ignore[arg-type]


def test_a_bound_a_limit_or_an_expansion_is_not_what_a_quantity_is() -> None:
    for premise in (norm_ratio_cap(), norm_ratio_limit(), linearised_variance()):
        step = Equal(premise.rhs, "as if it were exact", given={Q: premise})
        with pytest.raises(StepRefused, match=f"{premise.name} ends in .* is not equal to its result"):
            step.prove(Q)
    before = norm_ratio_limit().before_limit()
    chain(Q, Equal(before.value, "exact", given={Q: before}), premises=(norm_ratio_limit(),)).check()


@pytest.mark.parametrize(
    ("values", "message"),
    [
        ({u: -1}, "u is positive, but -1 is not"),
        ({u: 0}, "u is positive"),
        ({s: 1}, "does not depend on s: leave it out"),
        ({u**2: 1}, r"does not depend on u\*\*2"),
    ],
)
def test_a_result_is_taken_at_admissible_values(values: dict[sp.Expr, Any], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        relu_mean().at(values)
    if values in ({u: -1}, {u: 0}):  # also where `at` is not asked
        by_hand = Result(relu_mean(), tuple((key, sp.sympify(value)) for key, value in values.items()))
        with pytest.raises(StepRefused, match=message):
            Equal(by_hand.value, "by hand", given={mu: by_hand}).prove(mu)


def test_the_value_of_a_result_is_that_of_its_derivation_and_no_other() -> None:
    found = relu_second_moment().at({u: 2})
    with pytest.raises(AttributeError):
        object.__setattr__(found, "value", sp.S(7))
    found.__dict__["value"] = sp.S(7)  # where a cached property would keep it
    assert found.value == 2
    by_hand = Equal(sp.sqrt(2), "its root", given={Q: replace(found, power=sp.S(2))})
    with pytest.raises(StepRefused, match=r"power = 2: .* give the power as the key"):
        by_hand.prove(Q)


@pytest.mark.parametrize(
    ("assumed", "value", "message"),
    [
        ({"even": True}, 3, "n is even, but 3 is not"),
        ({"odd": True}, 2, "n is odd, but 2 is not"),
        ({"nonzero": True}, 0, "n is nonzero, but 0 is not"),
        ({"integer": False}, 2, "n is not integer, but 2 is"),
    ],
)
def test_every_assumption_on_a_symbol_is_asked_for(
    assumed: dict[str, bool], value: int, message: str
) -> None:
    symbol = sp.Symbol("n", **assumed)
    with pytest.raises(StepRefused, match=message):
        require_admissible(symbol, sp.S(value))
    require_admissible(symbol, sp.Rational(5, 2) if assumed == {"integer": False} else sp.S(value + 1))


def test_a_result_must_be_a_value_that_the_symbol_may_have() -> None:
    negative = chain(-u, Equal(-2 * u + u, "still negative", given={}), Equal(sp.S(-1), "set", given={u: 1}))
    with pytest.raises(StepRefused, match="q is positive, but -1 is not"):
        Equal(sp.S(-1), "wrong sign", given={Q: negative}).prove(Q)


# --- assumptions, scales, and symbols that come back ---------------------------------------------------------


def test_assumptions_are_collected_through_premises() -> None:
    (words,) = linearised_variance().assumed
    assert words.startswith("m >= 2")
    assert words in preserving_weight_variance().assumed
    assert relu_mean().assumed == ()
    twice = chain(
        Q * T,
        Equal(2 * T, "first", given={Q: Assumed(sp.S(2), "q is 2")}),
        Equal(sp.S(6), "second", given={T: Assumed(sp.S(3), "T is 3")}),
    )
    twice.check()
    above = chain(u * Q, Equal(6 * u, "by it", given={Q: twice}), premises=(twice,))
    assert replace(above, premises=(twice, linearised_variance())).assumed == ("q is 2", "T is 3", words)


@pytest.mark.parametrize("words", ["", "  ", None])
def test_an_assumption_has_words(words: Any) -> None:
    with pytest.raises(ValueError, match="say in words what is assumed"):
        Assumed(sp.S.One, words)


def test_an_assumption_is_a_value_that_the_symbol_may_have() -> None:
    with pytest.raises(StepRefused, match="q is positive"):
        Equal(sp.S(-1), "no", given={Q: Assumed(sp.S(-1), "q is negative")}).prove(Q)


def test_the_scale_of_a_random_variable_is_chosen_once() -> None:
    chain(3 * E(T**2), Equal(sp.S(3), "scaled", given={E(T**2): 1})).check()
    both = Equal(sp.S(2), "both", given={E(T**2): 1, E(T**4): 1})
    with pytest.raises(DerivationError, match="chooses a scale a second time"):
        chain(E(T**2) + E(T**4), both).check()


@pytest.mark.parametrize(
    "mean", [E(u**2), E(T + 1), E(sp.Symbol("R", real=True)), E(layer_input(m) ** 2), E(sp.S(2))], ids=str
)
def test_only_a_moment_of_a_variable_of_its_own_sets_the_scale(mean: sp.Expr) -> None:
    with pytest.raises(StepRefused, match="is not a setting"):
        Equal(sp.S.One, "scaled", given={mean: 1}).prove(mean)


def test_a_moment_is_scaled_to_one_alone() -> None:
    with pytest.raises(StepRefused, match="is not a setting"):
        Equal(sp.S(2), "scaled", given={E(T**2): 2}).prove(E(T**2))


def test_a_symbol_that_was_replaced_does_not_come_back() -> None:
    """E h at u = 1 times the mean at every u is not the mean at every u."""
    steps = (Equal(Q, "u = 1", given={u: 1}), Equal(relu_mean().rhs, "the mean", given={Q: relu_mean()}))
    with pytest.raises(DerivationError, match=r"step 2 of 2 .* u was replaced, and stands in .* again"):
        chain(u * Q, *steps, premises=(relu_mean(),)).check()
    at_once = Equal(relu_mean().rhs, "both", given={u: 1, Q: relu_mean()})
    with pytest.raises(DerivationError, match="holds u, which the step replaces"):
        chain(u * Q, at_once, premises=(relu_mean(),)).check()


def test_a_limit_has_no_hypotheses() -> None:
    assert Limit(sp.S.Zero, "no", variable=N).hypotheses == {}
