import numpy as np
import pytest
from flint import arb, ctx

from theory.activation.activation import Activation
from theory.activation.parsing import parse
from theory.mean_field.arcsine_products import ErrorFunction, HalfLines, arcsine_products
from theory.mean_field.product_means import _Numeric


def _of_text(text: str) -> Activation:
    return Activation.from_expr(parse(text), "g")


def _drawn() -> list[str]:
    rng = np.random.default_rng(17)

    def polynomial(degree: int) -> str:
        return " + ".join(f"({rng.uniform(-2, 2):.2f})*x**{k}" for k in range(degree + 1))

    sides = [f"{polynomial(m)} if x > 0 else {polynomial(n)}" for m, n in ((0, 0), (1, 1), (1, 2), (3, 0))]
    steps = [f"{a:.2f}*erf({b:.2f}*x) + {d:.2f}" for a, b, d in rng.uniform(0.2, 3, (2, 3))]
    return sides + steps


@pytest.mark.parametrize("text", _drawn())
def test_quadrature_agrees_within_its_own_bound(text: str) -> None:
    rng = np.random.default_rng(len(text))
    function, q = _of_text(text), float(rng.uniform(0.1, 4))
    law = arcsine_products(function)
    assert law is not None
    c = np.array([*rng.uniform(-0.95, 0.95, 2), 1 - 1e-4])
    by_quadrature = _Numeric(function, q)
    drops, drop_errors = by_quadrature.drops(c)
    slopes, slope_errors = by_quadrature.slopes(c)
    for k, at in enumerate(c.tolist()):
        with ctx.workprec(200):
            second = law.products(arb(q))(arb(1))
            drop, slope = 1 - law.products(arb(q))(arb(at)) / second, law.slopes(arb(q))(arb(at)) / second
        assert abs(float(drop) - drops[k]) <= drop_errors[k]
        assert abs(float(slope) - slopes[k]) <= slope_errors[k]


def test_relu_is_the_kernel_of_cho_and_saul() -> None:
    law = arcsine_products(_of_text("relu(x)"))
    angle = arb(0.3).acos()
    assert law.products(arb(2))(arb(0.3)).overlaps((angle.sin() + (arb.pi() - angle) * arb(0.3)) / arb.pi())


def test_deltas_of_a_jump_meet_where_the_inputs_are_equal_or_opposite() -> None:
    law = arcsine_products(_of_text("sign(x)"))
    assert float(law.slopes(arb(1))(arb(1))) == float(law.slopes(arb(1))(arb(-1))) == np.inf


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("relu(x)", HalfLines), ("erf(x/3) - 2", ErrorFunction), ("tanh(x)", type(None)), ("x**2", type(None)),
        ("relu(x - 1)", type(None)), ("erf(x)**2", type(None)), ("erf(x + 1)", type(None)),
        ("exp(x) if x > 0 else x", type(None)), ("x*erf(x)", type(None)), ("relu(x)**9", type(None)),
    ],
)  # fmt: skip
def test_what_is_of_these_kinds(text: str, kind: type) -> None:
    assert type(arcsine_products(_of_text(text))) is kind
