"""Shared by all tests: the seed of the passes, and one run of the whole ledger."""

from __future__ import annotations

import os
import secrets
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import hypothesis
import pytest

from paper_checks.evidence.passes import Passes


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--seed", default="0", help="seed of the passes: an integer, or 'random'")


def pytest_configure(config: pytest.Config) -> None:
    given = config.getoption("--seed")
    config.stash[_SEED] = secrets.randbits(32) if given == "random" else int(given)


_SEED = pytest.StashKey[int]()

# Tests of properties draw the same examples in every run, and leave no file behind.
hypothesis.settings.register_profile("same examples", derandomize=True, database=None, deadline=None)
hypothesis.settings.load_profile("same examples")


def pytest_report_header(config: pytest.Config) -> str:
    return f"seed of the passes: {config.stash[_SEED]}"


@pytest.fixture(scope="session")
def seed(pytestconfig: pytest.Config) -> int:
    return pytestconfig.stash[_SEED]


@pytest.fixture(scope="session")
def passes(seed: int) -> Iterator[Passes]:
    """Passes that every test of a claim shares: each experiment is drawn once a session."""
    with ThreadPoolExecutor(os.cpu_count()) as executor:
        yield Passes(seed, executor)
