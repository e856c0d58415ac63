import pickle
from dataclasses import dataclass

import numpy as np
import pytest

from montecarlo import Backward, NotFiniteError, run
from tests.montecarlo.experiments import Broken


@dataclass(frozen=True)
class Misshapen(Broken):
    def sample(self, rng, replicates):
        return np.zeros((replicates, 3))


@pytest.mark.parametrize("value", ["nan", "inf", "-inf"])
def test_a_field_that_is_not_finite_is_named(value):
    with pytest.raises(ValueError, match=r"Broken\(.*NaN or infinity for broken"):
        run(Broken(value), replicates=20, seed=0)


def test_the_error_carries_every_field_between_processes_too():
    network = Backward((1, 1, 1, 1), "exp", 1e5, record=("y1^2", "y2^2", "d1^2", "y3^2"))
    with pytest.raises(NotFiniteError) as raised:
        run(network, replicates=5, seed=0)
    copy = pickle.loads(pickle.dumps(raised.value))
    assert raised.value.fields == copy.fields == ("y2^2", "d1^2", "y3^2")
    assert str(raised.value) == str(copy)


def test_a_deep_network_is_named_in_short():
    network = Backward((1,) * 900, "square", 1e3, record=tuple(f"y{m}^2" for m in range(1, 900)))
    with pytest.raises(
        ValueError, match=r"^Backward\(widths=\(1, 1, .*\.\.\.\) drew NaN or infinity for y\d+\^2: give"
    ) as raised:
        run(network, replicates=5, seed=0)
    assert len(str(raised.value)) < 500


def test_an_experiment_must_return_the_shape_of_its_fields():
    with pytest.raises(ValueError, match=r"shape \(2, 3\): its `sample` must return \(2, 2\)"):
        run(Misshapen("0"), replicates=4, seed=0)


@dataclass(frozen=True)
class Converted(Broken):
    """Returns what it is told to."""

    def sample(self, rng, replicates):
        samples = rng.standard_normal((replicates, 2))
        return samples.tolist() if self.value == "list" else samples.astype(self.value)


@pytest.mark.parametrize(
    ("kind", "match"),
    [
        ("list", "drew a list"),
        ("complex", "drew an array of complex128"),
        ("O", "drew an array of object"),
        ("U9", "drew an array of <U9"),
    ],
)
def test_an_experiment_must_return_an_array_of_numbers(kind, match):
    with pytest.raises(TypeError, match=rf"{match}: its `sample` must return an array of float64"):
        run(Converted(kind), replicates=4, seed=0)
    assert run(Converted("float32"), replicates=4, seed=0).mean.dtype == np.float64
