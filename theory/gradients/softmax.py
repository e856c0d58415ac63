"""Softmax with cross-entropy, backwards, in NumPy.

>>> import numpy as np
>>> cross_entropy_backward([0.0, np.log(3.0)], [1.0, 0.0])
array([-0.75,  0.75])
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

__all__ = ["cross_entropy_backward"]

_SLACK = 1e-9  # by which targets may miss 1, from rounding


def cross_entropy_backward(logits: npt.ArrayLike, targets: npt.ArrayLike) -> npt.NDArray[np.float64]:
    """Return the gradient of -sum targets log softmax(logits) by the logits: softmax(logits) - targets.

    It is that only for targets that add up to 1; `theory.results.softmax` derives it for any.

    Parameters
    ----------
    logits : array-like
        Of shape (K,) or (B, K): the classes are the last axis.
    targets : array-like
        Of the same shape: one-hot, or probabilities.

    Returns
    -------
    ndarray
        Of the same shape.

    Raises
    ------
    ValueError
        If the shapes differ, a logit is not finite, a target is negative, or targets do not add up to 1.
    """
    scores, wanted = np.asarray(logits, dtype=np.float64), np.asarray(targets, dtype=np.float64)
    if scores.ndim not in (1, 2) or scores.shape != wanted.shape:
        raise ValueError(
            f"logits: shape {scores.shape}, targets: shape {wanted.shape}; give both as (K,) or as (B, K)"
        )
    if not np.isfinite(scores).all():
        raise ValueError(f"logits: {scores[~np.isfinite(scores)].flat[0]} is among them; give finite numbers")
    totals = wanted.sum(axis=-1)
    if not ((wanted >= 0).all() and (abs(totals - 1) <= _SLACK).all()):
        bad = totals.flat[np.argmax(np.abs(totals - 1))]
        raise ValueError(
            f"targets: some are negative or add up to {bad:g}; give probabilities, which add up to 1, such as a "
            "one-hot vector"
        )
    powers = np.exp(scores - scores.max(axis=-1, keepdims=True))
    return np.asarray(powers / powers.sum(axis=-1, keepdims=True) - wanted)
