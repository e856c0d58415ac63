"""The size of a simulation, and what cannot be resolved."""

from dataclasses import replace

import pytest

from paper_checks import LEDGER, Kind, Point
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
