"""What a claim says of itself; nothing here is checked."""

from dataclasses import FrozenInstanceError, replace

import pytest
import sympy as sp

from paper_checks import LEDGER, Claim, Kind, Point
from paper_checks.claim import Relation, Source
from theory.derivation.quantities import Variance, layer_input
from theory.notation import N, m, u
from theory.results.relu import relu_variance
from theory.results.relu_depth import relu_variance_limit


def _claim(**changes: object) -> Claim:
    parts = {
        "id": "mine.eq1", "source": Source("Mine", "equation (1)", "s^2 = 1"), "kind": Kind.EXACT, "rhs": sp.S.One,
        "derivation": relu_variance, "rivals": (),
    }  # fmt: skip
    return Claim(**parts | changes)


def test_a_point_has_its_setting_and_its_place() -> None:
    point = Point({"width": 8, "layer": 2}, layer=3, field="x")
    assert (point["width"], point["field"]) == (8, "x")
    assert point["layer"] == 3  # the place counts first
    assert dict(point.setting) == {"width": 8, "layer": 2}
    assert repr(point) == "Point({'width': 8, 'layer': 2}, layer=3, field='x')"
    with pytest.raises(KeyError):
        point["depth"]


def test_a_point_cannot_change() -> None:
    setting = {"width": 8}
    point = Point(setting)
    setting["width"] = 9
    assert point["width"] == 8
    with pytest.raises(TypeError):
        point.setting["width"] = 9


def test_points_of_equal_settings_are_two_points() -> None:
    """A claim's points are told apart by identity: they key its margins."""
    assert Point({"width": 8}) != Point({"width": 8})


@pytest.mark.parametrize(
    ("kind", "relation", "sign"),
    [
        (Kind.EXACT, Relation.EQUAL, "="),
        (Kind.ASYMPTOTIC, Relation.EQUAL, "="),
        (Kind.EXACT, Relation.LESS, "<"),
        (Kind.EXACT, Relation.GREATER, ">"),
        (Kind.ROUNDED, Relation.EQUAL, "≈"),
        (Kind.APPROXIMATION, Relation.EQUAL, "≈"),
    ],
)
def test_the_sign_that_is_printed(kind: Kind, relation: Relation, sign: str) -> None:
    assert _claim(kind=kind, relation=relation).sign == sign


def test_the_left_hand_side_is_the_derivations() -> None:
    assert _claim().lhs == Variance(layer_input(m + 1))
    assert _claim(rhs=u**2).lhs == relu_variance().lhs


def test_only_a_limit_has_a_value_at_finite_width() -> None:
    limit = _claim(derivation=relu_variance_limit)
    assert limit.at_width is None
    at_width = replace(limit, kind=Kind.ASYMPTOTIC, large=N).at_width
    assert at_width == relu_variance_limit().exact
    assert at_width.has(N)
    assert at_width != relu_variance_limit().rhs


def test_the_paper_is_the_first_part_of_the_id() -> None:
    assert _claim(id="mine.1.2.mean").paper == "mine"
    assert all(id.startswith(f"{claim.paper}.") for id, claim in LEDGER.items())


def test_a_claim_is_frozen_and_named() -> None:
    with pytest.raises(FrozenInstanceError):
        _claim().rhs = sp.S.Zero
    with pytest.raises(TypeError, match="positional"):
        Claim("mine.eq1")
