"""The examples of the docstrings and of the READMEs do what they show."""

import doctest
import importlib
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
MODULES = [
    ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")
    for package in ("theory", "montecarlo", "paper_checks")
    for path in sorted((ROOT / package).rglob("*.py"))
    if ">>>" in path.read_text()
]


pytestmark = pytest.mark.usefixtures("registered_activations")


@pytest.mark.parametrize("name", MODULES)
def test_examples(name: str) -> None:
    found = doctest.testmod(importlib.import_module(name), optionflags=doctest.ELLIPSIS)
    assert found.attempted
    assert not found.failed


@pytest.mark.parametrize(
    "path", [ROOT / "README.md", ROOT / "paper_checks" / "README.md"], ids=lambda path: path.parent.name
)
def test_examples_of_a_readme(path: Path) -> None:
    found = doctest.testfile(str(path), module_relative=False, optionflags=doctest.ELLIPSIS)
    assert found.attempted
    assert not found.failed
