"""The tests mirror the packages one to one, and no file is long."""

from pathlib import Path

import pytest

TESTS = Path(__file__).parent
ROOT = TESTS.parent
PACKAGES = ("theory", "montecarlo", "paper_checks")

# A claim has a test for each of its lines wherever it stands: whoever adds one writes no file of tests.
WITHOUT_OWN_TESTS = {"paper_checks/ledger"}

# Tests of no single module, and what they are about instead.
OF_NO_MODULE = {
    "montecarlo/across_modules": "engines that must agree, memory, killed runs, clusters, public names",
    "montecarlo/test_readme.py": "the README's examples",
    "montecarlo/statistics/test_coverage.py": "how often intervals of every kind contain the truth",
    "paper_checks/cli/test_commands.py": "the program as a whole, as a user meets it: __main__",
    "paper_checks/ledger": "the claims of the ledger, all at once",
    "paper_checks/test_cheats.py": "claims that cheat, refused by several modules together",
    "paper_checks/evidence/test_power.py": "small errors that each line of evidence must tell apart",
    "paper_checks/test_documents.py": "the ledger's quotations, against the papers' texts where somebody has them",
    "paper_checks/test_mutations.py": "the ledger with mistakes planted in it",
    "paper_checks/test_quotations.py": "the seals of the ledger's quotations, for those who lack the texts",
    "theory/integration/test_divergence.py": "moments that are infinite, through several modules",
    "theory/test_derivations.py": "every derivation of the registry",
    "theory/test_public_names.py": "theory.__all__",
    "theory/test_readme.py": "the README's examples",
}


def _modules(package: str) -> list[str]:
    """Return a package's modules by their paths without .py; names with _ at the front have no tests of their own."""
    files = (path.relative_to(ROOT) for path in (ROOT / package).rglob("[!_]*.py"))
    return sorted(
        path.with_suffix("").as_posix()
        for path in files
        if not any(path.is_relative_to(folder) for folder in WITHOUT_OWN_TESTS)
    )


MODULES = [module for package in PACKAGES for module in _modules(package)]


def _test_of(module: str) -> Path:
    return TESTS / Path(module).parent / f"test_{Path(module).name}.py"


def test_a_module_has_a_file_of_tests_with_its_name() -> None:
    assert [module for module in MODULES if not _test_of(module).is_file()] == []


@pytest.mark.parametrize("package", PACKAGES)
def test_a_file_of_tests_is_of_a_module_or_says_what_it_is_about(package: str) -> None:
    """More tests of a module may stand in a file test_<module>_<more>.py beside the first."""
    strangers = []
    for path in sorted((TESTS / package).rglob("test_*.py")):
        name = path.relative_to(TESTS)
        words = path.stem.removeprefix("test_").split("_")
        prefixes = ("_".join(words[:count]) for count in range(1, len(words) + 1))
        of_a_module = any((name.parent / prefix).as_posix() in MODULES for prefix in prefixes)
        if not of_a_module and not any(name.is_relative_to(exception) for exception in OF_NO_MODULE):
            strangers.append(name.as_posix())
    assert strangers == []


def test_no_file_has_more_than_300_lines() -> None:
    folders = (TESTS, *(ROOT / package for package in PACKAGES))
    files = (path for folder in folders for path in folder.rglob("*.py"))
    lengths = {path: len(path.read_text(encoding="utf-8").splitlines()) for path in files}
    assert {str(path.relative_to(ROOT)): lines for path, lines in lengths.items() if lines > 300} == {}
