import json
import math
from dataclasses import replace

import numpy as np
import pytest

from montecarlo.training.network import Trained
from montecarlo.training.normality import Normality
from montecarlo.training.optimisers import Momentum
from montecarlo.training.outcome import Outcome
from montecarlo.training.training import RECORDS, Training

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
        {"gradient_norm": [[[1.0]] * 4] * 2},
        {"gradient_norm": [[[1.0]] * 3]},
        {"validation_top5": [[1.0], [2.0]]},
        {"code": "rm"},
        {"seeds": [4, 4]},
        {"seeds": [-1, 7]},
        {"diverged": [True, True]},
        {"diverged": [False, False]},
        {"loss": [[2.3, 1.25, 0.0], [2.5, None, 1.0]]},
        {"loss": [[2.3, 1.25, 0.0], [2.5, math.inf, None]]},
        {"loss": [[10**400, 1.25, 0.0], [2.5, None, None]]},
        {"loss": [[2.3, 1.25, -1.0], [2.5, None, None]]},
        {"loss": [["2.3", "1.25", "0"], ["2.5", "nan", "nan"]]},
        {"validation_top5": [[1.1, 0.5, 0.5], [0.5, None, None]]},
        {"validation_top5": [[None, 0.5, 0.5], [0.5, None, None]]},
        {"validation_top5": [[0.5, 0.5, 0.5], [0.5, 0.5, 0.5]]},
        {"validation_top5": [[True] * 3] * 2},
    ],
)
def test_another_mapping_is_refused(change):
    with pytest.raises(ValueError, match=r"plain must be a mapping that Outcome\.as_json made"):
        Outcome.from_json(OUTCOME.as_json() | change)


def test_what_is_infinite_is_none_in_json():
    """The loss on other examples, or a gradient, may overflow before the training loss does."""
    plain = replace(OUTCOME, validation_loss=np.add(LOSS, [0.0, math.inf, 0.0])).as_json()
    assert plain["validation_loss"] == [[2.302585, None, 1e-9], [2.5, None, None]]
    assert np.isnan(Outcome.from_json(plain).validation_loss[0, 1])


def test_an_outcome_fits_its_own_experiment_alone(seed):
    rng = np.random.default_rng(seed)
    depth, epochs = (int(number) for number in rng.integers(2, 5, 2))
    record = tuple(name for name in RECORDS if rng.random() < 0.5)
    network = Trained((64, *[8] * (depth - 1), 10), "tanh", 1.0)
    training = Training(network, Momentum(0.1), epochs=epochs, record=record)
    found = made_up(training, rng)
    assert found.fits(training)
    every_second = replace(training, record=("gradient_norm",), gradient_every=2)
    assert made_up(every_second, rng).fits(every_second)
    assert not made_up(every_second, rng).fits(replace(every_second, gradient_every=1))
    name = rng.choice(RECORDS)
    assert not made_up(replace(training, epochs=epochs + 1), rng).fits(training)
    assert not replace(found, **{name: None if name in record else found.loss}).fits(training)
    all_measures = replace(training, record=RECORDS)
    deeper = replace(all_measures, network=replace(network, widths=(64, *network.widths)))
    assert not made_up(deeper, rng).fits(all_measures)
    assert not found.fits(Normality(training, 1, (0,)))
    assert not found.fits(None)


def made_up(training, rng):
    """Return an outcome of the shape that an experiment has."""
    curve = rng.random((2, training.epochs + 1))
    gradients = rng.random((2, training.epochs // training.gradient_every + 1, training.network.depth))
    measures = {name: gradients if name == "gradient_norm" else curve for name in training.record}
    return Outcome(training.key, (0, 1), curve, np.zeros(2, bool), **measures)


def test_what_is_no_mapping_is_refused():
    for plain in ({}, [], None):
        with pytest.raises(ValueError, match=r"Outcome\.as_json"):
            Outcome.from_json(plain)
