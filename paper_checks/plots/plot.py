"""What a figure is, and how its files are written and compared."""

from __future__ import annotations

import io
import json
import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from montecarlo import Experiment
from paper_checks.run import Run
from paper_checks.storage import as_json, write

if TYPE_CHECKING:
    from matplotlib.figure import Figure

__all__ = ["Plot", "differences", "save", "svg"]

_TOLERANCE = 1e-9


@dataclass(frozen=True)
class Plot:
    """A figure: the claims whose measurements it shows, and two pure functions.

    Parameters
    ----------
    name : str
        Of its files.
    claims : tuple of str
        Ids.
    bands : tuple of (experiment, replicates)
        Passes that it shows and no claim judges.
    data : callable
        Run -> plain JSON data, every number that is drawn.
    draw : callable
        data -> matplotlib Figure.
    """

    name: str
    claims: tuple[str, ...]
    bands: tuple[tuple[Experiment, int], ...]
    data: Callable[[Run], dict[str, Any]]
    draw: Callable[[Mapping[str, Any]], Figure]


def svg(plot: Plot, data: Mapping[str, Any]) -> bytes:
    """Return the figure as SVG, the same bytes for the same data."""
    import matplotlib as mpl

    buffer = io.BytesIO()
    with mpl.rc_context({"svg.hashsalt": plot.name, "font.size": 9, "font.family": "DejaVu Sans"}):
        plot.draw(data).savefig(buffer, format="svg", metadata={"Date": None})
    return buffer.getvalue()


def save(plot: Plot, data: Mapping[str, Any], folder: Path) -> None:
    """Write <name>.svg and the numbers in it, <name>.json."""
    write(folder / f"{plot.name}.json", as_json(data))
    write(folder / f"{plot.name}.svg", svg(plot, data))


def differences(plot: Plot, data: Mapping[str, Any], folder: Path) -> list[str]:
    """Compare data with the side-car on disk: floats to 1e-9 relative, everything else exactly.

    Raises
    ------
    ValueError
        If there is no readable side-car.
    """
    path = folder / f"{plot.name}.json"
    try:
        stored = json.loads(path.read_text())
    except (OSError, ValueError) as error:
        raise ValueError(
            f"cannot read {str(path)!r} ({error}): draw it first, with `figures {plot.name}`"
        ) from error
    return list(_differences(stored, json.loads(as_json(data)), plot.name))


def _differences(stored: Any, drawn: Any, where: str) -> list[str]:
    if isinstance(stored, float) and isinstance(drawn, float):
        return (
            []
            if math.isclose(stored, drawn, rel_tol=_TOLERANCE)
            else [f"{where}: {stored!r} became {drawn!r}"]
        )
    if isinstance(stored, dict) and isinstance(drawn, dict) and stored.keys() == drawn.keys():
        return [line for key in stored for line in _differences(stored[key], drawn[key], f"{where}.{key}")]
    if isinstance(stored, list) and isinstance(drawn, list) and len(stored) == len(drawn):
        pairs = enumerate(zip(stored, drawn, strict=True))
        return [line for index, (a, b) in pairs for line in _differences(a, b, f"{where}[{index}]")]
    return [] if stored == drawn else [f"{where}: {stored!r} became {drawn!r}"]
