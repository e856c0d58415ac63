import pytest
import sympy as sp

from theory.activation.activation import Activation
from theory.notation import x


def test_kinks_that_are_not_all_of_them_are_refused():
    with pytest.raises(ValueError, match="a kink is missing"):
        Activation.from_expr(sp.Abs(sp.sin(x)), kinks=(0,))
    with pytest.raises(ValueError, match="a kink is missing"):
        Activation.from_expr(sp.Max(x, sp.exp(-x)), kinks=())
    with pytest.raises(ValueError, match="finite real number"):
        Activation.from_expr(sp.Max(x, 0), kinks=("0",))
