"""Single layers have the settings that a claim names: dropping is not keeping."""

import numpy as np
import pytest
from scipy import stats

from montecarlo import run
from paper_checks.experiments.units import (
    dead_unit,
    dropped_layer,
    dropped_network,
    kept_units,
    mask_count,
    normalized_batch,
    thinned_units,
)

COUNTS = (0, 1, 2, 3)


@pytest.mark.parametrize(
    ("experiment", "law"),
    [
        (kept_units(units=5, drop=0.8, counts=COUNTS), stats.binom(5, 0.2)),
        (mask_count(units=40, kept=1.5, counts=COUNTS), stats.binom(40, 1.5 / 40)),
        (thinned_units(rate=3.0, drop=0.75, counts=COUNTS), stats.poisson(0.75)),
    ],
    ids=["kept", "rare", "thinned"],
)
def test_numbers_of_units_have_their_law(experiment, law) -> None:
    sample = run(experiment, replicates=20_000, seed=0)
    assert sample.fields == tuple(f"k={count}" for count in COUNTS)
    chances = law.pmf(COUNTS)
    assert (np.abs(sample.mean - chances) < 5 * np.sqrt(chances * (1 - chances) / sample.count)).all()


def test_a_layer_before_and_after_dropout() -> None:
    sample = run(dropped_layer(inputs=6, units=4, drop=0.75, activation="linear"), replicates=4000, seed=0)
    moments = dict(zip(sample.fields, sample.mean, strict=True))
    assert moments["d^2"] == pytest.approx(4, rel=0.15)  # 1/(1 - p), of units of variance 1
    assert moments["h^2"] == pytest.approx(1, rel=0.05)
    unscaled = dropped_layer(inputs=6, units=4, drop=0.75, activation="linear", rescale=False)
    sample = run(unscaled, replicates=4000, seed=0)
    assert dict(zip(sample.fields, sample.mean, strict=True))["d^2"] == pytest.approx(0.25, rel=0.15)


def test_a_network_with_masks() -> None:
    setting = {"activation": "relu", "weight_variance": 1.5, "drop": 0.75}
    network = dropped_network(width=6, depth=2, **setting)
    assert network.widths == (6, 6, 6)
    assert {name: getattr(network, name) for name in setting} == setting


def test_a_normalised_batch_has_scale_and_shift() -> None:
    layer = normalized_batch(inputs=5, units=3, batch=8, scale=1.7, shift=-0.6, bias_mean=2.0)
    assert (layer.batch_size, layer.bias_mean, layer.eps) == (8, 2.0, 0.0)
    sample = run(layer, replicates=200, seed=0)
    moments = dict(zip(sample.fields, sample.mean, strict=True))
    assert moments["mean"] == pytest.approx(-0.6, rel=1e-10)
    assert moments["variance"] == pytest.approx(1.7**2, rel=1e-10)


def test_dead_units_are_those_of_the_cosine_that_is_asked_for() -> None:
    shares = [
        run(dead_unit(fan_in=4, examples=2, cosine=cosine), replicates=40_000, seed=0).mean[0]
        for cosine in (0.0, 0.5)
    ]
    assert shares == pytest.approx([1 / 4, 1 / 3], abs=0.012)
