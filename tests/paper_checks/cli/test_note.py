"""The referee's note: every claim of the ledger prints, with the relation and the setting that it has."""

import io
from dataclasses import replace

import pytest
from rich.cells import cell_len
from rich.console import Console

from paper_checks import (
    LEDGER,
    Claim,
    Kind,
    Measurement,
    RivalVerdict,
    Run,
    Status,
    Verdict,
    check,
    verify,
)
from paper_checks.cli.formula import formula
from paper_checks.cli.note import print_note
from paper_checks.cli.show import showing
from paper_checks.cli.table import print_verdicts
from paper_checks.evidence.passes import Passes
from paper_checks.evidence.training import LEVEL
from paper_checks.verdict import Prediction, Quantity, Tried
from paper_checks.verification import lines_of


def _note(claim: Claim, verdict: Verdict, corrects: Claim | None = None, width: int = 100) -> str:
    out = Console(width=width, file=io.StringIO(), highlight=False)
    print_note(out, claim, verdict, corrects)
    return out.file.getvalue()


def _made_up(claim: Claim) -> Verdict:
    """Return a verdict of the right form, whose numbers nobody measured."""
    found = claim.expected or Status.VERIFIED
    numbers = {
        "estimand": "E x2", "engine": "dense", "predicted": (0.5, 0.5), "margin": 0.1, "estimate": 0.51, "se": 0.01,
        "interval": (0.46, 0.56), "n": 1000, "power": 0.999999, "status": found,
    }  # fmt: skip
    measurements = tuple(Measurement({**point.setting, **point.where}, **numbers) for point in claim.points)
    lines = dict.fromkeys(lines_of(claim), found)
    rivals = tuple(
        RivalVerdict(rival.words, "", dict.fromkeys(lines, Status.REFUTED)) for rival in claim.rivals
    )
    derived = claim.derivation().rhs if claim.is_derived else claim.rhs
    tried = None
    if claim.is_empirical:
        quantities = tuple(Quantity(words, 0.5, (0.4, 0.6), (0.3, None)) for words in claim.trial.quantities)
        tried = Tried(
            24, tuple(range(25)), LEVEL, claim.trial.words, quantities, (Prediction("it", 7.3, False, True),),
            ("2026-01-02 on an abacus with by hand",), "the package's",
        )  # fmt: skip
    return Verdict(claim.id, found, claim.expected, lines, derived, measurements, rivals, tried=tried)


@pytest.mark.parametrize("id", LEDGER)
def test_every_claim_prints(id: str) -> None:
    claim = LEDGER[id]
    verdict = _made_up(claim)
    note = _note(claim, verdict, width=60)
    assert max(map(cell_len, note.splitlines())) <= 60
    # An ellipsis ends the digits of an irrational number, and never stands for what was cut.
    assert "…" not in note or note.count("…") == _note(claim, verdict, width=1000).count("…")
    flat = " ".join(note.split())
    for words in (claim.source.words, claim.source.reading, claim.reason):
        assert " ".join(words.split()) in flat
    assert any(line.lstrip().startswith("“") for line in note.splitlines()) == bool(claim.source.words)
    if claim.is_textual:
        assert "does not hold" in flat
        assert all(" ".join(passage.source.words.split()) in flat for passage in claim.passages)
        return
    if claim.is_empirical:
        assert f"criterion for each seed: {' '.join(claim.trial.words.split())}" in flat
        assert "24 of 25 seeds" in flat
        assert "an abacus" in flat
        return
    assert (
        f"{'as printed' if claim.source.words else 'as stated'} {claim.sign} {formula(claim.rhs)}"[:60]
        in flat
    )
    for step in claim.derivation().steps:
        assert f"[{step.kind}]" in flat
    assert all(f"using {premise.name}" in flat for premise in claim.derivation().premises)


@pytest.mark.parametrize("width", [60, 80])
def test_no_number_is_cut_or_broken_on_a_narrow_terminal(width: int) -> None:
    claim = LEDGER["kumar2017.eq30.corrected"]
    verdict = _made_up(claim)
    measured = replace(verdict.measurements[0], estimate=1.307e-9, interval=(1.277e-9, 1.337e-9), n=415_910)
    note = _note(claim, replace(verdict, measurements=(*verdict.measurements, measured)), width=width)
    for number in ("(1.307 ± 0.030)e-9", "415,910", "layer 30", "± 0.1"):
        assert number in note
    assert note.count("margin ± 0.1") == len(verdict.measurements) + 1


def test_a_wide_terminal_shows_a_table() -> None:
    claim = LEDGER["kumar2017.eq30.corrected"]
    note = _note(claim, _made_up(claim), width=120)
    assert note.count("margin") == note.count("predicted") == 1


@pytest.mark.parametrize(("id", "figures"), [("kumar2017.eq30", ["fig4"]), ("kumar2017.eq3", [])])
def test_a_note_says_which_figures_show_the_claim(id: str, figures: list[str]) -> None:
    claim = LEDGER[id]
    assert showing(claim) == figures
    out = Console(width=80, file=io.StringIO())
    print_note(out, claim, _made_up(claim), figures=showing(claim))
    assert ("Figures: fig4" in out.file.getvalue()) == bool(figures)


@pytest.mark.parametrize("width", [60, 80, 160])
def test_the_table_of_verdicts_is_not_cut(
    width: int, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("COLUMNS", str(width))
    claims = tuple(LEDGER.values())
    print_verdicts(Run(0, claims, {claim.id: _made_up(claim) for claim in claims}, {}, {}))
    lines = capsys.readouterr().out.splitlines()
    assert max(map(cell_len, lines)) <= width
    assert "…" not in "".join(lines)
    words = {word for line in lines for word in line.split()}
    assert set(LEDGER) <= words  # no id is broken
    assert (lines[0].split()[:2] == ["claim", "kind"]) == (width == 160)


def test_an_inequality_is_printed_as_one() -> None:
    claim = LEDGER["kumar2017.eq15.inequality"]
    note = _note(claim, _made_up(claim))
    assert "as printed < 1" in note
    assert "< ∫" in note  # the bound in the chain
    assert "< 0.5 " in note  # and in the numbers


def test_what_all_points_share_is_said_once() -> None:
    claim = LEDGER["kumar2017.eq25.unit-variance"]
    note = _note(claim, _made_up(claim))
    assert note.count("width = 128, depth = 11, activation = relu, N v² = 2") == 1
    assert "record" not in note


def test_a_proof_stands_once_for_a_claim_and_its_correction() -> None:
    claim = LEDGER["kumar2017.eq29"]
    correction = LEDGER[claim.corrected_by]
    note = _note(correction, _made_up(correction), corrects=claim)
    assert "by the chain above" in note
    assert "[limit]" not in note
    assert "In its place:" in note


def test_the_long_sum_is_a_letter_defined_once() -> None:
    claim = LEDGER["kumar2017.eq30"]
    note = _note(claim, _made_up(claim))
    assert note.count("Σ(k=1..N)") == note.count("where ρ_N = ") == 1


def test_a_rival_that_stands_is_not_called_refuted() -> None:
    claim = LEDGER["kumar2017.eq21"]
    verdict = _made_up(claim)
    open_rival = RivalVerdict("any", "", dict.fromkeys(verdict.lines, Status.INCONCLUSIVE))
    assert "NOT all refuted" in _note(claim, Verdict(**(vars(verdict) | {"rivals": (open_rival,)})))


@pytest.mark.parametrize(
    "id", ["kumar2017.eq22", "cpen455hw1.1.1.scale-down", "mlpslides.he-22", "cpen455hw1.1.4.components"]
)
def test_a_claim_that_cannot_be_judged_prints_why(id: str) -> None:
    """One of each kind; a claim of an author's own may break any contract."""
    claim = replace(LEDGER[id], kind=Kind.ROUNDED, trial=None, rivals=())
    verdict = check([claim], jobs=1).verdicts[id]
    assert not verdict.lines
    assert f"Left open: {verdict.notes[0][:40]}" in _note(claim, verdict)


def test_the_numbers_are_the_measurements(passes: Passes) -> None:
    claim = LEDGER["kumar2017.eq22"]
    verdict = verify(claim, passes=passes)
    (m,) = verdict.measurements
    note = _note(claim, verdict)
    assert f"{m.n:,}" in note
    estimate, half = note.split("Var x₂ measured")[0].split(f"{m.n:,}")[0].split()[-3::2]
    assert float(estimate) == pytest.approx(m.estimate, rel=1e-3)
    assert float(half) == pytest.approx((m.interval[1] - m.interval[0]) / 2, rel=0.1)
