"""Initial scales of wide, residual and gated networks: muP, 1/sqrt(2L), Fixup and gated linear units."""

from __future__ import annotations

import sympy as sp

from theory.derivation.derivation import Derivation
from theory.derivation.identities import Equal
from theory.derivation.integrals import Evaluate
from theory.derivation.quantities import layer_input, preactivation
from theory.derivation.registry import derived
from theory.derivation.sizes import Index
from theory.notation import E, N, i, j, m, mu, s, t, u, v, y
from theory.results.gelu import gelu_second_moment
from theory.results.normal import LINE, STANDARD_DENSITY, gaussian_mean
from theory.results.preactivation import preactivation_variance

__all__ = [
    "BASE",
    "BRANCHES",
    "INNER",
    "LAYERS",
    "MULTIPLIER",
    "fixup_gradient_square",
    "fixup_update",
    "fixup_update_without_sign",
    "geglu_second_moment",
    "mup_hidden_factor",
    "mup_output_factor",
    "residual_growth",
    "standard_normal_square",
    "swiglu_second_moment",
]


BASE = sp.Symbol("n_0", integer=True, positive=True)  # the width at which scales were tuned
MULTIPLIER = sp.Symbol("r", integer=True, positive=True)  # the width over it
LAYERS = sp.Symbol("L", integer=True, positive=True)  # of a transformer, each of two residual branches
BRANCHES = sp.Symbol("L", integer=True, positive=True)  # of a residual network
INNER = sp.Symbol("k", integer=True, positive=True)  # layers of a branch before its last one: m - 1 in Fixup
_SQUARE, _SECOND, _UNIT = sp.symbols("Q S U", positive=True)


# --- wide: muP ----------------------------------------------------------------------------------------------


def _wider(name: str, deviation: sp.Expr, result: sp.Expr, reason: str) -> Derivation:
    return Derivation(
        name=name,
        lhs=E(preactivation(m) ** 2) / E(layer_input(m) ** 2),
        start=_SQUARE / (s**2 + mu**2),
        steps=(
            Equal(N * v**2, "equation (6) of Kumar 2017", given={_SQUARE: preactivation_variance()}),
            Equal(result, reason, given={N: BASE * MULTIPLIER, v: deviation}),
        ),
        assumptions=("at the width n_0 the weights have variance 1/n_0",),
    )


@derived("Yang et al. 2022, table 3, hidden weights")
def mup_hidden_factor() -> Derivation:
    """1: what muP's hidden weights, of 1/sqrt(r) times the deviation at the base width, make of a mean square."""
    return _wider(
        "mup_hidden_factor",
        1 / sp.sqrt(BASE * MULTIPLIER),
        sp.S.One,
        "r times the inputs, 1/r times the variance",
    )


@derived("Yang et al. 2022, table 3, output weights")
def mup_output_factor() -> Derivation:
    """1/r: what muP's output weights, of 1/r times the deviation at the base width, make of a mean square."""
    return _wider(
        "mup_output_factor",
        1 / (sp.sqrt(BASE) * MULTIPLIER),
        1 / MULTIPLIER,
        "r times the inputs, 1/r² times the variance",
    )


# --- deep: residual networks --------------------------------------------------------------------------------


@derived
def residual_growth() -> Derivation:
    """2: the mean square after L layers of two branches over that before them, at v = 1/sqrt(2 L N).

    A branch is a layer of weights on the normalised stream, whose mean square is 1.
    """
    return Derivation(
        name="residual_growth",
        lhs=sp.Symbol(r"{E x_{2L+1}^2/E x_1^2}", positive=True),
        start=1 + sp.Sum(2 * _SQUARE / (s**2 + mu**2), (j, 1, LAYERS)),
        steps=(
            Equal(
                1 + sp.Sum(2 * N * v**2, (j, 1, LAYERS)),
                "equation (6) of Kumar 2017, for each of two branches",
                given={_SQUARE: preactivation_variance()},
            ),
            Index(1 + 2 * LAYERS * N * v**2, "L equal terms", size=LAYERS),
            Equal(sp.S(2), "v² = 1/(2 L N)", given={v: 1 / sp.sqrt(2 * LAYERS * N)}),
        ),
        assumptions=(
            "the weights of a branch are independent of the stream",
            "the stream starts at mean square 1",
        ),
    )


@derived
def fixup_gradient_square() -> Derivation:
    """v^(2k): the mean square of the gradient by the last weight of a branch, the product of its k others."""
    return Derivation(
        name="fixup_gradient_square",
        lhs=sp.Symbol(r"{E(\partial f/\partial w)^2}", positive=True),
        start=sp.Product(v**2, (i, 1, INNER)),
        steps=(Index(v ** (2 * INNER), "k factors", size=INNER),),
        assumptions=("the weights of a branch are independent", "each but the last has mean square v²"),
    )


def _moved(name: str, sign: int, result: sp.Expr, reason: str) -> Derivation:
    # A step moves the output by the sum over the branches of the squared gradients by their last weights.
    return Derivation(
        name=name,
        lhs=sp.Symbol(r"{\Delta f/\eta}", positive=True),
        start=sp.Sum(_SECOND, (j, 1, BRANCHES)),
        steps=(
            Index(BRANCHES * _SECOND, "L equal branches", size=BRANCHES),
            Equal(
                BRANCHES * v ** (2 * INNER),
                "the gradient of a branch",
                given={_SECOND: fixup_gradient_square()},
            ),
            Equal(result, reason, given={v: BRANCHES ** (sign / (2 * INNER))}),
        ),
        assumptions=("the last layer of a branch is 0, so that no other weight has a gradient",),
    )


@derived("Zhang et al. 2019, L^(-1/(2m-2))")
def fixup_update() -> Derivation:
    """1: by how much a step of gradient descent of size 1 moves a network of L branches, their last weights 0."""
    return _moved("fixup_update", -1, sp.S.One, "v = L^(-1/(2m - 2)), m = k + 1")


@derived
def fixup_update_without_sign() -> Derivation:
    """L^2: the same where the other weights are scaled by L^(1/(2m-2)), as summaries of the method print it."""
    return _moved("fixup_update_without_sign", 1, BRANCHES**2, "v = L^(1/(2m - 2)), m = k + 1")


# --- gated --------------------------------------------------------------------------------------------------


@derived
def standard_normal_square() -> Derivation:
    """1: E Z^2 of a standard normal variable."""
    return Derivation(
        name="standard_normal_square",
        lhs=sp.Symbol("E[Z^2]", positive=True),
        start=sp.Integral(t**2 * STANDARD_DENSITY, LINE),
        steps=(
            Evaluate(
                sp.S.One,
                "by parts",
                antiderivative=sp.erf(t / sp.sqrt(2)) / 2 - t * STANDARD_DENSITY,
            ),
        ),
    )


_GATE = "the gate and the value are independent and standard normal, as at equal weights and inputs of mean square 1"


@derived("Shazeer 2020, GEGLU")
def geglu_second_moment() -> Derivation:
    """0.425221: E (gelu(Z) Z')^2, what GEGLU leaves of a mean square of 1."""
    second = gelu_second_moment().at({u: 1})
    return Derivation(
        name="geglu_second_moment",
        lhs=E(layer_input(m + 1) ** 2),
        start=_SECOND * _UNIT,
        steps=(
            Equal(
                second.value,
                "the mean of a product of independent factors",
                given={_SECOND: second, _UNIT: standard_normal_square()},
            ),
        ),
        assumptions=(_GATE,),
    )


@derived("Shazeer 2020, SwiGLU")
def swiglu_second_moment() -> Derivation:
    """0.355776: E (silu(Z) Z')^2, what SwiGLU leaves of a mean square of 1."""
    second = gaussian_mean((y / (1 + sp.exp(-y))) ** 2, sp.S.One)
    return Derivation(
        name="swiglu_second_moment",
        lhs=E(layer_input(m + 1) ** 2),
        start=second * _UNIT,
        steps=(
            Equal(
                second,
                "E silu² has no closed form, and stays an integral",
                given={_UNIT: standard_normal_square()},
            ),
        ),
        assumptions=(_GATE,),
    )
