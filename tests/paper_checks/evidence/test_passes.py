"""The size of a simulation, and what cannot be resolved."""

from dataclasses import replace

import pytest

from paper_checks import LEDGER, Kind, Paper, Point
from paper_checks.evidence.passes import Passes
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


def test_no_size_depends_on_what_was_judged_before() -> None:
    """A claim that is not the paper's, or another paper of that name, has simulations of its own."""
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
