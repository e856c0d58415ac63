"""What a claim must satisfy before it is judged: each contract refuses with the mend, and the ledger keeps them all."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
import sympy as sp

from paper_checks import LEDGER, Claim, Kind, Paper, Point, Rival, printed
from paper_checks.claim import Relation
from paper_checks.evidence.contracts import LARGEST_MARGIN, ClaimError, relations_fit, require_sound
from paper_checks.evidence.definitions import definition_of
from paper_checks.evidence.parameters import parameters_of
from paper_checks.evidence.passes import experiment_at
from theory import Derivation, Equal
from theory.derivation.bounds import AtMost
from theory.derivation.hypotheses import Assumed
from theory.derivation.series import Coefficient
from theory.notation import M, N, k, lam, m, mu, p, s, u, v
from theory.results.kept_units import poisson_limit
from theory.results.linearised import linearised_mean
from theory.results.relu import relu_mean, relu_second_moment
from theory.results.tanh import uniform_tanh_variance_bound

RELU = LEDGER["kumar2017.eq21"]
RENAMED = replace(relu_second_moment(), lhs=sp.Symbol("x"))
LIMIT = LEDGER["cpen455hw1.1.4.poisson-limit"]
ROUNDED = LEDGER["kumar2017.eq23"]
COMPUTED = LEDGER["kumar2017.eq17"]
q = sp.Symbol("q", positive=True)
SMALL = Point(dict(RELU.points[0].setting) | {"weight_variance": 1e-8})


def _refuse(claim: Claim, message: str) -> None:
    paper = LEDGER.papers[claim.paper]
    with pytest.raises(ClaimError, match=message) as error:
        require_sound(claim, paper)
    assert str(error.value).startswith(f"{claim.id} cannot be judged: ")


def _assuming(value: Any) -> Derivation:
    return Derivation("mine", RELU.lhs, q, (Equal(u**2 / 2, "as it must be", given={q: value}),))


@pytest.mark.parametrize("paper", LEDGER.papers.values(), ids=lambda paper: paper.name)
def test_the_ledger_is_sound(paper: Paper) -> None:
    for claim in paper.claims:
        require_sound(claim, paper)  # an error names the claim


class _OwnClaim(Claim):
    pass


@pytest.mark.parametrize(
    ("changed", "message"),
    [
        ({"kind": "precise"}, r"its kind must be one of Kind\.EXACT, .*, got 'precise'"),
        ({"kind": "rounded"}, r"its kind must be one of .*Kind\.ROUNDED, .*, got 'rounded'"),
        ({"relation": "~"}, r"its relation must be one of Relation\.EQUAL, .*, got '~'"),
        ({"relation": "<"}, r"its relation must be one of .*Relation\.LESS, .*, got '<'"),
        ({"expected": "REFUTED"}, r"its expected must be one of .*Status\.REFUTED, .*, got 'REFUTED'"),
        ({"derivation": relu_second_moment()}, "its derivation must be a function that returns one"),
        ({"rhs": 0.5}, "its rhs must be a SymPy expression, got 0.5"),
        ({"rhs": 0.5 * u**2}, "holds a number in floating point; write what is exact as sympy.Rational"),
        ({"points": list(RELU.points)}, "its points must be a tuple of Point"),
        ({"rivals": (RELU.rivals[0], u)}, "its rivals must be a tuple of Rival"),
        ({"assumes": "so be it"}, "its assumes must be a tuple of str"),
        ({"corrected_by": "kumar2017.eq20"}, "it is corrected by kumar2017.eq20, so that it must be expected REFUTED"),
        ({"points": ()}, "it has no points; give one at least"),
        ({"rivals": ()}, "it has 0 rivals; give two at least"),
        ({"rivals": RELU.rivals[:1]}, "it has 1 rivals; give two at least"),
        ({"experiment": None}, "give an experiment where something is random, or else a computation"),
        ({"computation": lambda _: 1.0}, "and not both"),
        ({"derivation": lambda: None}, "its derivation must be a theory.Derivation, got NoneType"),
        ({"derivation": lambda: replace(relu_mean(), steps=())}, "its derivation relu_mean has no steps"),
        ({"derivation": lambda: 1 / 0}, "ZeroDivisionError: division by zero"),
        ({"derivation": lambda: _assuming(Assumed(u**2 / 2, "so be it"))}, "assumes 'so be it'; declare it with"),
        ({"assumes": ("so be it",)}, "declares that it assumes 'so be it', which its derivation does not"),
        ({"margin": 0.0}, "its margin must be above 0, got 0.0"),
        ({"margin": -1.0}, "its margin must be above 0"),
        ({"margin": float("nan")}, "its margin must be above 0, got nan"),
        ({"margin": 1.01 * LARGEST_MARGIN}, "above 0.1; give a smaller one, or margin_reason"),
        ({"large": N}, "large = N is for an asymptotic claim, and this one is exact"),
        ({"kind": Kind.ROUNDED}, "holds no printed number; write printed"),
        ({"rhs": printed("0.5") * u**2}, "which stands for all that round to it; make the claim rounded"),
        ({"rhs": u**2 / 2 + N}, "depends on N; give it a value in symbols"),
        ({"rivals": (*RELU.rivals, Rival(m * u, "by the layer"))}, "depends on m; give it a value in symbols"),
        ({"symbols": lambda _: {}}, "depends on u; give it a value in symbols"),
        ({"symbols": lambda _: {u: -1.5}}, "u = -1.5: the standard deviation of a pre-activation must be"),
        ({"symbols": lambda _: {u: 1.5, q: -1}}, "q = -1: the variance of a pre-activation must be"),
        ({"symbols": lambda _: {u: 1.5, N: 2.5}}, "N = 2.5: the number of units in a layer must be an integer"),
        ({"symbols": lambda _: {u: 1.4}}, "u is 1.5 in the experiment, got 1.4"),
        ({"symbols": lambda _: {u: 1.5, m: 2}}, "u is a result of the layers below and not a parameter"),
        ({"points": (SMALL,), "symbols": lambda _: {u: 1.001e-4}}, "u is 0.0001 in the experiment, got 0.0001001"),
        ({"symbols": lambda _: {u: 1.5, s: 2}}, "s is 1 in the experiment, got 2"),
        ({"derivation": lambda: RENAMED, "assumes": (definition_of(RENAMED),)}, "at Point.*x depends on x"),
        ({"rivals": (*RELU.rivals, Rival(u * u / 2, "the same"))}, "its rival 'the same' states the same"),
        ({"rivals": (RELU.rivals[0], replace(RELU.rivals[0], words="again"))}, "its rivals all state the same"),
    ],
)  # fmt: skip
def test_a_claim_that_breaks_a_contract_is_refused(changed: dict[str, Any], message: str) -> None:
    _refuse(replace(RELU, **changed), message)


@pytest.mark.parametrize(
    ("claim", "message"),
    [
        (
            replace(ROUNDED, rhs=printed("2.93")),
            "it states the printed number 2.93, which its words lack; quote",
        ),
        (replace(ROUNDED, small=lambda _: 0.1), "small is for an approximation, and this claim is rounded"),
        (
            replace(LIMIT, large=N),
            "large = N, but its derivation takes the limit in another symbol; name that one",
        ),
        (replace(COMPUTED, computation=None), "give an experiment where something is random"),
    ],
)
def test_other_kinds_of_claim_have_contracts_of_their_own(claim: Claim, message: str) -> None:
    _refuse(claim, message)


def test_a_margin_with_a_reason_may_be_wide() -> None:
    require_sound(replace(RELU, margin=0.2, margin_reason="heavy tails"), LEDGER.papers["kumar2017"])
    require_sound(replace(RELU, margin=LARGEST_MARGIN), LEDGER.papers["kumar2017"])


def test_a_parameter_of_0_is_compared_with_0() -> None:
    require_sound(replace(RELU, symbols=lambda _: {u: 1.5, mu: 0}), LEDGER.papers["kumar2017"])
    _refuse(replace(RELU, symbols=lambda _: {u: 1.5, mu: 1e-3}), "mu is 0 in the experiment, got 0.001")


def test_a_claim_of_ones_own_class_is_refused() -> None:
    own = _OwnClaim(**vars(RELU))
    with pytest.raises(ClaimError, match="it must be a Claim itself, got _OwnClaim"):
        require_sound(own, Paper("kumar2017", "title", "document", (own,)))


# --- which chains fit which claims ---------------------------------------------------------------------------

EXACT, EXPANSION, BOUND, TO_LIMIT = (
    relu_mean(),
    linearised_mean(),
    uniform_tanh_variance_bound(),
    poisson_limit(),
)


# One step of each kind beside another: what fits depends on the kinds of the steps alone.
_READ, _AT_MOST = Coefficient(sp.S.One, "read off", variable=u, index=k), AtMost(sp.S.One, "at most")
COEFFICIENT = replace(EXACT, steps=(_READ,))
COEFFICIENT_TO_LIMIT = replace(TO_LIMIT, steps=(_READ, *TO_LIMIT.steps))
BOUNDS = replace(BOUND, steps=(*BOUND.steps, _AT_MOST))
LIMIT_ITSELF = replace(TO_LIMIT, lhs=sp.Limit(sp.Symbol("L"), N, sp.oo))
EXPANSION_OF_LIMIT = replace(EXPANSION, lhs=LIMIT_ITSELF.lhs)
CHAINS = (
    EXACT, EXPANSION, BOUND, TO_LIMIT, COEFFICIENT, COEFFICIENT_TO_LIMIT, BOUNDS, LIMIT_ITSELF, EXPANSION_OF_LIMIT,
)  # fmt: skip


def _equal_to(premise: Derivation) -> Derivation:
    """Return a chain of equalities that uses the result of another chain."""
    step = Equal(premise.rhs, "the premise", given={q: premise})
    return Derivation("mine", RELU.lhs, q, (step,), premises=(premise,))


@pytest.mark.parametrize(
    ("kind", "relation", "fitting"),
    [
        (Kind.EXACT, Relation.EQUAL, {EXACT, COEFFICIENT, LIMIT_ITSELF}),
        (Kind.ROUNDED, Relation.EQUAL, {EXACT, COEFFICIENT, TO_LIMIT, LIMIT_ITSELF, COEFFICIENT_TO_LIMIT}),
        (Kind.ASYMPTOTIC, Relation.EQUAL, {TO_LIMIT, LIMIT_ITSELF}),
        (Kind.APPROXIMATION, Relation.EQUAL, {EXPANSION, EXPANSION_OF_LIMIT, TO_LIMIT, LIMIT_ITSELF}),
        (Kind.EXACT, Relation.LESS, {EXACT, BOUND}),
        (Kind.EXACT, Relation.GREATER, {EXACT}),
        (Kind.EMPIRICAL, Relation.EQUAL, set()),
        (Kind.TEXTUAL, Relation.EQUAL, set()),
    ],
)
def test_relations_that_fit_a_kind(kind: Kind, relation: Relation, fitting: set[Derivation]) -> None:
    claim = replace(RELU, kind=kind, relation=relation)
    assert {chain for chain in CHAINS if relations_fit(claim, chain)} == fitting


def test_the_result_of_a_premise_counts_as_what_its_chain_makes_it() -> None:
    assert relations_fit(RELU, _equal_to(EXACT))
    for inexact in (EXPANSION, BOUND, TO_LIMIT):
        assert not relations_fit(RELU, _equal_to(inexact))
        assert not relations_fit(RELU, _equal_to(_equal_to(inexact)))
    before = Equal(TO_LIMIT.exact, "before the limit", given={q: TO_LIMIT.before_limit()})
    assert relations_fit(RELU, Derivation("mine", RELU.lhs, q, (before,), premises=(TO_LIMIT,)))


# --- the symbols of an experiment ----------------------------------------------------------------------------


def test_the_parameters_of_a_network() -> None:
    claim = LEDGER["kumar2017.eq6"]
    (point, *_) = claim.points
    found = parameters_of(experiment_at(claim, point))
    assert found[N] == 8
    assert found[v] ** 2 == pytest.approx(1.2 / 8)
    assert (found[mu], found[s]) == (0.8, 1.5)
    assert found[u] ** 2 == pytest.approx(1.2 * (0.8**2 + 1.5**2))
    assert mu not in parameters_of(experiment_at(claim, point), layer=2)


def test_the_parameters_of_dropout() -> None:
    (point, *_) = LIMIT.points
    found = parameters_of(experiment_at(LIMIT, point))
    assert (found[M], found[lam], found[p]) == (8, 2.0, 0.75)


def test_a_point_of_another_experiment_is_refused() -> None:
    point = Point(dict(RELU.points[0].setting) | {"weight_variance": 2.0})
    require_sound(replace(RELU, points=(point,)), LEDGER.papers["kumar2017"])
    elsewhere = experiment_at(RELU, RELU.points[0])
    _refuse(replace(RELU, points=(point,), experiment=lambda **_: elsewhere), "u is 1.5 in the experiment")
