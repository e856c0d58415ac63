"""The record of trained networks, training.json: what came of each experiment, and when and on what it was trained.

Training amplifies rounding, so that its bytes differ between CPUs.  Verdicts and figures come from this file, and are
the same everywhere.  One stands in the package; `train` writes another into the output folder, which is then preferred.
"""

from __future__ import annotations

import json
import platform
import shlex
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
from montecarlo.training.convolutional import Convolutional
from montecarlo.training.network import Trained
from montecarlo.training.normality import Departures, Normality
from montecarlo.training.outcome import Outcome
from montecarlo.training.torch_network import torch, torch_version
from montecarlo.training.training import Training

__all__ = ["FOLDER", "NAME", "Record", "TrainedOutcome", "circumstances", "read"]

NAME = "training.json"
FOLDER = Path("figures")
"""Where `train` writes it, and where it is looked for, unless --out says otherwise."""
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
    folder : pathlib.Path, optional
        The output folder where it was looked for.
    """

    place: str = _IN_THE_PACKAGE
    experiments: Mapping[str, TrainedOutcome] = field(default_factory=dict)
    folder: Path | None = None

    def of(self, experiment: Training | Normality) -> TrainedOutcome | None:
        """Return what came of an experiment; None where it is not here, or is no outcome of that experiment."""
        entry = self.experiments.get(experiment.key)
        return entry if entry is not None and entry.outcome.fits(experiment) else None

    def mend(self, claim: str) -> str:
        """Return the command that trains what a claim lacks here, into the folder where it is looked for."""
        own = self.folder is not None and self.folder.resolve() != FOLDER.resolve()
        option = f" --out {shlex.quote(str(self.folder))}" if own else ""
        return f"python -m paper_checks train {claim}{option}"

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


def circumstances(network: Trained | Convolutional | None = None, device: str = "cpu") -> dict[str, Any]:
    """Return when and on what this process trains: the fields of `TrainedOutcome` but its name and outcome.

    A convolutional network is trained by PyTorch, which has a BLAS of its own, on the CPU or on a GPU.
    """
    return {
        "date": datetime.now(UTC).isoformat(timespec="seconds"),
        "cpu": torch().cuda.get_device_name() if device == "cuda" else _cpu(),
        "blas": f"PyTorch {torch().__version__}" if isinstance(network, Convolutional) else _blas(),
        "versions": {
            **versions(),
            "numpy": np.__version__,
            "scipy": scipy.__version__,
            **({} if network is None else torch_version(network)),
        },
    }


def _blas() -> str:
    libraries = [library for library in threadpool_info() if library["user_api"] == "blas"]
    blas = {" ".join(str(library.get(part) or "") for part in ("internal_api", "version", "architecture")).strip()
            for library in libraries}  # fmt: skip
    return ", ".join(sorted(blas)) or "an unknown BLAS"


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
            if not path.is_file():  # a pipe would be waited for
                raise ValueError("it is not a regular file")
            text = path.read_text(encoding="utf-8")
            return Record(f"the output folder's ({folder.name or folder})", _parsed(text), folder)
        except (OSError, ValueError) as error:
            raise ValueError(
                f"{str(path)!r} is damaged ({error}): delete it, so that the package's is taken; "
                "`python -m paper_checks train` writes another"
            ) from error
    own = files("paper_checks") / NAME
    try:
        found = _parsed(own.read_text(encoding="utf-8")) if own.is_file() else {}
        return Record(_IN_THE_PACKAGE, found, folder)
    except (OSError, ValueError) as error:
        raise ValueError(f"{NAME} of this package is damaged ({error}): install the package again") from error


def _parsed(text: str) -> dict[str, TrainedOutcome]:
    """Raise ValueError if the text is not what `Record.text` writes."""
    try:
        plain = json.loads(text)
        if type(plain["schema"]) is not int or plain["schema"] != _SCHEMA:
            raise ValueError(f"its schema is {plain['schema']!r}, not {_SCHEMA}")
        experiments = {key: _entry(entry) for key, entry in plain["experiments"].items()}
        for key, found in experiments.items():
            if key != found.outcome.key:
                raise ValueError(f"the outcome {found.outcome.key!r} stands under {key!r}")
    except (KeyError, TypeError, AttributeError, RecursionError) as error:
        raise ValueError(f"{type(error).__name__}: {error}") from error
    return experiments


def _entry(plain: Mapping[str, Any]) -> TrainedOutcome:
    texts = {name: plain[name] for name in _TEXTS}
    # They are printed: a line break or a control character would draw over the lines around it.
    if not all(
        isinstance(text, str) and text.isprintable()
        for text in (*texts.values(), *plain["versions"].values())
    ):
        raise ValueError(f"{', '.join(_TEXTS)} and the versions must be texts of one line")
    datetime.fromisoformat(texts["date"])
    kind = Departures if "distance" in plain["outcome"] else Outcome
    return TrainedOutcome(**texts, versions=plain["versions"], outcome=kind.from_json(plain["outcome"]))
