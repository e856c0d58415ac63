from dataclasses import astuple
from random import Random

import mpmath
import pytest
import sympy as sp

from theory.schemes.definition import Scheme, truncated_deviation
from theory.schemes.fan_counts import fans
from theory.schemes.lookup import named_schemes, scheme


@pytest.mark.parametrize(("low", "high"), [(-2, 2), (-1, 3), (sp.Rational(1, 2), 4)])
def test_the_exact_deviation_of_a_cut_normal_law(low: sp.Expr, high: sp.Expr) -> None:
    a, b = mpmath.mpf(float(low)), mpmath.mpf(float(high))
    mass = mpmath.quad(mpmath.npdf, [a, b])
    mean = mpmath.quad(lambda z: z * mpmath.npdf(z), [a, b]) / mass
    square = mpmath.quad(lambda z: (z - mean) ** 2 * mpmath.npdf(z), [a, b]) / mass
    assert float(truncated_deviation(sp.sympify(low), sp.sympify(high))) == pytest.approx(
        float(mpmath.sqrt(square))
    )


def test_each_parameter_is_the_float_nearest_to_its_exact_value() -> None:
    rng = Random(3)
    sizes = [1, 2, *(int(2 ** rng.uniform(1, 20)) for _ in range(10))]
    for one in rng.sample(named_schemes(), 8):
        shape = rng.choice(sizes), rng.choice(sizes)
        law = one.at(fans(shape))
        exact = [part.evalf(60, subs=fans(shape).values()) for part in one.parameters]
        # The length of an orthonormal vector is a whole number already.
        assert list(astuple(law)[: len(exact)]) == [float(mpmath.mpf(part)) for part in exact], one.name


def test_a_scheme_is_a_value() -> None:
    assert scheme("he_normal") == scheme("he_normal") != scheme("he_uniform")
    assert len({scheme("he_normal"), scheme(" he_normal ")}) == 1
    with pytest.raises(AttributeError):
        scheme("he_normal").name = "other"  # type: ignore[misc]


def test_only_some_schemes_need_fans() -> None:
    assert not scheme("normal(0.02)").needs_fans
    assert scheme("normal(0.02)").std() == scheme("normal(0.02)").std(fans((3, 4))) == 0.02
    with pytest.raises(ValueError, match="fans = None: he_normal depends on the fans"):
        scheme("he_normal").std()
    with pytest.raises(TypeError, match=r"it must be what theory\.fans"):
        scheme("he_normal").std((3, 4))  # type: ignore[arg-type]


def test_what_the_framework_draws_where_it_counts_other_fans() -> None:
    grouped = fans((64, 8, 3, 3), "convolution", "pytorch", groups=4)
    he = scheme("he_normal(fan_out)")
    assert he.std(grouped) == pytest.approx(2 * he.std(grouped.as_counted))


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("normal(1 - 1)", "deviation = 0: it must be positive"),
        ("uniform(-0.1)", "low must be below high"),
        ("trunc_normal(1, 3, 2)", "low must be below high"),
        ("trunc_normal(0.01, 2, 3)", "no mass that a float can hold"),
    ],
)
def test_a_law_that_exists_at_no_fans(text: str, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        scheme(text)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("normal(sqrt(fan_in - 5))", r"normal\(sqrt\(fan_in - 5\)\): .*not a real number at 4 in, 3 out"),
        ("normal(fan_in - 4)", "deviation = 0: it must be positive"),
        ("normal(10**(fan_in**5))", "too large for a float|must be finite"),
    ],
)
def test_a_law_that_does_not_exist_at_some_fans(text: str, message: str) -> None:
    found = scheme(text)
    with pytest.raises(ValueError, match=message):
        found.at(fans((3, 4)))


def test_fans_are_evaluated_however_they_cancel() -> None:
    found = scheme("normal(sqrt(fan_in**2 + 1) - fan_in)")
    large = 10**9
    assert found.std(fans((1, large))) == pytest.approx(0.5 / large, rel=1e-14)


@pytest.mark.parametrize(
    ("law", "parameters", "message"),
    [
        ("cauchy", (sp.S.One,), "law = 'cauchy': it must be one of normal, uniform"),
        ("uniform", (sp.S.One,), "a uniform law takes low, high"),
        ("normal", (sp.Symbol("width"),), "the symbol width, which is not one of the fans"),
    ],
)
def test_a_scheme_that_is_none(law: str, parameters: tuple[sp.Expr, ...], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        Scheme("own", law, parameters)
