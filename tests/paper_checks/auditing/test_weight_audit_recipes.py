"""Tensors drawn by the recipes of muP, GPT-2, Fixup, DeepNorm and gated units pass, and the mistakes in them do not."""

import math
from collections.abc import Callable

import numpy as np
import pytest

from paper_checks import audit

Draw = Callable[[np.random.Generator, float], np.ndarray]
SHAPE = (256, 512)  # fan_in 512, fan_out 256
XAVIER = math.sqrt(2 / (256 + 512))
BLOCKS, BASE = 18, 64


def _power(encoder: int, decoder: int) -> float:
    return (encoder**4 * decoder) ** (1 / 16)


CASES = {
    # scheme: the deviation as the recipe has it, and as the mistake does
    f"mup_hidden({BASE**-0.5}, {BASE})": (BASE**-0.5 / math.sqrt(512 / BASE), BASE**-0.5 / (512 / BASE)),
    f"mup_output({BASE**-0.5}, {BASE})": (BASE**-0.5 / (512 / BASE), BASE**-0.5 / math.sqrt(512 / BASE)),
    "residual(0.02, 12)": (0.02 / math.sqrt(24), 0.02 / math.sqrt(12)),
    f"fixup({BLOCKS})": (math.sqrt(2 / 512) * BLOCKS**-0.5, math.sqrt(2 / 512) * BLOCKS**0.5),
    f"fixup({BLOCKS}, 3)": (math.sqrt(2 / 512) * BLOCKS**-0.25, math.sqrt(2 / 512) * BLOCKS**-0.5),
    "deepnorm(24)": (XAVIER * (8 * 24) ** -0.25, XAVIER * (2 * 24) ** -0.25),
    "deepnorm_decoder(24)": (XAVIER * (12 * 24) ** -0.25, XAVIER * (8 * 24) ** -0.25),
    "deepnorm_encoder(18, 6)": (XAVIER * 0.87 / _power(18, 6), XAVIER * 1.15 / _power(18, 6)),
    "glu(silu)": (1 / math.sqrt(512 * 0.355776), 1 / math.sqrt(512 * 0.425221)),
    "glu(gelu)": (1 / math.sqrt(512 * 0.425221), math.sqrt(2 / 512)),
}


@pytest.mark.parametrize("text", CASES)
def test_recipe(text: str) -> None:
    right, wrong = CASES[text]
    values = np.random.default_rng(981).standard_normal(SHAPE)
    found = audit({"w": (right * values).astype(np.float32)}, {"w": text})
    assert not found.refused
    assert not found.undecided
    (refused,) = audit({"w": (wrong * values).astype(np.float32)}, {"w": text}).refused
    assert "std" in refused.reasons[0]
