"""What chains suppose must hold together; the cheats of `tests.paper_checks.cheats.suppositions` break each rule."""

from dataclasses import replace
from fractions import Fraction

import pytest
import sympy as sp

from paper_checks import LEDGER, Claim, Paper, Point
from paper_checks.evidence.suppositions import (
    asks_for_its_signal,
    declares_what_it_assumes,
    derives_for_its_experiment,
    has_one_setting,
)
from paper_checks.experiments.deep_networks import gradient_shares, shares
from tests.paper_checks.cheats.cheat import MEAN_SQUARE, ONE_LAYER, measured, paper_of_mine
from tests.paper_checks.cheats.suppositions import own, z1, z2
from theory import Equal, Index
from theory.derivation.expectation import Independent, Law, forward_law
from theory.notation import E, N, W, m, mu, slope, u
from theory.results.gelu import gelu_mean
from theory.results.gradient_spread import LAYERS
from theory.results.pytorch import leaky_relu_second_moment
from theory.results.relu import relu_second_moment
from theory.results.tanh import tanh_mean_square

_S, _T = sp.symbols("S T", positive=True)
_HALF = Fraction(1, 2)
_COIN = Law((Independent(W, (sp.S.Zero, sp.S.One), ((_HALF, Fraction(1)), (_HALF, Fraction(-1))), ()),))


@pytest.mark.parametrize("paper", LEDGER.papers.values(), ids=lambda paper: paper.name)
def test_the_claims_of_the_ledger_hold_together(paper: Paper) -> None:
    derived = [claim for claim in paper.claims if claim.is_derived]
    assert {claim.id: wrong for claim in derived if (wrong := list(has_one_setting(claim, paper)))} == {}
    assert {
        claim.id: wrong for claim in derived if (wrong := list(declares_what_it_assumes(claim, paper)))
    } == {}


def test_a_start_that_stands_by_itself_is_not_declared() -> None:
    chain = own(
        MEAN_SQUARE,
        z1,
        Equal(u**2 / 2, "(21)", given={z1: relu_second_moment()}),
        premises=(relu_second_moment(),),
    )
    claim = measured(u**2 / 2, chain, declares=False)
    assert list(declares_what_it_assumes(claim, paper_of_mine(claim))) == []
    (fault,) = declares_what_it_assumes(
        replace(claim, assumes=("E(x(m + 1)**2) = z1",)), paper_of_mine(claim)
    )
    assert fault == "it declares the start 'E(x(m + 1)**2) = z1', which stands by itself; leave it out"


def test_a_setting_of_0_is_compared_with_a_value_of_0() -> None:
    zero = own(mu + u, mu + u, Equal(u, "the mean is 0", given={mu: 0}))
    for value, faults in ((0, 0), (0.5, 1)):
        claim = measured(u, zero, declares=False, symbols=lambda _, value=value: {u: 1.5, mu: value})
        assert len(list(has_one_setting(claim, paper_of_mine(claim)))) == faults


@pytest.mark.parametrize(("mean", "faults"), [(E(_T**2), 1), (E(_S), 0), (E(_S**2), 0)])
def test_each_variable_has_one_scale(mean: sp.Expr, faults: int) -> None:
    first, second = (own(one, one, Equal(sp.S.One, "its scale", given={one: 1})) for one in (E(_T), mean))
    both = own(
        E(_T) + mean,
        z1 + z2,
        Equal(sp.S(2), "1 + 1", given={z1: first, z2: second}),
        premises=(first, second),
    )
    claim = measured(sp.S(2), both, declares=False)
    found = list(has_one_setting(claim, paper_of_mine(claim)))
    assert len(found) == faults
    assert all("the scale of T can be chosen once" in fault for fault in found)


def _of_another_activation(claim: Claim) -> list[str]:
    return list(derives_for_its_experiment(claim, paper_of_mine(claim)))


def _leaky(at: float = 1.5, **changes: object) -> Claim:
    """Return a claim on a ReLU layer by the result of a leaky one, which is 0.04 % larger."""
    point = Point(dict(ONE_LAYER.setting) | {"weight_variance": at**2})
    symbols = {u: at, slope: sp.Rational(1, 50)}
    claim = measured(
        leaky_relu_second_moment().rhs, leaky_relu_second_moment, declares=False, points=(point,),
        symbols=lambda _: symbols,
    )  # fmt: skip
    return replace(claim, **changes)


@pytest.mark.parametrize("at", [1.5, 1e-4, 1e4, 1 / 3])
def test_the_result_of_another_activation_is_found_out_at_any_scale(at: float) -> None:
    (fault,) = _of_another_activation(_leaky(at))
    assert fault.endswith("use the derivation of that activation")
    right = _leaky(at, derivation=relu_second_moment)
    assert _of_another_activation(right) == []


def test_a_right_result_may_have_another_form_than_the_integral() -> None:
    """Both are computed to 15 digits, the last of which may differ."""
    for at in (0.3, 1.1, 2.7):
        point = Point(dict(ONE_LAYER.setting) | {"activation": "gelu", "weight_variance": at**2})
        claim = measured(
            gelu_mean().rhs, gelu_mean, declares=False, points=(point,), symbols=lambda _, at=at: {u: at}
        )
        assert _of_another_activation(claim) == []


def test_what_an_experiment_does_not_say_of_an_activation_is_left_to_the_other_contracts() -> None:
    """Where nothing is random, in an expansion, at a deeper layer, and in a chain of one's own."""
    mine = replace(leaky_relu_second_moment())
    for silent in (
        _leaky(experiment=None, computation=lambda _: 1.0),
        _leaky(small=lambda _: 0.1),
        _leaky(symbols=lambda _: {u: 1.5, slope: sp.Rational(1, 50), m: 2}),
        _leaky(derivation=lambda: mine),
        _leaky(derivation=tanh_mean_square),
    ):
        assert _of_another_activation(silent) == []


@pytest.mark.parametrize(("law", "declared"), [(_COIN, ["the moments of W: 0, 1"]), (forward_law(), [])])
def test_a_law_of_ones_own_is_declared_and_that_of_a_forward_pass_is_not(
    law: Law, declared: list[str]
) -> None:
    chain = own(E(W[1] ** 2), E(W[1] ** 2), Index(sp.S.One, "a sign squared", size=N, law=law))
    claim = measured(sp.S.One, chain, declares=False)
    faults = declares_what_it_assumes(claim, paper_of_mine(claim))
    assert [fault.split("'")[1] for fault in faults if "moments of" in fault] == declared


def test_a_distribution_is_that_of_the_signal_that_is_recorded() -> None:
    paper = LEDGER.papers["corollaries"]
    signal, gradient = (LEDGER[f"corollaries.depth-quantiles{part}"] for part in ("", ".gradient"))
    for right in (signal, gradient, LEDGER["kumar2017.eq16"]):
        assert list(asks_for_its_signal(right, paper)) == []
    for wrong, asked, recorded in (
        (replace(signal, experiment=gradient_shares), "x33", "d1"),
        (replace(gradient, experiment=shares), "d1", "x33"),
        (replace(signal, symbols=lambda point: {**signal.symbols(point), LAYERS: 3}), "x4", "x33"),
    ):
        (first, *_) = asks_for_its_signal(wrong, paper)
        assert f"the distribution of '{asked}^2', but the experiment that of '{recorded}^2'" in first
