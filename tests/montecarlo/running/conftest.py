"""The run that is interrupted and started again, and the place of its checkpoint."""

import pytest

from tests.montecarlo.comparison import bits
from tests.montecarlo.running.checkpoints import MASKS, TOTAL


@pytest.fixture(scope="session")
def whole(serially):
    return bits(serially(MASKS, replicates=TOTAL, seed=3))


@pytest.fixture
def saved_at_each_batch(monkeypatch):
    """Let a run with a checkpoint save after each batch, however short, and so report each."""
    monkeypatch.setattr("montecarlo.running.checkpoint._PART", float("inf"))


@pytest.fixture
def path(tmp_path):
    return tmp_path / "run.json"
