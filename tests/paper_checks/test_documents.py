"""Every quotation of the ledger stands in its document, and a changed one does not; needs ``--documents=DIR``."""

import random
import re
from collections.abc import Callable
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import pytest

from tests.paper_checks.quotations import QUOTED, Quotation, document, what_is_wrong

DIGIT = re.compile(r"\d")
WORD = re.compile(r"[^\W\d_]{2,}")
PART = re.compile(r"[^\W\d_]+|\d+(?:\.\d+)?")
DRAWN = random.Random(2017).sample(
    [claim for claim in QUOTED if DIGIT.search(claim.source.words) and WORD.search(claim.source.words)], 30
)


@pytest.fixture(scope="session")
def folder(pytestconfig: pytest.Config) -> Path:
    return Path(pytestconfig.getoption("--documents"))


@pytest.mark.parametrize("claim", QUOTED, ids=lambda claim: claim.id)
def test_the_words_are_the_documents(claim: Quotation, folder: Path) -> None:
    if wrong := what_is_wrong(claim, folder):
        pytest.fail(wrong, pytrace=False)


def _replaced(words: str, match: re.Match[str], new: str) -> str:
    return words[: match.start()] + new + words[match.end() :]


def one_digit_changed(words: str, draw: random.Random, _: list[str]) -> str:
    match = draw.choice(list(DIGIT.finditer(words)))
    return _replaced(words, match, draw.choice([digit for digit in "0123456789" if digit != match[0]]))


def one_word_changed(words: str, draw: random.Random, others: list[str]) -> str:
    """A word becomes another one of the document."""
    match = draw.choice(list(WORD.finditer(words)))
    return _replaced(words, match, draw.choice([word for word in others if word != match[0]]))


def one_part_dropped(words: str, draw: random.Random, _: list[str]) -> str:
    """A word, letter or number inside a fragment is gone; without its first or last, it is still a quotation."""
    fragment = draw.choice([part for part in words.split("[...]") if len(PART.findall(part)) > 2])
    return words.replace(fragment, _replaced(fragment, draw.choice(list(PART.finditer(fragment))[1:-1]), ""))


def two_parts_swapped(words: str, draw: random.Random, _: list[str]) -> str:
    pairs = [(a, b) for a, b in pairwise(PART.finditer(words)) if a[0] != b[0]]
    first, second = draw.choice([(a, b) for a, b in pairs if "[...]" not in words[a.end() : b.start()]])
    return _replaced(_replaced(words, second, first[0]), first, second[0])


@pytest.mark.parametrize("change", [one_digit_changed, one_word_changed, one_part_dropped, two_parts_swapped])
@pytest.mark.parametrize("claim", DRAWN, ids=lambda claim: claim.id)
def test_a_changed_quotation_is_refused(
    claim: Quotation, change: Callable[[str, random.Random, list[str]], str], folder: Path
) -> None:
    try:
        tokens = document(claim, folder).tokens
    except ValueError as error:
        pytest.fail(f"{claim.id}: {error}", pytrace=False)
    others = WORD.findall("".join(token.text if token.glued else f" {token.text}" for token in tokens))
    words = change(claim.source.words, random.Random(claim.id), others)
    assert words != claim.source.words
    assert what_is_wrong(replace(claim, source=replace(claim.source, words=words)), folder), words
