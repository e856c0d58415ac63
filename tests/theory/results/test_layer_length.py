import numpy as np
import pytest
import scipy.integrate
import sympy as sp

from theory import evaluate
from theory.notation import N
from theory.results.layer_length import input_norm, norm_ratio


def _root_by_laplace(width: int) -> float:
    """E sqrt(S) = (1/(2 sqrt pi)) int (1 - E e^{-sS}) s^{-3/2} ds, from the Laplace transform of relu(Z)^2."""
    integral, _ = scipy.integrate.quad(
        lambda r: 2 * (1 - (0.5 + 0.5 / np.sqrt(1 + 2 * r**2)) ** width) / r**2, 0, np.inf, epsabs=1e-13
    )
    return integral / (2 * np.sqrt(np.pi))


@pytest.mark.parametrize("width", [1, 2, 7, 50])
def test_the_binomial_mixture_of_chis_is_the_laplace_transforms_mean(width: int) -> None:
    exact = float(evaluate(norm_ratio().rhs, {N: sp.Integer(width)}))
    assert exact == pytest.approx(_root_by_laplace(width) / np.sqrt(width / 2), rel=1e-9)


def test_one_unit_in_closed_form() -> None:
    # E relu(Z)/sqrt(E relu(Z)^2) = (1/sqrt(2 pi)) sqrt(2)
    assert float(evaluate(norm_ratio().rhs, {N: sp.S.One})) == pytest.approx(1 / np.sqrt(np.pi), rel=1e-14)


def test_only_laws_whose_norm_is_known() -> None:
    assert float(evaluate(input_norm("normal"), {N: sp.S.One})) == pytest.approx(
        np.sqrt(2 / np.pi), rel=1e-14
    )
    with pytest.raises(ValueError, match=r"law = 'cauchy'.*'rademacher' and 'normal'"):
        input_norm("cauchy")
