"""What is proved of cut normal laws holds at random cuts, by dense scans."""

import math

import numpy as np
import pytest
from scipy import special

from paper_checks.auditing.cut_normals import CUTS, FORMS, Form, cells, form

X = np.linspace(0, 5.6, 2801)


def _within(cut: float, x: np.ndarray = X) -> np.ndarray:
    """Return P(|X| <= x) of a normal law cut at `cut` deviations, of standard deviation 1."""
    if cut == 0:
        return np.minimum(x / math.sqrt(3), 1.0)
    mass = special.erf(cut / math.sqrt(2))
    std = math.sqrt(1 - cut * math.sqrt(2 / math.pi) * math.exp(-(cut**2) / 2) / mass)
    return np.minimum(special.erf(x * std / math.sqrt(2)) / mass, 1.0)


CELLS = pytest.mark.parametrize("cell", cells(), ids=lambda cell: f"{cell.first}-{cell.last}")


@CELLS
def test_the_gap_holds_for_every_cut_of_a_cell(cell: Form) -> None:
    cuts = np.random.default_rng(round(1000 * cell.last)).uniform(cell.first, cell.last, 4)
    narrow = _within(cell.first)
    for cut in cuts:
        # The distribution function of X itself differs by half of that of its size.
        assert np.abs(_within(cut) - narrow).max() / 2 <= cell.gap * (1 + 1e-6)
    # It is no larger than it has to be: the last cut reaches it.
    assert np.abs(_within(cell.last) - narrow).max() / 2 == pytest.approx(cell.gap, rel=0.03)


@CELLS
def test_where_the_distribution_function_falls_with_the_cut(cell: Form) -> None:
    """At the end of the narrow law too, on which the gap depends."""
    assert cell.falls(cell.narrow.support[1])
    falling = np.array([cell.falls(float(x)) for x in X])
    assert not falling[X <= 1].any()
    within = np.array([_within(cut) for cut in np.linspace(cell.first, cell.last, 7)])
    steps = np.diff(within, axis=0)
    assert (steps[:, falling] <= 1e-12).all()
    assert (steps[:, X <= 1] >= -1e-12).all()
    assert falling.mean() > 0.4


@CELLS
def test_kurtosis_and_reach_are_those_of_an_end(cell: Form) -> None:
    cuts = np.random.default_rng(round(1000 * cell.last)).uniform(cell.first, cell.last, 3)
    for cut in cuts:
        inside = form(float(cut))
        assert cell.narrow.kurtosis < inside.wide.kurtosis < cell.wide.kurtosis
        assert cell.narrow.support[1] < inside.wide.support[1] < cell.wide.support[1]


def test_the_cells_have_no_holes() -> None:
    assert [cell.first for cell in cells()[1:]] == [cell.last for cell in cells()[:-1]]
    assert (cells()[0].first, cells()[-1].last) == (0.0, 5.5) == (CUTS[0], CUTS[-1])


@pytest.mark.parametrize("name", FORMS)
def test_a_form_of_one_cut_has_no_gap(name: str) -> None:
    one = FORMS[name]
    assert one.gap == 0
    assert one.falls(0.1)
    assert one.narrow.std == pytest.approx(1, rel=1e-14)
