"""Shared by all tests: the seed of the passes, and one run of the whole ledger."""

from __future__ import annotations

import os
import pickle
import secrets
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import hypothesis
import pytest

from montecarlo import Experiment, SampleMoments, experiment_key
from montecarlo.sampling.activations import ACTIVATIONS, DERIVATIVES
from montecarlo.sampling.own_activations import REGISTERED
from paper_checks.evidence.passes import Passes
from paper_checks.training_record import Record, read


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--seed", default="0", help="seed of the passes: an integer, or 'random'")
    parser.addoption(
        "--every-mutant", action="store_true", help="break each step of a derivation in every way"
    )
    parser.addoption(
        "--documents", metavar="DIR", help="folder of the papers' texts, to compare the quotations with"
    )
    parser.addoption(
        "--training", action="store_true", help="train all seeds of each experiment anew, not one of each"
    )


def pytest_configure(config: pytest.Config) -> None:
    if config.option.seed == "random":
        config.option.seed = str(secrets.randbits(32))  # written back: the processes of xdist share one seed
    config.stash[_SEED] = int(config.option.seed)


_SEED = pytest.StashKey[int]()
_WITH_DOCUMENTS = "test_documents.py"

# Tests of properties draw the same examples in every run, and leave no file behind.
hypothesis.settings.register_profile("same examples", derandomize=True, database=None, deadline=None)
hypothesis.settings.load_profile("same examples")


def pytest_report_header(config: pytest.Config) -> list[str]:
    return [
        f"seed of the passes: {config.stash[_SEED]}",
        f"quotations: {_compared(config.getoption('--documents'))}",
    ]


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out what compares with documents where none are given."""
    if not config.getoption("--documents"):
        config.hook.pytest_deselected(items=[item for item in items if item.path.name == _WITH_DOCUMENTS])
        items[:] = [item for item in items if item.path.name != _WITH_DOCUMENTS]


def _compared(folder: str | None) -> str:
    """Return which text serves which paper."""
    if not folder:
        return "not compared (give --documents=DIR, the folder of the papers' texts)"
    from tests.paper_checks.quotations import documents

    try:
        found = documents(Path(folder))
    except ValueError as error:
        return str(error)
    return f"compared with {', '.join(f'{paper} = {path}' for paper, (path, _) in found.items()) or 'no document'}"


@pytest.fixture(autouse=True)
def _no_width_from_outside(monkeypatch: pytest.MonkeyPatch) -> None:
    """Tables are as wide as in a pipe: xdist sets COLUMNS in its processes."""
    monkeypatch.delenv("COLUMNS", raising=False)


@pytest.fixture
def registered_activations() -> Iterator[None]:
    """Take out again what a test registers in the engines."""
    tables = ACTIVATIONS, DERIVATIVES, REGISTERED
    before = [dict(table) for table in tables]
    yield
    for table, kept in zip(tables, before, strict=True):
        for name in set(table) - set(kept):
            del table[name]


@pytest.fixture(scope="session")
def seed(pytestconfig: pytest.Config) -> int:
    return pytestconfig.stash[_SEED]


@pytest.fixture(scope="session")
def record() -> Record:
    """Trained networks, as the main job takes them: the record of figures/ if there is one, and else the package's."""
    return read(Path(__file__).parents[1] / "figures")


class _SharedPasses(Passes):
    """Passes that all processes of a session share through a folder: what one has drawn, the others read."""

    folder: Path

    def _simulated(self, experiment: Experiment, replicates: int, label: str) -> SampleMoments:
        file = self.folder / f"{experiment_key(experiment):016x}-{replicates}-{self.seed}.moments"
        if file.exists():
            found: SampleMoments = pickle.loads(file.read_bytes())
            return found
        found = super()._simulated(experiment, replicates, label)
        partial = file.with_suffix(f".{os.getpid()}")
        partial.write_bytes(pickle.dumps(found))
        partial.replace(file)
        return found


@pytest.fixture(scope="session")
def passes(seed: int, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Passes]:
    """Passes that every test of a claim shares: each experiment is drawn once a session."""
    own = tmp_path_factory.getbasetemp()
    with ThreadPoolExecutor(os.cpu_count()) as executor:
        shared = _SharedPasses(seed, executor)
        # Under xdist each process has a folder of its own inside that of the session.
        shared.folder = own.parent if "PYTEST_XDIST_WORKER" in os.environ else own
        yield shared
