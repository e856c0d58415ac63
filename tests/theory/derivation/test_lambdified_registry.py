"""Every derivation as a function, at typical, small and huge values, against mpmath."""

import keyword
import math
from random import Random

import mpmath
import numpy as np
import pytest
import sympy as sp

from theory.derivation.derivation import Derivation
from theory.derivation.lambdified import numpy_function
from theory.derivation.registry import derivations
from theory.notation import domain_of, random_point

DIGITS = 200  # what cancels at 1e-9 and is raised to powers needs more than 50


def callable_derivations() -> list[Derivation]:
    """Return those whose result is a number made of numbers, one for each result."""
    found = {}
    for build in derivations().values():
        derivation = build()
        entries = derivation.rhs.atoms(sp.MatrixSymbol, sp.Indexed, sp.Integral)
        if derivation.arguments and not entries and not isinstance(derivation.rhs, sp.Symbol):
            found.setdefault(derivation.rhs, derivation)
    return list(found.values())


def values_of(derivation: Derivation, size: int, rng: Random) -> dict[sp.Symbol, float]:
    """Draw values of ordinary size (0), or many times smaller (-1) or larger (1) where the domains allow it."""
    values = {}
    for symbol, typical in random_point(derivation.arguments, rng).items():
        domain, factor = domain_of(symbol), 10 ** (size * rng.uniform(0, 8))
        value = float(typical) * factor
        if symbol.is_integer:
            most = 300 if derivation.rhs.has(sp.Sum) else 10**5
            value = float(typical) if size < 0 else float(min(round(value), most))
        values[symbol] = value if domain.low < value < domain.high or symbol.is_integer else float(typical)
    return values


def _factorial(n: int) -> mpmath.mpf:
    """Return n!, inf below 0: a pattern of more units than there are has the probability 1/inf."""
    return mpmath.factorial(n) if n >= 0 else mpmath.inf


def _gamma(z: mpmath.mpf) -> mpmath.mpf:
    """Return the gamma function, inf at its poles, by which SymPy writes a binomial coefficient that is 0."""
    return mpmath.inf if z <= 0 and mpmath.isint(z) else mpmath.gamma(z)


def true_value(derivation: Derivation, exact, values: dict[sp.Symbol, float]) -> mpmath.mpf | None:
    """Return the value in many digits; None where it is not a real number."""
    with mpmath.workdps(DIGITS):
        given = [int(part) if symbol.is_integer else mpmath.mpf(part) for symbol, part in values.items()]
        try:
            value = exact(*given)
        except ZeroDivisionError:
            return None
        return None if isinstance(value, mpmath.mpc) else mpmath.mpf(value)


def test_every_derivation_is_right_at_any_size() -> None:
    rng, count, wrong = Random(14), 0, []
    for derivation in callable_derivations():
        exact = sp.lambdify(
            derivation.arguments, derivation.rhs, [{"factorial": _factorial, "gamma": _gamma}, "mpmath"]
        )
        for size in rng.sample((0, -1, 1), 1):  # one each: there are hundreds
            values = values_of(derivation, size, rng)
            names = dict(zip(derivation.argument_names, values.values(), strict=True))
            target = true_value(derivation, exact, values)
            if target is None:
                with pytest.raises(ValueError, match="no finite real value"):
                    derivation(**names)
                continue
            found, count = float(derivation(**names)), count + 1
            close = abs(found - target) <= 1e-9 * abs(target) + mpmath.mpf(5e-324)
            if not (close or (math.isinf(found) and abs(target) > 1.79e308)):
                wrong.append((derivation.name, names, found, mpmath.nstr(target, 17)))
    assert wrong == []
    assert count > 150


def test_every_argument_has_a_name_of_its_own_that_python_can_spell() -> None:
    for build in derivations().values():
        names = build().argument_names
        assert len(set(names)) == len(names)
        assert all(name.isidentifier() and not keyword.iskeyword(name) for name in names)


@pytest.mark.parametrize(("name", "values", "value"), [
    ("norm_ratio", {"N": 512}, 0.998778610729613), ("chi_mean", {"k": 500}, 22.34950223717938),
    ("relu_variance", {"u": 1e308}, np.inf), ("tanh_slope_ratio", {"t": 400.0}, -1 / 160000),
    ("kept_units_pmf", {"M": 5, "k": 7, "p": 0.5}, 0.0), ("chi_mean", {"k": 0}, 0.0),
])  # fmt: skip
def test_results_beyond_the_intermediate_overflow(name: str, values: dict[str, float], value: float) -> None:
    assert derivations()[name]()(**values) == pytest.approx(value, rel=1e-12)


def test_discrete_laws_are_scipys() -> None:
    from scipy.stats import binom, poisson

    rng = Random(9)
    for _ in range(20):
        units = int(10 ** rng.uniform(1, 9))
        kept, p = int(units * rng.uniform(0.499, 0.501)), 0.5
        found = derivations()["kept_units_pmf"]()(M=units, k=kept, p=p)
        assert found == pytest.approx(binom.pmf(kept, units, 1 - p), rel=1e-9)
        rate = float(10 ** rng.uniform(0, 6))
        kept = int(rate + rng.uniform(-2, 2) * math.sqrt(rate))
        assert derivations()["poisson_limit"]()(k=kept, lambda_=rate) == pytest.approx(
            poisson.pmf(kept, rate), rel=1e-9
        )


def test_a_long_sum_keeps_its_digits() -> None:
    # E chi/sqrt(N) of a binomial number of units: 1 - 5/(8 N) + O(1/N^2), by series.
    for size in (10**4, 10**5):
        found = float(derivations()["norm_ratio"]()(N=size))
        assert found == pytest.approx(1 - 5 / (8 * size), abs=2 / size**2)


def test_what_has_no_real_value_is_an_error() -> None:
    t = sp.Symbol("t", real=True)
    with pytest.raises(ValueError, match="no finite real value that can be told at t = -2"):
        numpy_function(sp.sqrt(t), t)(-2.0)
