"""The READMEs' numbers are the code's."""

import json
import re
from collections import Counter
from pathlib import Path

import pytest

from paper_checks.__main__ import main

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


def test_the_verdict_on_a_network_is_what_the_command_says(capsys: pytest.CaptureFixture[str]) -> None:
    command = re.search(r"\$ python -m paper_checks (network .*)", README).group(1)
    verdict = " ".join(
        re.search(r"(?:^> .*\n)+", README[README.index(command) :], flags=re.MULTILINE)[0].split("> ")
    )
    assert main(command.split()) == 0
    assert " ".join(verdict.split()) in " ".join(capsys.readouterr().out.split())


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
