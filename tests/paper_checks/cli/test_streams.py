"""The program on streams that are full, closed, gone, or of a small alphabet."""

import io
import json
import os
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from paper_checks.__main__ import main
from paper_checks.cli.streams import prepare

CHEAP = "kumar2017.eq12"


@pytest.mark.parametrize(
    "command", [["show", CHEAP], ["gain", "relu"], ["list", CHEAP], ["show", CHEAP, "--json", "-"]]
)
def test_a_small_alphabet_and_a_narrow_terminal(command: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "20")
    for name in ("stdout", "stderr"):
        monkeypatch.setattr(sys, name, io.TextIOWrapper(io.BytesIO(), encoding="ascii"))
    prepare()
    assert main(command) == 0
    sys.stdout.flush()
    shown = sys.stdout.buffer.getvalue().decode("ascii")  # type: ignore[attr-defined]
    if "--json" in command:
        assert json.loads(shown)[CHEAP]["status"] == "VERIFIED"
    else:
        assert max(map(len, shown.splitlines())) <= 20


def _full() -> io.TextIOWrapper:
    if not os.path.exists("/dev/full"):
        pytest.skip("this system has no full device")
    return open("/dev/full", "w", encoding="utf-8")


def _without_reader() -> io.TextIOWrapper:
    reading, writing = os.pipe()
    os.close(reading)
    return open(writing, "w", encoding="utf-8")


@pytest.mark.parametrize(
    ("stream", "status", "message"),
    [(_full, 2, "error: stdout: No space left on device\n"), (_without_reader, 1, "")],
)
@pytest.mark.parametrize("command", [["list", CHEAP], ["gain", "relu", "--json", "-"]])
def test_a_stdout_that_takes_nothing(
    command: list[str],
    stream: Callable[[], io.TextIOWrapper],
    status: int,
    message: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setattr(sys, "stdout", stream())
    try:
        found: object = main(command)
    except SystemExit as stop:  # rich's own answer to a reader who has left
        found = stop.code
    assert (found, capsys.readouterr().err) == (status, message)
    sys.stdout.close()  # as Python does at exit: what was not taken is no error again


@pytest.mark.parametrize("stream", [_full, _without_reader])
def test_a_stderr_that_takes_nothing_stops_nothing(
    stream: Callable[[], io.TextIOWrapper], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "stderr", stream())
    prepare()
    assert main(["verify", CHEAP]) == 0
    assert main(["verify", "nothing"]) == 2
    sys.stderr.close()


def test_a_stdout_that_is_closed_is_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdout", None)
    monkeypatch.setattr(sys, "stderr", sys.stderr)
    with pytest.raises(ValueError, match="stdout is closed: give it a file"):
        prepare()


def test_a_stderr_that_is_closed_is_none(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stderr", None)
    prepare()
    with sys.stderr as nowhere:
        print("any", file=nowhere)


@pytest.mark.parametrize(
    "command", [["verify"], ["show"], ["train"], ["figures"], ["gain"], ["list"], ["gain", "relu", "--json"]]
)
@pytest.mark.parametrize("name", ["x" * 300, "[/x]" * 75, "\x1b[31m" * 60, "a\udcffb"])
def test_long_and_odd_names(command: list[str], name: str, capsys: pytest.CaptureFixture[str]) -> None:
    if command[-1] == "--json":
        name = f"/nowhere/{name}"
    assert main([*command, name]) == 2
    assert capsys.readouterr().err.startswith("error: ")


@pytest.mark.parametrize("command", [["figures", "eq12", "--out"], ["--out"], ["gain", "relu", "--json"]])
def test_a_file_name_that_is_too_long(
    command: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main([*command, str(tmp_path / ("x" * 300))]) == 2
    assert "File name too long" in capsys.readouterr().err
