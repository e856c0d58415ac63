"""Options that commands share: read once, refused before any work, and completed with their defaults."""

import argparse
import json
import os
from pathlib import Path

import pytest

from paper_checks.__main__ import main
from paper_checks.cli.options import (
    JSON_FILE,
    OUTPUT_FOLDER,
    SIMULATION,
    complete,
    emit,
    require_target,
    shared_options,
)

CHEAP = "kumar2017.eq12"


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


def _read(*arguments: str) -> argparse.Namespace:
    parser = shared_options(SIMULATION, OUTPUT_FOLDER, JSON_FILE)
    options = parser.parse_args(arguments)
    complete(options, parser)
    return options


def test_an_option_that_is_not_given_has_its_default() -> None:
    options = _read("--jobs", "3")
    assert (options.seed, options.jobs, options.cifar10, options.json) == (0, 3, None, None)
    assert options.out == Path("figures")


def test_a_random_seed_is_another_one_each_time() -> None:
    seeds = {_read("--seed", "random").seed for _ in range(4)}
    assert len(seeds) > 1
    assert all(0 <= seed < 2**32 for seed in seeds)


@pytest.mark.parametrize("target", [None, "-"])
def test_no_file_needs_no_folder(target: str | None) -> None:
    require_target(target)


def test_a_result_goes_to_the_file_that_is_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    target = tmp_path / "a.json"
    require_target(str(target))
    emit({"seed": 7}, str(target))
    emit({"seed": 8}, None)
    assert json.loads(target.read_text()) == {"seed": 7}
    assert capsys.readouterr().out == ""
