"""What a chain starts from: a start that nothing proves is declared by the claim."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import Any

import pytest
import sympy as sp

from paper_checks import LEDGER, Point, Status, verify
from paper_checks.evidence.contracts import ClaimError, require_sound
from paper_checks.evidence.definitions import definition_of, definitions_to_declare, is_of_theory
from paper_checks.experiments.networks import forward_pass
from tests.paper_checks.cheats.cheat import MEAN_SQUARE, ONE_LAYER, measured, paper_of_mine
from theory import Derivation, Equal, Evaluate, derived
from theory.derivation.quantities import Signal, Variance, layer_input, preactivation
from theory.notation import E, m, t, u, y
from theory.results.gelu import gelu_mean
from theory.results.normal import STANDARD_DENSITY, gaussian_mean
from theory.results.relu import relu_mean, relu_second_moment, unit_variance_mean

Q, MEAN = sp.Symbol("Q", positive=True), sp.Symbol("mu_next", positive=True)
# Of (u t)^2 under the standard density, over the half-line.
_HALF = u**2 * (sp.erf(t / sp.sqrt(2)) / 2 - t * STANDARD_DENSITY)


def _mean_square(factor: sp.Expr = sp.S.One) -> Derivation:
    start = gaussian_mean(sp.Max(0, y) ** 2, u) * factor
    half = sp.Integral((u * t) ** 2 * STANDARD_DENSITY, (t, 0, sp.oo)) * factor
    return Derivation(
        "my_mean_square", MEAN_SQUARE, start,
        (Equal(half, "the rectifier is 0 on the negative half-line"),
         Evaluate(factor * u**2 / 2, "the half of the variance", antiderivative=_HALF)),
    )  # fmt: skip


def _variance(mean_square: Derivation) -> Derivation:
    end = u**2 / 2 - u**2 / (2 * sp.pi)
    step = Equal(end, "the two moments", given={Q: mean_square, MEAN: relu_mean()})
    return Derivation(
        "my_variance", Variance(layer_input(m + 1)), Q - MEAN**2, (step,), premises=(mean_square, relu_mean())
    )


def test_no_claim_of_the_ledger_declares_a_start() -> None:
    derived = [claim for claim in LEDGER.values() if claim.is_derived]
    assert not [words for claim in derived for words in definitions_to_declare(claim)]


def test_the_mean_of_the_activation_of_the_experiment_stands_by_itself() -> None:
    claim = measured(u**2 / 2, _mean_square(), declares=False)
    assert list(definitions_to_declare(claim)) == []


def test_so_does_a_statistic_of_results_of_theory() -> None:
    claim = measured(u**2 / 2 - u**2 / (2 * sp.pi), _variance(relu_second_moment()), declares=False)
    verdict = verify(claim, paper=paper_of_mine(claim))
    assert verdict.status is Status.VERIFIED


def test_a_hundredth_more_is_declared_and_printed() -> None:
    more = _mean_square(sp.Rational(101, 100))
    claim = measured(sp.Rational(101, 200) * u**2, more, declares=False)
    with pytest.raises(ClaimError, match=r"starts from 'E\(x\(m \+ 1\)\*\*2\) = .*, which no step proves"):
        require_sound(claim, paper_of_mine(claim))
    require_sound(declared := replace(claim, assumes=(definition_of(more),)), paper_of_mine(claim))
    assert declared.assumes[0].startswith("E(x(m + 1)**2) = ")


def test_a_start_of_a_premise_is_looked_at_too() -> None:
    end = u**2 / 2 - u**2 / (2 * sp.pi)
    more = _mean_square(sp.Rational(101, 100))
    assert list(definitions_to_declare(measured(end, _variance(_mean_square()), declares=False))) == []
    found = definitions_to_declare(measured(end, _variance(more), declares=False))
    assert list(found) == [definition_of(more)]


@pytest.mark.parametrize(
    "at", [u**3, u / 4, sp.Rational(1, 8), u**2 / 2 + sp.sin(4 * sp.pi * u) ** 2, u**4 * 2]
)
def test_a_start_that_is_right_at_the_points_of_the_claim_alone_is_declared(at: sp.Expr) -> None:
    """At u = 1/2 each is u^2/2."""
    point = Point(dict(ONE_LAYER.setting) | {"weight_variance": 0.25})
    chain = Derivation("mine", MEAN_SQUARE, at * (sp.sin(u) ** 2 + sp.cos(u) ** 2), (Equal(at, "as it is"),))
    claim = measured(at, chain, declares=False, points=(point,))
    assert at.subs(u, sp.Rational(1, 2)) == sp.Rational(1, 8)
    assert list(definitions_to_declare(claim)) == [definition_of(chain)]


@pytest.mark.parametrize("common", [10**9, math.lcm(*range(1, 200))])
def test_a_start_that_is_right_at_all_values_of_a_common_denominator_is_declared(common: int) -> None:
    """The values that are compared have large denominators of their own: no sine vanishes at them all."""
    at = u**2 / 2 + sp.sin(common * sp.pi * u) ** 2
    chain = Derivation("mine", MEAN_SQUARE, at, (Equal(at, "as it is"),))
    assert list(definitions_to_declare(measured(at, chain, declares=False))) == [definition_of(chain)]


@pytest.mark.parametrize(
    ("lhs", "inner", "end"),
    [
        (E(layer_input(2) ** 2), sp.Max(0, y) ** 2, u**2 / 2),
        (E(preactivation(m) ** 2), y**2, u**2),
        (E(preactivation(1) ** 2), y**2, u**2),
        (Variance(preactivation(m)), y**2, u**2),
    ],
)
def test_layers_by_number_and_preactivations(lhs: sp.Expr, inner: sp.Expr, end: sp.Expr) -> None:
    chain = Derivation("mine", lhs, gaussian_mean(inner, u), (Equal(end, "not proved here"),))
    assert list(definitions_to_declare(measured(end, chain, declares=False))) == []
    deeper = replace(chain, lhs=lhs.replace(lambda part: isinstance(part, Signal), lambda _: layer_input(3)))
    assert list(definitions_to_declare(measured(end, deeper, declares=False))) == [definition_of(deeper)]


@pytest.mark.parametrize(
    "setting",
    [{"weight_law": "uniform"}, {"input_law": "normal"}, {"input_mean": 0.5}, {"bias_variance": 0.1}],
)
def test_the_mean_over_a_normal_preactivation_is_declared_where_it_is_not_normal(
    setting: dict[str, Any],
) -> None:
    chain = _mean_square()
    claim = measured(
        u**2 / 2, chain, declares=False,
        experiment=lambda **given: replace(forward_pass(**given), **setting),
    )  # fmt: skip
    assert list(definitions_to_declare(claim)) == [definition_of(chain)]


def test_so_is_it_at_a_deeper_layer() -> None:
    chain = _mean_square()
    claim = measured(u**2 / 2, chain, declares=False, symbols=lambda _: {u: 1.5, m: 2})
    assert list(definitions_to_declare(claim)) == [definition_of(chain)]


def test_a_result_at_other_values_is_not_the_quantity_itself() -> None:
    halved = relu_second_moment().at({u: u / 2})
    chain = Derivation(
        "mine", E(layer_input(m + 1) ** 2), Q, (Equal(u**2 / 8, "(21)", given={Q: halved}),),
        premises=(relu_second_moment(),),
    )  # fmt: skip
    assert list(definitions_to_declare(measured(u**2 / 8, chain, declares=False))) == [definition_of(chain)]


def test_a_derivation_of_ones_own_is_not_one_of_theory() -> None:
    @derived
    def relu_second_moment_of_mine() -> Derivation:
        return replace(relu_second_moment(), start=sp.Integral(1, (t, 0, u**2 / 2)))

    claim = measured(u**2 / 2, relu_second_moment_of_mine, declares=False, experiment=None)
    assert list(definitions_to_declare(claim)) == [definition_of(relu_second_moment_of_mine())]


@pytest.mark.parametrize(
    ("lhs", "start", "first", "second"),
    [
        # The mean at any u and the mean at a unit variance.
        (E(layer_input(m + 1)), Q + (Q - MEAN) / 1000, relu_mean(), unit_variance_mean()),
        # The mean square of one activation and the mean of another.
        (Variance(layer_input(m + 1)), Q - MEAN**2, relu_second_moment(), gelu_mean()),
    ],
)
def test_results_that_may_belong_to_two_settings_are_not_put_together(
    lhs: sp.Expr, start: sp.Expr, first: Derivation, second: Derivation
) -> None:
    step = Equal(start.subs({Q: first.rhs, MEAN: second.rhs}), "as it is", given={Q: first, MEAN: second})
    chain = Derivation("mine", lhs, start, (step,), premises=(first, second))
    claim = measured(step.result, chain, declares=False)
    assert list(definitions_to_declare(claim)) == [definition_of(chain)]


def test_a_derivation_under_the_name_of_one_of_theory_is_not_it() -> None:
    def second_moment_under_another_name() -> Derivation:
        return replace(relu_second_moment(), start=sp.Integral(1, (t, 0, u**2 / 2)))

    build = derived(second_moment_under_another_name)
    assert is_of_theory(relu_second_moment())
    second_moment_under_another_name.__name__ = "relu_second_moment"
    second_moment_under_another_name.__module__ = "theory.results.relu"
    assert not is_of_theory(build())
