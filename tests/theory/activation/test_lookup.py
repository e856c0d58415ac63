import re

import numpy as np
import pytest
import sympy as sp

from theory.activation.catalogue import ALIASES, CATALOGUE
from theory.activation.lookup import get, resolve
from theory.activation.parameters import canonical
from theory.integration.gaussian_moments import moments
from theory.notation import x


def test_parameters_have_pytorchs_names_and_defaults():
    assert get("leaky_relu").expr.subs(x, -1) == -sp.Rational(1, 100)
    assert get("leaky_relu", negative_slope=0.2).expr.subs(x, -1) == -sp.Rational(1, 5)
    assert get("elu", alpha=2).expr.subs(x, -1) == 2 * sp.exp(-1) - 2
    assert get("celu", alpha=2).expr.subs(x, -2) == 2 * sp.exp(-1) - 2
    assert get("softplus", beta=3).expr.subs(x, 1) == sp.log(1 + sp.exp(3)) / 3
    assert get("hardtanh", min_val=-2, max_val=3).kinks == (-2, 3)
    assert get("threshold", threshold=1, value=-5).jumps == ((1, 6),)
    assert get("softshrink", lambd=0.25).kinks == (-sp.Rational(1, 4), sp.Rational(1, 4))
    assert get("rrelu", lower=0.25, upper=0.75).expr.subs(x, -1) == -sp.Rational(1, 2)
    assert get("monomial", degree=5).expr == x**5
    assert get("leaky_relu", negative_slope=0.2).name == "leaky_relu(negative_slope=1/5)"


@pytest.mark.parametrize(
    ("wrong", "near"),
    [("gelo", "gelu"), ("Swich", "swish"), ("leaky", "leaky_relu"), ("exponentail", "exponential")],
)
def test_an_unknown_name_suggests_the_nearest(wrong, near):
    with pytest.raises(ValueError, match=f"did you mean '{near}'"):
        get(wrong)


@pytest.mark.parametrize("far", ["foo", "", "x" * 10_000])
def test_a_name_unlike_any_other_gets_no_suggestion_and_is_shortened(far):
    with pytest.raises(ValueError, match="unknown activation") as stop:
        get(far)
    assert "did you mean" not in str(stop.value)
    assert len(str(stop.value)) < 1000


def test_frameworks_spellings_are_names():
    spelt = {
        "ReLU": "relu", "LeakyReLU": "leaky_relu", "ReLU6": "relu6", "GELU": "gelu", "SiLU": "silu",
        "Hardswish": "hardswish", "LogSigmoid": "logsigmoid", "soft_sign": "softsign", "Identity": "linear",
        " Tanh ": "tanh", "hard_tanh": "hardtanh",
    }  # fmt: skip
    for given, name in spelt.items():
        assert get(given) is get(name)
    folded = [name.replace("_", "") for name in (*CATALOGUE, *ALIASES)]
    assert len(set(folded)) == len(folded)
    assert get("LeakyReLU", negative_slope=0.2) is get("leaky_relu", negative_slope=0.2)


def test_bad_parameters():
    with pytest.raises(ValueError, match=r"no parameter 'slope'.*did you mean 'negative_slope'"):
        get("leaky_relu", slope=0.1)
    with pytest.raises(ValueError, match="it takes none"):
        get("relu", alpha=1)
    for value in (float("nan"), float("inf"), "__import__('os')", None, 1j, True):
        with pytest.raises(ValueError, match="finite real number"):
            get("elu", alpha=value)


def test_aliases_and_resolve():
    assert get("swish") is get("silu")
    assert set(ALIASES.values()) <= set(CATALOGUE)
    assert resolve(get("tanh")) is resolve("tanh")
    for wrong in (resolve, get):
        with pytest.raises(TypeError, match="= 3: expected"):
            wrong(3)


def test_parameters_may_stand_in_brackets_behind_the_name():
    rng = np.random.default_rng(7)
    for name in ("leaky_relu", "elu", "celu", "softshrink", "softplus", "LeakyReLU"):
        value = float(rng.integers(1, 40)) / 16
        key = next(iter(CATALOGUE[canonical(name)].defaults))
        for text in (f"{name}({value})", f"{name}({key}={value})", f" {name} ( {value} ) "):
            assert resolve(text) == get(name, **{key: value})
    assert resolve("tanh()").expr == get("tanh").expr
    assert float(moments("leaky_relu(1/4)", 1.0).second) == pytest.approx((1 + 1 / 16) / 2)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("leaky_relu(0.2", "one pair of brackets"),
        ("leaky_relu(0.2)*elu(1)", "one pair of brackets"),
        ("leaky_relu((0.2))", "one pair of brackets"),
        ("leaky_relu(0.2, 0.3)", "leaky_relu takes 1 parameter (negative_slope), got 2"),
        ("relu(1)", "relu takes no parameter, got 1"),
        ("elu(1, alpha=2)", "two values for alpha"),
        ("elu(alpha=1, alpha=2)", "alpha stands twice"),
        ("elu(x)", "expected a number, got 'x'; a formula is read by parse, and by --text"),
        ("elu(1e999999999)", "expected a number, got '1e999999999'"),
        ("elu(nan)", "expected a number, got 'nan'"),
        ("elu(1/0)", "expected a number, got '1/0'"),
        ("elu(beta=2)", "elu has no parameter 'beta'"),
        ("nothing(0.2)", "unknown activation"),
    ],
)
def test_brackets_that_do_not_fit(text, message):
    with pytest.raises(ValueError, match=re.escape(message)):
        resolve(text)
