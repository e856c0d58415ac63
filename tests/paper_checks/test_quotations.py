"""No quotation of the ledger changed since it was compared with its document; and what a folder of texts may lack."""

import json
import re
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from paper_checks import LEDGER
from tests.conftest import pytest_report_header
from tests.paper_checks.quotations import ELSEWHERE, QUOTED, SEALS, quotations_of, seal, what_is_wrong

ROOT = Path(__file__).parents[2]
(EQ30,) = quotations_of(LEDGER["kumar2017.eq30"])


def test_no_quotation_changed_since_it_was_compared_with_its_document() -> None:
    seals = json.loads(SEALS.read_text())
    changed = [claim.id for claim in QUOTED if seals.get(claim.id) != seal(claim)]
    gone = seals.keys() - {claim.id for claim in QUOTED}
    assert not changed, f"compare with the documents, python -m tests.paper_checks.quotations DIR: {changed}"
    assert not gone, f"no such quotations, python -m tests.paper_checks.quotations DIR: {gone}"


def test_words_from_elsewhere_say_from_which_version() -> None:
    for claim in LEDGER.values():
        source = claim.source
        if source.paper.startswith("github.com/"):
            assert re.search(r", (commit [0-9a-f]{7}|(issue|pull request) \d+)$", source.paper), claim.id
        if source.paper.startswith(ELSEWHERE):
            assert claim.id not in {quotation.id for quotation in QUOTED}


@pytest.mark.parametrize(("old", "new"), [("0.34", "0.35"), ("all", "any"), ("m ≥ 1", "m ≥ 2")])
def test_a_change_breaks_the_seal(old: str, new: str) -> None:
    claim = EQ30
    changed = replace(claim.source, words=claim.source.words.replace(old, new))
    assert seal(replace(claim, source=changed)) != seal(claim)
    assert seal(replace(claim, source=replace(claim.source, locator="equation (29)"))) != seal(claim)


def test_a_missing_folder_and_a_missing_document_say_how_to_mend_it(tmp_path: Path) -> None:
    claim = EQ30
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
    assert "both hold kumar2017: keep one" in what_is_wrong(EQ30, tmp_path)


def test_other_tests_run_without_the_documents() -> None:
    chosen = ("tests/paper_checks/test_documents.py", "tests/test_imports.py")
    some = "are_the_documents and eq30 or a_forbidden_arrow"
    done = subprocess.run(
        [
            sys.executable,
            "-m",
            "pytest",
            "-n0",
            "-p",
            "no:cacheprovider",
            "-k",
            some,
            "--documents=nowhere",
            *chosen,
        ],
        capture_output=True,
        text=True,
        check=False,
        cwd=ROOT,
    )
    assert "quotations: there is no folder nowhere" in done.stdout
    assert "1 failed, 1 passed" in done.stdout


def test_a_run_without_documents_says_that_nothing_was_compared(pytestconfig: pytest.Config) -> None:
    header = pytest_report_header(pytestconfig)
    given = pytestconfig.getoption("--documents")
    assert ("quotations: not compared (give --documents=DIR" in header[1]) == (not given)
