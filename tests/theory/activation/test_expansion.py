import numpy as np
import pytest
import sympy as sp

from theory.activation.expansion import MOST_TERMS, is_zero, term_count
from theory.notation import x


@pytest.mark.parametrize(
    "expr",
    [
        x,
        1 + x,
        (1 + x) ** 5,
        (1 + x) * (2 - x) * (x + sp.exp(x)),
        (1 + x + sp.exp(x)) ** 4,
        sp.sin((1 + x) ** 3),
        (1 + x) ** sp.Rational(15, 2),
        sp.exp(3 * (sp.log(1 + x**2) - 2) ** 2),
        sp.exp(x - 5 * sp.log(1 + x + x**3)),
    ],
)
def test_the_count_bounds_the_terms(expr):
    assert term_count(expr) >= len(sp.Add.make_args(sp.expand(expr)))


def test_the_count_needs_no_expansion():
    assert term_count((1 + x + sp.exp(x)) ** 1000) == 501501
    assert term_count((1 + x) ** sp.Rational(10**9 + 1, 2)) > MOST_TERMS
    rng = np.random.default_rng(0)
    for steepness in 10 ** rng.uniform(4, 8, 10):
        bump = sp.exp(-int(steepness) * (sp.log(1 + x**2) - sp.Rational(rng.integers(1, 30), 7)) ** 2)
        assert term_count(x + 1000 * bump) > MOST_TERMS


def test_zero_is_seen_where_an_expansion_shows_it():
    assert is_zero((x + 1) ** 2 - x**2 - 2 * x - 1)
    assert not is_zero(x)
    assert not is_zero((1 + x) ** 5000 - (x + 1) * (1 + x) ** 4999 + x)  # too many terms to say
