"""Gradients of the loss that the homework asks for and does not give: by the logits, and by the input of batch norm.

CPEN 455, homework 1, questions 3.1 and 2.3.
"""

from __future__ import annotations

import sympy as sp

from theory.derivation.derivation import Derivation
from theory.derivation.derivatives import Differentiate
from theory.derivation.identities import Equal
from theory.derivation.registry import derived
from theory.notation import EPS, B, gamma, y
from theory.results.batchnorm_gradients import (
    BATCH_MEAN,
    BATCH_VARIANCE,
    LOSS_SLOPE,
    OTHER,
    normalized_by_other_value,
    normalized_by_value_in_all,
)

__all__ = ["LOGIT", "REST", "TRUTH", "by_input", "loss_by_input", "loss_by_logit", "others"]

LOGIT = sp.Symbol("h_k", real=True)  # one entry of h_L
REST = sp.Symbol("S_k", positive=True)  # the sum of exp(h_L[j]) over the other classes
TRUTH = sp.Symbol("t_k", nonnegative=True)  # the probability of class k in the ground truth
_OTHERS = sp.Symbol("a_k", real=True)  # what the other classes add, which does not change with h_k


def others(samples: int) -> tuple[tuple[sp.Symbol, sp.Symbol], ...]:
    """Return, of each other sample of a column, dl/dYhat and the deviation Y - m from the mean.

    Raises
    ------
    ValueError
        If there is no other sample.
    """
    if samples < 2:
        raise ValueError(f"samples must be 2 or more, got {samples}: one sample has no variance")
    return tuple(
        (sp.Symbol(f"g_{number}", real=True), sp.Symbol(f"q_{number}", real=True))
        for number in range(2, samples + 1)
    )


@derived("cpen455hw1 (11), by the logits")
def loss_by_logit() -> Derivation:
    """y[k] - ybar[k]: the derivative of the cross-entropy (11) of the softmax (10) by a logit, for any classes."""
    total = sp.log(sp.exp(LOGIT) + REST)
    loss = -TRUTH * (LOGIT - total) - (_OTHERS - (1 - TRUTH) * total)
    return Derivation(
        name="loss_by_logit",
        lhs=sp.Symbol(r"\partial \ell/\partial h_L", real=True),
        start=sp.Derivative(loss, LOGIT),
        steps=(
            Differentiate(
                sp.exp(LOGIT) / (sp.exp(LOGIT) + REST) - TRUTH,
                "log y[j] is h_j less the log of the sum; the true probabilities add up to 1",
            ),
        ),
    )


def by_input(samples: int) -> sp.Expr:
    """Return gamma/s (g - mean g - (Y - m) mean(g (Y - m))/s^2), s = sqrt(v + epsilon)."""
    spread, deviation = BATCH_VARIANCE + EPS, y - BATCH_MEAN
    pairs = ((LOSS_SLOPE, deviation), *others(samples))
    mean = sum(slope for slope, _ in pairs) / samples
    along = sum(slope * distance for slope, distance in pairs) / samples
    return gamma / sp.sqrt(spread) * (LOSS_SLOPE - mean - deviation * along / spread)


@derived("cpen455hw1 2.3, loss by Y")
def loss_by_input(samples: int = 4) -> Derivation:
    """gamma/s (g - mean g - (Y - m) mean(g (Y - m))/s^2): by the first value of a column, on all paths.

    Parameters
    ----------
    samples : int
        In the batch, 2 or more.
    """
    own, *through = sp.symbols(f"D_1:{samples + 1}", real=True)
    pairs = others(samples)
    size = {B: sp.Integer(samples)}
    return Derivation(
        name="loss_by_input",
        lhs=sp.Symbol(r"\partial \ell/\partial Y_{1j}", real=True),
        start=LOSS_SLOPE * own + sum(slope * part for (slope, _), part in zip(pairs, through, strict=True)),
        steps=(
            Equal(
                by_input(samples),
                "a value changes its own normalised value, and each other one by the mean and the variance",
                given={own: normalized_by_value_in_all().at(size)}
                | {
                    part: normalized_by_other_value().at({**size, OTHER: BATCH_MEAN + distance})
                    for (_, distance), part in zip(pairs, through, strict=True)
                },
            ),
        ),
    )
