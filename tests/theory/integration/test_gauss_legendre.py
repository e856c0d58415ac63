import numpy as np
import pytest
import sympy as sp

from theory.activation.lookup import get
from theory.activation.pieces import Piece
from theory.integration.compiled import CompiledPiece
from theory.integration.gauss_legendre import integrate_panels
from theory.integration.panel_sums import Sums
from theory.integration.panels import Laws, initial
from theory.notation import x


def _sums(pieces, kinks, u, mean=0.0, parity=0):
    laws = Laws(np.array([u]), np.array([mean]), parity)
    panels = initial(kinks, np.empty(0), laws)
    return panels, Sums(*integrate_panels(tuple(map(CompiledPiece, pieces)), panels, laws))


@pytest.mark.parametrize("parity", [0, -1])
def test_the_integrals_of_the_identity(parity):
    _, sums = _sums([Piece(x, -sp.oo, sp.oo)], np.empty(0), 2.0, parity=parity)
    assert sums.weight.sum() == pytest.approx(1, rel=1e-14)
    assert sums.first.sum() == pytest.approx(0, abs=1e-15)
    assert sums.second.sum() == pytest.approx(4, rel=1e-14)
    assert sums.slope.sum() == pytest.approx(1, rel=1e-14)
    assert sums.gradient.sum() == pytest.approx(1, rel=1e-14)
    assert sums.mixed.sum() == pytest.approx(2, rel=1e-14)  # E Z g g' = u


def test_each_panel_is_integrated_with_its_own_piece():
    panels, sums = _sums(get("relu").pieces, np.array([0.0]), 1.0)
    assert (sums.second[panels.piece == 0] == 0).all()
    assert sums.second.sum() == pytest.approx(0.5, rel=1e-14)
    assert sums.first.sum() == pytest.approx(1 / np.sqrt(2 * np.pi), rel=1e-14)


def test_many_panels_give_the_same_as_few():
    # More panels than are evaluated at once.
    u = np.full(400, 0.7)
    laws = Laws(u, np.zeros_like(u), 0)
    panels = initial(np.empty(0), np.empty(0), laws)
    sums = Sums(*integrate_panels((CompiledPiece(get("silu").pieces[0]),), panels, laws))
    _, single = _sums(get("silu").pieces, np.empty(0), 0.7)
    totals = np.bincount(panels.owner, sums.second)
    np.testing.assert_allclose(totals, single.second.sum(), rtol=1e-14)


def test_a_polynomial_leaves_nothing_beyond_its_degree():
    _, sums = _sums([Piece(sp.sympify(x**3), -sp.oo, sp.oo)], np.empty(0), 1.0)
    assert (sums.slope_tail <= 1e-13 * sums.slope.sum()).all()
