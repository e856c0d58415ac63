"""The READMEs' numbers are the code's."""

import json
import re
from collections import Counter
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text()
READMES = [README, (ROOT / "paper_checks" / "README.md").read_text()]
RESULTS = json.loads((ROOT / "figures" / "results.json").read_text())["claims"]


def test_the_readme_is_short() -> None:
    assert len(README.split()) <= 900


def test_the_counts_are_those_of_the_results() -> None:
    found = Counter(claim["status"] for claim in RESULTS)
    stated = re.search(r"\*\*(\d+) claims: (\d+) VERIFIED, (\d+) REFUTED\*\*", README)
    assert [int(part) for part in stated.groups()] == [len(RESULTS), found["VERIFIED"], found["REFUTED"]]


@pytest.mark.parametrize(
    ("text", "count"), [(READMES[0], 3), (READMES[1], 10)], ids=["README", "paper_checks"]
)
def test_the_errata_are_those_of_refuted_claims(text: str, count: int) -> None:
    refuted = {claim["id"]: claim["erratum"] for claim in RESULTS if claim["status"] == "REFUTED"}
    errata = re.findall(
        r"^\| ((?:kumar2017|cpen455hw1|mlpslides)\.\S+) \| (.+) \|$", text, flags=re.MULTILINE
    )
    assert len(errata) == count
    assert dict(errata) == {id: refuted.get(id) for id, _ in errata}


@pytest.mark.parametrize(
    "path", [ROOT / "README.md", *sorted(ROOT.glob("[a-z]*/README.md"))], ids=lambda path: path.parent.name
)
def test_every_link_and_figure_exists(path: Path) -> None:
    for target in re.findall(r"\]\(([^)#]+)\)", path.read_text()):
        assert target.startswith("https://") or (path.parent / target).exists(), target


def test_every_file_that_the_way_of_a_claim_names_exists() -> None:
    for name in re.findall(r"`((?:\w+/)*\w+(?:\.py|/))`", READMES[1]):
        assert (ROOT / "paper_checks" / name).exists() or (ROOT / name).exists(), name
