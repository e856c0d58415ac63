"""The initialisation schemes: functions of their parameters, each with its source."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import sympy as sp

from theory.activation.activation import Activation
from theory.activation.closed_forms import NoClosedForm
from theory.notation import u
from theory.schemes.definition import truncated_deviation
from theory.schemes.fan_counts import FAN_IN, FAN_OUT, MATRIX_SIDE

__all__ = ["ALIASES", "DISTRIBUTIONS", "MODES", "RECIPES", "Recipe"]


_ONE, _TWO, _MINUS_TWO = sp.Integer(1), sp.Integer(2), sp.Integer(-2)
Draw = tuple[str, tuple[sp.Expr, ...]]  # a family of laws and its parameters


def _normal(std: sp.Expr) -> Draw:
    return "normal", (std,)


def _uniform(low: sp.Expr, high: sp.Expr | None = None) -> Draw:
    return "uniform", (-low, low) if high is None else (low, high)


def _truncated(std: sp.Expr, cut: sp.Expr = _TWO) -> Draw:
    return _truncated_before(std / truncated_deviation(-cut, _positive("cut", cut)), cut)


def _truncated_before(std: sp.Expr, cut: sp.Expr = _TWO) -> Draw:
    return "truncated normal", (std, -_positive("cut", cut) * std, cut * std)


def _between(std: sp.Expr, low: sp.Expr = _MINUS_TWO, high: sp.Expr = _TWO) -> Draw:
    return "truncated normal", (std, low, high)


def _positive(name: str, value: sp.Expr) -> sp.Expr:
    if not value.is_positive:
        raise ValueError(f"{name} = {value}: it must be positive")
    return value


def _whole(name: str, value: sp.Expr, least: int) -> sp.Expr:
    if not value.is_Integer or value < least:
        raise ValueError(f"{name} = {value}: it must be an integer of at least {least}")
    return value


# --- scaled by fans -----------------------------------------------------------------------------------------

MODES: dict[str, sp.Expr] = {
    "fan_in": FAN_IN,
    "fan_out": FAN_OUT,
    "fan_avg": (FAN_IN + FAN_OUT) / 2,
    "fan_geo_avg": sp.sqrt(FAN_IN * FAN_OUT),
}
DISTRIBUTIONS: dict[str, Callable[[sp.Expr], Draw]] = {
    "normal": _normal,
    "untruncated_normal": _normal,
    "truncated_normal": _truncated,
    "uniform": lambda deviation: _uniform(sp.sqrt(3) * deviation),
}


def _chosen(name: str, value: str, known: dict[str, object]) -> None:
    if value not in known:
        raise ValueError(f"{name} = {value!r}: it must be one of {', '.join(known)}")


def _scaled(scale: sp.Expr = _ONE, mode: str = "fan_in", distribution: str = "truncated_normal") -> Draw:
    _chosen("mode", mode, dict(MODES))
    _chosen("distribution", distribution, dict(DISTRIBUTIONS))
    return DISTRIBUTIONS[distribution](sp.sqrt(scale / MODES[mode]))


def _fixed(scale: int, mode: str, distribution: str) -> Callable[[], Draw]:
    def draw() -> Draw:
        return _scaled(sp.Integer(scale), mode, distribution)

    return draw


def _he(distribution: str) -> Callable[..., Draw]:
    def draw(mode: str = "fan_in", slope: sp.Expr = sp.S.Zero) -> Draw:
        return _scaled(2 / (1 + slope**2), mode, distribution)

    return draw


def _glorot(distribution: str) -> Callable[..., Draw]:
    def draw(gain: sp.Expr = _ONE) -> Draw:
        return _scaled(gain**2, "fan_avg", distribution)

    return draw


def _pytorch_default() -> Draw:
    # kaiming_uniform_ with a = sqrt(5): gain sqrt(2/(1 + 5)), bound sqrt(3) gain/sqrt(fan_in).
    return _uniform(1 / sp.sqrt(FAN_IN))


def _orthogonal(gain: sp.Expr = _ONE) -> Draw:
    return "orthogonal", (_positive("gain", gain), MATRIX_SIDE)


# --- for an activation --------------------------------------------------------------------------------------


def _kumar(activation: Activation) -> Draw:
    if any(kink == 0 for kink in activation.kinks):
        raise ValueError(f"{activation.name} has a kink at 0, and (12) needs its slope there; give he_normal")
    value, slope = activation.at_zero(), activation.at_zero(1)
    if slope == 0:
        raise ValueError(f"{activation.name} has slope 0 at 0, so that no scale keeps the variance in (12)")
    return _normal(1 / (sp.Abs(slope) * sp.sqrt(FAN_IN * (1 + value**2))))


def _second_moment(activation: Activation) -> sp.Expr:
    try:
        return activation.moment(2).subs(u, 1)
    except NoClosedForm:
        from theory.integration.gaussian_moments import moments  # here: most schemes integrate nothing

        return sp.Float(float(moments(activation, 1.0).second), 17)


def _preserving(activation: Activation) -> Draw:
    return _normal(1 / sp.sqrt(FAN_IN * _second_moment(activation)))


# --- for deep and wide networks -----------------------------------------------------------------------------


def _residual(std: sp.Expr, layers: sp.Expr) -> Draw:
    return _normal(std / sp.sqrt(2 * _whole("layers", layers, 1)))


def _fixup(branches: sp.Expr, depth: sp.Expr = _TWO) -> Draw:
    power = sp.Rational(-1, 2 * _whole("depth", depth, 2) - 2)
    return _normal(sp.sqrt(2 / FAN_IN) * _whole("branches", branches, 1) ** power)


def _deepnorm(layers: sp.Expr) -> Draw:
    return _glorot("normal")((8 * _whole("layers", layers, 1)) ** sp.Rational(-1, 4))


def _deepnorm_encoder(encoder: sp.Expr, decoder: sp.Expr) -> Draw:
    both = _whole("encoder", encoder, 1) ** 4 * _whole("decoder", decoder, 1)
    return _glorot("normal")(sp.Rational(87, 100) * both ** sp.Rational(-1, 16))


def _deepnorm_decoder(decoder: sp.Expr) -> Draw:
    return _glorot("normal")((12 * _whole("decoder", decoder, 1)) ** sp.Rational(-1, 4))


def _mup_hidden(std: sp.Expr = _ONE, base: sp.Expr = _ONE) -> Draw:
    return _normal(std / sp.sqrt(FAN_IN / _positive("base", base)))


def _mup_output(std: sp.Expr = _ONE, base: sp.Expr = _ONE) -> Draw:
    return _normal(std * _positive("base", base) / FAN_IN)


@dataclass(frozen=True)
class Recipe:
    """How a scheme is made out of its parameters, and its source."""

    draw: Callable[..., Draw]
    source: str


_LECUN = "LeCun et al. 1998, Efficient BackProp"
_GLOROT = "Glorot and Bengio 2010"
_HE = "He et al. 2015, arXiv:1502.01852"
_CUT = "Keras and JAX, whose normal laws of this name are truncated at 2 deviations and rescaled"
_DEEPNET = "Wang et al. 2022, arXiv:2203.00555"
_MUP = "Yang et al. 2022, arXiv:2203.03466, table 3"

RECIPES: dict[str, Recipe] = {
    "normal": Recipe(_normal, ""),
    "uniform": Recipe(_uniform, ""),
    "truncated_normal": Recipe(
        _truncated, "cut at `cut` deviations before the cut; std is that of the weights"
    ),
    "truncated_normal_uncorrected": Recipe(_truncated_before, "JAX and Keras: std is that before the cut"),
    "trunc_normal": Recipe(_between, "PyTorch and timm: std is that before the cut, whose ends are absolute"),
    "constant": Recipe(lambda value: ("constant", (value,)), ""),
    "zeros": Recipe(lambda: ("constant", (sp.S.Zero,)), ""),
    "ones": Recipe(lambda: ("constant", (_ONE,)), ""),
    "orthogonal": Recipe(_orthogonal, "Saxe et al. 2013, arXiv:1312.6120"),
    "variance_scaling": Recipe(_scaled, "Keras and JAX"),
    "lecun_normal": Recipe(_fixed(1, "fan_in", "normal"), _LECUN),
    "lecun_uniform": Recipe(_fixed(1, "fan_in", "uniform"), _LECUN),
    "lecun_truncated_normal": Recipe(_fixed(1, "fan_in", "truncated_normal"), _CUT),
    "glorot_normal": Recipe(_glorot("normal"), _GLOROT),
    "glorot_uniform": Recipe(_glorot("uniform"), _GLOROT),
    "glorot_truncated_normal": Recipe(_glorot("truncated_normal"), _CUT),
    "he_normal": Recipe(_he("normal"), _HE),
    "he_uniform": Recipe(_he("uniform"), _HE),
    "he_truncated_normal": Recipe(_he("truncated_normal"), _CUT),
    "pytorch_default": Recipe(_pytorch_default, "PyTorch, torch.nn.Linear and torch.nn.Conv2d"),
    "kumar": Recipe(_kumar, "Kumar 2017, equation (12)"),
    "preserving": Recipe(_preserving, "keeps the variance 1 of a pre-activation"),
    "glu": Recipe(_preserving, "Shazeer 2020, arXiv:2002.05202: after a gate, E (g(Z) Z')² = E g(Z)²"),
    "alpha_dropout": Recipe(_fixed(1, "fan_in", "normal"), "Klambauer et al. 2017, arXiv:1706.02515: SELU"),
    "residual": Recipe(_residual, "GPT-2: the two branches of each of `layers` layers add up"),
    "fixup": Recipe(_fixup, "Zhang et al. 2019, arXiv:1901.09321: all but the last layer of a branch"),
    "deepnorm": Recipe(_deepnorm, f"{_DEEPNET}: an encoder alone, or a decoder alone"),
    "deepnorm_encoder": Recipe(_deepnorm_encoder, f"{_DEEPNET}: the encoder beside a decoder"),
    "deepnorm_decoder": Recipe(_deepnorm_decoder, f"{_DEEPNET}: the decoder beside an encoder"),
    "mup_input": Recipe(_mup_hidden, _MUP),
    "mup_hidden": Recipe(_mup_hidden, _MUP),
    "mup_output": Recipe(_mup_output, _MUP),
}
ALIASES = {
    "xavier_normal": "glorot_normal",
    "xavier_uniform": "glorot_uniform",
    "kaiming_normal": "he_normal",
    "kaiming_uniform": "he_uniform",
    "selu": "alpha_dropout",
}
