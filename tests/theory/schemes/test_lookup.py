import numpy as np
import pytest
import sympy as sp

import theory
from theory.schemes.fan_counts import FAN_IN, FAN_OUT
from theory.schemes.lookup import named_schemes, scheme, scheme_names


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("he_normal", "he_normal"),
        (" Kaiming_Normal ", "he_normal"),
        ("normal(0.02/sqrt(2*12))", "normal(0.02/sqrt(2*12))"),
        (
            "variance_scaling(2, mode='fan_avg', distribution=uniform)",
            "variance_scaling(2, mode=fan_avg, distribution=uniform)",
        ),
        ("xavier_normal( gain = 2 )", "glorot_normal(gain=2)"),
        ("zeros()", "zeros"),
    ],
)
def test_a_scheme_has_one_name(text: str, name: str) -> None:
    found = scheme(text)
    assert found.name == name
    assert scheme(found.name) == found


def test_numbers_are_read_exactly() -> None:
    assert scheme("normal(0.02/sqrt(2*12))").deviation == sp.Rational(1, 50) / sp.sqrt(24)
    assert scheme("normal(sqrt(2/(fan_in + fan_out)))").deviation == sp.sqrt(2 / (FAN_IN + FAN_OUT))
    assert scheme("normal", std=0.02).deviation == sp.Rational(1, 50)
    assert scheme("kumar", activation="sigmoid") == scheme("kumar(activation=sigmoid)")
    assert scheme("glu(leaky_relu)").deviation == scheme("glu", activation=theory.get("leaky_relu")).deviation


def test_names() -> None:
    assert set(scheme_names()) > {"he_normal", "truncated_normal", "mup_output"}
    named = {found.name for found in named_schemes()}
    assert {
        "he_normal",
        "he_normal(fan_out)",
        "glorot_uniform",
        "pytorch_default",
        "orthogonal",
        "zeros",
    } <= named
    assert not named & {"normal", "kumar", "residual", "variance_scaling"}
    assert all(found.source for found in named_schemes() if found.law != "constant")


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("he_norml", "unknown scheme 'he_norml': did you mean 'he_normal'"),
        ("normal", "the parameters of normal are: std"),
        ("normal(1, 2)", "too many positional arguments; the parameters of normal are: std"),
        ("normal(sigma=1)", "normal has no parameter 'sigma'"),
        ("normal(1, std=2)", "multiple values"),
        ("normal(x)", "std = x: it must be a number, or an expression in fan_in and fan_out"),
        ("normal(width)", "unknown name 'width'"),
        ("normal(1/0)", "divides by 0"),
        ("normal(*a)", r"parameters with \* are not allowed"),
        ("normal(**a)", r"parameters with \* are not allowed"),
        ("glu(slu)", "did you mean 'silu'"),
        ("he_normal.std", "does not name a scheme: write a name"),
        ("normal(", "does not name a scheme"),
        ("", "does not name a scheme"),
        ("(" * 200, "does not name a scheme"),
        ("normal(" + "1+" * 300 + "1)", "at most 500 characters"),
        ("__import__('os').system('true')", "does not name a scheme"),
        ("exec('1')", "unknown scheme 'exec'"),
    ],
)
def test_text_that_is_refused(text: str, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        scheme(text)


def test_any_text_is_a_scheme_or_a_value_error() -> None:
    """Tokens in random order: what is no scheme is refused, and nothing of it runs."""
    rng = np.random.default_rng(905)
    tokens = [
        *scheme_names(),
        "(",
        ")",
        ",",
        "=",
        "std",
        "cut",
        "0.02",
        "12",
        "-",
        "/",
        "**",
        "sqrt(",
        "fan_in",
    ]
    tokens += [
        "x",
        "silu",
        "'",
        "lambda:",
        "__class__",
        ".",
        "[0]",
        "*",
        "1e999",
        "nan",
        " ",
        "\n",
        "\0",
        "é",
    ]
    made = 0
    for _ in range(400):
        name = str(rng.choice(scheme_names()))
        text = name + "(" * int(rng.integers(2)) + "".join(rng.choice(tokens, int(rng.integers(5))))
        try:
            made += bool(scheme(text + ")" * int(rng.integers(2))).law)
        except ValueError:
            continue
    assert made > 10


def test_what_is_not_text() -> None:
    with pytest.raises(TypeError, match="it must name a scheme"):
        scheme(0.02)  # type: ignore[arg-type]
    with pytest.raises(ValueError, match="two values for std"):
        scheme("normal(std=1)", std=2)
