"""What the command `gain` prints and writes, held to numbers found apart from it."""

import json
from pathlib import Path

import mpmath
import pytest

from paper_checks.__main__ import main
from tests.theory.mpmath_activations import reference


def _json(arguments: list[str], path: Path) -> dict:
    assert main(["gain", *arguments, "--json", str(path)]) == 0
    return json.loads(path.read_text())


def test_gain_of_tanh_to_six_digits(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    found = _json(["tanh"], tmp_path / "gain.json")
    out = capsys.readouterr().out
    exact = reference("tanh", 1.0)
    gains = {"forward": exact.second, "backward": exact.derivative_second, "std": exact.variance}
    effects = {mode: 1 / moment for mode, moment in gains.items()} | {"PyTorch": mpmath.mpf(25) / 9}
    for mode, moment in gains.items():
        entry = found["gains"][mode]
        assert abs(entry["value"] - float(1 / mpmath.sqrt(moment))) <= entry["bound"] < 1e-12
    for name, weights in effects.items():
        forward, backward = float(weights * exact.second), float(weights * exact.derivative_second)
        entry = found["effects"][name]
        assert (entry["forward_factor"], entry["backward_factor"]) == pytest.approx((forward, backward))
        (row,) = (line for line in out.splitlines() if line.startswith(f"{name} {float(weights**0.5):.6g}"))
        assert row.split("×")[1].split() == [f"{forward:.6g}"]
        assert row.split("×")[2].split()[0] == f"{backward:.6g}"
    # 5/3 brings the variance to rest at 1.17848, where gradients grow by 21 % a layer.
    assert "q = 1.17848 (stable)" in out
    assert "1.20983" in out
