"""training.json: written and read again; a damaged one is named with its mend."""

import json
import os
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from montecarlo import Convolutional, Departures
from paper_checks.training_record import FOLDER, NAME, Record, circumstances, read
from tests.paper_checks.made_up_training import met_by, outcome_of, record_of, small


def _written(folder: Path) -> Path:
    path = folder / NAME
    path.write_text(met_by(24).text())
    return path


def test_what_is_written_is_read_again(tmp_path: Path) -> None:
    _written(tmp_path)
    record, before = read(tmp_path), met_by(24)
    assert record.place == f"the output folder's ({tmp_path.name})"
    assert record.text() == before.text()
    found, original = record.experiments[small().key], before.experiments[small().key]
    assert (found.name, found.date, found.cpu) == (original.name, original.date, original.cpu)
    np.testing.assert_allclose(found.outcome.training_accuracy, original.outcome.training_accuracy, rtol=1e-3)
    assert len(record.text().splitlines()) < 50  # a line for each quantity


def test_departures_from_a_normal_law_are_a_kind_of_outcome(tmp_path: Path) -> None:
    values = np.random.default_rng(0).random((3, 25, 4, 2))
    before = record_of(Departures("0f" * 8, tuple(range(25)), *values))
    (tmp_path / NAME).write_text(before.text())
    found = read(tmp_path).experiments["0f" * 8].outcome
    assert isinstance(found, Departures)
    np.testing.assert_allclose(found.excess_kurtosis, values[2], rtol=1e-3)


def test_without_a_file_the_packages_is_taken(tmp_path: Path) -> None:
    assert read(tmp_path).place == read().place == "the package's"
    assert read(tmp_path).text() == read().text()


def test_the_line_that_mends_it_names_the_folder_where_it_was_looked_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    train = "python -m paper_checks train mine.learns"
    assert read().mend("mine.learns") == train
    assert read(FOLDER).mend("mine.learns") == read(tmp_path / "figures").mend("mine.learns") == train
    assert read(Path("my folder")).mend("mine.learns") == f"{train} --out 'my folder'"
    _written(tmp_path)
    assert read(Path(".")).mend("mine.learns") == f"{train} --out ."


def test_circumstances_say_when_and_on_what() -> None:
    found = circumstances()
    assert found["cpu"]
    assert found["blas"] == found["blas"].strip() != ""
    assert {"montecarlo", "numpy", "scipy"} <= set(found["versions"])
    assert found["date"].endswith("+00:00")


def test_circumstances_of_a_convolutional_network_are_those_of_pytorch() -> None:
    torch = pytest.importorskip("torch")
    found = circumstances(Convolutional((1, 8, 8), ((2,),), 10, "relu", 2.0))
    assert (found["blas"], found["versions"]["torch"]) == (f"PyTorch {torch.__version__}", torch.__version__)
    assert "torch" not in circumstances()["versions"]


def _schema_2(plain: dict) -> None:
    plain["schema"] = 2


def _no_outcome(plain: dict) -> None:
    next(iter(plain["experiments"].values())).pop("outcome")


def _other_key(plain: dict) -> None:
    plain["experiments"] = {"0" * 16: next(iter(plain["experiments"].values()))}


def _number_for_text(plain: dict) -> None:
    next(iter(plain["experiments"].values()))["cpu"] = 1


def _short(plain: dict) -> None:
    next(iter(plain["experiments"].values()))["outcome"]["loss"].pop()


def _two_lines(plain: dict) -> None:
    next(iter(plain["experiments"].values()))["cpu"] = "an abacus\x1b[2J\nVERIFIED"


def _no_date(plain: dict) -> None:
    next(iter(plain["experiments"].values()))["date"] = "yesterday"


def _one_seed(plain: dict) -> None:
    outcome = next(iter(plain["experiments"].values()))["outcome"]
    outcome["seeds"] = [7] * len(outcome["seeds"])


@pytest.mark.parametrize(
    "damage",
    [_schema_2, _no_outcome, _other_key, _number_for_text, _short, _two_lines, _no_date, _one_seed, None],
)
def test_a_damaged_file_is_an_error_with_its_mend(tmp_path: Path, damage) -> None:  # type: ignore[no-untyped-def]
    path = _written(tmp_path)
    plain = json.loads(path.read_text())
    if damage is None:
        path.write_text(path.read_text()[:-100])
    else:
        damage(plain)
        path.write_text(json.dumps(plain))
    with pytest.raises(ValueError, match="is damaged") as error:
        read(tmp_path)
    assert str(path) in str(error.value)
    assert "python -m paper_checks train" in str(error.value)


def test_what_is_no_regular_file_is_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / NAME)
    with pytest.raises(ValueError, match="is damaged"):
        read(tmp_path)


def test_an_outcome_under_the_key_of_another_experiment_is_none_of_it() -> None:
    """The key is only a name in the file; the epochs, layers and measures must be those of the experiment."""
    good = met_by(24)
    assert good.of(small()) is good.experiments[small().key]
    assert Record().of(small()) is None
    longer = replace(small(), epochs=small().epochs + 1)
    outcome = replace(outcome_of(longer, [0.9] * 25), key=small().key)
    assert record_of(outcome).of(small()) is record_of(outcome).of(longer) is None


@pytest.mark.parametrize(
    "content", ["[]", "{}", "1", "[" * 100_000, '{"schema": 1}', '{"schema": 1, "experiments": []}']
)
def test_other_json_is_damaged_too(tmp_path: Path, content: str) -> None:
    (tmp_path / NAME).write_text(content)
    with pytest.raises(ValueError, match="is damaged"):
        read(tmp_path)
