"""The gradient of tanh wherever the variance is kept: Kumar 2017, footnote 1, at every variance.

Weights that keep the variance u^2 of the pre-activations of tanh have N v^2 = u^2/E tanh(y)^2.  Then the gradient's
variance is multiplied by chi = u^2 E tanh'(y)^2/E tanh(y)^2, which is above 1 if E tanh(y)^2 < u^2 E tanh'(y)^2.
"""

from __future__ import annotations

import sympy as sp

from theory.derivation.bounds import Below
from theory.derivation.derivation import Derivation
from theory.derivation.integrals import Evaluate
from theory.derivation.quantities import gradient, preactivation
from theory.derivation.registry import derived
from theory.notation import E, m, u, x
from theory.results.normal import NORMAL, normal_density

__all__ = ["tanh_gradient_growth"]


@derived("kumar2017 footnote 1, tanh at every variance")
def tanh_gradient_growth() -> Derivation:
    """E tanh(y)^2/u^2 + 1 - E tanh'(y)^2 < 1 at every u: tanh keeps less of a variance forward than backward.

    Hence where the weights keep the variance, the gradient explodes.  By parts, u^2 E h'(y) is E y h(y).  With h' =
    tanh'^2, h is tanh - tanh^3/3, and y h(y) is above tanh(y)^2.
    """
    density, line = normal_density(x, u), (x, -sp.oo, sp.oo)
    lost = 1 - 1 / sp.cosh(x) ** 4
    by_parts = sp.tanh(x) - sp.tanh(x) ** 3 / 3
    return Derivation(
        name="tanh_gradient_growth",
        lhs=E(preactivation(m + 1) ** 2) / E(preactivation(m) ** 2) + 1 - E(gradient(m) ** 2),
        start=sp.Integral((sp.tanh(x) ** 2 / u**2 + lost) * density, line),
        steps=(
            Below(
                sp.Integral((x * by_parts / u**2 + lost) * density, line),
                "y tanh y - y tanh³y/3 is above tanh²y: 4y + 2y cosh 2y - 3 sinh 2y has the third derivative "
                "16 y sinh 2y",
                gap=(
                    4 * x + 2 * x * sp.cosh(2 * x) - 3 * sp.sinh(2 * x),
                    sp.tanh(x),
                    1 / (6 * u**2 * sp.cosh(x) ** 2),
                    density,
                ),
            ),
            Evaluate(
                sp.S.One,
                "by parts, and the density integrates to 1",
                antiderivative=sp.erf(x / (sp.sqrt(2) * u)) / 2 - by_parts * density,
            ),
        ),
        assumptions=(NORMAL, "v² = 1/N, and the gradient above the layer has variance 1"),
    )
