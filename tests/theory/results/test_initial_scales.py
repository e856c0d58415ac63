"""Initial scales, against numbers that are printed, or computed in another way."""

import mpmath
import numpy as np
import pytest

from theory.notation import v
from theory.results import initial_scales as scales
from theory.results.initial_scales import BRANCHES, INNER, MULTIPLIER
from theory.schemes.fan_counts import fans
from theory.schemes.lookup import scheme


def test_mup() -> None:
    assert scales.mup_hidden_factor().rhs == 1
    for base, multiplier in ((64, 2), (256, 8)):
        width = base * multiplier
        wide = fans((width, width))
        hidden, output = (
            scheme(f"mup_{part}({base**-0.5}, {base})").std(wide) for part in ("hidden", "output")
        )
        assert width * hidden**2 == pytest.approx(1, rel=1e-12)
        assert width * output**2 == pytest.approx(
            float(scales.mup_output_factor().rhs.subs(MULTIPLIER, multiplier))
        )


@pytest.mark.parametrize("layers", [1, 12])
def test_residual_growth(layers: int) -> None:
    width = 768
    size = scheme(f"residual({width**-0.5!r}, {layers})").std()
    assert 1 + 2 * layers * width * size**2 == pytest.approx(float(scales.residual_growth().rhs), rel=1e-12)


@pytest.mark.parametrize(("branches", "depth"), [(4, 2), (16, 3), (27, 4)])
def test_fixup(branches: int, depth: int) -> None:
    relative = scheme(f"fixup({branches}, {depth})").std(fans((5, 8))) / scheme("he_normal").std(fans((5, 8)))
    square = float(scales.fixup_gradient_square().rhs.subs({v: relative, INNER: depth - 1}))
    assert branches * square == pytest.approx(float(scales.fixup_update().rhs), rel=1e-12)
    unsigned = scales.fixup_gradient_square().rhs.subs({v: 1 / relative, INNER: depth - 1})
    lost = scales.fixup_update_without_sign().rhs.subs(BRANCHES, branches)
    assert branches * float(unsigned) == pytest.approx(float(lost), rel=1e-12)


def test_gated_units() -> None:
    rng = np.random.default_rng(951)
    gate, value = rng.normal(size=(2, 400_000))
    silu = (gate / (1 + np.exp(-gate)) * value) ** 2
    exact = mpmath.quad(
        lambda z: (z / (1 + mpmath.exp(-z))) ** 2 * mpmath.npdf(z), mpmath.linspace(-20, 20, 9)
    )
    assert float(scales.swiglu_second_moment().rhs) == pytest.approx(float(exact), rel=1e-12)
    assert silu.mean() == pytest.approx(float(exact), abs=5 * silu.std() / 400_000**0.5)
    gelu = mpmath.quad(lambda z: (z * mpmath.ncdf(z)) ** 2 * mpmath.npdf(z), mpmath.linspace(-20, 20, 9))
    assert float(scales.geglu_second_moment().rhs) == pytest.approx(float(gelu), rel=1e-12)


@pytest.mark.parametrize("name", [name for name in scales.__all__ if name.islower() and "second" not in name])
def test_derivations(name: str) -> None:
    getattr(scales, name)().check()
