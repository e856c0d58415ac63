import pytest
import sympy as sp

from theory.derivation.limits import Limit, Squeeze
from theory.derivation.step import StepRefused
from theory.notation import N, j


def test_a_limit_that_sympy_cannot_tell_is_refused() -> None:
    ratio = sp.Sum(sp.binomial(N, j) / 2**N, (j, 1, N))
    step = Limit(sp.S.One, "it is 1 - 2^-N", variable=N)
    step.confirm(ratio)
    with pytest.raises((StepRefused, NotImplementedError)):
        step.prove(ratio)


def test_a_squeeze_whose_bound_fails_at_a_size_is_refused() -> None:
    part = 1 + 1 / N
    narrow = Limit(
        sp.S.One, "between 1 and 1", variable=N, parts={part: Squeeze(sp.S.One, sp.S.One, sp.S.One)}
    )
    with pytest.raises(StepRefused, match="fails"):
        narrow.confirm(part)


def test_a_limit_slower_than_stated_is_refused() -> None:
    with pytest.raises(StepRefused, match="distance"):
        Limit(sp.S.Zero, "order 1", variable=N, order=1).confirm(1 / sp.sqrt(N))
