import sympy as sp

from theory.derivation.float_factors import EvenOdds, Rising, factors

k, n, t = sp.symbols("k n t", positive=True)


def test_quotients_of_gamma_functions_become_one_function() -> None:
    assert factors(sp.gamma(k + sp.S.Half) / sp.gamma(k)) == ((Rising(k, sp.S.Half),), (), ())
    assert factors(3 * sp.gamma(k) ** 2 / sp.gamma(k + sp.S.Half) ** 2) == (
        (3, Rising(k + sp.S.Half, -sp.S.Half) ** 2), (), (),
    )  # fmt: skip


def test_tails_are_scaled() -> None:
    assert factors(sp.exp(t**2) * sp.erfc(t))[1] == (t,)
    plain, scaled, apart = factors(sp.exp(2 * t**2) * sp.erfc(t))
    assert (scaled, apart) == ((), ())
    assert sp.erfc(t) in plain


def test_factorials_and_powers_are_taken_by_logarithms() -> None:
    plain, _, apart = factors(sp.binomial(n, k) * t**k)
    assert plain == ()
    assert set(apart) == {(1, sp.gamma(n + 1)), (-1, sp.gamma(k + 1)), (-1, sp.gamma(n - k + 1)), (k, t)}
    assert EvenOdds(n, k).func is EvenOdds
