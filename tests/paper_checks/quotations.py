"""The papers' own texts, where somebody has them, and a seal for each quotation that was compared with one.

``python -m tests.paper_checks.quotations DIR`` compares every quotation with the texts in a folder, and seals them
in quotations.json if all stand there.  Whoever lacks the texts can still see that no quotation changed since.
"""

import hashlib
import json
import sys
from functools import cache
from pathlib import Path

from paper_checks import LEDGER, Claim
from paper_checks.evidence.document import Document, normal, tokens_of
from paper_checks.evidence.quotation import fault

QUOTED = tuple(claim for claim in LEDGER.values() if claim.source.words)
SEALS = Path(__file__).with_suffix(".json")
TEXTS = ("*.txt", "*.md")
# How the text of each paper begins: files may have any name.
TITLES = {
    "kumar2017": "On weight initialization in deep neural networks",
    "cpen455hw1": "CPEN455: Deep Learning Homework 1",
    "mlpslides": "Deep Learning (Multi-Layer Perceptron)",
}
_BEGINNING = 100  # tokens


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


def document(claim: Claim, folder: Path) -> Document:
    """Return the document of a claim's paper."""
    if claim.paper not in TITLES:
        raise ValueError(
            f"nobody has said how the text of {claim.paper} begins: add its title to TITLES in {__file__}"
        )
    found = documents(folder)
    if claim.paper not in found:
        raise ValueError(
            f"no text in {folder} ({' or '.join(TEXTS)}) begins with “{TITLES[claim.paper]}”, as that of {claim.paper} "
            f"does: put it there, or give --documents another folder"
        )
    return found[claim.paper][1]


def what_is_wrong(claim: Claim, folder: Path) -> str:
    """Return why a claim's quotation is not its document's, with the claim's id; "" where it is."""
    try:
        wrong = fault(document(claim, folder), claim.source.words, claim.source.locator)
    except ValueError as error:
        wrong = str(error)
    return f"{claim.id}: {wrong}" if wrong else ""


def seal(claim: Claim) -> str:
    """Return a digest of a claim's words, token by token, and of its locator."""
    tokens = (token.text for token in tokens_of(normal(claim.source.words)))
    return hashlib.sha256("\n".join((claim.source.locator, *tokens)).encode()).hexdigest()[:16]


def _main(folder: str) -> None:
    wrong = [text for claim in QUOTED if (text := what_is_wrong(claim, Path(folder)))]
    if wrong:
        raise SystemExit("\n".join(wrong))
    SEALS.write_text(json.dumps({claim.id: seal(claim) for claim in QUOTED}, indent=1) + "\n")
    print(f"{len(QUOTED)} quotations stand in their documents")


if __name__ == "__main__":
    _main(*sys.argv[1:])
