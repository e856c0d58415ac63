import json
from pathlib import Path
from textwrap import indent

import pytest

from paper_checks.__main__ import main
from paper_checks.forecasting.forecast import network
from paper_checks.forecasting.in_words import sentences
from paper_checks.forecasting.initialising_lines import initialising_lines

SMALL = ["network", "tanh", "--depth", "3", "--width", "8"]


def test_json_and_picture(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([*SMALL, "--bias-variance", "pytorch", "--json", "-", "--out", str(tmp_path)]) == 0
    out, err = capsys.readouterr()
    assert err == ""  # what it does meanwhile is said on a terminal alone
    found = json.loads(out)
    assert (found["bias_law"], found["bias_variance"]) == ("uniform", pytest.approx(1 / 24, rel=1e-6))
    assert len(found["log_variance"]["0.5"]["value"]) == 3
    assert {path.name for path in tmp_path.iterdir()} == {"network.svg", "network.json"}


def test_json_has_what_the_sentences_say(capsys: pytest.CaptureFixture[str]) -> None:
    options = ["--depth", "9", "--width", "64", "--gain", "1.25", "--cosine", "-0.25", "--json", "-"]
    assert main(["network", "tanh", *options]) == 0
    found = json.loads(capsys.readouterr().out)
    forecast = network("tanh", depth=9, width=64, gain=1.25, input_cosine=-0.25)
    assert found["sentences"] == list(sentences(forecast))
    assert 1 < found["signal"]["stable_to_layer"] < 9
    assert f"stable to layer {found['signal']['stable_to_layer']}, and" in found["sentences"][0]
    assert f"stable back to layer {found['gradient']['stable_back_to_layer']}" in found["sentences"][0]
    (point,) = [point for point in forecast.fixed_points if point.stability == "stable"]
    assert found["infinite_width"]["depth_scale"] == pytest.approx(point.depth_scale, rel=1e-6)
    assert found["infinite_width"]["variance"] == pytest.approx(point.q, rel=1e-6)
    assert (found["input_cosine"], found["gain_mode"]) == (-0.25, None)
    assert found["lines"] == initialising_lines(forecast)
    for name in ("log_variance", "log_gradient", "cosine"):
        for ends in found[name].values():
            assert all(
                low <= value <= high
                for value, low, high in zip(ends["value"], ends["low"], ends["high"], strict=True)
            )


def test_the_lines_are_printed_as_they_are_on_a_narrow_terminal(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "60")
    assert main([*SMALL, "--gain", "1.25", "--bias-variance", "pytorch"]) == 0
    shown = capsys.readouterr().out
    for framework, lines in initialising_lines(
        network("tanh", depth=3, width=8, gain=1.25, bias_variance="pytorch")
    ).items():
        assert f"{framework}:\n{indent(lines, '    ')}\n" in shown
    assert "torch.nn.init.uniform_(layer.bias, -(fan_in**-0.5), fan_in**-0.5)" in shown


def test_heading_notes_and_verdict(capsys: pytest.CaptureFixture[str]) -> None:
    assert (
        main(
            ["network", "gelu", "--depth", "12", "--width", "16", "--keep", "0.5", "--bias-variance", "0.01"]
        )
        == 0
    )
    shown = " ".join(capsys.readouterr().out.split())
    for words in (
        "normal weights, normal biases of variance 0.01, dropout that keeps a unit with probability 0.5.",
        "The forward gain allows for dropout (keep) and not for biases, whose variance comes on top.",
        "Geometric mean: exp E log over networks of this width, predicted; the median differs from it",
        "The geometric mean is left out from where Var log exceeds 0.3: only its leading term in 1/N is",
        "Verdict: the median variance",
    ):
        assert words in shown
    assert "typical" not in shown


def test_widths_by_layer(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["network", "relu", "--width", "12,9,7", "--bias-variance", "pytorch", "--json", "-"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert (found["depth"], found["width"]) == (2, [12, 9, 7])
    assert found["bias_variance"] == pytest.approx([1 / 36, 1 / 27], rel=1e-6)
    assert main(["network", "relu", "--width", "12,9,7"]) == 0
    assert "relu: 2 layers of 9, 7 units on 12 inputs, gain" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (["--gain", "upward"], "gain must be"),
        (["--keep", "0"], "keep"),
        (["--input-variance", "0"], "input_variance"),
        (["--cosine", "-1.5"], "input_cosine must be within [-1, 1], got -1.5"),
        (
            ["--width", "8,4"],
            "width has 2 numbers, the input's and one for each layer: depth must be 1 or left out, got 3",
        ),
        (["--gain", "0"], "gain = 0 and bias_variance = 0"),
    ],
)
def test_bad_input_exits_with_2(options: list[str], message: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([*SMALL, *options]) == 2
    assert message in capsys.readouterr().err


def test_one_width_needs_a_depth(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["network", "tanh", "--width", "8"]) == 2
    assert "depth must be given with one width for all layers" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (["--depth", "0", "--width", "8"], "must be an integer of 1 or more, got '0'"),
        (["--depth", "2", "--width", "8,,8"], "must be an integer of 1 or more, got ''"),
        (["--depth", "2", "--width", "8,x"], "must be an integer of 1 or more, got 'x'"),
        (["--depth", "²", "--width", "8"], "must be an integer of 1 or more, got '²'"),
        (
            ["--depth", "2", "--width", "8", "--bias-variance", "keras"],
            "must be a number or pytorch, got 'keras'",
        ),
    ],
)
def test_what_is_no_number_is_bad_usage(
    options: list[str], message: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as stop:
        main(["network", "tanh", *options])
    assert stop.value.code == 2
    assert message in capsys.readouterr().err


def test_an_activation_with_a_parameter_or_a_formula(capsys: pytest.CaptureFixture[str]) -> None:
    size = ["--depth", "2", "--width", "4"]
    assert main(["network", "leaky_relu", "--set", "negative_slope=0.2", *size]) == 0
    shown = capsys.readouterr().out
    # A slope of 1/5 halves the mean square to 13/25.
    assert shown.startswith("leaky_relu(negative_slope=1/5): 2 layers of 4 units, gain 1.38675 (first")
    assert main(["network", "--text", "x*tanh(x)", *size, "--json", "-"]) == 0
    assert json.loads(capsys.readouterr().out)["activation"] == "g(x) = x*tanh(x)"
    assert main(["network", "--text", "x*tanh(x)", "--set", "a=1", *size]) == 2
    assert "--set works with a NAME only" in capsys.readouterr().err


def test_tables_end_where_their_columns_do(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["network", "heaviside", "--depth", "2", "--width", "1"]) == 0
    shown = capsys.readouterr().out
    rows = [line for line in shown.splitlines() if line.startswith(("    1  ", "    2  "))]
    assert len(rows) == 6
    assert all(len(row) < 80 for row in rows)
    assert "2 layers of 1 unit, gain" in shown
    assert "automatic differentiation, which sees no jump" in " ".join(shown.split())
