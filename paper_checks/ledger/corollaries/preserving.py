"""The exact alternative to Kumar's (12): weights that keep the variance of the activations, where there are any."""

from collections.abc import Callable

import sympy as sp

from paper_checks.claim import Claim, Kind, Point, Relation, Rival, Source
from paper_checks.experiments.growth import preserving_weights
from paper_checks.experiments.networks import forward_pass
from paper_checks.printed_number import printed
from theory import Derivation
from theory.results import preserving

__all__ = ["CLAIMS"]

_SATURATED = tuple(
    Point(
        {"width": 8, "depth": 1, "activation": "tanh", "weight_variance": variance, "record": ("x2", "x2^2")}
    )
    for variance in (1.0, 25.0, 400.0)
)
_LINEARISED = "(12), linearised at 0"


def _exact(activation: str, weights: str, derive: Callable[[], Derivation], *rivals: Rival) -> Claim:
    return Claim(
        id=f"corollaries.variance-preserving-exists.{activation}",
        source=Source(
            "corollary",
            "equation (12) of Kumar 2017, without its linearisation",
            "",
            f"for {activation} N v^2 = {weights} keeps the variance 1 of the activations, as N → ∞.",
        ),
        kind=Kind.ROUNDED,
        rhs=printed(weights),
        derivation=derive,
        rivals=rivals,
        computation=lambda point: preserving_weights(**point.setting),
        points=(Point({"activation": activation}),),
    )


CLAIMS = (
    Claim(
        id="corollaries.variance-preserving-exists",
        source=Source(
            "corollary",
            "equation (12) of Kumar 2017, without its linearisation",
            "",
            "for tanh no weights keep the variance 1 of the activations: Var tanh(y) < 1 at every u. (12) gives N v^2 "
            "= 1.",
        ),
        kind=Kind.EXACT,
        rhs=sp.S.One,
        relation=Relation.LESS,
        derivation=preserving.tanh_variance_bound,
        rivals=(
            Rival(sp.Rational(1, 3), "below that of a uniform output"),
            Rival(sp.Rational(2, 3), "twice that, as if half of the units saturated"),
        ),
        experiment=forward_pass,
        points=_SATURATED,
        margin=0.01,
    ),
    _exact(
        "elu",
        "1.6444",
        preserving.elu_preserving_weights,
        Rival(sp.S.One, _LINEARISED),
        Rival(printed("1.5505"), "the forward gain squared, at u = 1: the mean square kept"),
        Rival(printed("1.7475"), "the mean of the inputs forgotten"),
    ),
    _exact(
        "gelu",
        "2.1131",
        preserving.gelu_preserving_weights,
        Rival(sp.S(4), _LINEARISED),
        Rival(sp.S(2), "that of ReLU, which GELU tends to"),
        Rival(printed("2.8100"), "the mean of the inputs forgotten"),
        Rival(printed("2.3522"), "the forward gain squared, at u = 1: the mean square kept"),
    ),
    _exact(
        "silu",
        "2.3673",
        preserving.silu_preserving_weights,
        Rival(sp.S(4), _LINEARISED),
        Rival(sp.S(2), "that of ReLU, which SiLU tends to"),
        Rival(printed("2.9205"), "the mean of the inputs forgotten"),
    ),
    _exact(
        "softplus",
        "1.6642",
        preserving.softplus_preserving_weights,
        Rival(4 / (1 + sp.log(2) ** 2), _LINEARISED),
        Rival(sp.S(2), "that of ReLU, which softplus tends to"),
        Rival(printed("3.3997"), "the mean of the inputs forgotten"),
    ),
)
