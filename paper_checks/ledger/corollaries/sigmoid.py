"""Where the sigmoid's layers settle, and what a gradient does there, under three scales of weights."""

import sympy as sp

from paper_checks.claim import Claim, Kind, Point, Rival, Setting, Source
from paper_checks.experiments.networks import backward_pass, forward_pass
from paper_checks.printed_number import printed
from theory.results.sigmoid import sigmoid_settled_chi, sigmoid_settled_variance

__all__ = ["CLAIMS"]

_XAVIER, _SCRIPT, _KUMAR = sp.S.One, sp.Rational(18, 5), sp.Rational(64, 5)


def _settled(weight_variance: sp.Rational, variance: str) -> Setting:
    """Return two layers whose first pre-activations have a variance."""
    return {
        "width": 8,
        "depth": 2,
        "activation": "sigmoid",
        "weight_variance": float(weight_variance),
        "input_deviation": float(sp.sqrt(sp.Rational(variance) / weight_variance)),
    }


_AT_ONE = _settled(_XAVIER, "0.264687")
_AT_SCRIPT = _settled(_SCRIPT, "1.063143")
_AT_KUMAR = _settled(_KUMAR, "4.534976")


def _tangent(weight_variance: sp.Rational) -> Rival:
    return Rival(
        weight_variance / 4 / (1 - weight_variance / 16), "the tangent at 0: q = N v² (1/4 + q/16), solved"
    )


def _variance(name: str, weights: str, weight_variance: sp.Rational, at: str, setting: Setting) -> Claim:
    return Claim(
        id=f"corollaries.sigmoid-fixed-points{name}",
        source=Source(
            "corollary",
            f"the sigmoid, {weights}",
            "",
            f"a layer gives back pre-activations of variance q = {at}, and of no other.",
        ),
        kind=Kind.ROUNDED,
        rhs=printed(at),
        derivation=lambda: sigmoid_settled_variance(weight_variance),
        rivals=(
            _tangent(weight_variance),
            Rival(weight_variance / 4, "the outputs were 1/2"),
            Rival(weight_variance / 2, "the outputs were 0 and 1"),
        ),
        experiment=forward_pass,
        points=(Point(setting | {"record": ("y2^2",)}),),
    )


def _chi(
    name: str,
    weights: str,
    weight_variance: sp.Rational,
    at: str,
    slope: str,
    setting: Setting,
    *rivals: Rival,
) -> Claim:
    return Claim(
        id=f"corollaries.sigmoid-chi{name}",
        source=Source(
            "corollary",
            f"the sigmoid, {weights}",
            "",
            f"there a gradient's variance shrinks to {at} of itself a layer, chi = N v^2 E g'^2.",
        ),
        kind=Kind.ROUNDED,
        rhs=printed(at),
        derivation=lambda: sigmoid_settled_chi(weight_variance),
        rivals=(
            Rival(weight_variance / 16, "the slope at 0, 1/4, everywhere"),
            Rival(printed(slope), "the slope of the map of variances"),
            Rival(sp.S.One, "the settled variance were enough for the gradient"),
            *rivals,
        ),
        experiment=backward_pass,
        points=(Point(setting),),
        margin=0.03,
    )


CLAIMS = (
    _variance("", "N v^2 = 64/5, Kumar's", _KUMAR, "4.535", _AT_KUMAR),
    _variance(".script", "N v^2 = 3.6, the released script's", _SCRIPT, "1.063", _AT_SCRIPT),
    _variance(".xavier", "N v^2 = 1, Xavier's", _XAVIER, "0.2647", _AT_ONE),
    _chi(
        "",
        "N v^2 = 64/5, Kumar's",
        _KUMAR,
        "0.354",
        "0.129",
        _AT_KUMAR,
        Rival(printed("0.272"), "(E g')² for E g'²"),
    ),
    _chi(".script", "N v^2 = 3.6, the released script's", _SCRIPT, "0.159", "0.109", _AT_SCRIPT),
    _chi(".xavier", "N v^2 = 1, Xavier's", _XAVIER, "0.0557", "0.0495", _AT_ONE),
)
