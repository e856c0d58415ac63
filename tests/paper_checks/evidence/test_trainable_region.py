"""The rule against closed forms, and predictions beside what came of them."""

import math
from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest
import scipy.integrate

from paper_checks.evidence.trainable_region import (
    MOST,
    gradient_logs,
    judged,
    limit_of_depth,
    predictions,
    settled,
)
from paper_checks.experiments.trainable_region import DEPTHS, WEIGHT_VARIANCES, Cell
from tests.paper_checks.made_up_training import outcome_of, record_of


def test_a_rectifier_multiplies_by_half_the_weight_variance() -> None:
    """q never matters to ReLU: chi = N v²/2 in each of the layers below the last one."""
    weight_variances = np.random.default_rng(13).uniform(0.3, 8.0, 20)
    logs = np.log(weight_variances / 2)
    found = gradient_logs("relu", weight_variances, 60)
    np.testing.assert_allclose(found, logs[:, np.newaxis] * np.arange(60), atol=1e-10)
    for log, depth in zip(logs, limit_of_depth("relu", weight_variances, 60), strict=True):
        limit = 1 + MOST / abs(log)
        assert depth == (pytest.approx(limit) if limit < 60 else None)
    for weight_variance in weight_variances[:3]:
        assert settled("relu", weight_variance).q == (0.0 if weight_variance < 2 else math.inf)


def test_where_signals_settle() -> None:
    assert settled("relu", 2.0).q == 2.0  # as it came, since every variance is kept
    for weight_variance in (0.3, 0.9):
        at = settled("tanh", weight_variance)
        assert (at.q, at.chi) == (0.0, pytest.approx(weight_variance))
        assert at.depth_scale == pytest.approx(-1 / math.log(weight_variance))
    # GELU's fixed point above 0 is not stable: signals fall to 0 below it, and grow above it.
    assert settled("gelu", 2.1).q == 0.0
    assert settled("gelu", 2.2).q == math.inf
    assert math.isnan(settled("gelu", 2.2).chi)


def _mean(function: Callable[[float], float], deviation: float) -> float:
    def weighted(z: float) -> float:
        return function(deviation * z) * math.exp(-z * z / 2) / math.sqrt(2 * math.pi)

    return float(scipy.integrate.quad(weighted, -12, 12)[0])


def _by_quadrature(weight_variance: float, depth: int) -> float:
    """Return the sum of log chi for tanh, by SciPy's quadrature."""
    q, total = weight_variance, 0.0
    for _ in range(depth - 1):
        total += math.log(weight_variance * _mean(lambda y: math.cosh(y) ** -4, math.sqrt(q)))
        q = weight_variance * _mean(lambda y: math.tanh(y) ** 2, math.sqrt(q))
    return total


@pytest.mark.parametrize(("weight_variance", "depth"), [(0.7, 12), (2.3, 20), (4.0, 21)])
def test_the_layers_of_tanh_by_another_quadrature(weight_variance: float, depth: int) -> None:
    found = gradient_logs("tanh", [weight_variance], depth)[0, -1]
    assert found == pytest.approx(_by_quadrature(weight_variance, depth), rel=1e-7)


def test_where_signals_have_settled_a_layer_is_one_over_the_depth_scale() -> None:
    at = settled("sigmoid", 25.75)
    logs = gradient_logs("sigmoid", [25.75], 60)[0]
    settled_layers = (logs[-1] - logs[-11]) / 10
    assert settled_layers == pytest.approx(-1 / at.depth_scale, rel=1e-9)


def test_each_cell_has_a_prediction() -> None:
    found = predictions()
    assert len(found) == 4 * len(DEPTHS) * 11
    for cell in (Cell("tanh", 10, 0.5), Cell("tanh", 6, 0.5), Cell("relu", 54, 2.0), Cell("gelu", 54, 8.64)):
        log = gradient_logs(cell.activation, [cell.weight_variance], cell.depth)[0, -1]
        assert found[cell] == (abs(log) <= MOST)
    for activation, variances in WEIGHT_VARIANCES.items():
        for variance in variances:
            # A network that is deeper than one that does not train does not train either.
            by_depth = [found[Cell(activation, depth, variance)] for depth in DEPTHS]
            assert by_depth == sorted(by_depth, reverse=True)


def test_a_cell_is_judged_by_its_record() -> None:
    good, bad = Cell("relu", 54, 2.0), Cell("relu", 54, 0.5)
    outcomes = [outcome_of(cell.training, [0.9, 0.9, 0.1]) for cell in (good, bad)]
    by_cell = {one.cell: one for one in judged(record_of(*outcomes))}
    assert (by_cell[good].predicted, by_cell[good].trained, by_cell[good].right) == (True, True, True)
    assert (by_cell[bad].predicted, by_cell[bad].trained, by_cell[bad].right) == (False, True, False)
    assert replace(by_cell[bad], accuracy=0.54).right
    assert replace(by_cell[good], accuracy=0.55).trained


def test_a_cell_with_other_seeds_is_not_judged() -> None:
    assert list(judged(record_of(outcome_of(Cell("relu", 54, 2.0).training, [0.9, 0.9])))) == []
