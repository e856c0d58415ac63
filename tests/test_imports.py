"""Imports point one way, and every package can be read without its heavy dependencies."""

import ast
import importlib
import itertools
import subprocess
import sys
from pathlib import Path

import pytest

import theory

ROOT = Path(__file__).parents[1]

# What a module, by the longest matching prefix, may import of the project.
ALLOWED = {
    "theory": {"theory"},
    "theory.notation": set(),
    "theory.arguments": set(),
    "theory.derivation": {"theory.arguments", "theory.notation", "theory.enclosure", "theory.derivation"},
    "theory.enclosure": {"theory.arguments", "theory.notation", "theory.enclosure"},
    "theory.activation": {"theory.arguments", "theory.notation", "theory.enclosure", "theory.activation"},
    "theory.integration": {
        "theory.arguments", "theory.notation", "theory.activation", "theory.enclosure", "theory.integration",
    },
    "theory.mean_field": {
        "theory.arguments", "theory.notation", "theory.enclosure", "theory.activation", "theory.integration",
        "theory.mean_field",
    },
    "theory.schemes": {
        "theory.arguments", "theory.notation", "theory.activation", "theory.integration", "theory.schemes",
    },
    "theory.derivation.quantities": {"theory.notation"},
    "theory.gradients": {"theory.gradients"},
    "theory.results": {
        "theory.notation", "theory.enclosure", "theory.derivation", "theory.activation", "theory.results",
        "theory.schemes.fan_counts",  # the symbols of the fans
    },
    "montecarlo": {"montecarlo"},
    "montecarlo.arguments": set(),
    "montecarlo.sampling": {"montecarlo.arguments", "montecarlo.sampling"},
    "montecarlo.statistics": {"montecarlo.arguments", "montecarlo.statistics"},
    "montecarlo.engines": {"montecarlo.arguments", "montecarlo.sampling", "montecarlo.engines"},
    "montecarlo.running": {
        "montecarlo.arguments", "montecarlo.sampling", "montecarlo.statistics", "montecarlo.running",
    },
    "montecarlo.training": {
        "montecarlo.arguments", "montecarlo.sampling", "montecarlo.running", "montecarlo.training",
    },
    "paper_checks._version": set(),
    "paper_checks.bridge": {"theory", "montecarlo"},
    "paper_checks.known_numbers": set(),
    "paper_checks.verdict": set(),
    "paper_checks.trial": set(),
    "paper_checks.claim": {"paper_checks.trial", "paper_checks.verdict"},
    "paper_checks.training_record": {"montecarlo"},
    "paper_checks.printed_number": set(),
    "paper_checks.paper": {"paper_checks.claim"},
    "paper_checks.experiments": {"montecarlo", "paper_checks.experiments"},
    "paper_checks.ledger": {
        "theory", "montecarlo", "paper_checks.experiments", "paper_checks.claim", "paper_checks.printed_number",
        "paper_checks.verdict", "paper_checks.paper", "paper_checks.ledger", "paper_checks.trial",
    },
    "paper_checks.evidence": {
        "theory", "montecarlo", "paper_checks.claim", "paper_checks.printed_number", "paper_checks.verdict",
        "paper_checks.paper", "paper_checks.training_record", "paper_checks.trial", "paper_checks.evidence",
        "paper_checks.experiments.trainable_region",  # a grid, which no claim names
        "paper_checks.known_numbers",
    },
    "paper_checks.verification": {
        "paper_checks.claim", "paper_checks.verdict", "paper_checks.paper", "paper_checks.ledger.ledger",
        "paper_checks.evidence", "paper_checks.training_record",
    },
    "paper_checks.run": {
        "montecarlo", "paper_checks.claim", "paper_checks.verdict", "paper_checks.paper",
        "paper_checks.ledger.ledger", "paper_checks.evidence", "paper_checks.training_record",
        "paper_checks.verification",
    },
    "paper_checks.files": {"montecarlo.running.whole_files"},
    "paper_checks.storage": {
        "theory", "montecarlo", "paper_checks.claim", "paper_checks.printed_number", "paper_checks.verdict",
        "paper_checks.evidence", "paper_checks.run",
    },
    "paper_checks.auditing": {"theory", "montecarlo", "paper_checks.auditing"},
    "paper_checks.plots": {
        "theory", "montecarlo", "paper_checks.claim", "paper_checks.printed_number", "paper_checks.ledger.ledger",
        "paper_checks.evidence", "paper_checks.files", "paper_checks.run", "paper_checks.storage",
        "paper_checks.plots", "paper_checks.experiments.trainable_region", "paper_checks.auditing.report",
        "paper_checks.known_numbers",
    },
    "paper_checks.forecasting": {"theory", "montecarlo", "paper_checks.bridge", "paper_checks.forecasting"},
    "paper_checks.plots.forecast_by_layer": {
        "paper_checks.forecasting", "paper_checks.known_numbers", "paper_checks.plots", "paper_checks.storage",
    },
    "paper_checks.cli": {"theory", "montecarlo", "paper_checks"},
    "paper_checks.__main__": {"montecarlo.running.whole_files", "paper_checks.cli"},
    "paper_checks": {"paper_checks"},
}  # fmt: skip
OUTSIDE = {
    "paper_checks.trial": set(),
    "paper_checks.claim": {"sympy"},
    "paper_checks.printed_number": {"sympy"},
    "paper_checks.verdict": set(),
    "paper_checks.experiments": {"mpmath", "numpy", "scipy"},
}

MODULES = [
    path
    for package in ("theory", "montecarlo", "paper_checks")
    for path in sorted((ROOT / package).rglob("*.py"))
]


def _name(path: Path) -> str:
    return ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")


def _imports(path: Path) -> set[str]:
    names = set()
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: relative import"
            names.add(node.module)
    return names


def _under(name: str, prefixes: set[str]) -> bool:
    return any(name == prefix or name.startswith(prefix + ".") for prefix in prefixes)


def _forbidden(path: Path) -> list[str]:
    """Return what a module must not import, and does."""
    rule = max((prefix for prefix in ALLOWED if _under(_name(path), {prefix})), key=len)
    ours = {"theory", "montecarlo", "paper_checks"}
    forbidden = []
    for imported in _imports(path):
        if _under(imported, ours):
            allowed = ALLOWED[rule]
        elif rule in OUTSIDE and imported.partition(".")[0] not in sys.stdlib_module_names:
            allowed = OUTSIDE[rule]
        else:
            continue
        if not _under(imported, allowed):
            forbidden.append(imported)
    return forbidden


def test_arrows() -> None:
    assert {_name(path): wrong for path in MODULES if (wrong := _forbidden(path))} == {}


def test_a_forbidden_arrow_would_be_seen(tmp_path: Path) -> None:
    path = tmp_path / "wrong.py"
    path.write_text("def late():\n    from theory import relu_mean\n    return relu_mean\n")
    assert not _under("theory", ALLOWED["montecarlo"])
    assert "theory" in _imports(path)


def test_no_claim_reaches_the_bridge() -> None:
    """What theory knows crosses to the engines in tools only; in a claim the lines would no longer be apart."""
    paths = {_name(path): path for path in MODULES}
    claims = {
        name
        for name in paths
        if _under(name, {f"paper_checks.{room}" for room in ("experiments", "ledger", "evidence")})
    }
    reached, new = set(claims), set(claims)
    while new:
        new = {part for name in new for part in _imports(paths[name]) if part in paths} - reached
        reached |= new
    assert {"montecarlo.engines.dense", "theory.derivation.derivation"} <= reached
    assert "paper_checks.bridge" not in reached


def test_importing_the_harness_loads_no_plotting() -> None:
    code = "import sys, paper_checks.cli.everything; print('matplotlib' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT)
    assert done.stdout.strip() == "False"


def _python(code: str) -> str:
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT)
    return done.stdout.strip()


def test_importing_theory_leaves_the_numbers_until_they_are_asked_for() -> None:
    code = "import sys, theory; print('scipy' in sys.modules, 'theory.activation.float64' in sys.modules);"
    assert _python(code + "theory.gain; print('scipy' in sys.modules)").split() == ["False", "False", "True"]


@pytest.mark.parametrize(
    "first", ["", "import theory.integration.gaussian_moments, theory.mean_field.fixed_point"]
)
def test_a_public_name_is_no_module_and_nothing_else_is_listed(first: str) -> None:
    code = f"{first}\nimport theory, types\n"
    code += "print([n for n in theory.__all__ if isinstance(getattr(theory, n), types.ModuleType)],"
    code += "set(dir(theory)) ^ set(theory.__all__))"
    assert _python(code) == "['notation'] set()"


@pytest.mark.parametrize("package", ["theory", "montecarlo", "paper_checks"])
def test_no_module_has_the_name_of_a_public_function(package: str) -> None:
    modules = {path.stem for path in (ROOT / package).rglob("*.py") if "cli" not in path.parts}
    public = set(importlib.import_module(package).__all__) - {"notation"}
    assert not modules & public


def test_no_public_name_means_two_things() -> None:
    packages = [importlib.import_module(name) for name in ("theory", "montecarlo", "paper_checks")]
    for first, second in itertools.combinations(packages, 2):
        shared = set(first.__all__) & set(second.__all__)
        assert not {name for name in shared if getattr(first, name) is not getattr(second, name)}


def test_what_theory_lacks_is_an_attribute_error() -> None:
    with pytest.raises(AttributeError, match="'theory' has no attribute 'gians'"):
        theory.gians  # noqa: B018
