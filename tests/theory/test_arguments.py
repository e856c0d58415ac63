import inspect
import math
from collections.abc import Mapping
from fractions import Fraction

import numpy as np
import pytest
import sympy as sp

import theory
from theory.arguments import check_fields, checked, finite, finite_array, shown
from theory.mean_field.homogeneous_law import homogeneous_law
from theory.mean_field.infinite_width import infinite_width

NO_NUMBERS = [True, np.True_, "1", b"1", None, 1j, {}, object(), sp.Symbol("a"), sp.I]
NOT_FINITE = [math.nan, math.inf, 10**400, -(10**5000), Fraction(10**400), np.float32("nan")]


def test_numbers_of_every_kind_are_one_number():
    rng = np.random.default_rng(0)
    for top, bottom in rng.integers(1, 99, (20, 2)).tolist():
        value = top / bottom
        for number in (
            Fraction(top, bottom),
            sp.Rational(top, bottom),
            np.float64(value),
            np.array(value),
            value,
        ):
            assert finite("u", number) == value
            assert finite_array("u", number) == value
        np.testing.assert_array_equal(finite_array("u", [Fraction(top, bottom), top]), [value, top])
    assert finite("u", sp.sqrt(2)) == pytest.approx(2**0.5)
    assert finite_array("u", []).shape == (0,)


@pytest.mark.parametrize("check", [finite, finite_array])
def test_what_is_no_finite_number_is_named_and_shown(check):
    for kind, values in ((TypeError, NO_NUMBERS), (ValueError, NOT_FINITE)):
        for value in values:
            with pytest.raises(kind, match=r"^u = .*: it must be ") as stop:
                check("u", value)
            assert str(stop.value).startswith(f"u = {shown(value)}: ")
            assert len(str(stop.value)) < 300


def test_arrays():
    for wrong in (
        [1.0, "2"],
        [None],
        [True, 1.0],
        np.array([True]),
        [[1], [1, 2]],
        np.array(["1"]),
        [1, math.nan],
    ):
        with pytest.raises((TypeError, ValueError), match=r"^u = .*: it must "):
            finite_array("u", wrong)


PUBLIC = (
    theory.gain, theory.moments, theory.q_map, theory.chi, theory.c_map, theory.c_slope, theory.fixed_points,
    theory.edge_of_chaos, theory.phase_diagram, theory.variance_preserving, theory.backward_map,
)  # fmt: skip


@pytest.mark.parametrize("function", PUBLIC, ids=lambda function: function.__name__)
def test_public_functions_refuse_each_wrong_argument_by_name(function):
    parts = inspect.signature(function).parameters
    good = {name: 1.0 for name, part in parts.items() if part.annotation in ("float", "npt.ArrayLike")}
    for name in good:
        for wrong in (*NO_NUMBERS, *NOT_FINITE):
            with pytest.raises((TypeError, ValueError), match=rf"^{name} = .*: it must be "):
                function(**{"activation": "tanh", **good, name: wrong})
    for wrong in (3, None, [], {}, True, 10**400, math.nan):
        with pytest.raises(TypeError, match=r"activation = .*: expected an Activation or a name"):
            function(**{**good, "activation": wrong})


def test_texts_never_reach_sympy():
    text = "__import__('os').system('false')"
    for call in (
        lambda: theory.evaluate(text),
        lambda: theory.evaluate(theory.notation.x, {theory.notation.x: text}),
        lambda: theory.Assumed(text, "words"),
        lambda: theory.Equal(text, "words"),
    ):
        with pytest.raises(TypeError, match=r" = .*must be a .*SymPy expression"):
            call()


def test_only_what_is_given_is_checked():
    @checked
    def half(value: "float" = math.nan, count: "int" = 1, other=None):
        return value / 2 if count else other

    assert half(3) == 1.5
    assert math.isnan(half())
    with pytest.raises(TypeError, match=r"count = 1\.5: it must be an integer"):
        half(3, 1.5)
    with pytest.raises(TypeError, match="value = '3': it must be a real number"):
        half("3")
    check_fields(theory.BatchNorm())


def test_tuples_mappings_classes_and_none_have_rules_too():
    @checked
    def joined(sizes: "tuple[int, ...]" = (), table: "Mapping[str, int] | None" = None):
        return len(sizes), table

    assert joined((1, 2), {"a": 1}) == (2, {"a": 1})
    assert joined([1], None) == (1, None)
    for call, message in (
        (lambda: joined((1, "2")), r"sizes\[1\] = '2': it must be an integer"),
        (lambda: joined(3), "sizes = 3: it must be a tuple"),
        (lambda: joined(table=[1]), r"table = \[1\]: it must be a mapping"),
    ):
        with pytest.raises(TypeError, match=message):
            call()
    for law in (infinite_width, homogeneous_law):
        with pytest.raises(TypeError, match="network = 'relu': it must be a DenseNetwork"):
            law("relu")
    for wrong in (None, True, ["forward"], np.array(["forward", 1]), 10**400):
        with pytest.raises(TypeError, match=r"^mode = .*: it must be one of 'forward', 'backward', 'std'"):
            theory.gain("relu", mode=wrong)
