"""A cheat: a false claim, and what refuses it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

import sympy as sp

from paper_checks import (
    Claim,
    Kind,
    Paper,
    Point,
    Rival,
    Source,
    Status,
)
from paper_checks.evidence.definitions import definitions_to_declare
from paper_checks.experiments.networks import forward_pass
from theory import Derivation, Equal
from theory.derivation.quantities import layer_input
from theory.notation import E, kappa, m, u

MEAN_SQUARE = E(layer_input(m + 1) ** 2)
ONE_LAYER = Point({
    "width": 8, "depth": 1, "activation": "relu", "weight_variance": 2.25, "record": ("x2", "x2^2", "y1", "y1^2"),
})  # fmt: skip
SIX_TENTHS = sp.Rational(6, 10)
NUMBER = sp.Symbol("L")  # a left-hand side that is a number
q = sp.Symbol("q", positive=True)
RIVALS = (Rival(u**2, "the half forgotten"), Rival(2 * u**2, "doubled"))


def chain(start: Any, *steps: Any, lhs: sp.Expr = NUMBER, **fields: Any) -> Derivation:
    start = sp.sympify(start)
    # A chain that starts from its conclusion is refused at once.  In disguise it meets the other defences.
    if steps and start == getattr(steps[-1], "result", None):
        start *= sp.cos(kappa) ** 2 + sp.sin(kappa) ** 2
    return Derivation("mine", lhs, start, steps, **fields)


def measured(
    rhs: Any, derivation: Derivation | Callable[[], Derivation], declares: bool = True, **fields: Any
) -> Claim:
    """Return a claim on the mean square of a ReLU unit, which is u^2/2, by default.

    It declares what its chains start from, so that it meets the other defences.
    """
    claim = _stated(sp.sympify(rhs), derivation, fields)
    return declaring(claim) if declares else claim


def declaring(claim: Claim) -> Claim:
    """Return the claim with what its chains start from among what it assumes."""
    try:
        return replace(claim, assumes=(*claim.assumes, *definitions_to_declare(claim)))
    except Exception:  # it has no derivation that could be looked at
        return claim


def _stated(
    rhs: sp.Expr, derivation: Derivation | Callable[[], Derivation], fields: Mapping[str, Any]
) -> Claim:
    given = {
        "id": "mine.false",
        "source": Source("mine", "here", "", reading="a statement of mine"),
        "kind": Kind.EXACT,
        "rhs": rhs,
        "derivation": (lambda: derivation) if isinstance(derivation, Derivation) else derivation,
        "rivals": (Rival(3 * rhs + 1, "three times as much"), Rival(5 * rhs + 2, "five times as much")),
        "experiment": forward_pass,
        "points": (ONE_LAYER,),
        "symbols": lambda point: {u: sp.sqrt(point["weight_variance"])},
    }
    return Claim(**(given | dict(fields)))


def computed(
    rhs: Any, derivation: Derivation | Callable[[], Derivation], value: float, **fields: Any
) -> Claim:
    """Return a claim whose author computes whatever the claim says: the proof alone can refuse it."""
    given = {
        "experiment": None,
        "computation": lambda _: value,
        "points": (Point({}),),
        "symbols": lambda _: {},
    }
    return measured(rhs, derivation, **(given | fields))


@dataclass(frozen=True)
class Cheat:
    """A false claim, and what refuses it: an error's message, a note of the proof, or the status alone."""

    name: str
    build: Callable[[], Claim]
    status: Status | None = None  # None: the claim is refused with an error
    says: str = ""


def refused(name: str, says: str, build: Callable[[], Claim]) -> Cheat:
    """Return a cheat that breaks a contract: the error names the claim and the mend."""
    return Cheat(name, build, None, says)


def unproved(name: str, says: str, build: Callable[[], Claim]) -> Cheat:
    """Return a cheat whose derivation is not proved: the note says where."""
    return Cheat(name, build, Status.INCONCLUSIVE, says)


def contradicted(name: str, build: Callable[[], Claim], status: Status = Status.CONFLICT) -> Cheat:
    """Return a cheat that the other line of evidence refutes."""
    return Cheat(name, build, status)


def paper_of_mine(*claims: Claim) -> Paper:
    """Return a paper of a user's own."""
    return Paper(claims[0].paper, "A paper of mine", "on my desk", claims)


FALSE_SQUARE = chain(SIX_TENTHS * u**2, Equal(SIX_TENTHS * u**2, "as it is"), lhs=MEAN_SQUARE)
