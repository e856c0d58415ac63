import shutil
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pytest
import scipy

import montecarlo
from montecarlo import Conditional, SeparateNumbers
from montecarlo.running import versions as module
from montecarlo.running.versions import differences, own_versions, unstated, versions
from montecarlo.sampling.own_activations import REGISTERED, OwnActivation


def test_the_libraries_are_those_in_use():
    assert versions()["numpy"] == np.__version__
    assert versions()["scipy"] == scipy.__version__


def test_the_hash_follows_the_sources_but_not_their_line_ends(tmp_path, monkeypatch):
    copy = tmp_path / "montecarlo"
    shutil.copytree(Path(montecarlo.__file__).parent, copy, ignore=shutil.ignore_patterns("__pycache__"))
    monkeypatch.setattr(module, "files", lambda name: copy)
    found = versions()["montecarlo"]
    assert versions.__wrapped__()["montecarlo"] == found
    path = copy / "sampling" / "streams.py"
    path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n"))
    assert versions.__wrapped__()["montecarlo"] == found
    path.write_text(path.read_text().replace("_PILOT = 1", "_PILOT = 2"))
    assert versions.__wrapped__()["montecarlo"] != found


def test_differences_are_named_and_long_ones_shown_where_they_are():
    assert differences({"seed": 1, "batch": 2}, {"seed": 1, "batch": 2}) == ""
    assert (
        differences({"seed": 1, "batch": 2}, {"seed": 3}) == "its seed is 1, not 3; its batch is 2, not None"
    )
    theirs, ours = ("a" * 1000 + letter + "c" * 1000 for letter in "xy")
    said = differences({"experiment": theirs}, {"experiment": ours})
    assert "ax" in said
    assert "ay" in said
    assert len(said) < 300


@dataclass(frozen=True)
class Own(Conditional):
    version = "1"


@dataclass(frozen=True)
class Changed(Own):
    version = "2"


@dataclass(frozen=True)
class Silent(Own):
    """Inherits its version, which says nothing about its own code."""


@dataclass(frozen=True)
class Field(Conditional):
    version: str = "3"


def network(cls, activation="relu"):
    return cls((2, 2), activation, 1.0, ("y1",))


@pytest.mark.parametrize(
    ("cls", "expected"),
    [
        (Conditional, {}),
        (Own, {"Own": "1"}),
        (Changed, {"Changed": "2", "Own": "1"}),
        (Silent, {"Silent": None, "Own": "1"}),
        (Field, {"Field": "3"}),
    ],
)
def test_each_own_class_states_a_version(cls, expected):
    found = own_versions(SeparateNumbers((network(cls), network(Conditional))))
    assert found == {f"class {__name__}.{name}": version for name, version in expected.items()}


def test_a_class_of_the_main_program_has_one_name_in_all_processes(monkeypatch):
    names = []
    for name in ("__main__", "__mp_main__"):
        monkeypatch.setattr(Own, "__module__", name)
        names += own_versions(network(Own))
    assert names == ["class __main__.Own"] * 2


def test_the_activations_that_an_experiment_names_count_with_their_versions(monkeypatch):
    monkeypatch.setitem(REGISTERED, "mine", OwnActivation(np.tanh, None, "1"))
    monkeypatch.setitem(REGISTERED, "silent", OwnActivation(np.cos, None, None))
    experiments = [network(Conditional) for _ in range(3)]
    for experiment, name in zip(experiments, ("relu", "mine", "silent"), strict=True):
        object.__setattr__(experiment, "activation", name)
    assert own_versions(experiments[0]) == {}
    assert own_versions(SeparateNumbers(tuple(experiments))) == {
        "activation mine": "1",
        "activation silent": None,
    }


def test_code_without_a_version_is_named_with_the_mend():
    assert unstated({}) == unstated({"class a.B": "1", "activation mine": "2"}) == ""
    said = unstated({"class a.B": None, "class a.C": "1", "activation mine": None})
    assert 'class a.B states no version: give the class the attribute version = "1"' in said
    assert 'activation mine states no version: register it with version="1"' in said
    assert "a.C" not in said
