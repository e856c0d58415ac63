"""How a quotation is compared with a document, on a made-up paper; and the numbers that a claim's words hold."""

from dataclasses import replace

import pytest
import sympy as sp

from paper_checks import LEDGER, Claim
from paper_checks.evidence.document import Document
from paper_checks.evidence.quotation import fault, unprinted_numbers
from paper_checks.printed_number import printed
from tests.paper_checks.evidence.made_up_paper import PAPER


@pytest.mark.parametrize(
    ("words", "locator"),
    [
        ("μ_{m+1}^2 = (1/(2π)) (s_m^2 + μ_m^2) ≈ 0.16(s_m² + μ_m²).", "equation (1)"),
        ("v ≈ 1/√N from [3]", "section 1"),
        ("Its mean is small, and its variance is not.", "section 1"),
        ("For the 30th layer the non-linear term is -1.5", "section 1, below (1)"),
        ("e^(-t^2/(2u^2)) = ((a - b)/c)^(k+1) = h̃_i · Var(x)", "equation (2)"),
        ("e^(-t^2/(2u^2)) [...] for all k ≥ 1.", "equations (1) to (2)"),
        ("This ‘footnote’ is ours.", "footnote 1"),
        ("The mean is 0. It is odd.", "proposition 1"),
        ("The mean of (1), by layer.", "figure 1"),
        ("x ~ N(0, 1)", "equation (3)"),
        ("Let y_m(i) be normal. [...] The mean is 0.", "section 1 and section 2"),
        ("we said.", "section 2"),  # six letters are enough
    ],
)
def test_what_is_printed_is_found(words: str, locator: str) -> None:
    assert fault(PAPER, words, locator) == ""


@pytest.mark.parametrize(
    ("words", "locator", "why"),
    [
        ("v ≈ 2/√N from [3]", "section 1", "does not go on with “2/√N from"),
        ("v ≈ 1/√N from [31]", "section 1", "does not go on with “31]”"),
        ("v ≈ 1/√N is from [3]", "section 1", "does not go on"),
        ("μ_{m+1}^2 = 1/2π (s_m^2 + μ_m^2)", "equation (1)", "does not go on"),  # half of pi
        ("(s_m^2 + μ_m^2) ≈ 0.16(s_m^2", "equation (1)", "cuts"),
        ("≈ 0.16(s_m^2 + μ_m", "equation (1)", "cuts"),
        ("Let y_m(i) be norm", "section 1", "cuts"),
        ("near term is -1.5", "section 1", "cuts"),  # of non-linear
        ("ean is small, and", "section 1", "cuts"),
        ("√N from [3]", "section 1", "cuts"),  # below a fraction's bar
        ("N from [3]", "section 1", "cuts"),  # below a root
        ("2 + μ_m^2) ≈ 0.16", "equation (1)", "cuts"),  # an exponent
        ("its variance is not. v ≈ 1/√N =", "section 1", "cuts a formula"),
        ("and its variance is not.", "equation (2)", "stands elsewhere"),
        ("Its mean is small, we said.", "proposition 1", "stands elsewhere"),  # below the proof
        ("and its variance is not. [...] Let y_m(i) be normal.", "section 1", "another order"),
        ("Let y_m(i) be normal.", "section 1 and section 2", "no word of it stands at section 2"),
        ("Let y_m(i) be normal. [...] = 0", "section 1", "too short"),
        ("", "section 1", "too short"),
    ],
)
def test_what_is_not_printed_there_is_refused(words: str, locator: str, why: str) -> None:
    assert why in fault(PAPER, words, locator)


def test_a_quotation_may_begin_where_the_document_does() -> None:
    document = Document.read("$\\sqrt{N}$ is large here.\n\n$$x = 1 \\quad (1)$$\n\n## 1 End\n\nThe end.\n")
    assert fault(document, "√N is large here", "above (1)") == ""
    assert fault(document, "The end. [...] √N is large here", "section 1 and above (1)") == ""
    assert "cuts" in fault(document, "N is large here", "above (1)")


def test_what_follows_on_a_slide_may_stand_on_the_first_of_several_with_its_title() -> None:
    slides = Document.read("Nets\n\none is small, two is large\n\nNets\n\none is small, as said\n")
    assert fault(slides, "one is small [...] two is large", "slide “Nets”") == ""
    assert fault(slides, "one is small [...] as said", "slide “Nets”") == ""


def test_a_sentence_of_ours_is_refused() -> None:
    """What stood in the ledger as a quotation from Kumar 2017, and nowhere in the paper."""
    ours = "with v^2 = 1/N, 1/s_{m+1}^2 ≈ 1/s_m^2 + 2, so that s_m^2 falls to 0 like 1/(2m), as N → ∞"
    assert "does not go on" in fault(PAPER, ours, "equation (1)")
    assert LEDGER["kumar2017.eq12.preserves-variance.tanh"].source.words == ""


def _with(id: str, rhs: sp.Expr) -> Claim:
    return replace(LEDGER[id], rhs=rhs)


def test_the_printed_numbers_of_a_formula_are_those_of_its_words() -> None:
    printed = [claim for claim in LEDGER.values() if claim.source.words]
    assert {claim.id: wrong for claim in printed if (wrong := unprinted_numbers(claim))} == {}


@pytest.mark.parametrize(
    ("id", "digits"),
    [
        ("kumar2017.eq23", "2.93"),  # for 3
        ("kumar2017.eq23", "3.0"),  # a digit that is not printed
        ("kumar2017.eq24", "1.50"),  # for 1 + 0.49
        ("kumar2017.eq19", "7.2"),  # for 3.6
        ("kumar2017.eq19", "3.60"),
        ("kumar2017.eq23", "2"),  # an exponent
        ("kumar2017.sec4.1.s22", "1.62"),  # for 1.62 × 10^-7
        ("kumar2017.sec4.1.s22", "1.62e-8"),
    ],
)
def test_a_number_that_the_words_lack_is_named(id: str, digits: str) -> None:
    assert unprinted_numbers(_with(id, printed(digits) * sp.Symbol("x"))) == (str(printed(digits)),)
