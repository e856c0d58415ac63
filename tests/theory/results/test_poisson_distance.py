from collections.abc import Callable

import numpy as np
import pytest
import sympy as sp
from scipy import stats

from theory import Derivation, evaluate
from theory.notation import M
from theory.results.poisson_distance import (
    one_unit_poisson_distance,
    poisson_distance_of_one,
    poisson_distance_of_two,
)


def _distance(units: int, kept: float) -> float:
    counts = np.arange(60)
    return float(
        np.abs(stats.binom.pmf(counts, units, kept / units) - stats.poisson.pmf(counts, kept)).sum() / 2
    )


@pytest.mark.parametrize("p", [0.0, 0.2, 0.9])
def test_one_unit(p: float) -> None:
    assert one_unit_poisson_distance()(p=p) == pytest.approx(_distance(1, 1 - p), rel=1e-11)
    assert one_unit_poisson_distance()(p=p) < (1 - p) ** 2


@pytest.mark.parametrize(("build", "kept"), [(poisson_distance_of_one, 1.0), (poisson_distance_of_two, 2.0)])
def test_many_units(build: Callable[[], Derivation], kept: float) -> None:
    """The exact distance at some sizes, and the limit, taken out of two sizes."""
    bounds = {units: kept**2 / units for units in (3, 10, 1000, 2000)}
    found = {units: _distance(units, kept) / bound for units, bound in bounds.items()}
    for units in (3, 10):
        exact = float(evaluate(build().exact, {M: sp.Integer(units)}))
        assert exact == pytest.approx(found[units], rel=1e-10)
    assert build()() == pytest.approx(2 * found[2000] - found[1000], rel=1e-5)
