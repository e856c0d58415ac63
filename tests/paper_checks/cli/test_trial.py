"""The trial of an empirical claim in a note."""

import io

import pytest
from rich.cells import cell_len
from rich.console import Console

from paper_checks import verify
from paper_checks.cli.note import print_note
from paper_checks.training_record import Record
from tests.paper_checks.made_up_training import CLAIM, PAPER, met_by


def _note(record: Record, width: int = 100) -> str:
    out = Console(width=width, file=io.StringIO(), highlight=False)
    print_note(out, CLAIM, verify(CLAIM, paper=PAPER, record=record), figures=["he22"])
    return out.file.getvalue()


@pytest.mark.parametrize("width", [60, 80, 100])
def test_a_note_says_the_criterion_what_was_measured_and_where(width: int) -> None:
    note = _note(met_by(23), width)
    assert max(map(cell_len, note.splitlines())) <= width
    flat = " ".join(note.split())
    for words in (
        "my paper, figure 1; seen in training",
        "Simulation: INCONCLUSIVE 23 of 25 seeds",
        "criterion for each seed: accuracy above 50 % with He's weights, and below 30 % without",
        "0.4 to 0.9",
        "exact sign test over 25 seeds with at most one exception: level 7.7e-7",
        "trained 2026-01-02 on an abacus with by hand; from the package's record",
        "Figures: he22",
    ):
        assert words in flat
    assert "Rivals" not in flat


def test_what_was_not_run_says_how_to_run_it() -> None:
    flat = " ".join(_note(Record()).split())
    assert "Simulation: NOT_RUN" in flat
    assert "criterion for each seed" in flat
    assert "Left open: no outcome of He, zero in the package's record" in flat
