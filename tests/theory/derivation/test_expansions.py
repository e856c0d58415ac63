import pytest

from theory.derivation.expansions import Approx
from theory.derivation.step import StepRefused
from theory.notation import G0, G1, g, y


def test_an_expansion_must_have_its_order() -> None:
    Approx(G0 + y * G1, "Taylor", variable=y, order=2).prove(g(y))
    with pytest.raises(StepRefused, match=r"not O\(y\*\*3\)"):
        Approx(G0 + y * G1, "Taylor", variable=y, order=3).prove(g(y))


def test_an_error_that_need_not_vanish_is_refused() -> None:
    for order in (0, -1):
        with pytest.raises(StepRefused, match=f"order = {order}: an error of this order need not vanish"):
            Approx(2 * G0, "O(1)", variable=y, order=order).prove(g(y))
