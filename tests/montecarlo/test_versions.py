import shutil
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import scipy

import montecarlo
from montecarlo import Conditional, SeparateNumbers
from montecarlo.running import versions as module
from montecarlo.running.versions import differences, own_code, versions
from montecarlo.sampling.activations import REGISTERED


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
    pass


def test_own_code_is_that_of_ones_classes_and_of_the_activations_they_name(monkeypatch):
    monkeypatch.setitem(REGISTERED, "activation mine", "1")
    monkeypatch.setitem(REGISTERED, "derivative mine", "2")
    relu, mine = (Conditional((2, 2), name, 1.0, ("y1",)) for name in ("relu", "relu"))
    object.__setattr__(mine, "activation", "mine")
    assert own_code(relu) == {}
    assert own_code(SeparateNumbers((relu, mine))) == {"activation mine": "1", "derivative mine": "2"}
    (key,) = own_code(SeparateNumbers((relu, Own((2, 2), "relu", 1.0, ("y1",)))))
    assert key == f"class {__name__}.Own"
