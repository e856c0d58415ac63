"""The README's numbers are the code's."""

import re
from pathlib import Path

import pytest

from theory.gains import gain, pytorch_gain

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


def test_every_figure_that_it_shows_exists() -> None:
    for path in re.findall(r"!\[[^]]*\]\(([^)]+)\)", README):
        assert (Path(__file__).parents[1] / path).exists(), path
