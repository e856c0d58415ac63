import pytest
import sympy as sp

from theory.derivation.series import Coefficient, ExponentialSeries
from theory.derivation.step import StepRefused
from theory.notation import M, k, lam, u, z

BINOMIAL = sp.Sum(sp.binomial(M, k) * u ** (M - k) * z**k, (k, 0, M))


def test_a_coefficient_is_read_off_a_generating_function() -> None:
    step = Coefficient(sp.binomial(M, k) * u ** (M - k), "of z^k", variable=z, index=k)
    step.prove(BINOMIAL)
    step.confirm(BINOMIAL)


def test_a_wrong_coefficient_is_refused_by_both_proofs() -> None:
    step = Coefficient(sp.binomial(M, k) * u**M, "a lost factor", variable=z, index=k)
    for prove in (step.prove, step.confirm):
        with pytest.raises(StepRefused):
            prove(BINOMIAL)


def test_a_coefficient_needs_a_sum_of_powers() -> None:
    step = Coefficient(u, "not a sum", variable=z, index=k)
    with pytest.raises(StepRefused, match="is not a sum over k from 0"):
        step.prove(u * z)
    with pytest.raises(StepRefused, match="still depends on z"):
        step.prove(sp.Sum(sp.cos(z) * z**k, (k, 0, M)))


def test_an_exponential_series_is_summed() -> None:
    series = sp.Sum(u * lam**k / sp.factorial(k), (k, 0, sp.oo))
    step = ExponentialSeries(u * sp.exp(lam), "the exponential", base=lam)
    step.prove(series)
    step.confirm(series)
    for wrong in (sp.exp(lam), u * sp.exp(2 * lam)):
        step = ExponentialSeries(wrong, "wrong", base=lam)
        for prove in (step.prove, step.confirm):
            with pytest.raises(StepRefused):
                prove(series)


def test_what_is_not_an_exponential_series_is_refused() -> None:
    with pytest.raises(StepRefused, match="is not an infinite series"):
        ExponentialSeries(sp.exp(lam), "finite", base=lam).prove(sp.Sum(lam**k / sp.factorial(k), (k, 0, M)))
    with pytest.raises(StepRefused, match="is not a constant times"):
        ExponentialSeries(sp.exp(lam), "geometric", base=lam).prove(sp.Sum(lam**k, (k, 0, sp.oo)))
