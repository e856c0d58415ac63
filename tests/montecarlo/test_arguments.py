import math

import numpy as np
import pytest

from montecarlo.arguments import (
    array,
    increasing,
    instance,
    one_of,
    per_layer,
    real,
    texts,
    whole,
    whole_tuple,
)


def test_good_values_come_back_plain():
    assert type(whole("n", np.int64(3), at_least=1)) is int
    assert type(real("v", np.float32(0.5))) is float
    assert real("p", 1, at_most=1.0) == 1.0
    assert whole_tuple("widths", (2, np.int32(3)), at_least=1, length=2) == (2, 3)
    assert one_of("law", "normal", ("normal", "uniform")) == "normal"


@pytest.mark.parametrize("value", [1.5, "3", None, True, 3.0])
def test_an_integer_is_required(value):
    with pytest.raises(TypeError, match="n must be an integer, 0 or more, got"):
        whole("n", value, at_least=0)


def test_too_small():
    with pytest.raises(ValueError, match="n must be 1 or more, got 0"):
        whole("n", 0, at_least=1)


@pytest.mark.parametrize("value", ["1", None, True, 1j, [1.0]])
def test_a_real_number_is_required(value):
    with pytest.raises(TypeError, match="v must be a real number, got"):
        real("v", value)


@pytest.mark.parametrize("value", [math.nan, math.inf, -math.inf])
def test_not_finite(value):
    with pytest.raises(ValueError, match="v must be finite, got"):
        real("v", value)


def test_bounds_are_said():
    with pytest.raises(ValueError, match=r"p must be 0 or more and less than 1, got 1.0"):
        real("p", 1.0, at_least=0.0, below=1.0)
    with pytest.raises(ValueError, match=r"p must be 0 or more and 1 or less, got 1.5"):
        real("p", 1.5, at_least=0.0, at_most=1.0)
    with pytest.raises(ValueError, match=r"p must be 0 or more, got -0.5"):
        real("p", -0.5, at_least=0.0)


def test_tuples():
    with pytest.raises(TypeError, match="widths must be a tuple of integers, got"):
        whole_tuple("widths", [2, 3], at_least=1, length=2)
    with pytest.raises(ValueError, match="widths must have 2 integers or more, got"):
        whole_tuple("widths", (2,), at_least=1, length=2)
    with pytest.raises(ValueError, match=r"widths\[1\] must be 1 or more, got 0"):
        whole_tuple("widths", (2, 0), at_least=1, length=2)


def test_one_number_for_all_layers_or_one_for_each():
    assert per_layer("v", 2, 3) == (2.0, 2.0, 2.0)
    assert per_layer("v", (1, 2.5), 2, at_least=0.0) == (1.0, 2.5)
    assert per_layer("v", 1.0, 0) == ()
    with pytest.raises(
        ValueError, match="v must be a number, or a tuple of 3 numbers, one for each layer, got"
    ):
        per_layer("v", (1.0, 2.0), 3)
    with pytest.raises(ValueError, match=r"v\[1\] must be 0 or more, got -1"):
        per_layer("v", (1, -1), 2, at_least=0.0)
    with pytest.raises(TypeError, match="v must be a real number"):
        per_layer("v", [1.0, 2.0], 2)


def test_the_nearest_name_is_suggested():
    with pytest.raises(ValueError, match="did you mean 'uniform'"):
        one_of("law", "Unifrom", ("normal", "uniform"))
    with pytest.raises(ValueError, match="law must be one of normal, got 7"):
        one_of("law", 7, ("normal",))


@pytest.mark.parametrize(
    ("check", "value", "error", "message"),
    [
        (texts, "y1", TypeError, "fields must be a tuple of texts, got 'y1'"),
        (texts, ("y1", 1), TypeError, "fields must be a tuple of texts, got"),
        (increasing, (), ValueError, "fields must be a tuple of one number or more"),
        (increasing, (0.0, 0.0), ValueError, "fields must be in increasing order"),
        (increasing, (0.0, "1"), TypeError, r"fields\[1\] must be a real number, got '1'"),
        (array, [[1], [1, 2]], ValueError, "fields must have rows of one length"),
        (array, ["1"], TypeError, "fields must be an array of real numbers"),
        (array, [1.0, math.nan], ValueError, "fields must be finite, got nan"),
    ],
)
def test_tuples_and_arrays(check, value, error, message):
    with pytest.raises(error, match=message):
        check("fields", value)


def test_what_is_right_is_taken():
    texts("fields", ("y1", "y2"))
    increasing("edges", (0, 0.5))
    instance("rng", np.random.default_rng(0), np.random.Generator, "a generator")
    assert array("values", [[1, 2]]).dtype == np.float64
    assert array("values", [-math.inf], infinite=True)[0] == -math.inf
    with pytest.raises(ValueError, match="values must be numbers, got nan"):
        array("values", [math.nan], infinite=True)
    with pytest.raises(TypeError, match="rng must be a generator, got 3"):
        instance("rng", 3, np.random.Generator, "a generator")
