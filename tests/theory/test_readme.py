"""The README of the theory: its examples do what they show, and its numbers are the code's."""

import doctest
import re
from importlib import import_module
from pathlib import Path

import pytest

import theory
from theory.derivation.step import Step
from theory.mean_field.gains import gain, pytorch_gain

FOLDER = Path(__file__).parents[2] / "theory"
README = (FOLDER / "README.md").read_text()
GAINS = re.findall(r"^\| (\w+) \| ([\d.]+) \| ([\d.]+) \| ([\d.]+|—) \|$", README, flags=re.MULTILINE)


@pytest.mark.usefixtures("own_registry")
def test_the_examples_do_what_they_show() -> None:
    found = doctest.testfile(str(FOLDER / "README.md"), module_relative=False, optionflags=doctest.ELLIPSIS)
    assert found.attempted >= 20
    assert not found.failed


def test_the_table_has_fifteen_activations() -> None:
    assert len(GAINS) == 15


@pytest.mark.parametrize(("name", "forward", "backward", "pytorch"), GAINS)
def test_gains(name: str, forward: str, backward: str, pytorch: str) -> None:
    assert f"{float(gain(name)):.6f}" == forward
    assert f"{float(gain(name, mode='backward')):.6f}" == backward
    stated = pytorch_gain(name)
    assert pytorch == ("—" if stated is None else f"{float(stated):.6f}")


def test_the_rooms_are_those_of_the_package() -> None:
    rooms = set(re.findall(r"^\| `(\w+)` \| [^|]+ \|$", README, flags=re.MULTILINE))
    files = {path.stem for path in FOLDER.glob("[!_]*.py")}
    assert rooms == files | {path.name for path in FOLDER.iterdir() if (path / "__init__.py").exists()}


def test_every_kind_of_step_is_in_the_table() -> None:
    rows = re.findall(r"^\| (`\w+`(?:, `\w+`)*) \|(?:[^|]+\|){3}$", README, flags=re.MULTILINE)
    named = {name for row in rows for name in re.findall(r"`(\w+)`", row)}
    public = {name: getattr(theory, name) for name in theory.__all__}
    kinds = {name for name, kind in public.items() if isinstance(kind, type) and issubclass(kind, Step)}
    assert named == kinds


def test_every_other_kind_is_in_the_table_of_its_module() -> None:
    rows = re.findall(r"^\| `(\w+)` \| `(\w+)` \|(?:[^|]+\|){3}$", README, flags=re.MULTILINE)
    public = set(theory.__all__)
    modules = [
        import_module(f"theory.derivation.{path.stem}") for path in (FOLDER / "derivation").glob("[!_]*.py")
    ]
    kinds = {
        (name, module.__name__.rpartition(".")[2])
        for module in modules
        for name in module.__all__
        if isinstance(getattr(module, name), type)
        and issubclass(getattr(module, name), Step)
        and name != "Step"
    }
    assert set(rows) == {(name, module) for name, module in kinds if name not in public}


def test_every_figure_that_it_shows_exists() -> None:
    for path in re.findall(r"!\[[^]]*\]\(([^)]+)\)", README):
        assert (FOLDER / path).exists(), path
