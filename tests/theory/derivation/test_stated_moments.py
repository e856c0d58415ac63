"""Moments: those of laws are told from numbers that are none."""

from __future__ import annotations

import pytest
import sympy as sp

from theory.derivation.stated_moments import is_of_a_law, require_moments
from theory.notation import KEEP, mu, p, s, v

FREE = sp.symbols("a_1:5", real=True)


def _moments(atoms: dict[int, sp.Rational], count: int) -> list[sp.Rational]:
    return [
        sum(chance * sp.S(value) ** power for value, chance in atoms.items()) for power in range(1, count + 1)
    ]


@pytest.mark.parametrize("count", range(1, 7))
@pytest.mark.parametrize(
    "atoms",
    [
        {3: sp.S.One},
        {-1: sp.Rational(1, 2), 1: sp.Rational(1, 2)},
        {0: sp.Rational(2, 3), 5: sp.Rational(1, 3)},
        {-2: sp.Rational(1, 12), 0: sp.Rational(5, 12), 1: sp.Rational(1, 2)},
        {-2: sp.Rational(1, 8), 0: sp.Rational(1, 8), 1: sp.Rational(1, 2), 4: sp.Rational(1, 4)},
    ],
    ids=str,
)
def test_moments_of_finite_laws(atoms: dict[int, sp.Rational], count: int) -> None:
    moments = _moments(atoms, count)
    assert is_of_a_law(moments)
    if count % 2 == 0:  # lower by a little: below what the law of fewest values has
        assert is_of_a_law([*moments[:-1], moments[-1] - sp.Rational(1, 10**6)]) == (2 * len(atoms) > count)


@pytest.mark.parametrize(
    "numbers",
    [
        (0, -1), (2, 3), (0, 0, 1), (0, 0, 0, 1), (1, 1, 2), (0, 1, 0, sp.Rational(1, 2)), (0, 1, 0, 1, 1),
        (0, 1, 0, 1, 0, 2), (0, 1, 2, 4),
    ],
)  # fmt: skip
def test_numbers_that_are_no_moments(numbers: tuple[int, ...]) -> None:
    assert not is_of_a_law(sp.sympify(numbers))


@pytest.mark.parametrize(
    "moments",
    [
        (sp.S.Zero, v**2, sp.S.Zero, 3 * v**4), (mu, mu**2 + s**2), (KEEP, KEEP, KEEP), (1 - p, 1 - p), FREE,
        (sp.S.Zero, v**2), (sp.S.Zero, sp.Symbol("q", positive=True)),
    ],
)  # fmt: skip
def test_moments_at_every_value_of_their_letters(moments: tuple[sp.Expr, ...]) -> None:
    require_moments(moments, "w")


@pytest.mark.parametrize(
    "moments",
    [
        (sp.S.Zero, v**2, sp.S.Zero, sp.Rational(27, 8) * v),  # right at v = 3/2, and at no greater one
        (sp.S.Zero, v**2, FREE[2], sp.Rational(27, 8) * v),
        (sp.S.Zero, v**2, sp.S.Zero, v**4 * sp.Rational(99, 100)),
        (sp.S.Zero, mu),
        (FREE[0], FREE[0]),  # a probability that may be 2
        (mu, s**2),
        (mu, s),  # parameters, whose meaning is another one
        (1 - v, 1 - v),
    ],
)
def test_moments_that_some_values_make_impossible_are_refused(moments: tuple[sp.Expr, ...]) -> None:
    with pytest.raises(ValueError, match=r"no law of w has .* at .*: state moments of one law"):
        require_moments(moments, "w")


def test_moments_are_rational_functions() -> None:
    with pytest.raises(ValueError, match="give rational functions of letters"):
        require_moments((sp.S.Zero, sp.exp(v)), "w")
