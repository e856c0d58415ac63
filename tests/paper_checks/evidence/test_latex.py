"""LaTeX as plain text."""

import pytest

from paper_checks.evidence.latex import plain


@pytest.mark.parametrize(
    ("latex", "text"),
    [
        (r"\frac{1}{2\pi}", "‹‹1›/(2π)›"),  # without brackets it would be half of pi
        (r"\frac{u_m^2}{2}", "‹‹u_‹m›^‹2››/‹2››"),
        (r"\frac{a+b}{c}", "‹(a+b)/‹c››"),
        (r"\frac{M!}{(M-k)!k!}", "‹‹M!›/((M-k)!k!)›"),
        (r"\sqrt{N} \sqrt{2\pi}", "√‹N› √(2π)"),
        (r"\sqrt{h_i} \frac{1}{s_m^2}", "√‹h_‹i›› ‹‹1›/‹s_‹m›^‹2›››"),  # an index needs no brackets around it
        (r"(0.51)^{m-1} 10^{-7} x_{ij}", "(0.51)^(m-1) 10^‹-7› x_‹ij›"),
        (r"\int_0^\infty", "∫_‹0›^‹∞›"),
        (r"\mathbf{W}_m \neq \text{Var} \dots \quad \tanh", "W_‹m› ≠ Var …   tanh"),
    ],
)
def test_latex_reads_as_it_would_be_typed(latex: str, text: str) -> None:
    assert plain(latex) == text


@pytest.mark.parametrize(
    ("latex", "text"),
    [
        (r"\tilde{h}_i", "h\u0303_‹i›"),
        (r"\left( a \right)", " ( a  )"),
        (r"\begin{aligned} a \end{aligned}", " a "),
        (r"\unknown{a}", "unknown‹a›"),
        ("a } b", "a } b"),  # a brace without a partner ends nothing
    ],
)
def test_accents_layout_and_unknown_commands(latex: str, text: str) -> None:
    assert plain(latex) == text


def test_text_around_a_formula_stays() -> None:
    assert plain(r"It is $\frac{a+b}{2}$, as said.") == "It is $‹(a+b)/‹2››$, as said."
