"""Progress on stderr: one line for each claim in a pipe, bars on a terminal."""

import io

import pytest
from rich.console import Console

from paper_checks import Status, Verdict
from paper_checks.cli import progress
from paper_checks.cli.progress import reporting

VERDICT = Verdict("kumar2017.eq30", Status.REFUTED, Status.REFUTED, {}, None, (), ())


def test_a_pipe_gets_a_line_for_each_claim(capsys: pytest.CaptureFixture[str]) -> None:
    with reporting(2) as report:
        assert report.simulating is None
        report.found(VERDICT)
    shown = capsys.readouterr()
    assert shown.err == "kumar2017.eq30: REFUTED\n"
    assert shown.out == ""


def test_a_terminal_gets_bars_that_are_gone_afterwards(monkeypatch: pytest.MonkeyPatch) -> None:
    screen = io.StringIO()
    monkeypatch.setattr(
        progress, "Console", lambda **_: Console(file=screen, force_terminal=True, width=100, _environ={})
    )
    with reporting(2) as report:
        report.simulating("conditional", 30, 40)
        report.found(VERDICT)
    shown = screen.getvalue()
    assert "conditional" in shown
    assert "30/40" in shown
    assert "1/2" in shown
    assert "REFUTED" not in shown
    assert shown.endswith("\x1b[2K")  # the last line is erased
