"""The command `gain` prints and writes numbers that a computation of its own confirms."""

import json
from pathlib import Path

import mpmath
import pytest
import sympy as sp
from rich.cells import cell_len

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
    # Under 5/3 the variance settles at 1.17848, where gradients grow by 21 % a layer.
    assert "q = 1.17848 (stable)" in out
    assert "1.20983" in out


def test_parameters_dropout_and_another_variance(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    arguments = ["leaky_relu", "--set", "negative_slope=0.2", "--keep", "0.8", "--u", "3"]
    found = _json(arguments, tmp_path / "gain.json")
    # E g^2 = (1 + a^2) u^2/2 and E g'^2 = (1 + a^2)/2, each divided by keep.
    for mode in ("forward", "backward"):
        assert found["gains"][mode]["value"] == pytest.approx((0.8 * 2 / 1.04) ** 0.5, rel=1e-12)
    assert found["pytorch"] == pytest.approx((2 / 1.04) ** 0.5, rel=1e-12)
    pytorch = found["effects"]["PyTorch"]
    assert (pytorch["forward_factor"], pytorch["backward_factor"]) == pytest.approx((1.25, 1.25), rel=1e-12)
    assert pytorch["fixed_points"][0]["chi"] == pytest.approx(1.25, rel=1e-12)
    assert "variance 9, with dropout that keeps a unit with probability 0.8" in capsys.readouterr().out


def test_json_says_why_there_is_no_fixed_point(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    found = _json(["--text", "exp(x)"], tmp_path / "gain.json")["effects"]
    out = " ".join(capsys.readouterr().out.split())
    lone = [effect for effect in found.values() if not effect["fixed_points"]]
    assert lone
    for effect in lone:
        assert f"none: {effect['no_fixed_point']}" in out


def test_an_infinite_depth_scale_is_null_in_json(tmp_path: Path) -> None:
    found = _json(["relu"], tmp_path / "gain.json")["effects"]["forward"]
    assert "no_fixed_point" not in found
    assert [point["depth_scale"] for point in found["fixed_points"] if point["continuum"]] == [None]


def test_a_closed_form_is_the_value_at_any_variance(tmp_path: Path) -> None:
    for mode, found in _json(["gelu", "--u", "0.7", "--keep", "0.9"], tmp_path / "gain.json")[
        "gains"
    ].items():
        value = float(sp.N(sp.sympify(found["closed_form"]), 30))
        assert value == pytest.approx(found["value"], rel=1e-13), mode


def test_an_unknown_closed_form_and_growth_are_named(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["gain", "tanh"]) == 0
    out = capsys.readouterr().out
    assert out.count("none known") == 3
    assert "6.11 (growth)" in out
    assert main(["gain", "heaviside"]) == 0
    assert "-0" not in capsys.readouterr().out


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["relu", "--set", "a=1"], "takes none"),
        (["--text", "x*tanh(x)", "--set", "a=1"], "write the number into the formula of --text"),
        (["tanh", "--keep", "0"], "keep = 0"),
        (["tanh", "--u", "-1"], "u = -1"),
        (["--text", "exp(30*x)"], "it overflows there"),
    ],
)
def test_bad_settings(arguments: list[str], message: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["gain", *arguments]) == 2
    assert message in capsys.readouterr().err


@pytest.mark.parametrize("setting", ["alpha", "alpha=x", "alpha=1/0", "alpha=1e999", "alpha=nan"])
def test_a_setting_must_hold_a_number(setting: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["gain", "elu", "--set", setting])
    assert "negative_slope=0.2" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("name", "settings", "message"),
    [
        ("elu", ("alpha=1", "alpha=2"), "--set gives one parameter two values"),
        ("elu(1)", ("alpha=2",), "in brackets behind the NAME, or in --set"),
    ],
)
def test_a_parameter_is_given_once(
    name: str, settings: tuple[str, ...], message: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["gain", name, *(part for setting in settings for part in ("--set", setting))]) == 2
    assert message in capsys.readouterr().err


@pytest.mark.parametrize("option", ["--u", "--keep"])
def test_a_number_must_be_one(option: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["gain", "relu", option, "abc"])
    assert f"argument {option}: must be a number, such as 0.8, got 'abc'" in capsys.readouterr().err


@pytest.mark.parametrize("width", [60, 80])
@pytest.mark.parametrize(
    "arguments", [["silu"], ["tanh"], ["heaviside", "--keep", "0.8"], ["--text", "x*tanh(x)"]]
)
def test_nothing_is_cut_on_a_narrow_terminal(
    width: int, arguments: list[str], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("COLUMNS", "300")
    assert main(["gain", *arguments]) == 0
    wide = capsys.readouterr().out
    monkeypatch.setenv("COLUMNS", str(width))
    assert main(["gain", *arguments]) == 0
    narrow = capsys.readouterr().out
    assert max(map(cell_len, narrow.splitlines())) <= width
    assert "…" not in narrow
    assert set(wide.split()) <= set(narrow.split())


def test_a_formula_is_named_once(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["gain", "--text", "x*tanh(x)"]) == 0
    assert capsys.readouterr().out.startswith("g(x) = x*tanh(x)\n")
    assert main(["gain", "--text", "1/x"]) == 2
    assert "E g² diverges for g = 1/x" in capsys.readouterr().err


def test_gain_of_rrelu_says_which_slope(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    found = _json(["rrelu"], tmp_path / "gain.json")
    assert found["gains"]["forward"]["value"] == pytest.approx(1.378480, abs=5e-7)
    assert found["gain_in_training"] == pytest.approx(1.376117, abs=5e-7)
    out = " ".join(capsys.readouterr().out.split())
    assert "the gains of evaluation" in out
    assert "1.37611722979439" in out
    # E slope^2 = 1/3 for a slope uniform on (0, 1).
    found = _json(["RReLU", "--set", "lower=0", "--set", "upper=1"], tmp_path / "wide.json")
    assert found["gain_in_training"] == pytest.approx(1.5**0.5, rel=1e-15)
    assert "gain_in_training" not in _json(["relu"], tmp_path / "other.json")


def test_none_says_why(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["gain", "exp", "--u", "0.5"]) == 0  # sigma_w^2 exp(2q) touches the line at 1/(2e)
    out = capsys.readouterr().out
    assert "none: q grows" in out
    assert "none up to" not in out


@pytest.mark.parametrize(
    ("arguments", "moments"),
    [
        (["relu", "--u", "3"], ("9/2", "1/2", "9/2 - 9/(2*pi)")),
        (["--text", "sin(x)"], ("(1 - exp(-2))/2", "(1 + exp(-2))/2", "(1 - exp(-2))/2")),
        (["exp", "--u", "0.5"], ("exp(1/2)", "exp(1/2)", "exp(1/2) - exp(1/4)")),
    ],
)
def test_certified_gains_hold_their_closed_forms(
    arguments: list[str], moments: tuple[str, str, str], tmp_path: Path
) -> None:
    found = _json([*arguments, "--certify"], tmp_path / "gain.json")["gains"]
    u = float(arguments[arguments.index("--u") + 1]) if "--u" in arguments else 1.0
    for (mode, gain), moment in zip(found.items(), moments, strict=True):
        scale = sp.nsimplify(u) if mode == "forward" else 1
        exact = sp.N(scale / sp.sqrt(sp.sympify(moment)), 40)
        assert abs(sp.Float(gain["value"], 40) - exact) <= gain["bound"] < 1e-14, mode


def test_certify_keeps_the_reason_for_a_gain_that_does_not_exist(tmp_path: Path) -> None:
    found = _json(["sign", "--certify"], tmp_path / "gain.json")["gains"]
    assert found["forward"]["value"] == 1.0
    assert "none" in found["backward"]
