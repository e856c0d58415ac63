"""The papers' own texts, where somebody has them, and a seal for each quotation that was compared with one.

``python -m tests.paper_checks.quotations DIR`` compares every quotation with the texts in a folder, and seals them
in quotations.json if all stand there.  Whoever lacks the texts can still see that no quotation changed since.
"""

import hashlib
import json
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from paper_checks import LEDGER, Claim, Source
from paper_checks.evidence.document import Document, normal, tokens_of
from paper_checks.evidence.quotation import fault, finds

SEALS = Path(__file__).with_suffix(".json")
TEXTS = ("*.txt", "*.md")
# How the text of each paper begins: files may have any name.
TITLES = {
    "kumar2017": "On weight initialization in deep neural networks",
    "cpen455hw1": "CPEN455: Deep Learning Homework 1",
    "mlpslides": "Deep Learning (Multi-Layer Perceptron)",
}
_BEGINNING = 100  # tokens
# Where words stand that are quoted from elsewhere, such as a library: no text of these is compared.
ELSEWHERE = ("github.com/", "paperswithcode.com/")
# The papers' names by what a source calls them.  A source that is none of them, such as a script, is not compared.
_CITED = {paper.document: name for name, paper in LEDGER.papers.items() if name in TITLES}


@dataclass(frozen=True)
class Quotation:
    """Words of a paper, and a pattern that must find nothing in the place where they stand, if any."""

    id: str
    paper: str
    source: Source
    absent: str = ""


def quotations_of(claim: Claim) -> Iterator[Quotation]:
    """Yield what a claim quotes of the papers."""
    if not claim.passages and claim.source.words and not claim.source.paper.startswith(ELSEWHERE):
        yield Quotation(claim.id, claim.paper, claim.source)
    for passage, role in zip(claim.passages, ("", ", against"), strict=False):
        if passage.source.paper in _CITED:
            paper, absent = _CITED[passage.source.paper], passage.pattern if passage.absent else ""
            yield Quotation(claim.id + role, paper, passage.source, absent)


QUOTED = tuple(quotation for claim in LEDGER.values() for quotation in quotations_of(claim))


@cache
def documents(folder: Path) -> dict[str, tuple[Path, Document]]:
    """Return the file and the document of each paper whose text is in a folder."""
    if not folder.is_dir():
        raise ValueError(
            f"there is no folder {folder}: --documents must name the folder that holds the papers' texts"
        )
    found: dict[str, tuple[Path, Document]] = {}
    for path in sorted(path for pattern in TEXTS for path in folder.glob(pattern)):
        document = Document.read(path.read_text(encoding="utf-8"))
        beginning = [token.text for token in document.tokens[:_BEGINNING]]
        for paper, title in TITLES.items():
            words = [token.text for token in tokens_of(normal(title))]
            if any(beginning[at : at + len(words)] == words for at in range(len(beginning))):
                if paper in found:
                    raise ValueError(
                        f"{found[paper][0]} and {path} both hold {paper}: keep one of them in {folder}"
                    )
                found[paper] = (path, document)
    return found


def document(quotation: Quotation, folder: Path) -> Document:
    """Return the document that a quotation is of."""
    if quotation.paper not in TITLES:
        raise ValueError(
            f"nobody has said how the text of {quotation.paper} begins: add its title to TITLES in {__file__}"
        )
    found = documents(folder)
    if quotation.paper not in found:
        raise ValueError(
            f"no text in {folder} ({' or '.join(TEXTS)}) begins with “{TITLES[quotation.paper]}”, as that of "
            f"{quotation.paper} does: put it there, or give --documents another folder"
        )
    return found[quotation.paper][1]


def what_is_wrong(quotation: Quotation, folder: Path) -> str:
    """Return why a quotation is not its document's, with the claim's id; "" where it is."""
    locator = quotation.source.locator
    try:
        wrong = fault(document(quotation, folder), quotation.source.words, locator)
        if (
            not wrong
            and quotation.absent
            and (found := finds(document(quotation, folder), quotation.absent, locator))
        ):
            wrong = f"{found} stands at {locator}, and the claim says that it is absent"
    except ValueError as error:
        wrong = str(error)
    return f"{quotation.id}: {wrong}" if wrong else ""


def seal(quotation: Quotation) -> str:
    """Return a digest of quoted words, token by token, and of its locator."""
    tokens = (token.text for token in tokens_of(normal(quotation.source.words)))
    return hashlib.sha256("\n".join((quotation.source.locator, *tokens)).encode()).hexdigest()[:16]


def _main(folder: str) -> None:
    wrong = [text for quotation in QUOTED if (text := what_is_wrong(quotation, Path(folder)))]
    if wrong:
        raise SystemExit("\n".join(wrong))
    SEALS.write_text(json.dumps({quotation.id: seal(quotation) for quotation in QUOTED}, indent=1) + "\n")
    print(f"{len(QUOTED)} quotations stand in their documents")


if __name__ == "__main__":
    _main(*sys.argv[1:])
