"""The command `audit`: its exit status, table, JSON and picture."""

import json
import re
import shlex
import sys
import textwrap
from pathlib import Path

import numpy as np
import pytest

from paper_checks.__main__ import main
from theory.schemes.lookup import scheme_names

README = Path(__file__).parents[3] / "paper_checks" / "README.md"


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
        (["*=he_normal @ groups=2, groups=4"], "given twice"),
    ],
)
def test_bad_input(weights: str, expect: list[str], words: str, capsys: pytest.CaptureFixture[str]) -> None:
    options = [part for one in expect for part in ("--expect", one)]
    assert main(["audit", weights, *options]) == 2
    assert words in capsys.readouterr().err


def test_too_small_to_decide_fails_only_where_it_is_asked_for(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = str(tmp_path / "w.npz")
    np.savez(path, w=np.random.default_rng(2).normal(0, 0.02, 16), e=np.ones((0, 2)))
    arguments = ["audit", path, "--expect", "w=normal(0.02)"]
    assert main(arguments) == 0
    out = capsys.readouterr().out
    assert "too small to decide: w: an error of std below" in out
    assert "weights tell 10 %" in out
    assert "without values: e" in out
    assert main([*arguments, "--strict"]) == 1
    large = np.random.default_rng(3).normal(0, 0.02, (80, 80))
    np.savez(path, w=large)
    assert main([*arguments, "--strict"]) == 0


def test_help_says_what_a_status_means(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["audit", "--help"])
    out = capsys.readouterr().out
    assert "with --strict also if one is too small to decide" in out
    assert all(name in out for name in scheme_names())
    assert max(map(len, out.splitlines())) <= 120


def test_hostile_names_and_words(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path, name = str(tmp_path / "w.npz"), "a\n\x1b[31m$x$" + "y" * 300
    np.savez(path, **{name: np.random.default_rng(4).normal(0, 0.02, (64, 64))})
    assert main(["audit", path, "--expect", "*=normal(0.03)", "--out", str(tmp_path / "out")]) == 1
    assert main(["audit", path, "--expect", "b\x1b=zeros"]) == 2
    captured = capsys.readouterr()
    assert "\x1b" not in captured.out + captured.err
    assert json.loads((tmp_path / "out" / "audit.json").read_text())["tensors"][0]["name"] == name


def test_table_and_json_say_the_same(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    rng, path = np.random.default_rng(5), str(tmp_path / "w.npz")
    np.savez(
        path, good=rng.normal(0, 0.02, (70, 60)), wide=rng.normal(0, 0.05, (70, 60)), small=rng.normal(0, 0.02, 9),
        flat=np.zeros(7), free=rng.uniform(-1, 1, (70, 60)), tie=np.ones(3),
    )  # fmt: skip
    arguments = ["audit", path, "--expect", "[gws]*=normal(0.02)", "--expect", "flat=zeros"]
    assert main([*arguments, "--json", str(tmp_path / "a.json")]) == 1
    rows = {line.split()[0]: line for line in capsys.readouterr().out.splitlines()}
    data = json.loads((tmp_path / "a.json").read_text())
    for tensor in data["tensors"]:
        row = rows[tensor["name"]]
        assert row.rstrip().endswith(tensor["outcome"])
        assert f"{tensor['std']:.4g}" in row.split()
        assert all(f"{end:.4g}" in row.split() for end in tensor["interval"] or ())
        assert (tensor["expected"] or "") in row
        assert " or ".join(tensor["families"]) in row
    assert (
        f"refused: {len(data['refused'])}, too small to decide: {len(data['undecided'])};" in rows["tensors:"]
    )
    assert (data["refused"], data["undecided"]) == (["wide"], ["small"])


def test_no_file(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["audit", "nowhere.npz"]) == 2
    assert "cannot read 'nowhere.npz'" in capsys.readouterr().err


def test_the_readme_shows_what_is_printed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    blocks = re.findall(r"(?:^    .*\n(?:\n(?=    ))?)+", README.read_text(), flags=re.MULTILINE)
    block = next(textwrap.dedent(block) for block in blocks if "# weights.py" in block)
    source, _, shell = block.partition("$ ")
    command, _, printed = shell.partition("\n")
    (tmp_path / "weights.py").write_text(source)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(sys, "path", [str(tmp_path), *sys.path])
    monkeypatch.delitem(sys.modules, "weights", raising=False)
    monkeypatch.setenv("COLUMNS", "130")
    arguments = shlex.split(command)[3:]
    assert main(arguments) == 1
    assert [line.rstrip() for line in capsys.readouterr().out.splitlines()] == printed.splitlines()
    assert main(arguments[:2] + arguments[4:]) == 0
    assert main([*arguments, "--expect", "*.wieght=zeros"]) == 2
    del sys.modules["weights"]
