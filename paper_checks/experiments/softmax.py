"""Softmax with cross-entropy, from the definition: probabilities, and the gradient by complex step."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from paper_checks.experiments.complex_step import COMPLEX_STEP, complex_slope

__all__ = ["gradient", "probabilities"]


def probabilities(logits: npt.ArrayLike) -> Any:
    """Return the softmax of logits."""
    powers = np.exp(np.asarray(logits))
    return powers / powers.sum()


def gradient(*, logits: Sequence[float], targets: Sequence[float], of: int) -> float:
    """Return the derivative of -sum targets log softmax by one logit.

    Parameters
    ----------
    logits, targets : sequence of float
        Of the same length; the targets need not add up to 1.
    of : int
        Which logit.

    Raises
    ------
    ValueError
        If the lengths differ, or there is no such logit.
    """
    if len(logits) != len(targets) or not 0 <= of < len(logits):
        raise ValueError(
            f"{len(logits)} logits, {len(targets)} targets, of = {of}: give as many targets as logits, and one of them"
        )
    moved = np.array(logits, dtype=np.complex128)
    moved[of] += COMPLEX_STEP
    return float(complex_slope(-np.sum(np.asarray(targets) * np.log(probabilities(moved)))))
