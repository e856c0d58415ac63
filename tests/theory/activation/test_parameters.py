from fractions import Fraction

import pytest
import sympy as sp

from theory.activation.parameters import canonical, nearest, settings, written_number


def test_spellings():
    assert canonical("LeakyReLU") == canonical(" leaky_relu ") == "leaky_relu"
    assert canonical("Swish") == "silu"
    assert canonical("gelo") is None


def test_values_and_defaults():
    assert settings("hardtanh", {"max_val": sp.Integer(3)}) == {"min_val": -1, "max_val": 3}
    with pytest.raises(ValueError, match=r"elu has no parameter 'a'.*alpha"):
        settings("elu", {"a": sp.S.One})
    with pytest.raises(ValueError, match="degree must be an integer from 1 to 6, got 7"):
        settings("hermite", {"degree": sp.Integer(7)})


def test_the_nearest_name():
    assert nearest("gelo", ("gelu", "tanh")) == ": did you mean 'gelu'? Known: gelu, tanh"
    assert nearest("zzz", ("gelu", "tanh")) == ". Known: gelu, tanh"
    assert nearest("gelo", ()) == ": it takes none"


@pytest.mark.parametrize("text", ["0.2", "2e-1", "1/5", " 0.2 ", "20E-2"])
def test_one_number_in_several_spellings(text: str):
    assert written_number(text) == Fraction(1, 5)


@pytest.mark.parametrize("text", ["", "x", "1/0", "nan", "inf", "1e999", "1e999999999"])
def test_what_is_no_finite_number(text: str):
    with pytest.raises(ValueError, match="expected a number"):
        written_number(text)
