"""Each scheme against the standard deviation that its source prints, written out by hand at random fans."""

import math
from collections.abc import Callable

import numpy as np
import pytest

import theory
from theory.schemes.catalogue import ALIASES, RECIPES
from theory.schemes.fan_counts import fans
from theory.schemes.lookup import scheme

# Fans in, fans out, longer side of the matrix -> standard deviation.
_EXPECTED: dict[str, tuple[str, Callable[[int, int, int], float]]] = {
    "normal(0.02)": ("normal", lambda i, o, s: 0.02),
    "uniform(0.3)": ("uniform", lambda i, o, s: 0.3 / 3**0.5),
    "uniform(0, 0.3)": ("uniform", lambda i, o, s: 0.3 / 12**0.5),
    "truncated_normal(0.02)": ("truncated normal", lambda i, o, s: 0.02),
    "truncated_normal(0.02, 3)": ("truncated normal", lambda i, o, s: 0.02),
    "truncated_normal_uncorrected(0.02)": ("truncated normal", lambda i, o, s: 0.02 * 0.8796256610342398),
    "trunc_normal(0.02, -0.04, 0.04)": ("truncated normal", lambda i, o, s: 0.02 * 0.8796256610342398),
    "trunc_normal(0.02)": ("truncated normal", lambda i, o, s: 0.02),  # an absolute 2 is 100 deviations away
    "constant(3)": ("constant", lambda i, o, s: 0.0),
    "zeros": ("constant", lambda i, o, s: 0.0),
    "ones": ("constant", lambda i, o, s: 0.0),
    "orthogonal(1.5)": ("orthogonal", lambda i, o, s: 1.5 / s**0.5),
    "variance_scaling(3, fan_avg, uniform)": ("uniform", lambda i, o, s: (6 / (i + o)) ** 0.5),
    "variance_scaling(3, fan_geo_avg, normal)": ("normal", lambda i, o, s: 3**0.5 / (i * o) ** 0.25),
    "variance_scaling(2, fan_out)": ("truncated normal", lambda i, o, s: (2 / o) ** 0.5),
    "lecun_normal": ("normal", lambda i, o, s: 1 / i**0.5),
    "lecun_uniform": ("uniform", lambda i, o, s: 1 / i**0.5),
    "lecun_truncated_normal": ("truncated normal", lambda i, o, s: 1 / i**0.5),
    "glorot_normal(2)": ("normal", lambda i, o, s: 2 * (2 / (i + o)) ** 0.5),
    "glorot_uniform": ("uniform", lambda i, o, s: (2 / (i + o)) ** 0.5),
    "glorot_truncated_normal": ("truncated normal", lambda i, o, s: (2 / (i + o)) ** 0.5),
    "he_normal": ("normal", lambda i, o, s: (2 / i) ** 0.5),
    "he_uniform(fan_out)": ("uniform", lambda i, o, s: (2 / o) ** 0.5),
    "he_uniform(slope=sqrt(5))": ("uniform", lambda i, o, s: (1 / (3 * i)) ** 0.5),
    "he_truncated_normal": ("truncated normal", lambda i, o, s: (2 / i) ** 0.5),
    "pytorch_default": ("uniform", lambda i, o, s: (1 / (3 * i)) ** 0.5),
    "kumar(sigmoid)": ("normal", lambda i, o, s: (12.8 / i) ** 0.5),
    "kumar(tanh)": ("normal", lambda i, o, s: 1 / i**0.5),
    "preserving(relu)": ("normal", lambda i, o, s: (2 / i) ** 0.5),
    "glu(silu)": ("normal", lambda i, o, s: 1 / (0.35577552 * i) ** 0.5),
    "glu(gelu)": ("normal", lambda i, o, s: 1 / (0.42522148 * i) ** 0.5),
    "alpha_dropout": ("normal", lambda i, o, s: 1 / i**0.5),
    "residual(0.02, 12)": ("normal", lambda i, o, s: 0.02 / 24**0.5),
    "fixup(16)": ("normal", lambda i, o, s: (2 / i) ** 0.5 / 4),
    "fixup(16, 3)": ("normal", lambda i, o, s: (2 / i) ** 0.5 / 2),
    "deepnorm(18)": ("normal", lambda i, o, s: 144**-0.25 * (2 / (i + o)) ** 0.5),
    "deepnorm_encoder(6, 12)": ("normal", lambda i, o, s: 0.87 * (6**4 * 12) ** -0.0625 * (2 / (i + o)) ** 0.5),
    "deepnorm_decoder(12)": ("normal", lambda i, o, s: 144**-0.25 * (2 / (i + o)) ** 0.5),
    "mup_input": ("normal", lambda i, o, s: 1 / i**0.5),
    "mup_hidden(0.02, 256)": ("normal", lambda i, o, s: 0.02 * (256 / i) ** 0.5),
    "mup_output(0.02, 256)": ("normal", lambda i, o, s: 0.02 * 256 / i),
}  # fmt: skip


def test_every_scheme_is_here() -> None:
    assert {text.partition("(")[0] for text in _EXPECTED} == set(RECIPES)


@pytest.mark.parametrize("text", _EXPECTED)
def test_law_and_deviation(text: str) -> None:
    law, expected = _EXPECTED[text]
    rng = np.random.default_rng(904)
    for _ in range(2):
        out, inside, groups, side = (int(part) for part in rng.integers(2, 30, 4))
        found = fans((out * groups, inside, side, 1), "convolution", "pytorch", groups)
        longer = max(out * groups, inside * side)
        wanted = expected(inside * side, out * side, longer)
        assert scheme(text).law == scheme(text).at(found).family == law
        assert scheme(text).std(found) == pytest.approx(wanted, rel=1e-7)
        values = {**found.values()}
        assert float(scheme(text).deviation.subs(values)) == pytest.approx(wanted, rel=1e-7)
        bound = max(abs(end) for end in scheme(text).at(found).support)
        assert float(scheme(text).bound.subs(values)) == pytest.approx(bound, rel=1e-12)


def test_an_alias_is_the_scheme_itself() -> None:
    for alias, name in ALIASES.items():
        assert scheme(alias) == scheme(name)


@pytest.mark.parametrize("cut", [0.1, 1.0, 2.5, 6.0])
def test_a_truncated_normal_has_the_deviation_that_was_asked_for(cut: float) -> None:
    law = scheme("truncated_normal", std=0.7, cut=cut).at()
    assert law.std == pytest.approx(0.7, rel=1e-12)
    assert law.support[1] == pytest.approx(
        0.7 * cut / theory.scheme(f"trunc_normal(1, -{cut}, {cut})").std(), rel=1e-12
    )


def test_pytorchs_default_is_he_with_a_slope_of_root_five() -> None:
    assert scheme("pytorch_default").parameters == scheme("he_uniform(slope=sqrt(5))").parameters


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("kumar(relu)", "relu has a kink at 0"),
        ("kumar(cos(x))", "unknown activation"),
        ("truncated_normal(1, 0)", "cut = 0: it must be positive"),
        ("residual(0.02, 2.5)", "layers = 5/2: it must be an integer of at least 1"),
        ("fixup(4, 1)", "depth = 1: it must be an integer of at least 2"),
        ("deepnorm(0)", "layers = 0: it must be an integer of at least 1"),
        ("orthogonal(0)", "gain = 0: it must be positive"),
        ("mup_hidden(1, 0)", "base = 0: it must be positive"),
        ("he_normal(fan)", "mode = 'fan': it must be one of fan_in, fan_out"),
        ("variance_scaling(1, fan_in, cauchy)", "distribution = 'cauchy': it must be one of normal"),
    ],
)
def test_parameters_that_are_refused(text: str, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        scheme(text)


def test_an_activation_that_is_flat_at_0_is_refused() -> None:
    flat = theory.Activation.from_expr(theory.parse("x**2"))
    with pytest.raises(ValueError, match="slope 0 at 0"):
        scheme("kumar", activation=flat)


def test_moments_of_an_activation_of_ones_own() -> None:
    own = theory.Activation.from_expr(theory.parse("x*tanh(x)"))
    assert scheme("glu", activation=own).std(fans((4, 25))) == pytest.approx(
        float(theory.gain(own)) / 5, rel=1e-12
    )
    assert math.isclose(scheme("preserving", activation=own).std(fans((4, 25))), float(theory.gain(own)) / 5)
