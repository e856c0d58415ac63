"""Initial scales of wide, deep and gated networks, run by their definitions in small cases."""

from __future__ import annotations

import math
from itertools import product

import numpy as np
from scipy import optimize

from montecarlo import Experiment
from paper_checks.experiments.complex_step import COMPLEX_STEP, complex_slope
from paper_checks.experiments.networks import forward_pass

__all__ = [
    "deepnorm_encoder",
    "gated_square",
    "residual_growth",
    "step_of_branches",
    "sublayer_sum",
    "widened",
]


def widened(*, base: int, multiplier: int, power: float) -> Experiment:
    """Return a linear layer of width base x multiplier.

    Its weights have the deviation base^(-1/2) of the base width, over multiplier^power.
    """
    width, deviation = base * multiplier, base**-0.5 * multiplier**-power
    return forward_pass(
        width=width,
        depth=1,
        outputs=2,
        activation="linear",
        weight_variance=width * deviation**2,
        record=("x1^2", "y1^2"),
    )


def residual_growth(*, width: int, layers: int) -> float:
    """Return the mean square of a residual stream after `layers` layers over that before, over all weights.

    Each layer adds two branches, one after the other: weights ±1/sqrt(2 layers width), all signs enumerated, times the
    stream divided by its root mean square.  The start is 1, 2, ... over its root mean square.

    Raises
    ------
    ValueError
        If some weights bring the stream to 0, as for a width of 1 and 2 layers.
    """
    size = 1 / math.sqrt(2 * layers * width)
    start = np.arange(1.0, width + 1)
    start /= math.sqrt(np.mean(start**2))
    total = count = 0.0
    signs = [np.reshape(part, (width, width)) for part in product((-size, size), repeat=width * width)]
    for weights in product(signs, repeat=2 * layers):
        stream = start
        for matrix in weights:
            norm = math.sqrt(np.mean(stream**2))
            if norm == 0:
                raise ValueError(
                    f"layers = {layers}: some signs bring the stream to 0, which cannot be normalised"
                )
            stream = stream + matrix @ (stream / norm)
        total += float(np.mean(stream**2))
        count += 1
    return total / count


def step_of_branches(*, branches: int, depth: int, seed: int, sign: int = -1) -> float:
    """Return by how much a step of gradient descent of size eta moves f, over eta, in the limit of small steps.

    f(x) = x plus the sum over branches of products of `depth` weights and x, at x = 1.  The last weight of a branch is
    0, and the others are ± branches^(sign/(2 depth - 2)), at random signs.
    """
    size = branches ** (sign / (2 * depth - 2))
    weights = size * np.random.default_rng(seed).choice([-1.0, 1.0], size=(branches, depth))
    weights[:, -1] = 0.0

    def output(at: np.ndarray) -> complex:
        return complex(1 + np.prod(at, axis=1).sum())

    moved = 0.0
    for index in np.ndindex(*weights.shape):
        at = weights.astype(complex)
        at[index] += COMPLEX_STEP
        moved += float(complex_slope(output(at))) ** 2
    return moved


def sublayer_sum(*, layers: int, sublayers: int, stream: float, weights: float) -> float:
    """Return the sum over all sublayers of (v^2 + w^2)/alpha^2.

    alpha is (stream x layers)^(1/4), and v and w are (weights x layers)^(-1/4).
    """
    alpha, scale = math.pow(stream * layers, 0.25), math.pow(weights * layers, -0.25)
    return math.fsum((scale**2 + scale**2) / alpha**2 for _ in range(sublayers * layers))


def deepnorm_encoder(*, encoders: int, decoders: int, which: str) -> float:
    """Return the encoder's constant, without its power of (N^4 M): alpha, or beta = 1/(sqrt(2) alpha).

    alpha is found where the encoder's part of the update is 1: the M attentions of the decoder to the encoder, each
    beta_d^2/alpha_d, times the 2N sublayers of the encoder, each (v^2 + w^2)/alpha^2 with v = w = beta.
    """
    attention = decoders * math.pow(12 * decoders, -0.25) ** 2 / math.pow(3 * decoders, 0.25)

    def excess(alpha: float) -> float:
        beta = 1 / (math.sqrt(2) * alpha)
        return attention * 2 * encoders * (beta**2 + beta**2) / alpha**2 - 1

    alpha: float = float(optimize.brentq(excess, 1e-3, 1e3, xtol=1e-14, rtol=1e-14))
    power = math.pow(encoders**4 * decoders, 1 / 16)
    return alpha / power if which == "alpha" else power / (math.sqrt(2) * alpha)


def gated_square(*, gate: str) -> float:
    """Return E (g(Z) Z')^2 of independent standard normal Z and Z', by a sum over a grid of the plane.

    The trapezoidal rule is exact to rounding for smooth functions that fall off like a Gaussian.
    """
    z = np.linspace(-12.0, 12.0, 481)
    weight = np.exp(-(z**2) / 2) / math.sqrt(2 * math.pi) * (z[1] - z[0])
    values = {
        "silu": z / (1 + np.exp(-z)),
        "gelu": z * np.array([math.erfc(-part / math.sqrt(2)) / 2 for part in z]),
    }
    grid = np.multiply.outer(values[gate], z) ** 2
    return float(weight @ grid @ weight)
