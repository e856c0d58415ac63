import dataclasses
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor

import numpy as np
import pytest

from montecarlo.training import trainer
from montecarlo.training.network import Trained
from montecarlo.training.optimisers import Momentum, RMSprop
from montecarlo.training.trainer import groups, train
from montecarlo.training.training import Training
from tests.montecarlo.training.experiments import SMALL, same

SEEDS = (3, 0, 7, 5, 1)


@pytest.fixture(scope="module")
def outcome():
    return train(SMALL, SEEDS)


def test_it_trains(outcome):
    assert outcome.loss.shape == (5, 4)
    assert outcome.gradient_norm.shape == (5, 4, 3)
    assert (outcome.training_accuracy[:, 0] < 0.4).all()
    assert (outcome.training_accuracy[:, -1] > 0.6).all()
    assert (outcome.validation_accuracy[:, -1] > 0.5).all()
    assert (outcome.validation_top5 >= outcome.validation_accuracy).all()
    assert not outcome.diverged.any()


def test_the_gradient_after_some_epochs_alone():
    outcome = train(dataclasses.replace(SMALL, gradient_every=2, optimiser=Momentum(1e20)), (0, 1))
    assert outcome.gradient_norm.shape == (2, 2, 3)
    assert outcome.diverged.all()
    assert np.isfinite(outcome.gradient_norm[:, 0]).all()
    assert np.isnan(outcome.gradient_norm[:, 1]).all()


@pytest.mark.parametrize("seed", [0, 7])
def test_a_seed_does_not_depend_on_the_others(outcome, seed):
    alone, where = train(SMALL, (seed,)), SEEDS.index(seed)
    for name in ("loss", "validation_loss", "gradient_norm", "training_accuracy"):
        np.testing.assert_array_equal(getattr(alone, name)[0], getattr(outcome, name)[where])


def test_nor_on_the_groups_and_the_executor(outcome):
    with ThreadPoolExecutor(1) as executor:
        assert same(train(SMALL, SEEDS, executor=executor), outcome)
    assert len(groups(SMALL, SEEDS, 3)) == 3
    assert same(train(SMALL, SEEDS, workers=3), outcome)


def test_nor_on_processes(outcome):
    with ProcessPoolExecutor(2) as executor:
        assert same(train(SMALL, SEEDS, executor=executor), outcome)


def test_seeds_differ(outcome):
    assert len(set(outcome.loss[:, 0])) == len(set(outcome.loss[:, -1])) == 5


def test_large_layers_are_trained_one_by_one():
    wide = dataclasses.replace(SMALL, network=Trained((64, 1200, 10), "relu", 2.0))
    assert [part.stop - part.start for part in groups(wide, SEEDS, 2)] == [1] * 5
    assert groups(wide, SEEDS, 2)[-1] == slice(4, 5)


@pytest.mark.parametrize("workers", [1, 2, 3, 8])
@pytest.mark.parametrize("seeds", [1, 5, 25])
def test_no_worker_has_a_group_more_than_another(seeds, workers):
    """Of 22 layers with 96 units, 10 networks fit a cache."""
    deep = dataclasses.replace(SMALL, network=Trained((64, *(96,) * 21, 10), "relu", 2.0))
    parts = groups(deep, tuple(range(seeds)), workers)
    assert [row for part in parts for row in range(part.start, part.stop)] == list(range(seeds))
    sizes = [part.stop - part.start for part in parts]
    assert max(sizes) <= min(10, min(sizes) + 1)
    assert len(parts) == seeds or len(parts) % workers == 0


def test_progress(outcome):
    calls = []
    again = train(SMALL, SEEDS, progress=lambda done, total: calls.append((done, total)))
    assert same(again, outcome)
    assert calls[-1] == (15, 15)
    assert [done for done, _ in calls] == sorted(done for done, _ in calls)


def test_an_error_in_progress_ends_the_training():
    def stop(done, total):
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        train(SMALL, SEEDS, progress=stop)


def test_divergence_is_an_outcome():
    """The loss becomes NaN, without an error or a warning."""
    wild = Training(
        Trained((64, 30, 30, 10), "square", 3.0), Momentum(10.0), epochs=2, batch=100, examples=200
    )
    outcome = train(wild, (0, 1))
    assert outcome.diverged.tolist() == [True, True]
    assert np.isfinite(outcome.loss[:, 0]).all()
    for values in (outcome.loss, outcome.training_accuracy, outcome.gradient_norm):
        assert np.isnan(values[:, -1]).all()


def test_what_is_not_recorded_is_none(outcome):
    little = train(dataclasses.replace(SMALL, record=("validation_top5",)), (0,))
    assert little.validation_top5.shape == little.loss.shape == (1, 4)
    assert little.gradient_norm is little.training_accuracy is little.validation_loss is None


@pytest.mark.parametrize("option", ["squared", "float64", "rmsprop", "l1"])
def test_options_train(option):
    network = Trained((64, 30, 10), "tanh", 1.0)
    training = Training(network, Momentum(0.05), epochs=3, batch=32, examples=320)
    changed = {
        "squared": {"network": dataclasses.replace(network, loss="squared")},
        "float64": {"dtype": "float64"},
        "rmsprop": {"optimiser": RMSprop(3e-3, rate_decay=1e-6)},
        "l1": {"network": dataclasses.replace(network, l1=1e-4)},
    }[option]
    assert train(dataclasses.replace(training, **changed), (0,)).training_accuracy[0, -1] > 0.8


def test_single_and_double_precision_agree_at_first():
    """The streams differ, so only the law is the same: the mean loss before any step over many networks."""
    network = Trained((64, 100, 10), "tanh", 1.0)
    both = [
        train(
            Training(network, Momentum(0.01), epochs=1, batch=50, examples=50, dtype=dtype, record=()),
            tuple(range(20)),
        ).loss[:, 0]
        for dtype in ("float32", "float64")
    ]
    assert abs(both[0].mean() - both[1].mean()) < 5 * np.hypot(*(loss.std() / np.sqrt(20) for loss in both))


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"batch": 321}, "batch must be 320 or less, the number of examples, got 321"),
        ({"probe": 321}, "probe must be 320 or less, the number of examples, got 321"),
        ({"examples": 1441}, "examples must be 1440 or less for data = 'digits', got 1441"),
        ({"batch": 29}, "leave a batch of one"),
        ({"network": Trained((63, 10), "relu", 2.0)}, "widths must begin with 64 and end with 10"),
        ({"data": "cifar10"}, "folder must be the folder of CIFAR-10's python version"),
    ],
)
def test_what_does_not_fit_is_refused(change, message):
    with pytest.raises(ValueError, match=message):
        train(dataclasses.replace(SMALL, **change), (0,))


def test_bad_arguments():
    with pytest.raises(TypeError, match="training must be a Training"):
        train("fig3", (0,))
    with pytest.raises(TypeError, match="seeds must be a tuple of one integer or more, got \\(\\)"):
        train(SMALL, ())
    with pytest.raises(TypeError, match="a seed must be an integer"):
        train(SMALL, (0.5,))
    with pytest.raises(ValueError, match="seeds must differ"):
        train(SMALL, (1, 1))
    with pytest.raises(TypeError, match=r"executor must be a concurrent\.futures\.Executor"):
        train(SMALL, (0,), executor=2)
    with pytest.raises(TypeError, match="progress must be a function"):
        train(SMALL, (0,), progress=True)
    executor = ThreadPoolExecutor(1)
    executor.shutdown()
    with pytest.raises(ValueError, match="refuses the work"):
        train(SMALL, (0,), executor=executor)


def test_a_worker_of_another_version_is_refused(monkeypatch):
    monkeypatch.setattr(trainer, "worker_versions", lambda _: {"numpy": "0.1"})
    with pytest.raises(ValueError, match="a worker would give other bits"):
        train(SMALL, (0,))


@pytest.mark.parametrize(("workers", "error"), [(0, ValueError), (1.5, TypeError)])
def test_workers_are_a_number(workers, error):
    with pytest.raises(error, match="workers must be"):
        train(SMALL, SEEDS, workers=workers)
