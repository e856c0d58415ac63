from random import Random

import numpy as np
import pytest
import sympy as sp

from theory.notation import DOMAINS, E, N, domain_of, p, random_point, u, x


def test_a_domain_is_printed_with_its_ends() -> None:
    assert str(domain_of(u)) == "(0, inf)"
    assert str(domain_of(p)) == "[0, 1)"
    assert str(domain_of(N)) == "[1, inf)"


def test_values_inside_come_back_as_an_array() -> None:
    np.testing.assert_array_equal(domain_of(p).require(p, [0, 0.5]), [0.0, 0.5])
    assert domain_of(x).require(x, -3) == -3  # without an entry: any finite number


def test_the_first_value_outside_is_named() -> None:
    with pytest.raises(ValueError, match=r"p = 1: the drop probability must be a finite number in \[0, 1\)"):
        domain_of(p).require(p, [0.5, 1.0, 2.0])
    with pytest.raises(ValueError, match=r"N = 2.5: the number of units in a layer must be an integer"):
        domain_of(N).require(N, 2.5)
    with pytest.raises(ValueError, match="x = nan: this quantity must be a finite number"):
        domain_of(x).require(x, float("nan"))
    with pytest.raises(TypeError, match="must be a number, or an array of them"):
        domain_of(u).require(u, "abc")


@pytest.mark.parametrize("symbol", DOMAINS, ids=str)
def test_random_points_are_admissible_and_typical(symbol: sp.Symbol) -> None:
    domain = domain_of(symbol)
    for seed in range(20):
        value = float(random_point([symbol], Random(seed))[symbol])
        domain.require(symbol, value)
        assert domain.typical[0] <= value <= domain.typical[1]


def test_an_expectation_stays_as_it_is_written() -> None:
    assert E(x + x) == E(2 * x)
    assert E(sp.S.One).has(E)
    assert sp.latex(E(x)) == r"\operatorname{E}\left[x\right]"
    assert sp.latex(E(x) ** 2) == r"\operatorname{E}\left[x\right]^{2}"


def test_a_positive_integer_without_a_domain_is_drawn_as_one() -> None:
    size = sp.Symbol("n", integer=True, positive=True)
    drawn = {random_point([size], Random(seed))[size] for seed in range(40)}
    assert drawn == {1, 2}


@pytest.mark.parametrize("assumptions", [
    {"integer": True, "positive": True}, {"integer": True, "even": True, "positive": True}, {"odd": True},
    {"prime": True}, {"negative": True}, {"integer": True, "negative": True}, {"nonpositive": True},
    {"composite": True}, {"irrational": True}, {"zero": True}, {"integer": True, "nonzero": True}, {"real": True},
])  # fmt: skip
def test_points_satisfy_the_assumptions_of_a_users_own_symbol(assumptions: dict[str, bool]) -> None:
    own = sp.Symbol("own", **assumptions)
    for seed in range(20):
        value = random_point([own], Random(seed))[own]
        assert all(getattr(value, f"is_{name}") is truth for name, truth in assumptions.items())


def test_a_symbol_that_no_number_drawn_can_be_is_an_error() -> None:
    with pytest.raises(ValueError, match="own: found no number that satisfies its assumptions"):
        random_point([sp.Symbol("own", transcendental=True)], Random(1))
