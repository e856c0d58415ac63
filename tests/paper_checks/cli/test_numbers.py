"""Numbers of a note: each to the digits that are known."""

import io
from dataclasses import replace

import pytest
from rich.console import Console

from paper_checks import LEDGER, Measurement, Status
from paper_checks.cli.numbers import caption, number, print_numbers, setting

CLAIM = LEDGER["kumar2017.eq20"]
DRAWN = Measurement(
    {"width": 8, "layer": 2, "weight_variance": 2.0, "record": ("x2",)},
    "E x2", "dense", (0.5, 0.5), 0.0123, 0.51234, 0.001, (0.50734, 0.51734), 1200, 0.9999999, Status.VERIFIED,
)  # fmt: skip


def _printed(*measurements: Measurement) -> str:
    out = Console(width=120, file=io.StringIO(), highlight=False)
    print_numbers(out, CLAIM, measurements, indent=2)
    return out.file.getvalue()


@pytest.mark.parametrize(
    ("value", "text"),
    [(0.25, "0.25"), (1 / 3, "0.33333"), (1.3e-9, "1.3e-9"), (2e15, "2e+15"), (2e5, "2e+5")],
)
def test_a_number_has_five_digits_and_a_short_exponent(value: float, text: str) -> None:
    assert number(value) == text


def test_the_setting_is_what_all_points_share() -> None:
    other = replace(DRAWN, point={**DRAWN.point, "layer": 3})
    assert setting([DRAWN, other]) == "at width = 8, N v² = 2"
    assert setting([replace(DRAWN, point={})]) == ""


def test_what_varies_has_a_column_and_the_rest_none() -> None:
    other = replace(DRAWN, point={**DRAWN.point, "layer": 3})
    header, *rows = _printed(DRAWN, other).splitlines()
    assert header.split() == ["layer", "predicted", "margin", "measured", "n"]
    assert [row.split()[0] for row in rows] == ["2", "3"]


@pytest.mark.parametrize(
    ("estimate", "half", "text"),
    [
        (0.51234, 0.005, "0.5123 ± 0.0050"),
        (1.307e-9, 0.030e-9, "(1.307 ± 0.030)e-9"),
        (123.4, 0.0, "123.4"),
        (0.0, 0.02, "0.000 ± 0.020"),
    ],
)
def test_an_estimate_has_the_digits_that_its_interval_leaves(estimate: float, half: float, text: str) -> None:
    found = replace(DRAWN, estimate=estimate, interval=(estimate - half, estimate + half))
    assert f" {text} " in _printed(found)


def test_a_rounded_statement_predicts_a_range() -> None:
    assert " 0.335 to 0.345 " in _printed(replace(DRAWN, predicted=(0.335, 0.345)))


def test_a_computed_number_has_neither_margin_nor_replicates() -> None:
    shown = _printed(replace(DRAWN, n=1, estimate=1 / 7))
    assert shown.split()[:2] == ["predicted", "computed"]
    assert "0.142857142857" in shown


def test_the_caption_says_what_was_measured_and_how_well() -> None:
    assert caption(CLAIM, [DRAWN]).startswith("E x₂ measured ± 4.75 SE")
    assert "(dense engine); power above 0.999999" in caption(CLAIM, [DRAWN])
    weak = replace(DRAWN, power=0.75, engine="conditional")
    assert "(dense and conditional engine); power 0.750000" in caption(CLAIM, [DRAWN, weak])
    assert "computed without any derived formula" in caption(CLAIM, [replace(DRAWN, n=1)])
