"""Which three words in a row a paper prints: enough to check a quotation, too little to read the paper.

``python -m tests.paper_checks.quotations NAME FILE`` adds a paper's text to quotations.json.
"""

import base64
import hashlib
import json
import re
import sys
from collections.abc import Iterator
from pathlib import Path

STORE = Path(__file__).with_suffix(".json")
_BYTES = 4  # of each hash: one in a million triples that are not printed passes


def triples(text: str) -> Iterator[str]:
    """Yield each three words in a row of running text; formulas, numbers and single letters interrupt it."""
    run: list[str] = []
    for token in re.sub(r"\$[^$]*\$", " | ", text).lower().split():
        word = token.strip(".,;:()[]*‘’“”\"'")
        run = [*run, word][-3:] if len(word) > 1 and re.fullmatch("[a-z]+", word) else []
        if len(run) == 3:
            yield " ".join(run)


def digest(triple: str) -> bytes:
    return hashlib.sha256(triple.encode()).digest()[:_BYTES]


def stored(paper: str) -> set[bytes]:
    """Return the digests of a paper's triples."""
    packed = base64.b85decode(json.loads(STORE.read_text())[paper])
    return {packed[at : at + _BYTES] for at in range(0, len(packed), _BYTES)}


def _add(paper: str, file: str) -> None:
    known = json.loads(STORE.read_text()) if STORE.exists() else {}
    digests = sorted({digest(triple) for triple in triples(Path(file).read_text())})
    known[paper] = base64.b85encode(b"".join(digests)).decode()
    STORE.write_text(json.dumps(known, indent=1) + "\n")


if __name__ == "__main__":
    _add(*sys.argv[1:])
