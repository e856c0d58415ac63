"""The command line, as a user meets it."""

import importlib
import json
import os
import re
import subprocess
import sys
import tomllib
from dataclasses import replace
from pathlib import Path

import pytest

from paper_checks import LEDGER, Status
from paper_checks.__main__ import main

ROOT = Path(__file__).parents[3]
CHEAP = "kumar2017.eq12"


def test_verify_prints_a_table_and_succeeds(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["verify", CHEAP]) == 0
    out = capsys.readouterr().out
    assert "VERIFIED" in out
    assert "1 claims, 1 as expected" in out


def test_json_on_stdout_is_nothing_but_json(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["verify", CHEAP, "--json", "-", "--seed", "7"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert found["seed"] == 7
    assert [claim["id"] for claim in found["claims"]] == [CHEAP]


def test_options_before_the_command_count_too(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--seed", "7", "--json", "-", "verify", CHEAP]) == 0
    assert json.loads(capsys.readouterr().out)["seed"] == 7


def test_a_json_file_that_cannot_be_written_stops_before_any_work(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["verify", "--json", str(tmp_path / "nowhere" / "a.json")]) == 2
    assert "create" in capsys.readouterr().err
    (tmp_path / "link").symlink_to(tmp_path / "nowhere" / "a.json")
    assert main(["verify", "--json", str(tmp_path / "link")]) == 2
    assert "create" in capsys.readouterr().err


def test_a_json_file_that_fails_does_not_name_another_option(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "replace", full)
    assert main(["gain", "relu", "--json", str(tmp_path / "a.json")]) == 2
    shown = capsys.readouterr().err
    assert "--json" in shown
    assert "--out" not in shown


@pytest.mark.skipif(sys.platform == "win32", reason="Windows reports a closed pipe by another error")
def test_a_reader_that_leaves_early_sees_no_error() -> None:
    command = [sys.executable, "-m", "paper_checks", "list", "--json", "-", CHEAP]
    # Without a buffer the error would come at once, and not at exit.
    buffered = {name: value for name, value in os.environ.items() if name != "PYTHONUNBUFFERED"}
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=buffered
    ) as running:
        running.stdout.close()
        shown = running.stderr.read()
    assert shown == f"{CHEAP}: VERIFIED\n"
    assert running.returncode == 1


def test_verdicts_found_before_an_interruption_stay_on_disk(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    from paper_checks.cli import everything

    def interrupt() -> None:
        raise KeyboardInterrupt

    claims = (LEDGER[CHEAP], replace(LEDGER["kumar2017.eq20"], derivation=interrupt))
    monkeypatch.setattr(LEDGER, "select", lambda: claims)
    assert main(["--out", str(tmp_path)]) == 130
    stored = json.loads((tmp_path / everything.PARTIAL).read_text())
    assert [claim["id"] for claim in stored["claims"]] == [CHEAP]
    assert "already written are kept" in capsys.readouterr().err


def test_list_names_every_claim_without_running_any(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["list"]) == 0
    out = capsys.readouterr().out
    assert "kumar2017.eq30.corrected" in out
    assert "REFUTED" in out


def test_list_as_json_tells_what_was_found(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["list", CHEAP, "--json", "-"]) == 0
    (entry,) = json.loads(capsys.readouterr().out)["claims"]
    assert (entry["expected"], entry["status"]) == ("VERIFIED", "VERIFIED")


def test_show_is_a_referees_note(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["show", "kumar2017.eq30"]) == 0
    out = capsys.readouterr().out
    for part in (
        "0.34 × (0.51)^(m-1)",
        "Why:",
        "[limit]",
        "kumar2017.eq30.corrected  VERIFIED",
        "interval",
        "power",
    ):
        assert part in out


def test_an_unexpected_status_fails_the_run(monkeypatch: pytest.MonkeyPatch) -> None:

    wrong = replace(LEDGER[CHEAP], expected=Status.REFUTED)
    monkeypatch.setattr(LEDGER, "select", lambda _: (wrong,))
    assert main(["verify"]) == 1


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
        (["--out", "here", "verify", CHEAP], "argument --out: the command 'verify' does not take it"),
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
    "": {*SIMULATION, "--quick", "--out", "--json", "--version"},
    "verify": {*SIMULATION, "--quick", "--json"},
    "figures": {*SIMULATION, "--out", "--json", "--check"},
    "list": {*SIMULATION, "--json"},
    "show": {*SIMULATION, "--json"},
    "gain": {"--json", "--text", "--set", "--u", "--keep"},
}


@pytest.mark.parametrize("command", OPTIONS)
def test_help_shows_the_options_that_apply(command: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as stop:
        main([command, "--help"] if command else ["--help"])
    assert stop.value.code == 0
    shown = capsys.readouterr().out
    assert set(re.findall(r"--[a-z]+", shown)) - {"--help"} == OPTIONS[command]
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


def test_an_output_folder_that_cannot_be_written_stops_before_any_work(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "file").write_text("kept")
    assert main(["--out", str(tmp_path / "file")]) == 2
    assert "--out" in capsys.readouterr().err
    assert (tmp_path / "file").read_text() == "kept"
