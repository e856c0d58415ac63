import pytest
import sympy as sp

from theory.derivation.series import Binomial, Coefficient, ExponentialSeries
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
    with pytest.raises(StepRefused, match="is not a sum over"):
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


# --- the binomial theorem --------------------------------------------------------------------------------------

EXPANDED = sp.Sum(sp.binomial(M, k) * u**k * lam ** (M - k), (k, 0, M))


def test_the_binomial_theorem() -> None:
    step = Binomial(EXPANDED, "the binomial theorem", first=u, second=lam)
    step.prove((u + lam) ** M)
    step.confirm((u + lam) ** M)


@pytest.mark.parametrize(
    "wrong",
    [
        sp.Sum(sp.binomial(M, k) * u**k * lam**M, (k, 0, M)),
        sp.Sum(sp.binomial(M, k) * u ** (M - k) * lam ** (k + 1), (k, 0, M)),
        sp.Sum(2 * EXPANDED.function, (k, 0, M)),
        sp.Sum(EXPANDED.function, (k, 1, M)),
        sp.Sum(EXPANDED.function, (k, 0, M - 1)),
    ],
    ids=str,
)
def test_a_wrong_expansion_is_refused_by_both_proofs(wrong: sp.Sum) -> None:
    step = Binomial(wrong, "wrong", first=u, second=lam)
    for prove in (step.prove, step.confirm):
        with pytest.raises(StepRefused):
            prove((u + lam) ** M)


def test_the_binomial_theorem_needs_its_conditions() -> None:
    with pytest.raises(StepRefused, match="is not a sum over one index"):
        Binomial(sp.Sum(EXPANDED.function, (k, 0, M), (z, 1, 2)), "two", first=u, second=lam).prove(
            (u + lam) ** M
        )
    with pytest.raises(StepRefused, match="does not bring to 0"):
        Binomial(EXPANDED, "another base", first=u, second=lam).prove((u + 2 * lam) ** M)
    for power in (-M, sp.Symbol("r", positive=True)):
        term = sp.binomial(power, k) * u**k * lam ** (power - k)
        with pytest.raises(StepRefused, match="is not shown to be an integer of at least 0"):
            Binomial(sp.Sum(term, (k, 0, power)), "no integer", first=u, second=lam).prove((u + lam) ** power)
    captured = sp.Sum(sp.binomial(M, k) * k**k * lam ** (M - k), (k, 0, M))
    with pytest.raises(StepRefused, match="holds the index k"):
        Binomial(captured, "the index is taken", first=k, second=lam).prove((k + lam) ** M)


def test_a_second_index_is_not_lost() -> None:
    twice = sp.Sum(lam**k / sp.factorial(k), (k, 0, sp.oo), (z, 1, 2))
    step = ExponentialSeries(sp.exp(lam), "it is twice that", base=lam)
    for prove in (step.prove, step.confirm):
        with pytest.raises(StepRefused, match="is not a sum over one index"):
            prove(twice)
