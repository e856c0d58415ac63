"""The README's numbers are the code's."""

import json
import re
from collections import Counter
from pathlib import Path

import pytest

from theory.mean_field.gains import gain, pytorch_gain

README = (Path(__file__).parents[1] / "README.md").read_text()
GAINS = re.findall(r"^\| (\w+) \| ([\d.]+) \| ([\d.]+) \| ([\d.]+|—) \|$", README, flags=re.MULTILINE)


def test_the_table_has_fifteen_activations() -> None:
    assert len(GAINS) == 15


@pytest.mark.parametrize(("name", "forward", "backward", "pytorch"), GAINS)
def test_gains(name: str, forward: str, backward: str, pytorch: str) -> None:
    assert f"{float(gain(name)):.6f}" == forward
    assert f"{float(gain(name, mode='backward')):.6f}" == backward
    stated = pytorch_gain(name)
    assert pytorch == ("—" if stated is None else f"{float(stated):.6f}")


RESULTS = json.loads((Path(__file__).parents[1] / "figures" / "results.json").read_text())["claims"]
ERRATA = re.findall(r"^\| ((?:kumar2017|cpen455hw1)\.\S+) \| (.+) \|$", README, flags=re.MULTILINE)


def test_the_counts_are_those_of_the_results() -> None:
    found = Counter(claim["status"] for claim in RESULTS)
    stated = re.search(r"\*\*(\d+) claims: (\d+) VERIFIED, (\d+) REFUTED\*\*", README)
    assert [int(part) for part in stated.groups()] == [len(RESULTS), found["VERIFIED"], found["REFUTED"]]


def test_the_errata_are_those_of_refuted_claims() -> None:
    refuted = {claim["id"]: claim["erratum"] for claim in RESULTS if claim["status"] == "REFUTED"}
    assert len(ERRATA) == 10
    assert dict(ERRATA) == {id: refuted.get(id) for id, _ in ERRATA}


def test_every_figure_that_it_shows_exists() -> None:
    for path in re.findall(r"!\[[^]]*\]\(([^)]+)\)", README):
        assert (Path(__file__).parents[1] / path).exists(), path
