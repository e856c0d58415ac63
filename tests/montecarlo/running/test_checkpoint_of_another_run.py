"""A checkpoint of another experiment, seed or version is refused, and so is code that states no version."""

from dataclasses import dataclass, replace

import numpy as np
import pytest

from montecarlo import Conditional, Dense, MaskCount, SeparateNumbers, register, run
from montecarlo.running.checkpoint import CheckpointError
from montecarlo.running.versions import versions
from montecarlo.sampling.activations import ACTIVATIONS, DERIVATIVES
from montecarlo.sampling.own_activations import REGISTERED
from tests.montecarlo.comparison import bits
from tests.montecarlo.running.checkpoints import (
    BATCH,
    MASKS,
    TOTAL,
    interrupted,
)


@pytest.mark.parametrize(
    ("experiment", "seed", "match"),
    [
        (MASKS, 4, "its seed is 3, not 4:"),
        (replace(MASKS, keep=0.7), 3, r'its experiment is .*"keep":0.8.*, not .*"keep":0.7'),
        (replace(MASKS, counts=(800,)), 3, "its experiment is .*its fields is"),
        (Dense((4, 4), "relu", 2.0, ("y1",)), 3, r'its experiment is \["MaskCount".*not \["Dense"'),
    ],
)
def test_another_run_is_refused(path, experiment, seed, match):
    interrupted(path)
    before = path.read_bytes()
    with pytest.raises(ValueError, match=f"belongs to another run: {match}"):
        run(experiment, replicates=TOTAL, seed=seed, checkpoint=path)
    assert path.read_bytes() == before


@pytest.mark.parametrize("name", ["montecarlo", "numpy", "scipy"])
def test_other_versions_are_refused(path, name, monkeypatch):
    interrupted(path)
    monkeypatch.setattr("montecarlo.running.checkpoint.versions", lambda: versions() | {name: "9.9"})
    with pytest.raises(ValueError, match=rf"its {name} is \S+, not 9\.9: delete"):
        run(MASKS, replicates=TOTAL, seed=3, checkpoint=path)


def forget():
    """Be as a new process, which has registered nothing."""
    for table in (ACTIVATIONS, DERIVATIVES, REGISTERED):
        table.pop("mine", None)


@pytest.fixture
def clean():
    yield
    forget()


def start_with_activation(path, function, version, *, replicates, wrapped=False):
    """Register the activation in what is as a new process, and run."""
    forget()
    register("mine", function, version=version)
    network = Conditional((5, 5), "mine", 1.0, ("x2",))
    experiment = SeparateNumbers((network,)) if wrapped else network
    return run(experiment, replicates=replicates, seed=0, checkpoint=path)


@pytest.mark.usefixtures("clean")
@pytest.mark.parametrize("wrapped", [False, True])
def test_another_version_of_an_activation_is_refused(path, wrapped):
    start_with_activation(path, np.tanh, "1", replicates=10_000, wrapped=wrapped)
    with pytest.raises(
        ValueError, match="belongs to another run: its activation mine is 1, not 2: delete it"
    ):
        start_with_activation(path, np.cos, "2", replicates=20_000, wrapped=wrapped)
    extended = start_with_activation(path, np.tanh, "1", replicates=20_000, wrapped=wrapped)
    path.unlink()
    again = start_with_activation(path, np.tanh, "1", replicates=20_000, wrapped=wrapped)
    assert bits(again) == bits(extended)


@pytest.mark.usefixtures("clean")
def test_an_activation_without_a_version_runs_without_a_checkpoint_alone(path):
    match = r"checkpoint = .* activation mine states no version: register it with version=\"1\""
    with pytest.raises(CheckpointError, match=match):
        start_with_activation(path, np.tanh, None, replicates=10)
    assert not path.exists()
    assert start_with_activation(None, np.tanh, None, replicates=10).count == 10


def own(body, version):
    """Define a class anew, as a program that was edited does."""
    space = {"dataclass": dataclass, "__name__": "program"}
    exec(
        f"""
@dataclass(frozen=True)
class Own:
    fields: tuple = ("a",)
    batch: int = 10
    engine: str = "test"

    def sample(self, rng, replicates):
        return {body}
""",
        space,
    )
    if version is not None:
        space["Own"].version = version
    return space["Own"]()


NORMALS = "rng.standard_normal((replicates, 1))"


def test_another_version_of_an_own_class_is_refused(path):
    run(own(NORMALS, "1"), replicates=20, seed=0, checkpoint=path)
    with pytest.raises(ValueError, match=r"its class program.Own is 1, not 2: delete it"):
        run(own("5 + " + NORMALS, "2"), replicates=40, seed=0, checkpoint=path)
    assert run(own(NORMALS, "1"), replicates=40, seed=0, checkpoint=path).count == 40


@pytest.mark.parametrize("version", [None, "", 1])
def test_a_class_without_a_version_runs_without_a_checkpoint_alone(path, version):
    match = r"class program.Own states no version: give the class the attribute version = \"1\""
    with pytest.raises(CheckpointError, match=match):
        run(own(NORMALS, version), replicates=20, seed=0, checkpoint=path)
    assert not path.exists()
    assert run(own(NORMALS, version), replicates=20, seed=0).count == 20


def test_another_size_of_batch_is_refused(path, monkeypatch):
    interrupted(path)
    monkeypatch.setattr(MaskCount, "batch", BATCH // 2)
    with pytest.raises(
        ValueError, match=f"belongs to another run: its batch is {BATCH}, not {BATCH // 2}: delete"
    ):
        run(MASKS, replicates=TOTAL, seed=3, checkpoint=path)
