import pytest
from flint import arb

from theory.activation.activation import Activation
from theory.activation.parsing import parse
from theory.mean_field.closed_products import closed_drops, closed_slopes, has_closed_products


def of_text(text: str) -> Activation:
    return Activation.from_expr(parse(text), "g")


def test_sine_is_a_ball_about_its_law():
    (found,) = closed_drops(of_text("sin(3*x)"), 0.5, [0.25])
    exact = (arb(-4.5).exp()) * (arb(4.5).sinh() - arb(1.125).sinh())
    assert found.drop.overlaps(exact)
    assert found.drop.rad() < 1e-17


def test_the_slope_of_a_parabola():
    # E (2 y1)(2 y2) = 4 q c and E y^4 = 3 q^2.
    ((second, slope),) = closed_slopes(of_text("x**2"), 0.5, [0.25])
    assert second.overlaps(arb(0.75))
    assert slope.overlaps(arb(0.5))


def test_an_even_function_drops_by_nothing_at_minus_1():
    (found,) = closed_drops(of_text("cos(x)"), 1.0, [-1.0])
    assert abs(found.drop) < 1e-100


@pytest.mark.parametrize(
    ("text", "q", "has"), [("exp(x**2/8)", 1.9, True), ("exp(x**2/8)", 2.1, False), ("tanh(x)", 1, False)]
)
def test_what_has_a_closed_form(text, q, has):
    assert has_closed_products(of_text(text), q) is has
