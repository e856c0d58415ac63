import json
from pathlib import Path

import pytest

from paper_checks.__main__ import main

SMALL = ["network", "tanh", "--depth", "3", "--width", "8"]


def test_json_and_picture(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([*SMALL, "--bias-variance", "pytorch", "--json", "-", "--out", str(tmp_path)]) == 0
    found = json.loads(capsys.readouterr().out)
    assert found["bias_variance"] == pytest.approx(1 / 24, rel=1e-6)
    assert len(found["log_variance"]["0.5"]["value"]) == 3
    assert {path.name for path in tmp_path.iterdir()} == {"network.svg", "network.json"}


def test_the_table_and_the_lines(capsys: pytest.CaptureFixture[str]) -> None:
    assert main([*SMALL, "--gain", "1.25"]) == 0
    shown = capsys.readouterr().out
    assert "std=1.25 / layer.weight[0].numel()**0.5" in shown
    assert "The variance of the median network" in shown


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (["--gain", "upward"], "gain must be"),
        (["--keep", "0"], "keep"),
        (["--input-variance", "0"], "input_variance"),
    ],
)
def test_bad_input_exits_with_2(options: list[str], message: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([*SMALL, *options]) == 2
    assert message in capsys.readouterr().err


def test_depth_0_is_bad_usage(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as stop:
        main(["network", "tanh", "--depth", "0", "--width", "8"])
    assert stop.value.code == 2
    assert "must be an integer of 1 or more, got '0'" in capsys.readouterr().err
