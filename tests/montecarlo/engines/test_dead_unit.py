import numpy as np
import pytest
from scipy import stats

from montecarlo import DeadUnit, run
from tests.montecarlo.comparison import LIMIT, largest_score, scores


def _orthant(examples: int, cosine: float) -> float:
    covariance = np.full((examples, examples), cosine) + (1 - cosine) * np.eye(examples)
    return float(stats.multivariate_normal(np.zeros(examples), covariance).cdf(np.zeros(examples)))


@pytest.mark.parametrize(("examples", "cosine"), [(1, 0.0), (2, 0.3), (3, 0.0), (3, 0.75)])
def test_the_share_of_dead_units_is_that_of_an_orthant(examples: int, cosine: float) -> None:
    moments = run(DeadUnit(5, examples, cosine), replicates=60_000, seed=0)
    assert moments.fields == ("<=0",)
    assert scores(moments, _orthant(examples, cosine)) < LIMIT
    assert scores(moments, _orthant(examples + 1, cosine)) > LIMIT


def test_equal_examples_count_once() -> None:
    assert scores(run(DeadUnit(4, 3, 1.0), replicates=20_000, seed=0), 0.5) < LIMIT


def test_one_percent_of_the_share_is_refused() -> None:
    # 45 % of the units are dead on both examples.  At the other cosine it is 1 % more of them: 8 standard errors.
    expected = _orthant(2, 0.95)
    off = np.sin(2 * np.pi * (1.01 * expected - 0.25))
    assert largest_score(DeadUnit(3, 2, 0.95), 800_000, expected, 1.01 * expected) < LIMIT
    assert largest_score(DeadUnit(3, 2, off), 800_000, expected, 1.01 * expected) > LIMIT


@pytest.mark.parametrize(
    ("build", "match"),
    [
        (lambda: DeadUnit(3, 0), "examples must be 1 or more"),
        (lambda: DeadUnit(0, 1), "fan_in must be 1 or more"),
        (lambda: DeadUnit(3, 3), "fan_in must be more than examples = 3"),
        (lambda: DeadUnit(3, 2, 1.5), "cosine"),
        (lambda: DeadUnit(3, 2, -0.1), "cosine"),
    ],
)
def test_bad_parameters_are_named(build, match: str) -> None:
    with pytest.raises(ValueError, match=match):
        build()
