"""How often clean weights raise an alarm: random models of 20 tensors of every law, in every precision.

    python -m tests.benchmarks.audit_level [--models N] [--seed N]

Each model is audited with the right expectations and without any.  An alarm is a refused tensor, or a tensor whose true
named scheme is among the refused ones.  Stated: 1e-3 a model for each audit.  Bar: at most 25 of 10,000.

At 1e-3 the count can hardly tell a level that holds from one that is three times too high.  So every fourth model is
audited a second time at alpha = 0.2, where the rate has to be at most 0.2 as well.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections import Counter

import numpy as np
import numpy.typing as npt
from scipy import special

from paper_checks import audit
from theory import fans, scheme
from theory.schemes.laws import Constant, Law, Normal, Orthogonal, Uniform
from theory.schemes.truncated_normal import TruncatedNormal

BAR = 25 / 10_000
LOOSE, OFTEN = 0.2, 4
TENSORS = 20
PRECISIONS = ("float64", "float32", "float16", "bfloat16")
SCHEMES = (
    "normal(0.02)", "normal(0.02/sqrt(24))", "he_normal", "lecun_normal", "glorot_normal", "normal(1)", "mup_output",
    "uniform(0.05)", "pytorch_default", "he_uniform", "glorot_uniform", "uniform(-0.01, 0.03)",
    "lecun_truncated_normal", "he_truncated_normal", "truncated_normal(0.02)", "truncated_normal(0.02, 0.4)",
    "truncated_normal(0.02, 1.3)", "truncated_normal(0.02, 3)", "truncated_normal_uncorrected(0.02)",
    "truncated_normal(0.5, 4.4)", "orthogonal", "orthogonal(1.5)", "zeros", "ones", "constant(0.1)",
)  # fmt: skip
# One of them has no mean of 0, so that only an expectation can be right.
OFF_CENTRE = "uniform(-0.01, 0.03)"


class Halved:
    """A tensor in bfloat16 as PyTorch's are: NumPy has no such type."""

    dtype = "torch.bfloat16"

    def __init__(self, values: npt.NDArray[np.float64]) -> None:
        bits = values.astype(np.float32).view(np.uint32).astype(np.uint64)
        nearest = (bits + 0x7FFF + (bits >> 16 & 1)) & 0xFFFF0000  # ties to even
        self._values = nearest.astype(np.uint32).view(np.float32)

    def detach(self) -> Halved:
        return self

    cpu = float = detach

    def numpy(self) -> npt.NDArray[np.float32]:
        return self._values


def drawn(law: Law, shape: tuple[int, ...], rng: np.random.Generator) -> npt.NDArray[np.float64]:
    """Draw a weight by a means of its own for each law."""
    match law:
        case Constant():
            return np.full(shape, law.value)
        case Normal():
            return rng.normal(0.0, law.deviation, shape)
        case Uniform():
            return rng.uniform(law.low, law.high, shape)
        case TruncatedNormal():
            ends = special.ndtr([law.low / law.before, law.high / law.before])
            return law.before * special.ndtri(rng.uniform(*ends, shape))
        case Orthogonal():
            rows, columns = shape[0], int(np.prod(shape[1:]))
            q, r = np.linalg.qr(rng.standard_normal((max(rows, columns), min(rows, columns))))
            q *= np.sign(np.diag(r)) * law.gain
            return (q if rows >= columns else q.T).reshape(shape)
    raise TypeError(law)


def stored(values: npt.NDArray[np.float64], precision: str) -> object:
    return Halved(values) if precision == "bfloat16" else values.astype(precision)


def model(rng: np.random.Generator) -> tuple[dict[str, object], dict[str, str]]:
    """Return a random model and what is true of it; layers of equal name are equal."""
    tensors, truth = {}, {}
    while len(tensors) < TENSORS:
        text, precision = str(rng.choice(SCHEMES)), str(rng.choice(PRECISIONS))
        sides = [int(2 ** rng.uniform(0, 7)) for _ in range(2)]
        shape = (*sides, 3, 3) if rng.random() < 0.2 else tuple(sides)
        if rng.random() < 0.03:
            shape = (256, 200)  # more values than are kept
        law = scheme(text).at(fans(shape, "dense" if len(shape) == 2 else "convolution"))
        group = "".join(rng.choice(list("abcdefgh"), 8))
        for layer in range(min(int(rng.choice([1, 1, 4, 8])), TENSORS - len(tensors))):
            name = f"{group}.{layer}.weight"
            tensors[name], truth[name] = stored(drawn(law, shape, rng), precision), text
    return tensors, truth


def alarms(tensors: dict[str, object], truth: dict[str, str], alpha: float) -> Counter[str]:
    """Return which audits of a clean model raise an alarm."""
    found: Counter[str] = Counter()
    expected = audit(tensors, truth, alpha=alpha)
    found["expected"] += bool(expected.refused)
    centred = {name: tensor for name, tensor in tensors.items() if truth[name] != OFF_CENTRE}
    if centred:
        free = audit(centred, alpha=alpha)
        lost = [
            one for one in free.tensors if "(" not in truth[one.name] and truth[one.name] not in one.schemes
        ]
        found["not expected"] += bool(free.refused)
        found["true scheme refused"] += bool(lost)
    return found


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--models", type=int, default=10_000)
    parser.add_argument("--seed", type=int, default=0)
    options = parser.parse_args()
    start, strict, loose = time.perf_counter(), Counter[str](), Counter[str]()
    for k in range(options.models):
        tensors, truth = model(np.random.default_rng((options.seed, k)))
        strict += alarms(tensors, truth, 1e-3)
        if k % OFTEN == 0:
            loose += alarms(tensors, truth, LOOSE)
        if (k + 1) % max(options.models // 20, 1) == 0:
            print(
                f"{k + 1:6} models, {time.perf_counter() - start:5.0f} s: at 1e-3 {dict(strict)}, "
                f"at {LOOSE} {dict(loose)}",
                flush=True,
            )
    good = all(strict[kind] <= BAR * options.models for kind in strict)
    good &= all(loose[kind] <= LOOSE * options.models / OFTEN for kind in loose)
    print("holds" if good else "FAILS")
    return int(not good)


if __name__ == "__main__":
    sys.exit(main())
