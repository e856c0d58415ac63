"""The command `audit`: its exit status, table, JSON and picture."""

import json
from pathlib import Path

import numpy as np
import pytest

from paper_checks.__main__ import main


@pytest.fixture
def weights(tmp_path: Path) -> str:
    path = tmp_path / "w.npz"
    rng = np.random.default_rng(1)
    np.savez(path, **{"a.0.w": rng.normal(0, 0.02, (64, 64)), "a.1.w": rng.normal(0, 0.02, (64, 64))})
    return str(path)


def test_as_expected(weights: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    arguments = ["audit", weights, "--expect", "*=normal(0.02)", "--out", str(tmp_path / "out")]
    assert main([*arguments, "--json", str(tmp_path / "audit.json")]) == 0
    out = capsys.readouterr().out
    assert "a.*.w" in out
    assert "refused: 0" in out
    assert json.loads((tmp_path / "audit.json").read_text())["refused"] == []
    assert (tmp_path / "out" / "audit.svg").is_file()


def test_refused(weights: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["audit", weights, "--expect", "*=normal(0.03)"]) == 1
    assert "a.0.w (and 1 more): std" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("expect", "words"),
    [
        (["*=he_norml"], "he_normal"),
        (["x=zeros"], "matches no tensor"),
        (["*=zeros", "*=ones"], "given twice"),
        (["*=zeros", "a.*=ones"], "at most one matches"),
    ],
)
def test_bad_input(weights: str, expect: list[str], words: str, capsys: pytest.CaptureFixture[str]) -> None:
    options = [part for one in expect for part in ("--expect", one)]
    assert main(["audit", weights, *options]) == 2
    assert words in capsys.readouterr().err


def test_no_file(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["audit", "nowhere.npz"]) == 2
    assert "cannot read 'nowhere.npz'" in capsys.readouterr().err
