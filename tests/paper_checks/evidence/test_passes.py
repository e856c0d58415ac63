"""The size of a simulation, and what cannot be resolved."""

from dataclasses import replace
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
import sympy as sp

from montecarlo.statistics import inference
from paper_checks import LEDGER, Kind, Paper, Point, Rival, Status, verify
from paper_checks.evidence import passes as passes_module
from paper_checks.evidence.contracts import ClaimError
from paper_checks.evidence.passes import Passes, experiment_at
from paper_checks.evidence.simulation import simulate
from theory import Limit
from theory.notation import N, u
from theory.results.relu import relu_second_moment


def test_a_limit_that_is_the_finite_value_is_refused_with_a_reason() -> None:
    """The claim would be judged at sizes that cannot tell the value from its limit."""
    claim = LEDGER["kumar2017.eq21"]
    second_moment = relu_second_moment()
    constant = replace(
        second_moment,
        steps=(*second_moment.steps, Limit(second_moment.rhs, "it does not depend on N", variable=N)),
    )
    symbols = {u: 1, N: claim.points[0]["width"]}
    blind = replace(
        claim,
        kind=Kind.ASYMPTOTIC,
        large=N,
        derivation=lambda: constant,
        points=claim.points[:1],
        symbols=lambda _: symbols,
    )
    with pytest.raises(ValueError, match="the limit, has the claim's own value"):
        simulate(blind, LEDGER.paper_of(blind), Passes(0))


def test_a_rival_too_close_to_resolve_is_refused_with_a_reason() -> None:
    claim = LEDGER["kumar2017.eq21"]
    setting = dict(claim.points[0].setting) | {"weight_variance": 2.0}
    fine = replace(claim, points=(Point(setting),), margin=1e-6)
    with pytest.raises(ValueError, match="rivals are too close"):
        simulate(fine, LEDGER.paper_of(fine), Passes(0))


@pytest.mark.parametrize("bad_first", [True, False])
@pytest.mark.parametrize(
    "fault",
    [
        {"rivals": (Rival(u**2 / 2, "the claim itself"), Rival(u**2, "without a half"))},
        {"rivals": (Rival(u**2 * sp.Rational(50_001, 100_000), "too near"), Rival(u**2, "without a half"))},
        {"rhs": u**2, "rivals": (Rival(u**2 / 2, "the truth"), Rival(u**2 / 3, "another"))},
        {"symbols": lambda _: 1 / 0},
        {"experiment": lambda **_: 1 / 0},
    ],
)
def test_a_claim_that_cannot_be_planned_does_not_keep_others_from_theirs(
    fault: dict[str, Any], bad_first: bool
) -> None:
    good = LEDGER["kumar2017.eq21"]
    bad = replace(good, id="mine.bad", **fault)
    paper = Paper("mine", "title", "document", (replace(good, id="mine.good"), bad))
    good, passes = paper.claims[0], Passes(0)
    (point,) = good.points
    if bad_first:
        with pytest.raises((ValueError, ZeroDivisionError)):
            passes.of(bad, point, paper)
    alone = Paper("mine", "title", "document", (good,))
    assert passes.of(good, point, paper).count == passes.of(good, point, alone).count
    with pytest.raises((ValueError, ZeroDivisionError)):
        passes.of(bad, point, paper)


def _never(*_: Any, **__: Any) -> Any:
    raise RuntimeError("no such network")


@pytest.mark.parametrize(
    "fault", [{"points": None}, {"points": 3}, {"experiment": _never}, {"symbols": _never}]
)
def test_a_claim_that_cannot_be_judged_keeps_no_other_from_its_verdict(fault: dict[str, Any]) -> None:
    good = replace(LEDGER["kumar2017.eq21"], id="mine.good", corrected_by=None)
    bad = replace(good, id="mine.bad", **fault)
    paper = Paper("mine", "title", "document", (good, bad))
    assert verify(good, paper=paper).status is Status.VERIFIED
    with pytest.raises(ClaimError, match=r"mine\.bad"):
        verify(bad, paper=paper)


def test_no_size_depends_on_what_was_judged_before(monkeypatch: pytest.MonkeyPatch) -> None:
    """A claim that is not the paper's, or another paper of that name, has simulations of its own."""
    # The size is the matter, and not what comes out.
    monkeypatch.setattr(
        passes_module.montecarlo, "run", lambda _, replicates, **__: SimpleNamespace(count=replicates)
    )
    claim = LEDGER["kumar2017.eq21"]
    (point,) = claim.points
    paper, finer = LEDGER.paper_of(claim), replace(claim, margin=claim.margin / 1.5)
    small = Paper(paper.name, paper.title, paper.document, (claim,))
    shared = Passes(0)
    counts = [
        passes.of(judged, point, among).count
        for judged, among in ((finer, small), (claim, small), (claim, paper))
        for passes in (shared, Passes(0))
    ]
    assert counts[::2] == counts[1::2]
    assert counts[0] > 2 * counts[2]


def test_the_error_of_an_extrapolation_takes_its_part_of_the_margin_before_the_run_is_sized() -> None:
    claim = LEDGER["kumar2017.eq15"]
    (measured,) = simulate(claim, LEDGER.paper_of(claim), Passes(0)).measurements
    half = (measured.interval[1] - measured.interval[0]) / 2
    own = half - inference.interval(0.0, measured.se, measured.n).high
    assert own > measured.margin / 10
    left = inference.power(measured.se, measured.margin - 2 * own, measured.n)
    assert 1 - measured.power == pytest.approx(1 - left, rel=1e-6)
    assert measured.power > 0.999999


def test_an_extrapolation_whose_error_takes_the_whole_margin_is_refused_with_a_reason() -> None:
    claim = LEDGER["kumar2017.eq15"]
    setting = dict(claim.points[0].setting) | {"input_deviation": 1.0}
    coarse = replace(claim, points=(Point(setting),))
    with pytest.raises(
        ValueError, match=r"takes the whole margin, .*; choose a point with a smaller parameter"
    ):
        simulate(coarse, LEDGER.paper_of(coarse), Passes(0))


@pytest.mark.parametrize("seed", [1013, *np.random.default_rng(13).integers(10_000, size=8).tolist()])
def test_the_noise_of_a_short_pilot_is_not_taken_for_an_extrapolation_s_own_error(seed: int) -> None:
    claim = LEDGER["kumar2017.eq10"]
    (point,) = claim.points
    noisy = replace(claim, points=(Point(dict(point.setting) | {"outputs": 8}),))
    (user,) = noisy.points
    experiment, paper = experiment_at(noisy, user), LEDGER.paper_of(claim)
    size, faults = Passes(seed)._planned(experiment, frozenset({(noisy, user)}), paper)
    assert not faults
    assert size < 5_000_000


@pytest.mark.parametrize(("first", "second"), [(81_920, 0), (82_000, 300_000), (300_000, 100_000)])
def test_a_long_run_is_sized_by_a_second_pilot_that_can_only_lengthen_it(
    first: int, second: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    claim = LEDGER["kumar2017.eq21"]
    user = claim, claim.points[0]
    sizes, pilots = iter([first, second]), []
    monkeypatch.setattr(passes_module, "_needed", lambda *arguments, **options: ({user: next(sizes)}, {}))
    monkeypatch.setattr(
        passes_module.montecarlo, "pilot", lambda experiment, replicates, seed: pilots.append(replicates)
    )
    planned = Passes(0)._planned(experiment_at(*user), frozenset({user}), LEDGER.paper_of(claim))
    assert planned == (max(first, second), {})
    # 20 pilots of 4,096 replicates are 81,920: a longer run has a pilot of a twentieth of it.
    assert pilots == ([4096] if first <= 81_920 else [4096, first // 20])


def test_a_pass_of_stated_size_is_drawn_once() -> None:
    claim = LEDGER["kumar2017.eq21"]
    passes = Passes(0)
    found = passes.fixed(experiment_at(claim, claim.points[0]), 500, "a band")
    assert found.count == 500
    assert passes.fixed(experiment_at(claim, claim.points[0]), 500, "a band") is found
    assert list(passes.moments.values()) == [found]
