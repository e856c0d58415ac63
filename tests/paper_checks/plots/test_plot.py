"""Files of a figure: deterministic, compared, and with the claims that it shows."""

import json
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from paper_checks import LEDGER, Run
from paper_checks.plots import PLOTS, Plot, choose
from paper_checks.plots.plot import differences, save, svg

ROOT = Path(__file__).parents[3]


@pytest.fixture
def data(fig4: Mapping[str, Any]) -> Mapping[str, Any]:
    return fig4


def test_files_are_deterministic_and_compared(data: Mapping[str, Any], tmp_path: Path) -> None:
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


def test_the_committed_figure_is_what_this_code_draws(data: Mapping[str, Any], seed: int) -> None:
    if seed == json.loads((ROOT / "figures" / "fig4.json").read_text())["seed"]:
        assert differences(PLOTS["fig4"], data, ROOT / "figures") == []


def test_names_that_matplotlib_makes_of_hashes_are_numbers(data: Mapping[str, Any]) -> None:
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


def test_an_unknown_figure_suggests_the_nearest() -> None:
    with pytest.raises(ValueError, match="did you mean 'fig4'"):
        choose(["fig44"])


def test_a_missing_side_car_says_how_to_make_it(data: Mapping[str, Any], tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="draw it first"):
        differences(PLOTS["fig4"], data, tmp_path)
