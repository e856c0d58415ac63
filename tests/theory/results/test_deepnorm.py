"""DeepNorm's constants, against the schemes and the digits that are printed."""

import pytest

from theory.results import deepnorm
from theory.schemes.fan_counts import fans
from theory.schemes.lookup import scheme


@pytest.mark.parametrize("layers", [6, 100])
def test_deepnorm(layers: int) -> None:
    glorot = scheme("glorot_normal").std(fans((8, 8)))
    alone, decoder = (
        scheme(text).std(fans((8, 8))) / glorot
        for text in (f"deepnorm({layers})", f"deepnorm_decoder({layers})")
    )
    assert 2 * layers * 2 * alone**2 / (2 * layers) ** 0.5 == pytest.approx(
        float(deepnorm.deepnorm_sum().rhs)
    )
    assert 3 * layers * 2 * decoder**2 / (3 * layers) ** 0.5 == pytest.approx(
        float(deepnorm.deepnorm_decoder_sum().rhs)
    )


def test_the_encoder_beside_a_decoder() -> None:
    assert float(deepnorm.deepnorm_encoder_alpha().rhs) == pytest.approx(3 ** (-3 / 16), rel=1e-14)
    assert float(deepnorm.deepnorm_encoder_beta().rhs) == pytest.approx(3 ** (3 / 16) / 2**0.5, rel=1e-14)
    # The paper's two digits are what the scheme has.
    assert scheme("deepnorm_encoder(1, 1)").std(fans((8, 8))) == pytest.approx(
        round(float(deepnorm.deepnorm_encoder_beta().rhs), 2) * 8**-0.5
    )


@pytest.mark.parametrize("name", [name for name in deepnorm.__all__ if name.islower()])
def test_derivations(name: str) -> None:
    getattr(deepnorm, name)().check()
