"""The record of trained networks, training.json: what came of each experiment, and when and on what it was trained.

Training amplifies rounding, so that its bytes differ between CPUs.  Verdicts and figures come from this file, and are
the same everywhere.  One stands in the package; `train` writes another into the output folder, which is then preferred.
"""

from __future__ import annotations

import json
import platform
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from importlib.resources import files
from pathlib import Path
from typing import Any

import numpy as np
import scipy
from threadpoolctl import threadpool_info

from montecarlo.running.versions import versions
from montecarlo.training.normality import Departures
from montecarlo.training.outcome import Outcome

__all__ = ["NAME", "Record", "TrainedOutcome", "circumstances", "read"]

NAME = "training.json"
_SCHEMA = 1
_DIGITS = 4
_IN_THE_PACKAGE = "the package's"
_TEXTS = ("name", "date", "cpu", "blas")


@dataclass(frozen=True, eq=False)
class TrainedOutcome:
    """The outcome of one experiment, and the circumstances of its training.

    Parameters
    ----------
    name : str
        Of the experiment, for readers; its key decides which one it is.
    date, cpu, blas : str
    versions : mapping
        Of the code that trained it.
    outcome : Outcome or Departures
    """

    name: str
    date: str
    cpu: str
    blas: str
    versions: Mapping[str, str]
    outcome: Outcome | Departures

    @property
    def trained(self) -> str:
        """When and on what it was trained, in words."""
        return f"{self.date[:10]} on {self.cpu} with {self.blas}"


@dataclass(frozen=True, eq=False)
class Record:
    """The outcomes of experiments by their keys.

    Parameters
    ----------
    place : str
        Whose it is, in words.
    experiments : mapping
    """

    place: str = _IN_THE_PACKAGE
    experiments: Mapping[str, TrainedOutcome] = field(default_factory=dict)

    def text(self) -> str:
        """Return the file: JSON, with a line for each quantity of an outcome."""
        entries = []
        for key, entry in self.experiments.items():
            plain = {name: getattr(entry, name) for name in _TEXTS} | {"versions": dict(entry.versions)}
            head = [f"   {json.dumps(name)}: {_line(value)}" for name, value in plain.items()]
            outcome = _shortened(entry.outcome.as_json())
            measures = [f"    {json.dumps(name)}: {_line(value)}" for name, value in outcome.items()]
            body = ",\n".join([*head, '   "outcome": {\n' + ",\n".join(measures) + "\n   }"])
            entries.append(f"  {json.dumps(key)}: {{\n{body}\n  }}")
        return f'{{\n "schema": {_SCHEMA},\n "experiments": {{\n' + ",\n".join(entries) + "\n }\n}\n"


def _shortened(value: Any) -> Any:
    """Return plain data with fewer digits: seeds differ in the first ones, and the file stays below a megabyte."""
    if isinstance(value, dict):
        return {key: _shortened(entry) for key, entry in value.items()}
    if isinstance(value, list):
        return [_shortened(entry) for entry in value]
    return float(f"{value:.{_DIGITS}g}") if isinstance(value, float) else value


def _line(value: Any) -> str:
    return json.dumps(value, allow_nan=False, separators=(",", ":"))


def circumstances() -> dict[str, Any]:
    """Return when and on what this process trains: the fields of `TrainedOutcome` but its name and outcome."""
    libraries = [library for library in threadpool_info() if library["user_api"] == "blas"]
    blas = {" ".join(str(library.get(part) or "") for part in ("internal_api", "version", "architecture")).strip()
            for library in libraries}  # fmt: skip
    return {
        "date": datetime.now(UTC).isoformat(timespec="seconds"),
        "cpu": _cpu(),
        "blas": ", ".join(sorted(blas)) or "an unknown BLAS",
        "versions": {**versions(), "numpy": np.__version__, "scipy": scipy.__version__},
    }


def _cpu() -> str:
    try:
        for line in Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines():
            name, _, value = line.partition(":")
            if name.strip() == "model name":
                return " ".join(value.split())
    except OSError:  # not Linux
        pass
    return platform.processor() or platform.machine()


def read(folder: Path | None = None) -> Record:
    """Return the record of an output folder; without a folder, or a record in it, that of the package.

    Raises
    ------
    ValueError
        If the file is damaged or cannot be read.
    """
    if folder is not None and (folder / NAME).exists():
        path = folder / NAME
        try:
            return _parsed(path.read_text(encoding="utf-8"), f"the output folder's ({folder.name or folder})")
        except (OSError, ValueError) as error:
            raise ValueError(
                f"{str(path)!r} is damaged ({error}): delete it, or train anew with `python -m paper_checks train`"
            ) from error
    own = files("paper_checks") / NAME
    try:
        return _parsed(own.read_text(encoding="utf-8"), _IN_THE_PACKAGE) if own.is_file() else Record()
    except (OSError, ValueError) as error:
        raise ValueError(f"{NAME} of this package is damaged ({error}): install the package again") from error


def _parsed(text: str, place: str) -> Record:
    """Raise ValueError if the text is not what `Record.text` writes."""
    try:
        plain = json.loads(text)
        if plain["schema"] != _SCHEMA:
            raise ValueError(f"its schema is {plain['schema']!r}, not {_SCHEMA}")
        experiments = {key: _entry(entry) for key, entry in plain["experiments"].items()}
        for key, found in experiments.items():
            if key != found.outcome.key:
                raise ValueError(f"the outcome {found.outcome.key!r} stands under {key!r}")
    except (KeyError, TypeError, AttributeError) as error:
        raise ValueError(f"{type(error).__name__}: {error}") from error
    return Record(place, experiments)


def _entry(plain: Mapping[str, Any]) -> TrainedOutcome:
    texts = {name: plain[name] for name in _TEXTS}
    if not all(isinstance(text, str) for text in (*texts.values(), *plain["versions"].values())):
        raise ValueError(f"{', '.join(_TEXTS)} and the versions must be texts")
    kind = Departures if "distance" in plain["outcome"] else Outcome
    return TrainedOutcome(**texts, versions=plain["versions"], outcome=kind.from_json(plain["outcome"]))
