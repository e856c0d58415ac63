import json
import math

import numpy as np
import pytest

from montecarlo.training.outcome import Outcome

LOSS = np.array([[2.302585093, 1.25, 1e-9], [2.5, math.nan, math.nan]])
OUTCOME = Outcome(
    key="0123456789abcdef",
    seeds=(4, 7),
    loss=LOSS,
    diverged=np.array([False, True]),
    validation_top5=LOSS / 10,
    gradient_norm=np.stack([LOSS, 1e-12 * LOSS], axis=2),
)


def test_json_and_back():
    plain = json.loads(json.dumps(OUTCOME.as_json(), allow_nan=False))
    assert plain["loss"] == [[2.302585, 1.25, 1e-9], [2.5, None, None]]
    assert set(plain) == {"key", "seeds", "diverged", "loss", "validation_top5", "gradient_norm"}
    again = Outcome.from_json(plain)
    assert (again.key, again.seeds, again.training_accuracy) == ("0123456789abcdef", (4, 7), None)
    assert again.diverged.tolist() == [False, True]
    for name in ("loss", "validation_top5", "gradient_norm"):
        np.testing.assert_allclose(getattr(again, name), getattr(OUTCOME, name), rtol=1e-6)
    assert again.as_json() == plain


@pytest.mark.parametrize(
    "change",
    [
        {"loss": None},
        {"loss": [[1.0, 2.0, 3.0]]},
        {"loss": "much"},
        {"seeds": [1.5, 2]},
        {"seeds": 3},
        {"key": 5},
        {"diverged": [0, 1]},
        {"diverged": [True]},
        {"gradient_norm": LOSS.tolist()},
        {"validation_top5": [[1.0], [2.0]]},
        {"code": "rm"},
    ],
)
def test_another_mapping_is_refused(change):
    with pytest.raises(ValueError, match=r"plain must be a mapping that Outcome\.as_json made"):
        Outcome.from_json(OUTCOME.as_json() | change)


def test_what_is_no_mapping_is_refused():
    for plain in ({}, [], None):
        with pytest.raises(ValueError, match=r"Outcome\.as_json"):
            Outcome.from_json(plain)
