"""The tests mirror the package, and its files stay short."""

from pathlib import Path

import pytest

HERE = Path(__file__).parent
THEORY = HERE.parents[1] / "theory"
ROOMS = ["derivation", "activation", "integration", "mean_field"]


@pytest.mark.parametrize("room", ROOMS)
def test_each_module_has_a_file_of_tests(room: str) -> None:
    modules = {path.stem for path in (THEORY / room).glob("[!_]*.py")}
    tests = {path.stem.removeprefix("test_") for path in (HERE / room).glob("test_*.py")}
    assert modules <= tests


def test_files_have_at_most_300_lines() -> None:
    files = [*THEORY.rglob("*.py"), *HERE.rglob("*.py")]
    assert {path.name for path in files if len(path.read_text().splitlines()) > 300} == set()
