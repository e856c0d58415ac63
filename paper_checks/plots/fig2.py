"""Kumar 2017, figure 2: the network of figure 3, drawn from the description that it is built from."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from montecarlo import Convolutional
from paper_checks.evidence.training import trainings_of
from paper_checks.ledger.ledger import LEDGER
from paper_checks.plots.plot import Plot
from paper_checks.run import Run

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

__all__ = ["PLOT"]

_TRAINED = {"cifar10": "kumar2017.fig3.cifar10", "digits": "kumar2017.fig3.convolutional"}
_COLOURS = {"input": "0.85", "convolution": "#9ecae1", "pooling": "#fdae6b", "dense": "#a1d99b"}
_TALLEST, _WIDEST, _THINNEST = 3.0, 0.75, 0.08
_SLANT = 0.22  # of a square's side, which is seen from the side
_GAP = 0.42


def _gather(run: Run) -> dict[str, Any]:
    """Return the parts of the network for both kinds of images, as it is trained for figure 3."""
    return {"networks": {data: _parts(claim) for data, claim in _TRAINED.items()}}


def _parts(claim: str) -> list[dict[str, Any]]:
    trial = LEDGER[claim].trial
    assert trial is not None
    (training,) = trainings_of(trial).values()
    network = training.network
    assert isinstance(network, Convolutional)
    parts = [
        {
            "kind": part.kind,
            "shape": list(part.shape),
            "window": part.window,
            "stride": part.stride,
            "fan_in": part.fan_in,
            "parameters": part.weights + part.shape[0] if part.weights else 0,
        }
        for part in network.parts()
    ]
    return [{"kind": "input", "shape": list(network.image)}, *parts]


def _draw(data: Mapping[str, Any]) -> Figure:
    """Draw each tensor as a block: as tall as its image, and as wide as it has channels."""
    from matplotlib.figure import Figure

    figure = Figure(figsize=(12, 4.2), layout="constrained")
    axes = figure.subplots()
    paper, digits = (data["networks"][name] for name in ("cifar10", "digits"))
    tallest, widest = paper[0]["shape"][1], max(part["shape"][0] for part in paper)
    right = 0.0
    for number, (part, other) in enumerate(zip(paper, digits, strict=True)):
        channels, side = part["shape"][0], (part["shape"][1] if len(part["shape"]) > 1 else 1)
        width, height = max(_WIDEST * channels / widest, _THINNEST), _TALLEST * side / tallest
        _block(axes, right, width, height, part["kind"], gid=f"{number}: {part['kind']}")
        middle = right + (width + _SLANT * height) / 2
        axes.text(middle, height * (0.5 + _SLANT) + 0.12, _words(part), ha="center", va="bottom", fontsize=7)
        axes.text(middle, -_TALLEST / 2 - 0.15, _size(part), ha="center", va="top", fontsize=7)
        axes.text(middle, -_TALLEST / 2 - 0.75, _size(other), ha="center", va="top", fontsize=7, color="0.45")
        right += width + _SLANT * height + _GAP
    for depth, words in ((0.15, "CIFAR-10"), (0.75, "digits")):
        axes.text(-0.3, -_TALLEST / 2 - depth, words, ha="right", va="top", fontsize=7, fontweight="bold")
    axes.set(xlim=(-1.4, right), ylim=(-_TALLEST / 2 - 1.3, _TALLEST * (0.5 + _SLANT) + 0.9), aspect="equal")
    axes.set_axis_off()
    parameters = [sum(part.get("parameters", 0) for part in network) for network in (paper, digits)]
    axes.set_title(
        "nine convolutions of stride 1, three poolings of stride 2 and a dense layer: "
        f"{parameters[0]:,} parameters for CIFAR-10, {parameters[1]:,} for the digits",
        fontsize=9,
    )
    return figure


def _block(axes: Axes, left: float, width: float, height: float, kind: str, gid: str) -> None:
    """Draw a block whose front is `width` x `height`, with its top and its right side."""
    from matplotlib.patches import Polygon

    slant, low, high, right = _SLANT * height, -height / 2, height / 2, left + width
    faces = (
        [(left, low), (right, low), (right, high), (left, high)],
        [(left, high), (right, high), (right + slant, high + slant), (left + slant, high + slant)],
        [(right, low), (right + slant, low + slant), (right + slant, high + slant), (right, high)],
    )
    for name, face in zip(("front", "top", "side"), faces, strict=True):
        axes.add_patch(Polygon(face, fc=_COLOURS[kind], ec="0.3", lw=0.6, gid=f"{gid}, {name}"))


def _words(part: Mapping[str, Any]) -> str:
    if part["kind"] == "input":
        return "image"
    if part["kind"] == "dense":
        return "dense,\nsoftmax"
    name = {"convolution": "conv", "pooling": "max pool"}[part["kind"]]
    return f"{name}\n{part['window']} × {part['window']}"


def _size(part: Mapping[str, Any]) -> str:
    channels, *sides = part["shape"]
    return "\n".join((f"{channels}", *(" × ".join(map(str, sides)) for _ in sides[:1])))


PLOT = Plot(name="fig2", claims=("kumar2017.fig2.strides",), gather=_gather, draw=_draw)
