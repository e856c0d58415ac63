"""How a quotation is compared with a document, on a made-up paper; and no quotation changed since it was compared."""

import json
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest
import sympy as sp

from paper_checks import LEDGER, Claim
from paper_checks.evidence.document import Document
from paper_checks.evidence.latex import plain
from paper_checks.evidence.quotation import fault, unprinted_numbers
from paper_checks.printed_number import printed
from tests.paper_checks.quotations import QUOTED, SEALS, seal, what_is_wrong

ROOT = Path(__file__).parents[2]
PAPER = Document.read(
    r"""# On *means*

## 1 Setup

Let $y_m(i)$ be normal.<sup>1</sup> Its mean is small, and its vari-
ance is not. We take $v \approx 1/\sqrt{N}$ from [3].

$$\mu_{m+1}^2 = \frac{1}{2\pi}(s_m^2 + \mu_m^2) \approx 0.16(s_m^2 + \mu_m^2). \quad (1)$$

For the 30<sup>th</sup> layer the non-linear term is -1.5 and

$$\begin{aligned} e^{-\frac{t^2}{2u^2}} &= \left(\frac{a - b}{c}\right)^{k+1} \\
&= \tilde{\mathbf{h}}_i \cdot \text{Var}(x) \end{aligned} \tag{2}$$

for all $k \geq 1$.

<sup>1</sup>This ‘footnote’ is ours.

## 2 End

**Proposition 1.** *The mean is 0.* It is odd. $\square$ And so on. Its mean is small, we said.

Figure 1: The mean of (1), by layer.

$$x \sim \mathcal{N}(0, 1) \quad (3)$$
"""
)


@pytest.mark.parametrize(
    ("latex", "text"),
    [
        (r"\frac{1}{2\pi}", "‹‹1›/(2π)›"),  # without brackets it would be half of pi
        (r"\frac{u_m^2}{2}", "‹‹u_‹m›^‹2››/‹2››"),
        (r"\frac{a+b}{c}", "‹(a+b)/‹c››"),
        (r"\frac{M!}{(M-k)!k!}", "‹‹M!›/((M-k)!k!)›"),
        (r"\sqrt{N} \sqrt{2\pi}", "√‹N› √(2π)"),
        (r"(0.51)^{m-1} 10^{-7} x_{ij}", "(0.51)^(m-1) 10^‹-7› x_‹ij›"),
        (r"\int_0^\infty", "∫_‹0›^‹∞›"),
        (r"\mathbf{W}_m \neq \text{Var} \dots \quad \tanh", "W_‹m› ≠ Var …   tanh"),
    ],
)
def test_latex_reads_as_it_would_be_typed(latex: str, text: str) -> None:
    assert plain(latex) == text


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


@pytest.mark.parametrize(
    ("locator", "why"),
    [
        ("equation (4)", "no place called equation 4"),
        ("section 1, below (2) and equation (4)", "no place called equation 4"),
        ("section 2, below (1)", "outside section 2"),
        ("equation (2), roughly", "cannot be read"),
        ("2", "'section 3.1'"),
        ("slide “Nothing”", "no slide “Nothing”"),
    ],
)
def test_a_locator_that_names_no_place_is_an_error(locator: str, why: str) -> None:
    with pytest.raises(ValueError, match=r"locator|document has") as error:
        fault(PAPER, "Let y_m(i) be normal.", locator)
    assert why in str(error.value)


def test_a_place_that_stands_twice_is_an_error() -> None:
    twice = Document.read("$$a = b \\quad (1)$$\n\nand\n\n$$c = d \\quad (1)$$\n")
    with pytest.raises(ValueError, match=r"2 places called equation 1: mend the locator"):
        fault(twice, "and so on", "equation (1)")


def test_a_slide_is_found_by_its_title() -> None:
    slides = Document.read(
        "Deep Learning\n\nRegularization\n\n- one of two\n\nRegularization\n\n- two of two, $w_{ij}^k$\n"
    )
    assert fault(slides, "two of two, w_ij^k", "slide “Regularization”") == ""
    assert "does not go on" in fault(slides, "two of three", "slide “Regularization”")


def test_a_sentence_of_ours_is_refused() -> None:
    """What stood in the ledger as a quotation from Kumar 2017, and nowhere in the paper."""
    ours = "with v^2 = 1/N, 1/s_{m+1}^2 ≈ 1/s_m^2 + 2, so that s_m^2 falls to 0 like 1/(2m), as N → ∞"
    assert "does not go on" in fault(PAPER, ours, "equation (1)")
    assert LEDGER["kumar2017.eq12.preserves-variance.tanh"].source.words == ""


# --- numbers ------------------------------------------------------------------------------------------------


def _with(id: str, rhs: sp.Expr) -> Claim:
    return replace(LEDGER[id], rhs=rhs)


@pytest.mark.parametrize("claim", QUOTED, ids=lambda claim: claim.id)
def test_the_printed_numbers_of_a_formula_are_those_of_its_words(claim: Claim) -> None:
    assert unprinted_numbers(claim) == ()


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


# --- the ledger, where nobody has the documents -------------------------------------------------------------


def test_no_quotation_changed_since_it_was_compared_with_its_document() -> None:
    seals = json.loads(SEALS.read_text())
    changed = [claim.id for claim in QUOTED if seals.get(claim.id) != seal(claim)]
    gone = seals.keys() - {claim.id for claim in QUOTED}
    assert not changed, f"compare with the documents, python -m tests.paper_checks.quotations DIR: {changed}"
    assert not gone, f"no such quotations, python -m tests.paper_checks.quotations DIR: {gone}"


@pytest.mark.parametrize(("old", "new"), [("0.34", "0.35"), ("all", "any"), ("m ≥ 1", "m ≥ 2")])
def test_a_change_breaks_the_seal(old: str, new: str) -> None:
    claim = LEDGER["kumar2017.eq30"]
    changed = replace(claim.source, words=claim.source.words.replace(old, new))
    assert seal(replace(claim, source=changed)) != seal(claim)
    assert seal(replace(claim, source=replace(claim.source, locator="equation (29)"))) != seal(claim)


# --- a folder that lacks them -------------------------------------------------------------------------------


def test_a_missing_folder_and_a_missing_document_say_how_to_mend_it(tmp_path: Path) -> None:
    claim = LEDGER["kumar2017.eq30"]
    (tmp_path / "other.txt").write_text("On something else")
    assert f"no folder {tmp_path / 'none'}: --documents must name" in what_is_wrong(claim, tmp_path / "none")
    wrong = what_is_wrong(claim, tmp_path)
    assert wrong.startswith("kumar2017.eq30: no text in")
    assert str(tmp_path) in wrong
    assert "*.txt" in wrong
    assert "“On weight initialization in deep neural networks”" in wrong
    (tmp_path / "a.txt").write_text(
        "# On weight initialization in deep neural networks\n\n## 1 Introduction\n"
    )
    (tmp_path / "b.md").write_text("# On *weight initialization*\nin deep neural networks")


def test_two_texts_of_one_paper_are_an_error(tmp_path: Path) -> None:
    for name in ("a.txt", "b.md"):
        (tmp_path / name).write_text("# On *weight initialization*\nin deep neural networks")
    assert "both hold kumar2017: keep one" in what_is_wrong(LEDGER["kumar2017.eq30"], tmp_path)


@pytest.mark.parametrize(
    ("arguments", "header", "outcome"),
    [
        ((), "quotations: not compared (give --documents=DIR", "1 passed"),
        (("--documents=nowhere",), "quotations: there is no folder nowhere", "1 failed, 1 passed"),
    ],
)
def test_other_tests_run_without_the_documents(arguments: tuple[str, ...], header: str, outcome: str) -> None:
    chosen = ("tests/paper_checks/test_documents.py", "tests/test_imports.py")
    some = "are_the_documents and eq30 or a_forbidden_arrow"
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", "-k", some, *arguments, *chosen],
        capture_output=True,
        text=True,
        check=False,
        cwd=ROOT,
    )
    assert header in done.stdout
    assert outcome in done.stdout
