"""Tables on a terminal of any width; test_note.py holds them against the whole ledger."""

import io
from dataclasses import replace

import pytest
from rich.console import Console
from rich.text import Text

from paper_checks import LEDGER, Measurement, Run, Status, Verdict
from paper_checks.cli.table import coloured, console, print_rows, print_verdicts, resolution

TITLES = ("claim", "n", "")
ROWS = [(Text("kumar2017.eq30"), Text("415,910"), Text("REFUTED")), (Text("a"), Text(""), Text("b"))]
MEASURED = Measurement(
    {}, "E x2", "dense", (0.5, 0.5), 0.01, 0.5, 0.001, (0.495, 0.505), 100, 0.9, Status.VERIFIED
)


def _printed(width: int) -> str:
    out = Console(width=width, file=io.StringIO())
    print_rows(out, TITLES, ROWS, right=("n",))
    return out.file.getvalue()


def test_a_wide_console_shows_a_table_with_its_titles_once() -> None:
    header, first, second = (line.rstrip() for line in _printed(60).splitlines())
    assert header.split() == ["claim", "n"]
    assert first == "kumar2017.eq30  415,910  REFUTED"
    assert header.index("n") == first.index(" REFUTED") - 2  # flush right
    assert second.split() == ["a", "b"]


def test_a_narrow_console_shows_each_cell_with_its_title_and_no_empty_one() -> None:
    lines = [line.rstrip() for line in _printed(24).splitlines()]
    assert lines == ["claim kumar2017.eq30", "  n 415,910   REFUTED", "claim a   b"]


def test_a_column_of_text_is_wrapped_before_a_table_is_given_up() -> None:
    text = "a slide about the initialisation of sigmoid and tanh units, and its footnote"
    out = Console(width=70, file=io.StringIO())
    print_rows(out, ("claim", "where"), [(Text("kumar2017.eq30"), Text(text))], wrapped="where")
    header, *lines = (line.rstrip() for line in out.file.getvalue().splitlines())
    assert header.split() == ["claim", "where"]
    assert [line[: header.index("where")].strip() for line in lines] == ["kumar2017.eq30", ""]
    assert " ".join(line[header.index("where") :] for line in lines) == text
    narrow = Console(width=50, file=io.StringIO())
    print_rows(narrow, ("claim", "where"), [(Text("kumar2017.eq30"), Text(text))], wrapped="where")
    assert narrow.file.getvalue().startswith("claim kumar2017.eq30")


def test_every_status_has_a_colour() -> None:
    colours = {status: coloured(status)[1] for status in Status}
    assert colours[Status.VERIFIED] == "green"
    assert len({colours[status] for status in (Status.VERIFIED, Status.REFUTED, Status.CONFLICT)}) == 3
    assert colours[Status.INCONCLUSIVE] == colours[Status.NOT_RUN] == "yellow"


def test_a_pipe_is_160_columns_wide_unless_somebody_says_otherwise(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("COLUMNS", raising=False)
    assert (console().width, console(100).width) == (160, 100)
    monkeypatch.setenv("COLUMNS", "70")
    assert (console().width, console(100).width) == (70, 70)


def test_the_resolution_is_that_of_the_finest_interval() -> None:
    coarse = replace(MEASURED, interval=(0.4, 0.6))
    assert resolution([coarse, MEASURED]) == "± 1 %"
    # Neither a computed number has one, nor a value of 0.
    assert resolution([replace(MEASURED, n=1), replace(MEASURED, predicted=(0.0, 0.0))]) == ""


def test_what_is_not_as_expected_is_counted_and_named(capsys: pytest.CaptureFixture[str]) -> None:
    found = Verdict("kumar2017.eq30", Status.CONFLICT, Status.REFUTED, {}, None, (), (), ("step 3 [limit]",))
    other = replace(found, id="kumar2017.eq29", status=Status.REFUTED, notes=())
    claims = (LEDGER[found.id], LEDGER[other.id])
    print_verdicts(Run(0, claims, {found.id: found, other.id: other}, {}, {}))
    shown = capsys.readouterr().out
    assert shown.count("expected REFUTED") == 1
    assert "kumar2017.eq30: step 3 [limit]" in shown
    assert "2 claims, 1 as expected, 1 NOT" in shown


def test_names_that_look_like_markup_are_printed_as_they_are(capsys: pytest.CaptureFixture[str]) -> None:
    names = "[bold]x [/x] :smile: \\[y]"
    console().print(names)
    assert capsys.readouterr().out == f"{names}\n"
