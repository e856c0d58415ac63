"""A document as tokens, and the places in it that a locator names."""

import pytest

from paper_checks.evidence.document import Document, normal, tokens_of
from paper_checks.evidence.quotation import fault
from tests.paper_checks.evidence.made_up_paper import PAPER

# Equations that touch each other, and a section in a section.
TOUCHING = Document.read(
    "A word of six letters.\n\n$$a = b \\quad (1)$$ $$c = d \\quad (2)$$\n\n## 1 Up\n\n$$e = f \\quad (3)$$\n\n"
    "Near it.\n\n### 1.1 On\n\nFar.\n\n## 2 Down\n\nThe end.\n"
)


def _text(place: range, document: Document = PAPER) -> str:
    return " ".join(token.text for token in document.tokens[place.start : place.stop])


@pytest.mark.parametrize(
    ("text", "tokens"),
    [
        ("1,000 of 2.5", ["1,000", "o", "f", "2.5"]),
        ("x² – 1", ["x", "^", "2", "-", "1"]),
        ("“a”, (b).", ["a", "(", "b", ")"]),
        ("h̃_i ∼ …", ["h\u0303", "_", "i", "~", "…"]),
        ("and so on...", ["a", "n", "d", "s", "o", "o", "n", "…"]),
    ],
)
def test_tokens_are_whole_numbers_letters_and_signs(text: str, tokens: list[str]) -> None:
    assert [token.text for token in tokens_of(normal(text))] == tokens


def test_letters_of_a_word_are_glued_and_words_are_not() -> None:
    glued = [token.glued for token in tokens_of("no it-is")]
    assert glued == [False, True, False, True, True, True, True]
    assert [token.glued for token in tokens_of("(ab)")] == [False, False, True, False]


@pytest.mark.parametrize(
    ("locator", "first", "last"),
    [
        ("section 1", "1 S e t u p", "i s o u r s"),
        ("figure 1", "F i g u r e 1", "b y l a y e r"),
        ("footnote 1", "T h i s", "i s o u r s"),
        ("proposition 1", "P r o p o s i t i o n 1", "I t i s o d d"),
    ],
)
def test_a_place_reaches_to_where_the_next_one_starts(locator: str, first: str, last: str) -> None:
    (place,) = PAPER.places(locator)
    text = _text(place)
    assert text.startswith(first)
    assert last in text[-len(last) - 30 :]


def test_an_equation_reaches_from_the_one_before_it_to_the_one_after_it() -> None:
    (second,), (above,), (below,) = (
        PAPER.places(name) for name in ("equation (2)", "above (2)", "below (2)")
    )
    assert (above.start, below.stop) == (second.start, second.stop)
    assert above.stop > below.start  # both hold the equation itself
    (both,) = PAPER.places("equations (1) to (2)")
    assert (both.start, both.stop) == (PAPER.places("equation (1)")[0].start, second.stop)


@pytest.mark.parametrize(
    ("locator", "text"),
    [
        ("above (1)", "A w o r d o f s i x l e t t e r s a = b"),
        ("below (1)", "a = b"),
        ("above (2)", "c = d"),
        ("below (2)", "c = d"),
        ("section 1, above (3)", "1 U p e = f"),
        ("below (3)", "e = f N e a r i t"),
        ("section 1", "1 U p e = f N e a r i t 1.1 O n F a r"),
        ("section 1.1", "1.1 O n F a r"),
    ],
)
def test_places_that_touch_share_nothing_and_a_section_holds_its_parts(locator: str, text: str) -> None:
    (place,) = TOUCHING.places(locator)
    assert _text(place, TOUCHING) == text


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


@pytest.mark.parametrize("bullet", ["", "- ", "○ ", "- O ", " - ", "• "])
def test_a_slide_without_a_title_is_found_by_a_line_of_it(bullet: str) -> None:
    slides = Document.read(
        f"Regularization\n\n- one\n\n{bullet}Designing it is a task that is hard\n- two of two\n"
    )
    for title in ("Designing it is a task that is hard", "Designing it …"):
        assert fault(slides, "Designing it is a task that is hard two of two", f"slide “{title}”") == ""
        assert "elsewhere" in fault(slides, "Regularization one", f"slide “{title}”")
    with pytest.raises(ValueError, match=r"no slide “Designing it”"):
        fault(slides, "Designing it is a task that", "slide “Designing it”")
