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
