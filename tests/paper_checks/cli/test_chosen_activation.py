import argparse

import pytest
import sympy as sp

from paper_checks.cli.chosen_activation import add_activation, chosen_activation
from theory import get
from theory.notation import x


def chosen(*arguments: str):
    parser = argparse.ArgumentParser()
    add_activation(parser, "gelu")
    return chosen_activation(parser.parse_args(arguments))


def test_a_name_a_parameter_or_a_formula() -> None:
    assert chosen("GELU") == get("gelu")
    assert chosen("elu", "--set", "alpha=0.3") == get("elu", alpha=sp.Rational(3, 10))
    assert chosen("--text", "x*tanh(x)").expr == x * sp.tanh(x)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["relu", "--set", "slope=2"], "slope"),
        (["--text", "x", "--set", "a=1"], "--set works with a NAME only"),
        (["--text", "x + y"], "unknown name 'y'"),
    ],
)
def test_what_is_no_activation_is_refused(arguments: list[str], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        chosen(*arguments)


@pytest.mark.parametrize("arguments", [[], ["relu", "--text", "x"], ["elu", "--set", "alpha=a"]])
def test_bad_usage(arguments: list[str]) -> None:
    with pytest.raises(SystemExit):
        chosen(*arguments)
