"""The audit as a picture: what is drawn is what was found."""

import numpy as np
import pytest

from paper_checks import audit
from paper_checks.plots.audited_weights import draw_audit, gather_audit


def test_intervals_over_what_is_expected() -> None:
    rng = np.random.default_rng(1)
    found = audit(
        {"a": rng.normal(0, 0.02, (64, 64)), "b": rng.normal(0, 0.04, 500), "c": np.zeros(3)},
        {"[ab]": "normal(0.02)"},
    )
    data = gather_audit(found)
    assert [entry["name"] for entry in data["tensors"]] == ["a", "b"]
    first, second = data["tensors"]
    assert first["low"] < 1 < first["high"]
    assert second["low"] == pytest.approx(found.tensors[1].interval.low / 0.02, rel=1e-6)
    (axes,) = draw_audit(data).axes
    assert [label.get_text() for label in axes.get_yticklabels()] == ["a", "b"]
    assert [text.get_text() for text in axes.get_legend().get_texts()] == ["as expected (1)", "refused (1)"]


def test_the_picture_says_what_the_audit_does() -> None:
    rng = np.random.default_rng(2)
    weights = {f"w{k}": rng.normal(0, 0.02 * (1 + (k == 3)), (8 + k, 60)) for k in range(6)} | {
        "z": np.zeros(4)
    }
    found = audit(weights, {"w[0-4]": "normal(0.02)"})
    tensors = {tensor["name"]: tensor for tensor in found.as_json()["tensors"]}
    data = gather_audit(found)
    assert [entry["name"] for entry in data["tensors"]] == [f"w{k}" for k in range(6)]
    for entry in data["tensors"]:
        tensor = tensors[entry["name"]]
        unit = tensor["expected_std"] or tensor["std"]
        assert (entry["outcome"], entry["expected"]) == (tensor["outcome"], tensor["expected"])
        assert entry["ratio"] == pytest.approx(tensor["std"] / unit, rel=1e-6)
        assert [entry["low"] * unit, entry["high"] * unit] == pytest.approx(tensor["interval"], rel=1e-6)
    (axes,) = draw_audit(data).axes
    drawn = {
        float(row): (float(ratio), container.get_label())
        for container in axes.containers
        for ratio, row in zip(*container[0].get_data(), strict=True)
    }
    for row, entry in enumerate(data["tensors"]):
        ratio, label = drawn[row]
        assert ratio == entry["ratio"]
        assert label.startswith(entry["outcome"])


def test_a_name_is_no_formula() -> None:
    found = audit({"$x^{$": np.random.default_rng(3).normal(0, 1, (40, 40)), "a\nb\x07": np.ones((1, 9)) / 3})
    figure = draw_audit(gather_audit(found))
    figure.draw_without_rendering()
    assert [label.get_text() for label in figure.axes[0].get_yticklabels()] == [r"\$x^{\$"]
