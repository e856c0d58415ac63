import ast

import numpy as np
import pytest
import scipy.special
import sympy as sp

from theory.activation.catalogue import ALIASES, CATALOGUE
from theory.activation.functions import FORMULAS, FUNCTIONS, GROWING, SEVERAL
from theory.activation.parsing import parse
from theory.notation import x

REFERENCES = {
    "ln": np.log, "fabs": np.abs, "absolute": np.abs, "sgn": np.sign, "clamp": np.clip, "logistic": scipy.special.expit,
    "sech": lambda a: 1 / np.cosh(a), "pow": np.power, "clip": np.clip,
}  # fmt: skip


@pytest.mark.parametrize("name", [*FUNCTIONS, *FORMULAS])
def test_a_function_is_numpys_or_scipys(name):
    reference = REFERENCES.get(name) or getattr(np, name, None) or getattr(scipy.special, name)
    if name in {"max", "min"}:
        reference = {"max": np.maximum, "min": np.minimum}[name]
    others = [0.3, 0.7] if name in SEVERAL or name in FORMULAS else []
    count = len(FORMULAS[name][0]) if name in FORMULAS else 1 + (name in SEVERAL)
    points = np.random.default_rng(0).uniform(0.01, 0.99, 20)
    call = f"{name}({', '.join(['x', *map(str, others[: count - 1])])})"
    found = sp.lambdify(x, parse(call), ["scipy", "numpy"])(points)
    np.testing.assert_allclose(found, reference(points, *others[: count - 1]), rtol=1e-13)


def test_formulas_are_expressions_of_their_parameters():
    for parameters, text in FORMULAS.values():
        used = {node.id for node in ast.walk(ast.parse(text)) if isinstance(node, ast.Name)}
        assert used - set(FUNCTIONS) == set(parameters)
    assert set(FUNCTIONS) >= GROWING | SEVERAL
    # A name that the catalogue has too means the same function there.
    for name in set(FUNCTIONS) & {*CATALOGUE, *ALIASES}:
        named = parse(f"{name}(x)")
        text = CATALOGUE[ALIASES.get(name, name)]
        assert named == parse(text.text, {key: sp.Rational(value) for key, value in text.defaults.items()})
