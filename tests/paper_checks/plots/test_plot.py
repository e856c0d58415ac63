"""Figures by their content: what is plotted is the side-car, and the side-car is theory and measurement."""

import json
import re
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from montecarlo import SampleMoments
from paper_checks import LEDGER, Run, verify
from paper_checks.__main__ import main
from paper_checks.cli import figures
from paper_checks.evidence.passes import Passes
from paper_checks.plots import PLOTS, Plot, choose
from paper_checks.plots.fig4 import _scatter
from paper_checks.plots.plot import differences, save, svg
from theory import evaluate
from theory.notation import N, m
from theory.results.finite_width import WEIGHT_VARIANCE
from theory.results.relu_at_width import relu_variance_at_width

ROOT = Path(__file__).parents[3]


@pytest.fixture(scope="module")
def data(passes: Passes, seed: int) -> Mapping[str, object]:
    plot = PLOTS["fig4"]
    verdicts = {id: verify(LEDGER[id], passes=passes) for id in plot.claims}
    for experiment, replicates in plot.bands():
        passes.fixed(experiment, replicates, plot.name)
    return plot.data(Run(seed, (), verdicts, passes.moments, {}))


def test_the_plotted_numbers_are_the_side_car(data: Mapping[str, object]) -> None:
    figure = PLOTS["fig4"].draw(data)
    claims = (("kumar2017.fig4.means", "kumar2017.eq29"), ("kumar2017.fig4", "kumar2017.eq30"))
    for axes, name, (corrected, printed) in zip(figure.axes[:2], ("mean", "std"), claims, strict=True):
        lines = {line.get_gid(): np.asarray(line.get_ydata(), float) for line in axes.lines if line.get_gid()}
        for gid, part in ((corrected, "at width"), ("limit", "limit"), (printed, "printed")):
            np.testing.assert_array_equal(lines[gid], data[name][part])
        np.testing.assert_array_equal(lines["rerun"], data["rerun"][name])
        (bars,) = axes.containers
        simulated = data[name]["simulated"]
        np.testing.assert_array_equal(bars.lines[0].get_ydata(), [entry["estimate"] for entry in simulated])
        (segments,) = (collection.get_segments() for collection in bars.lines[2])
        np.testing.assert_allclose(
            [segment[:, 1] for segment in segments], [[entry["low"], entry["high"]] for entry in simulated]
        )
        assert axes.get_ylabel()
    assert figure.axes[2].get_xlabel() == "hidden layer"
    labels = [text.get_text() for text in figure.legends[0].get_texts()]
    assert sum(f"{data['demo']['n']} runs" in label for label in labels) == 1
    assert sum(f"{data['mean']['n']:,} networks" in label for label in labels) == 1


def test_the_predictions_are_the_theory_and_the_lines_as_printed_the_claims(
    data: Mapping[str, object],
) -> None:
    exact = relu_variance_at_width().rhs.subs(WEIGHT_VARIANCE, 1)
    for layer in data["layer"]:
        column = {key: values[layer - 1] for key, values in data["std"].items() if key != "n"}
        assert column["limit"] == pytest.approx(np.sqrt((0.5 - 0.5 / np.pi) * 0.5 ** (layer - 1)), rel=1e-6)
        assert column["at width"] == pytest.approx(
            float(evaluate(exact, {N: 500, m: layer + 1})) ** 0.5, rel=1e-6
        )
        assert column["printed"] == pytest.approx(np.sqrt(0.34 * 0.51 ** (layer - 1)), rel=1e-6)
        assert data["mean"]["printed"][layer - 1] == pytest.approx(
            np.sqrt(0.16 * 0.51 ** (layer - 1)), rel=1e-6
        )


def test_the_simulation_covers_the_prediction_at_its_width(data: Mapping[str, object]) -> None:
    for name in ("mean", "std"):
        entries = zip(data[name]["at width"], data[name]["simulated"], strict=True)
        assert all(entry["low"] <= exact <= entry["high"] for exact, entry in entries)
    # The limit is another number: the means at width 500 have left it by layer 10.
    assert (
        not data["mean"]["simulated"][-1]["low"]
        <= data["mean"]["limit"][-1]
        <= data["mean"]["simulated"][-1]["high"]
    )


def test_the_band_of_the_demo_holds_a_whole_run(data: Mapping[str, object]) -> None:
    demo = data["demo"]
    assert (demo["n"], demo["inputs"]) == (40, 1000)
    for name in ("mean", "std"):
        for limit, run, band in zip(data[name]["limit"], data["rerun"][name], demo[name], strict=True):
            assert band["low"] < limit < band["high"]
            assert band["low"] < run < band["high"]


def test_the_band_is_students_with_bonferronis_correction() -> None:
    rng = np.random.default_rng(1)
    fields = tuple(f"mean{layer}" for layer in range(20))
    inside = 0
    for _ in range(1000):
        runs = rng.standard_normal((41, 20)) @ np.triu(
            np.ones((20, 20))
        )  # each layer carries the ones before
        bands = [_scatter(name, SampleMoments.of(fields, runs[:40])) for name in fields]
        inside += all(band["low"] < x < band["high"] for band, x in zip(bands, runs[40], strict=True))
    assert 940 <= inside <= 995


def test_files_are_deterministic_and_compared(data: Mapping[str, object], tmp_path: Path) -> None:
    plot = PLOTS["fig4"]
    save(plot, data, tmp_path)
    assert (tmp_path / "fig4.svg").read_bytes() == svg(plot, data)
    assert differences(plot, data, tmp_path) == []
    stored = json.loads((tmp_path / "fig4.json").read_text())
    stored["std"]["limit"][0] *= 1 + 1e-7
    stored["std"]["limit"][1] *= 1 + 1e-5
    stored["demo"]["n"] += 1
    (tmp_path / "fig4.json").write_text(json.dumps(stored))
    assert [line.partition(":")[0] for line in differences(plot, data, tmp_path)] == [
        "fig4.std.limit[1]", "fig4.demo.n",
    ]  # fmt: skip


def test_the_committed_figure_is_what_this_code_draws(data: Mapping[str, object], seed: int) -> None:
    if seed == json.loads((ROOT / "figures" / "fig4.json").read_text())["seed"]:
        assert differences(PLOTS["fig4"], data, ROOT / "figures") == []


def test_names_that_matplotlib_makes_of_hashes_are_numbers(data: Mapping[str, object]) -> None:
    text = svg(PLOTS["fig4"], data).decode()
    names, used = re.findall(r'\bid="([^"]*)"', text), re.findall(r'#([\w-]+)[")]', text)
    assert "m0" in names
    assert {name for name in used if not re.fullmatch("[0-9a-f]{6}", name)} <= set(names)
    assert not any(re.search("[0-9a-f]{10}", name) for name in names)


def test_a_plots_claims_stand_once_and_in_the_ledger() -> None:
    run = Run(0, (), {}, {}, {})
    for plot in PLOTS.values():
        assert set(plot.claims) <= LEDGER.keys()
        assert Plot(name="any", claims=plot.claims, gather=lambda _: {}, draw=plot.draw).data(run)[
            "claims"
        ] == list(plot.claims)


def test_figures_checks_the_claims_that_it_shows(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    asked = []
    monkeypatch.setattr(
        figures,
        "verify_claims",
        lambda claims, *_: asked.extend(claim.id for claim in claims) or Run(0, (), {}, {}, {}),
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


def test_an_unknown_figure_suggests_the_nearest() -> None:
    with pytest.raises(ValueError, match="did you mean 'fig4'"):
        choose(["fig44"])


def test_a_missing_side_car_says_how_to_make_it(data: Mapping[str, object], tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="draw it first"):
        differences(PLOTS["fig4"], data, tmp_path)
