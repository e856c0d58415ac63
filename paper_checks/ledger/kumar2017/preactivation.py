"""Section 2: one layer of independent weights, and when its pre-activations are normal."""

from __future__ import annotations

import math

import sympy as sp

from paper_checks.claim import Claim, Kind, Point, Relation, Rival, Setting
from paper_checks.experiments.networks import forward_pass
from paper_checks.ledger.kumar2017.layer import width_and_layer
from paper_checks.ledger.kumar2017.source import kumar
from paper_checks.verdict import Status
from theory.notation import N, a, b, kappa, m, mu, s, v
from theory.results.finite_width import preactivation_kurtosis, relu_kurtosis
from theory.results.preactivation import preactivation_variance

__all__ = ["CLAIMS"]


# Eight inputs that share nine tenths of their variance and are far from centred.
_CORRELATED: Setting = {
    "width": 8, "depth": 1, "outputs": 4, "activation": "linear", "weight_variance": 1.2, "record": ("y1", "y1^2"),
    "input_law": "uniform", "input_mean": 0.8, "input_deviation": 1.5, "input_correlation": 0.9,
}  # fmt: skip
# The literal claim: one neuron of a fresh network each, since neurons of one network are exactly normal given x.
_ONE_NEURON: Setting = {
    "depth": 2, "outputs": 1, "activation": "relu", "weight_variance": 2.0, "record": ("y2^2", "y2^4"),
}  # fmt: skip
_RELU_KURTOSIS = relu_kurtosis().rhs
# Means over a layer's neurons estimate the same moments over networks: the replicate stays the network.
_BY_DEPTH = tuple(
    Point(
        _ONE_NEURON
        | {"width": 128, "outputs": 128, "depth": layer, "record": (f"y{layer}^2", f"y{layer}^4")},
        layer=layer,
    )
    for layer in (4, 8)
)


CLAIMS = (
    Claim(
        id="kumar2017.eq6",
        source=kumar(
            "equation (6)",
            "u_m^2 = ∑_{j=1}^{j=N} E(W_m(i, j)^2 x_m(j)^2) = ∑_{j=1}^{j=N} E(W_m(i, j)^2) E(x_m(j)^2) = "
            "N v^2 (s_m^2 + μ_m^2) for all i. Interestingly, this result holds for any arbitrary covariance "
            "structure of the inputs to the m^th layer.",
        ),
        kind=Kind.EXACT,
        rhs=N * v**2 * (s**2 + mu**2),
        derivation=preactivation_variance,
        rivals=(
            Rival(N * v**2 * s**2, "the inputs' mean forgotten"),
            Rival(v**2 * (N * s**2 + N**2 * mu**2), "weights equal along a row"),
            Rival(v**2 * (s**2 + mu**2), "the factor N lost"),
            Rival(N * v**2 * (s**2 - mu**2), "wrong sign of the squared mean"),
        ),
        experiment=forward_pass,
        points=tuple(Point(_CORRELATED | {"weight_law": law}) for law in ("normal", "uniform", "rademacher")),
        symbols=lambda point: {
            N: point["width"],
            v: math.sqrt(point["weight_variance"] / point["width"]),
            s: point["input_deviation"],
            mu: point["input_mean"],
        },
    ),
    Claim(
        id="kumar2017.prop2.normality",
        source=kumar(
            "proposition 2",
            "y_m(i) will be approximately normally distributed for all values of m and i.",
            reading="for large N, at a fixed layer, and for positively homogeneous activations, such as ReLU: the "
            "excess kurtosis tends to 0. Given the layer below, y is nearly normal, so that its kurtosis shows how "
            "much the variance differs from one such layer to another.",
        ),
        kind=Kind.ASYMPTOTIC,
        rhs=sp.S.Zero,
        large=N,
        derivation=preactivation_kurtosis,
        rivals=(
            Rival(sp.S(3), "a double exponential: excess kurtosis 3"),
            Rival(-sp.Rational(6, 5), "a uniform distribution: excess kurtosis -6/5"),
            Rival(sp.S(15) / 4, "a spread of the mean square that survives the limit"),
        ),
        experiment=forward_pass,
        points=tuple(Point(_ONE_NEURON | {"width": width, "outputs": 64}) for width in (16, 48)),
        symbols=lambda point: {N: point["width"], m: 2, a: 1, b: 0, kappa: 1},  # ReLU, and an input of signs
        margin=0.1,
    ),
    Claim(
        id="kumar2017.prop2.all-m",
        source=kumar(
            "proposition 2",
            "y_m(i) will be approximately normally distributed for all values of m and i.",
            reading="at one N, for every m: each y_m(i) is about as near to normal as y_2(i), and has less than twice "
            "its excess kurtosis, which is 15/N for ReLU with an input of signs. No finite N has one of 0.",
        ),
        kind=Kind.EXACT,
        rhs=30 / N,
        relation=Relation.LESS,
        derivation=relu_kurtosis,
        expected=Status.REFUTED,
        rivals=(
            Rival(sp.S.Zero, "below a normal's"),
            Rival(15 / N, "below that of m = 2"),
            Rival(60 / N, "below four times that of m = 2"),
        ),
        experiment=forward_pass,
        points=_BY_DEPTH,
        symbols=width_and_layer,
        margin=0.1,
        corrected_by="kumar2017.prop2.all-m.corrected",
        reason="A large N makes y_m normal at a fixed depth only. For ReLU its excess kurtosis is 15/N at m = "
        "2 and 3((1 + 5/N)^(m-1) - 1) at depth m. That is at least 15(m - 1)/N, and grows without bound "
        "with m at any N.",
        erratum="a large N makes y normal at a fixed depth only: its kurtosis grows without bound with m",
    ),
    Claim(
        id="kumar2017.prop2.all-m.corrected",
        source=kumar(
            "proposition 2, corrected",
            reading="for ReLU with an input of signs, the excess kurtosis of y_m(i) is 3((1 + 5/N)^(m-1) - 1)",
        ),
        kind=Kind.EXACT,
        rhs=_RELU_KURTOSIS,
        derivation=relu_kurtosis,
        rivals=(
            Rival(sp.S.Zero, "as printed: normal at every depth"),
            Rival(15 / N, "the same at every depth"),
            Rival(3 * ((1 + 5 / N) ** m - 1), "one layer too many counted"),
        ),
        experiment=forward_pass,
        points=_BY_DEPTH,
        symbols=width_and_layer,
        margin=0.1,
    ),
)
