"""A registry of derivations of a test's own: what the test registers is gone after it."""

import pytest

from theory.derivation import registry


@pytest.fixture
def own_registry(monkeypatch: pytest.MonkeyPatch) -> None:
    registry.derivations()
    for name in ("_BY_NAME", "_BY_EQUATION"):
        monkeypatch.setattr(registry, name, dict(getattr(registry, name)))
