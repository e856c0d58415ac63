"""The program as a whole, as a user meets it: help, version, bad input, bad usage."""

import importlib
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from paper_checks.__main__ import main

ROOT = Path(__file__).parents[3]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["verify", "kumar2017.eq99"], "did you mean 'kumar2017.eq"),
        (["show", "kumar2017"], "give one"),
        (["figures", "fig5"], "did you mean 'fig4'"),
        (["gain", "sillu"], "did you mean 'silu'"),
        (["gain", "--text", "x*y"], "y"),
        (["gain", "--text", "exp(x**2)"], "diverges"),
        (["gain", "--text", "__import__('os').system('true')"], "error"),
        (["verify", "--json", "."], "give a file"),
    ],
)
def test_bad_input_is_named_with_its_mend(
    arguments: list[str], message: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(arguments) == 2
    assert message in capsys.readouterr().err


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (
            ["verify", "--seed", "-1"],
            "argument --seed: must be an integer of 0 or more, or 'random', got '-1'",
        ),
        (["verify", "--jobs", "0"], "argument --jobs: must be an integer of 1 or more, got '0'"),
        (["verify", "--jobs", "two"], "argument --jobs: must be an integer of 1 or more, got 'two'"),
        (["gain", "relu", "--seed", "1"], "unrecognized arguments: --seed"),
        (["--seed", "1", "gain", "relu"], "argument --seed: the command 'gain' does not take it"),
        (["--out", "here", "gain", "relu"], "argument --out: the command 'gain' does not take it"),
        (["gain"], "one of the arguments NAME --text is required"),
        (["gain", "elu", "--u", "big"], "argument --u: must be a number, such as 0.8, got 'big'"),
        (["report"], "invalid choice: 'report'"),
    ],
)
def test_bad_usage_exits_with_2(
    arguments: list[str], message: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as stop:
        main(arguments)
    assert stop.value.code == 2
    assert message in capsys.readouterr().err


SIMULATION = {"--seed", "--jobs"}


OPTIONS = {
    "": {*SIMULATION, "--out", "--json", "--version"},
    "verify": {*SIMULATION, "--out", "--json"},
    "figures": {*SIMULATION, "--out", "--json", "--check"},
    "list": {*SIMULATION, "--out", "--json"},
    "show": {*SIMULATION, "--out", "--json"},
    "train": {*SIMULATION, "--out", "--cifar10", "--device"},
    "network": {
        *SIMULATION, "--out", "--json", "--text", "--depth", "--width", "--gain", "--bias", "--keep", "--input",
        "--first", "--cosine", "--intervals", "--networks", "--set",
    },
    "audit": {"--out", "--json", "--expect", "--skip", "--layout", "--strict"},
    "gain": {"--json", "--text", "--set", "--u", "--keep", "--certify"},
}  # fmt: skip


@pytest.mark.parametrize("command", OPTIONS)
def test_help_shows_the_options_that_apply(command: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as stop:
        main([command, "--help"] if command else ["--help"])
    assert stop.value.code == 0
    shown = capsys.readouterr().out
    assert set(re.findall(r"--[a-z0-9]+", shown)) - {"--help"} == OPTIONS[command]
    assert "not yet" not in shown


def test_help_lists_every_command(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["--help"])
    listed = capsys.readouterr().out.partition("commands:")[2]
    assert set(re.findall(r"^    ([a-z]+) ", listed, flags=re.MULTILINE)) == set(OPTIONS) - {""}


def test_version_is_that_of_the_project(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as stop:
        main(["--version"])
    assert stop.value.code == 0
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    assert capsys.readouterr().out == f"{project['name']} {project['version']}\n"


def test_the_console_script_runs_main() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    module, _, function = project["scripts"]["paper-checks"].partition(":")
    assert getattr(importlib.import_module(module), function) is main


def test_the_citation_states_the_version() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    assert f"version: {project['version']}\n" in (ROOT / "CITATION.cff").read_text()


def test_a_command_imports_no_other_one() -> None:
    code = "import sys; from paper_checks.__main__ import main; main(['gain', 'relu']); print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT)
    loaded = set(done.stdout.splitlines()[-1].split())
    assert "paper_checks.cli.gain" in loaded
    assert not loaded & {"paper_checks.ledger.kumar2017", "paper_checks.cli.verify", "paper_checks.plots"}


@pytest.mark.parametrize("words", [["--out", "audit"], ["--out=here"], ["--out", "here"]])
def test_a_word_before_the_command_may_be_the_name_of_another(
    words: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit):
        main([*words, "gain", "relu"])
    assert "argument --out: the command 'gain' does not take it" in capsys.readouterr().err
