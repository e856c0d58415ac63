"""What a figure is, and how its files are written and compared."""

from __future__ import annotations

import io
import json
import math
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from montecarlo import Experiment
from paper_checks.files import write
from paper_checks.run import Run
from paper_checks.storage import as_json, rounded

if TYPE_CHECKING:
    from matplotlib.figure import Figure

__all__ = ["Band", "Plot", "changes", "differences", "save", "stored", "svg"]

_TOLERANCE = 1e-6  # relative: one unit in the last of 7 digits

Band = tuple[Experiment, int]
"""An experiment that a figure shows and no claim judges, and its replicates."""


def _no_bands() -> tuple[Band, ...]:
    return ()


@dataclass(frozen=True, kw_only=True)
class Plot:
    """A figure: the claims that it shows, and two pure functions.

    Parameters
    ----------
    name : str
        Of its files.
    claims : tuple of str
        The ids of the claims whose statements or measurements it shows; these are checked when it is drawn.
    gather : callable
        Run -> plain JSON data, every number that is drawn.
    draw : callable
        What `data` returns -> matplotlib Figure.
    bands : callable, optional
        Returns the experiments that it shows and no claim judges.
    trained : bool
        Whether it shows trained networks that no claim judges.
    """

    name: str
    claims: tuple[str, ...] = ()
    gather: Callable[[Run], Mapping[str, Any]]
    draw: Callable[[Mapping[str, Any]], Figure]
    bands: Callable[[], tuple[Band, ...]] = _no_bands
    trained: bool = False

    def data(self, run: Run) -> dict[str, Any]:
        """Return the side-car: the claims, the seed where anything is simulated, and every number drawn.

        The numbers are rounded here, so that the figure is drawn from what the side-car says.  Rounded numbers
        are the same on every CPU, and so is a contour through them.
        """
        seed = {"seed": run.seed} if self.claims or self.bands() else {}
        return {"claims": list(self.claims), **seed, **rounded(self.gather(run))}


def svg(plot: Plot, data: Mapping[str, Any]) -> bytes:
    """Return the figure as SVG, the same bytes for the same data, on every CPU.

    Matplotlib names what is used twice after a hash of its coordinates in double precision, whose last bits depend
    on the CPU.  It writes six decimals of them, which do not.  Here the names are numbers.
    """
    import matplotlib as mpl

    buffer = io.BytesIO()
    with mpl.rc_context({"svg.hashsalt": plot.name, "font.size": 9, "font.family": "DejaVu Sans"}):
        plot.draw(data).savefig(buffer, format="svg", metadata={"Date": None})
    return _with_numbered_names(buffer.getvalue().decode()).encode()


def _with_numbered_names(text: str) -> str:
    hashes = dict.fromkeys(re.findall(r'\bid="\w*?([0-9a-f]{10})"', text))
    numbers = {name: str(number) for number, name in enumerate(hashes)}
    return re.sub(r"[0-9a-f]{10}", lambda found: numbers.get(found[0], found[0]), text)


def save(plot: Plot, data: Mapping[str, Any], folder: Path) -> None:
    """Write <name>.svg and the numbers in it, <name>.json."""
    write(folder / f"{plot.name}.json", as_json(data))
    write(folder / f"{plot.name}.svg", svg(plot, data))


def differences(plot: Plot, data: Mapping[str, Any], folder: Path) -> list[str]:
    """Compare data with the side-car on disk: floats to 1e-6 relative, everything else exactly.

    Raises
    ------
    ValueError
        If there is no readable side-car.
    """
    return list(changes(stored(plot, folder), json.loads(as_json(data)), plot.name))


def stored(plot: Plot, folder: Path) -> Any:
    """Return the side-car on disk.

    Raises
    ------
    ValueError
        If there is none, or it is not JSON.
    """
    path = folder / f"{plot.name}.json"
    try:
        return json.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        reason = error.strerror
    except ValueError as error:
        reason = str(error)
    raise ValueError(f"cannot read {str(path)!r} ({reason}): draw it first, with `figures {plot.name}`")


def changes(before: Any, drawn: Any, where: str) -> list[str]:
    """Return a line for each number or text of JSON data that changed, named by the path to it from `where`."""
    if isinstance(before, float) and isinstance(drawn, float):
        return (
            []
            if math.isclose(before, drawn, rel_tol=_TOLERANCE)
            else [f"{where}: {before!r} became {drawn!r}"]
        )
    if isinstance(before, dict) and isinstance(drawn, dict) and before.keys() == drawn.keys():
        return [line for key in before for line in changes(before[key], drawn[key], f"{where}.{key}")]
    if isinstance(before, list) and isinstance(drawn, list) and len(before) == len(drawn):
        pairs = enumerate(zip(before, drawn, strict=True))
        return [line for index, (a, b) in pairs for line in changes(a, b, f"{where}[{index}]")]
    return [] if before == drawn else [f"{where}: {before!r} became {drawn!r}"]
