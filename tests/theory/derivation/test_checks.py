import pytest
import sympy as sp

from theory.derivation.checks import (
    DIGITS,
    points,
    require_close,
    require_nonnegative,
    require_smooth,
    require_zero,
)
from theory.derivation.step import StepRefused
from theory.notation import N, p, u, x


def test_zero_is_decided_or_refused() -> None:
    require_zero((u + 1) ** 2 - u**2 - 2 * u - 1)
    require_zero(sp.erf(x) + sp.erfc(x) - 1)
    require_zero(sp.gamma(u + 1) / sp.gamma(u) - sp.exp(sp.loggamma(u + 1) - sp.loggamma(u)))
    for difference in (sp.S.One, u, sp.Function("f")(u), sp.gamma(u) - sp.exp(2 * sp.loggamma(u))):
        with pytest.raises(StepRefused, match="does not bring to 0"):
            require_zero(difference)


def test_numbers_agree_to_the_digits_that_are_asked_for() -> None:
    one = sp.Float(1, 40)
    third = one / 3
    require_close(third, third * (one + sp.Float("1e-21", 40)), 20, "here")
    with pytest.raises(StepRefused, match=r"at here the sides are 0\.333333333333 and"):
        require_close(third, third * (one + sp.Float("1e-19", 40)), 20, "here")
    require_close(sp.Float("1e-70"), sp.S.Zero, DIGITS, "two numbers that cancel")


def test_points_are_in_the_typical_ranges_and_the_same_each_time() -> None:
    found = list(points(u + p, N))
    assert len(found) == 8
    assert found == list(points(N * p, u))
    for point in found:
        assert set(point) == {u, p, N}
        assert 2 <= point[N] <= 40
        assert 0.05 <= point[p] <= 0.9
    assert len({point[u] for point in found}) == 8


def test_without_symbols_there_is_one_point() -> None:
    assert list(points(sp.pi)) == [{}]
    assert list(points(u, omit={u})) == [{}]


def test_what_may_jump_is_named() -> None:
    require_smooth(sp.erf(x) * sp.exp(-(u**2)) + sp.atan(x) + sp.tanh(x) / (1 + x**2))
    for jump in (sp.floor(x), sp.sign(x), sp.Heaviside(x), sp.Max(0, x), sp.Piecewise((0, x < 1), (1, True))):
        with pytest.raises(StepRefused, match="may jump: give a smooth function"):
            require_smooth(1 + u * jump)


def test_what_divides_by_what_may_be_0_may_jump() -> None:
    shift = sp.Symbol("c", real=True)
    for smooth in (sp.atan(1 / (u + x**2)), sp.atan(x / shift), sp.log((1 + x) / (1 - x)), 1 / sp.cosh(x)):
        require_smooth(smooth, x)
    for jump in (
        sp.atan(1 / x), sp.tanh(1 / (shift + x**2)), sp.sqrt((u - x) ** 2) / (u - x), (u - x) / sp.sqrt((u - x) ** 2),
        sp.log(2 + sp.tanh(1 / x)), sp.atan(sp.coth(x)),
    ):  # fmt: skip
        with pytest.raises(StepRefused, match="may jump"):
            require_smooth(jump, x)
    require_smooth(sp.atan(1 / x))  # where a limit is taken, and nothing is said of every x


def test_what_may_be_negative_is_named() -> None:
    for factor in ((x - 1) ** 2, sp.tanh(x) ** 4, u, sp.exp(x)):
        require_nonnegative(factor)
    for factor in (x, -(x**2), (x - 1) ** 3, 1 - u):
        with pytest.raises(StepRefused, match="is not shown to be 0 or more"):
            require_nonnegative(factor)
