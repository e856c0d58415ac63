"""What an audit found, as text and as JSON."""

import json
import math

from montecarlo.statistics.inference import Interval
from paper_checks.auditing.report import Audit, TensorReport


def _tensor(**changed: object) -> TensorReport:
    given = {
        "name": "w", "shape": (2,), "dtype": "float32", "mean": 0.0, "std": 1.0, "largest": 2.0,
        "interval": Interval(0.1, math.inf), "method": "exact, chi^2", "families": ("normal",), "resolves": math.inf,
    }  # fmt: skip
    return TensorReport(**(given | changed))


def test_outcomes() -> None:
    assert _tensor().outcome == "no expectation"
    assert _tensor(expected="zeros").outcome == "as expected"
    assert _tensor(expected="zeros", undecided=True).outcome == "too small to decide"
    found = Audit((_tensor(), _tensor(name="v", reasons=("std",))), 1e-3, 2)
    assert [one.name for one in found.refused] == ["v"]
    assert str(found) == "1 of 2 tensors refused\nv: std"


def test_json_has_no_infinity() -> None:
    text = json.dumps(Audit((_tensor(),), 1e-3, 1).as_json(), allow_nan=False)
    assert json.loads(text)["tensors"][0]["interval"] == [0.1, None]
    assert json.loads(text)["tensors"][0]["resolves"] is None


def test_json_names_what_is_refused_undecided_and_empty() -> None:
    tensors = (_tensor(reasons=("std",)), _tensor(name="v", expected="zeros", undecided=True, interval=None))
    data = Audit(tensors, 1e-3, 2, ("e",)).as_json()
    assert (data["refused"], data["undecided"], data["empty"]) == (["w"], ["v"], ["e"])
    assert data["tensors"][1]["interval"] is None


def test_text_moves_no_cursor() -> None:
    assert str(_tensor(name="w\x1b[31m", reasons=("std",))) == r"w\x1b[31m: std"
