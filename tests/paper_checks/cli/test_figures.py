"""`figures`: draw, or compare with the files."""

import json
from dataclasses import replace
from pathlib import Path

import pytest

from paper_checks import Run
from paper_checks.__main__ import main
from paper_checks.cli import figures
from paper_checks.cli.figures import bands_of
from paper_checks.plots import PLOTS

ROOT = Path(__file__).parents[3]


def test_figures_checks_the_claims_that_it_shows(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    asked = []
    monkeypatch.setattr(
        figures,
        "verify_claims",
        lambda claims, *_, **__: asked.extend(claim.id for claim in claims) or Run(0, (), {}, {}, {}),
    )
    monkeypatch.setattr(figures, "choose", lambda _: (replace(PLOTS["fig4"], gather=lambda _: {}),))
    main(["figures", "--check", "--out", str(ROOT / "figures")])
    assert sorted(asked) == ["kumar2017.eq29", "kumar2017.eq30", "kumar2017.fig4", "kumar2017.fig4.means"]


def test_a_missing_file_is_found_before_any_claim_is_checked(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(figures, "verify_claims", lambda *_: pytest.fail("claims were checked"))
    assert main(["figures", "fig1", "--check", "--out", str(tmp_path)]) == 2
    shown = capsys.readouterr().err
    assert shown.count(str(tmp_path)) == 1
    assert "draw it first, with `figures fig1`" in shown


def test_a_figure_that_is_drawn_passes_its_check_until_a_number_changes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    stored = json.loads((ROOT / "figures" / "phase_diagram.json").read_text())
    monkeypatch.setattr(
        figures, "choose", lambda _: (replace(PLOTS["phase_diagram"], gather=lambda _: stored),)
    )
    assert main(["figures", "phase_diagram", "--out", str(tmp_path)]) == 0
    assert {path.name for path in tmp_path.iterdir()} == {"phase_diagram.svg", "phase_diagram.json"}
    assert main(["figures", "phase_diagram", "--check", "--out", str(tmp_path)]) == 0
    side_car = tmp_path / "phase_diagram.json"
    data = json.loads(side_car.read_text())
    data["chi"][3][4] += 0.01
    side_car.write_text(json.dumps(data))
    capsys.readouterr()
    assert main(["figures", "phase_diagram", "--check", "--json", "-", "--out", str(tmp_path)]) == 1
    assert "phase_diagram.chi[3][4]" in capsys.readouterr().out


def test_experiments_that_no_claim_judges_carry_the_figures_name() -> None:
    plots = [PLOTS["gains"], PLOTS["fig4"]]
    assert bands_of(plots) == [(*band, "fig4") for band in PLOTS["fig4"].bands()]
    assert len(bands_of(plots)) == 1
