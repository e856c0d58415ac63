import math

import numpy as np
import pytest

from montecarlo import Backward, NotFiniteError, quantile, samples
from paper_checks.forecasting.simulated_layers import OutOfRange, Simulation
from theory import DenseNetwork


def test_a_signal_that_overflows_names_the_layer() -> None:
    with pytest.raises(OutOfRange) as found:
        Simulation(DenseNetwork("exp", (16,) * 7, 1.0), "normal", 300, 0).mean_squares()
    assert 2 < found.value.layer < 7


@pytest.mark.parametrize("field", ["log y1^2", "log d2^2"])
def test_what_is_no_overflow_of_a_later_layer_is_raised_as_it_is(
    field: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A first layer that overflows leaves nothing to simulate; a gradient that does is of no signal."""

    def refused(*_: object) -> None:
        raise NotFiniteError("refused", (field,))

    monkeypatch.setattr(Simulation, "_drawn", refused)
    simulation = Simulation(DenseNetwork("tanh", (4, 4, 4), 1.0), "normal", 300, 0)
    with pytest.raises(NotFiniteError, match="refused"):
        simulation.mean_squares()
    with pytest.raises(NotFiniteError, match="refused"):
        simulation.cosines(0.5)


def test_a_wrong_argument_is_not_taken_for_a_missing_cosine() -> None:
    network = DenseNetwork("relu", (8,) * 3, 2.0)
    with pytest.raises(ValueError, match="input_cosine must be -1 or more"):
        Simulation(network, "normal", 300, 0).cosines(1.5)
    with pytest.raises(ValueError, match=r"needs .* replicates or more"):
        Simulation(network, "normal", 30, 0).cosines(0.5)


def test_a_cosine_is_missing_from_the_first_layer_that_is_all_zero() -> None:
    # Of 300 networks with two units a layer, a quarter of the inputs die at each.
    band = Simulation(DenseNetwork("relu", (2,) * 20, 2.0), "normal", 300, 0).cosines(0.5)
    assert np.isfinite(band.value[:, 0]).all()
    assert np.isnan(band.value[:, 1:]).all()
    assert np.isnan(band.low[:, 1:]).all()


def test_a_cosine_is_missing_from_the_first_layer_that_is_out_of_range() -> None:
    band = Simulation(DenseNetwork("exp", (16,) * 7, 1.0), "normal", 300, 0).cosines(0.5)
    missing = np.isnan(band.median)
    assert missing[-1]
    assert not missing[:2].any()
    assert (np.diff(missing.astype(int)) >= 0).all()


def test_no_layer_has_a_cosine() -> None:
    network = DenseNetwork("relu", (4, 4), (0.0,), (0.0,))
    assert np.isnan(Simulation(network, "normal", 300, 0).cosines(0.5).value).all()


def test_results_do_not_depend_on_the_number_of_threads() -> None:
    network = DenseNetwork("relu", (400,) * 11, 2.0)
    one, two = (Simulation(network, "normal", 900, 0, jobs).mean_squares()[0] for jobs in (1, 2))
    assert np.array_equal(one.value, two.value)


def test_intervals_hold_the_quantiles_of_a_known_law() -> None:
    # log y_1^2 of one unit with an input of one unit: the logarithm of two chi^2 with one degree of freedom.
    band = Simulation(DenseNetwork("relu", (1, 1), 1.0, 0.0), "uniform", 2000, 0).mean_squares()[0]
    rng = np.random.default_rng(7)
    drawn = np.log(np.prod(rng.standard_normal((2, 400_000)) ** 2, axis=0))
    truth = np.quantile(drawn, (0.05, 0.5, 0.95))
    assert (band.low[:, 0] < truth).all()
    assert (truth < band.high[:, 0]).all()
    assert ((band.high - band.low)[:, 0] > 0).all()


def test_uniform_biases_are_in_the_simulation() -> None:
    network = DenseNetwork("relu", (3, 1), 0.0, 1 / 3)
    uniform, normal = (Simulation(network, law, 2000, 0).mean_squares()[0] for law in ("uniform", "normal"))
    # In (-1, 1): the median of |b| is 1/2.  Of a normal one of this variance it is 0.67/sqrt(3).
    assert uniform.low[1, 0] < 2 * math.log(0.5) < uniform.high[1, 0]
    assert not normal.low[1, 0] < 2 * math.log(0.5) < normal.high[1, 0]


def test_the_draws_are_those_of_the_engine() -> None:
    found = Simulation(
        DenseNetwork("tanh", (8, 8, 8), (1.0, 2.0), 0.1, 0.9), "normal", 300, 3
    ).mean_squares()[0]
    record = ("log y1^2", "log y2^2", "log d1^2", "log d2^2")
    passes = Backward(
        (8, 8, 8), "tanh", (1.0, 2.0), input_law="normal", bias_variance=(0.1, 0.1), keep=0.9, record=record
    )
    drawn = samples(passes, replicates=300, seed=3)
    assert found.median[1] == quantile("log y2^2", 0.5).value(drawn)


@pytest.mark.parametrize(
    ("depth", "width", "cosine", "networks"),
    [
        (50, 512, None, None),
        (50, 512, 0.5, None),
        (1000, 64, None, 64),
        (1000, 64, 0.5, 64),
        (1000, 512, None, 15),
    ],
)
def test_so_many_networks_at_once_that_calls_are_worth_their_cost(
    depth: int, width: int, cosine: float | None, networks: int | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[Backward] = []
    monkeypatch.setattr(
        "paper_checks.forecasting.simulated_layers.samples", lambda passes, **_: asked.append(passes)
    )
    simulation = Simulation(DenseNetwork("tanh", (width,) * (depth + 1), 2.0), "normal", 300, 0)
    simulation._drawn(("log y1^2",), cosine)
    assert asked[0].at_once == networks
