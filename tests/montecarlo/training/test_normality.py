import dataclasses

import numpy as np
import pytest
import scipy.stats

from montecarlo.training.network import Trained
from montecarlo.training.normality import Departures, Normality, departures, distance
from montecarlo.training.optimisers import Momentum
from montecarlo.training.signals import preactivations
from montecarlo.training.training import Training

TRAINING = Training(Trained((64, 9, 7, 10), "tanh", 1.0), Momentum(0.5), epochs=2, batch=40, examples=200)
NORMALITY = Normality(TRAINING, networks=3, after=(0, 2, 7))
SEEDS = (4, 1)


@pytest.mark.parametrize("n", [2, 3, 10, 257])
def test_the_distance_is_that_of_scipy(n):
    samples = np.random.default_rng(n).standard_t(3, size=(5, n)) * 3.0 + 1.0
    expected = [
        scipy.stats.kstest(sample, "norm", args=(sample.mean(), sample.std(ddof=1))).statistic
        for sample in samples
    ]
    np.testing.assert_allclose(distance(samples), expected, rtol=1e-12)


@pytest.mark.parametrize(
    ("law", "exact"),
    [
        (scipy.stats.expon(), scipy.stats.norm.cdf(-1.0)),  # at its end
        (scipy.stats.bernoulli(0.5), scipy.stats.norm.cdf(1.0) - 0.5),
        (scipy.stats.uniform(), 0.0572),
        (scipy.stats.laplace(), 0.0620),
    ],
)
def test_the_distance_of_other_laws(law, exact):
    quantiles = law.ppf((np.arange(20_000) + 0.5) / 20_000)
    assert distance(quantiles) == pytest.approx(exact, abs=2e-4)


def literally(seed):
    """Return the measures of one seed, by step and layer."""
    networks = tuple(range(3 * seed, 3 * seed + 3))
    layers = preactivations(TRAINING, networks, NORMALITY.after)[:-1]
    found = np.empty((3, 3, 2))
    for step in range(3):
        for m, layer in enumerate(layers):
            sample = np.concatenate([layer[k, step] for k in range(3)])
            z = (sample - sample.mean()) / sample.std(ddof=1)
            found[:, step, m] = distance(sample), np.mean(z**3), np.mean(z**4) - 3
    return found


def test_departures_are_those_of_all_units_of_a_seeds_networks():
    calls = []
    found = departures(NORMALITY, SEEDS, progress=lambda done, total: calls.append((done, total)))
    assert (found.key, found.seeds) == (NORMALITY.key, SEEDS)
    expected = np.stack([literally(seed) for seed in SEEDS], axis=1)
    for name, values in zip(("distance", "skewness", "excess_kurtosis"), expected, strict=True):
        np.testing.assert_allclose(getattr(found, name), values, rtol=1e-10)
    assert calls == [(1, 2), (2, 2)]


def test_a_diverged_network_has_no_distance():
    lost = Training(Trained((64, 9, 10), "relu", 2.0), Momentum(1e38), epochs=1, batch=40, examples=200)
    found = departures(Normality(lost, networks=2, after=(0, 5)), (0,))
    assert np.isfinite(found.distance[:, 0]).all()
    assert np.isnan(found.distance[:, 1]).all()
    assert np.isnan(found.excess_kurtosis[:, 1]).all()
    again = Departures.from_json(found.as_json())
    np.testing.assert_array_equal(np.isnan(again.distance), np.isnan(found.distance))


def test_json_and_back():
    found = departures(dataclasses.replace(NORMALITY, after=(0,)), SEEDS)
    again = Departures.from_json(found.as_json())
    assert (again.key, again.seeds) == (found.key, found.seeds)
    np.testing.assert_allclose(again.skewness, found.skewness, rtol=1e-6)


@pytest.mark.parametrize(
    "change",
    [
        {"distance": [[0.1]]}, {"skewness": None}, {"seeds": [1.5, 2]}, {"key": 3}, {"loss": [1.0]},
        {"distance": [[[0.1]]]}, {"seeds": [1, 1]}, {"seeds": [-1, 2]}, {"distance": [[[0.1]], [[1.1]]]},
        {"distance": [[[0.1]], [[-0.1]]]}, {"skewness": [[[0.1]], [["0.1"]]]}, {"skewness": [[[0.1]], [[10**400]]]},
    ],
)  # fmt: skip
def test_other_json_is_refused(change):
    measures = {name: [[[0.1]], [[0.2]]] for name in ("distance", "skewness", "excess_kurtosis")}
    plain = {"key": "0", "seeds": [1, 2]} | measures
    assert Departures.from_json(plain).seeds == (1, 2)
    with pytest.raises(ValueError, match=r"plain must be a mapping that Departures\.as_json made"):
        Departures.from_json(plain | change)


def test_departures_fit_their_own_experiment_alone():
    shape = (2, len(NORMALITY.after), NORMALITY.network.depth - 1)
    found = Departures(NORMALITY.key, SEEDS, *np.zeros((3, *shape)))
    assert found.fits(NORMALITY)
    assert not found.fits(NORMALITY.training)
    assert not found.fits(dataclasses.replace(NORMALITY, after=(*NORMALITY.after, 900)))


def test_bad_arguments():
    with pytest.raises(TypeError, match="training must be a Training"):
        Normality("tanh", 1, (0,))
    with pytest.raises(ValueError, match="training must have a hidden layer"):
        Normality(dataclasses.replace(TRAINING, network=Trained((64, 10), "tanh", 1.0)), 1, (0,))
    with pytest.raises(ValueError, match="networks must be 1 or more"):
        Normality(TRAINING, 0, (0,))
    with pytest.raises(TypeError, match="normality must be a Normality"):
        departures(TRAINING, (0,))
    with pytest.raises(TypeError, match="seeds must be a tuple"):
        departures(NORMALITY, 3)
    with pytest.raises(ValueError, match="after must be numbers of steps"):
        departures(dataclasses.replace(NORMALITY, after=(99,)), (0,))


def test_each_setting_has_a_key_of_its_own():
    several = [
        NORMALITY,
        *(dataclasses.replace(NORMALITY, **change) for change in ({"networks": 4}, {"after": (0,)})),
    ]
    assert len({normality.key for normality in several}) == 3
