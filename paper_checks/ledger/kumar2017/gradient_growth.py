"""Footnote 1 for tanh at every variance: where the variance is kept, the gradient explodes."""

import sympy as sp

from paper_checks.claim import Claim, Kind, Point, Relation, Rival, Setting
from paper_checks.experiments.networks import backward_pass
from paper_checks.ledger.kumar2017.source import kumar
from theory.notation import u
from theory.results.gradient_growth import tanh_gradient_growth

__all__ = ["CLAIMS"]

# With N v^2 = 1 a layer has E y_2^2 = E tanh(y_1)^2, and a gradient of variance 1 comes out of it as E tanh'(y_1)^2.
_LAYER: Setting = {"width": 8, "depth": 2, "activation": "tanh", "weight_variance": 1.0}

CLAIMS = (
    Claim(
        id="kumar2017.footnote1.tanh.every-variance",
        source=kumar(
            "footnote 1, made precise for tanh at every variance",
            reading="with one v, E y_{m+1}^2/E y_m^2 < E d_m^2/E d_{m+1}^2 at every variance of y_m, stated here at "
            "N v^2 = 1 and E d_{m+1}^2 = 1: tanh keeps less of the variance forward than of the gradient's backward. "
            "So weights that keep the one multiply the other by more than 1. For tanh, what footnote 1 requires makes "
            "the gradient explode.",
        ),
        kind=Kind.EXACT,
        rhs=sp.S.One,
        relation=Relation.LESS,
        derivation=tanh_gradient_growth,
        rivals=(
            Rival(sp.Rational(9, 10), "below it by a tenth at every variance"),
            Rival(1 - u**2 / 4, "below it by the order of the variance: the gap is of its square"),
        ),
        experiment=backward_pass,
        points=tuple(Point(_LAYER | {"input_deviation": deviation}) for deviation in (1.0, 2.0, 4.0)),
        symbols=lambda point: {u: sp.Rational(point["input_deviation"])},
        margin=0.02,
    ),
)
