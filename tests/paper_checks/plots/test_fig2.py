"""Figure 2: what is drawn is the network that is trained, block by block."""

from collections.abc import Mapping
from typing import Any

import pytest

from paper_checks import Run
from paper_checks.plots import PLOTS


@pytest.fixture(scope="module")
def data(run: Run) -> Mapping[str, Any]:
    return PLOTS["fig2"].data(run)


def test_the_side_car_holds_the_layers(data: Mapping[str, Any]) -> None:
    for parts, sides, parameters in (
        (data["networks"]["cifar10"], (32, 16, 8, 4), 501_258),
        (data["networks"]["digits"], (8, 4, 2, 1), 481_482),
    ):
        kinds = [part["kind"] for part in parts]
        assert [kinds.count(kind) for kind in ("input", "convolution", "pooling", "dense")] == [1, 9, 3, 1]
        assert tuple(part["shape"][1] for part in parts[:1] + parts[4:13:4]) == sides
        assert {part["stride"] for part in parts if part["kind"] == "convolution"} == {1}
        assert {part["stride"] for part in parts if part["kind"] == "pooling"} == {2}
        assert sum(part.get("parameters", 0) for part in parts) == parameters


def test_a_block_is_as_tall_as_its_image_and_as_wide_as_its_channels(data: Mapping[str, Any]) -> None:
    (axes,) = PLOTS["fig2"].draw(data).axes
    parts = data["networks"]["cifar10"]
    fronts = [patch.get_xy() for patch in axes.patches if patch.get_gid().endswith("front")]
    assert len(fronts) == len(parts) == 14
    widths, heights = (
        [float(front[:, axis].max() - front[:, axis].min()) for front in fronts] for axis in (0, 1)
    )
    for part, width, height in zip(parts[1:-1], widths[1:-1], heights[1:-1], strict=True):
        assert height / heights[0] == pytest.approx(part["shape"][1] / 32)
        assert width / widths[12] == pytest.approx(part["shape"][0] / 128)


def test_the_sizes_of_both_kinds_of_images_are_written(data: Mapping[str, Any]) -> None:
    (axes,) = PLOTS["fig2"].draw(data).axes
    texts = [text.get_text() for text in axes.texts]
    for size in ("3\n32 × 32", "128\n4 × 4", "1\n8 × 8", "128\n1 × 1"):
        assert texts.count(size) == 1, size
    assert texts.count("conv\n3 × 3") == 9
    assert texts.count("10") == 2
    assert "501,258 parameters" in axes.get_title()
