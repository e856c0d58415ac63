import pytest

from theory.derivation.expansions import Approx
from theory.derivation.step import StepRefused
from theory.notation import G0, G1, g, y


def test_an_expansion_must_have_its_order() -> None:
    Approx(G0 + y * G1, "Taylor", variable=y, order=2).prove(g(y))
    with pytest.raises(StepRefused, match=r"not O\(y\*\*3\)"):
        Approx(G0 + y * G1, "Taylor", variable=y, order=3).prove(g(y))
