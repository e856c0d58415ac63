import math
import re
from dataclasses import replace

import numpy as np
import pytest

from theory.schemes.fan_counts import FAN_IN, FAN_OUT, LAYOUTS, MATRIX_SIDE, Fans, fans


def _counted_by_hand(inputs: int, outputs: int, kernel: tuple[int, ...], groups: int) -> tuple[int, int]:
    """Count connections one by one: a unit with its inputs, and an input with its units, of one group."""
    connections = [
        (i, o, tap)
        for i in range(inputs)
        for o in range(outputs)
        for tap in np.ndindex(*kernel)
        if i * groups // inputs == o * groups // outputs
    ]
    return sum(o == 0 for _, o, _ in connections), sum(i == 0 for i, _, _ in connections)


def _shape(
    kind: str, layout: str, inputs: int, outputs: int, kernel: tuple[int, ...], groups: int
) -> tuple[int, ...]:
    per_group = inputs // groups
    match kind, layout:
        case "transposed", "pytorch":
            return (inputs, outputs // groups, *kernel)
        case "transposed", "keras":
            return (*kernel, outputs, inputs)
        case "transpose_kernel", _:
            return (*kernel, outputs, inputs)
        case "transposed", "jax":
            return (*kernel, inputs, outputs)
        case "depthwise", "keras":
            return (*kernel, inputs, outputs // inputs)
        case _, "mlx":
            return (outputs, *kernel, per_group)
        case _, "pytorch":
            return (outputs, per_group, *kernel)
    return (*kernel, per_group, outputs)


@pytest.mark.parametrize(
    ("layout", "kind"),
    [(layout, kind) for layout in LAYOUTS for kind in ("convolution", "depthwise", "transposed")]
    + [("jax", "transpose_kernel")],
)
def test_fans_are_the_connections_of_a_unit_and_of_an_input(layout: str, kind: str) -> None:
    rng = np.random.default_rng(901)
    for _ in range(8):
        groups, a, b = (int(part) for part in rng.integers(1, 4, 3))
        kernel = tuple(int(part) for part in rng.integers(1, 4, rng.integers(1, 4)))
        if kind.startswith("transpose") and layout != "pytorch":
            groups = 1
        inputs, outputs = groups * a, groups * b
        if kind == "depthwise":
            a += 1  # one channel, in one group, is what an ordinary convolution has
            inputs, outputs, groups = a, a * b, a
        found = fans(_shape(kind, layout, inputs, outputs, kernel, groups), kind, layout, groups)
        assert (found.fan_in, found.fan_out) == _counted_by_hand(inputs, outputs, kernel, groups)


@pytest.mark.parametrize(
    ("taps", "stride"), [((4, 6), (2, 3)), ((4, 4), 2), ((3,), 3), ((2, 2, 4), (1, 2, 4))]
)
def test_strides(taps: tuple[int, ...], stride: int | tuple[int, ...]) -> None:
    """Count along each axis the outputs o = (place - tap)/stride that an input in the middle feeds."""
    steps = (stride,) * len(taps) if isinstance(stride, int) else stride
    fed = math.prod(
        sum((50 - tap) % step == 0 for tap in range(length)) for length, step in zip(taps, steps, strict=True)
    )
    found = fans((10, 3, *taps), "convolution", "pytorch", stride=stride)
    assert (found.fan_in, found.fan_out) == (3 * math.prod(taps), 10 * fed)
    found = fans((*taps, 3, 10), "transposed", "jax", stride=stride)
    assert (found.fan_in, found.fan_out) == (3 * fed, 10 * math.prod(taps))


def test_dense_fans() -> None:
    for layout, shape in (("pytorch", (5, 7)), ("keras", (7, 5)), ("jax", (7, 5)), ("mlx", (5, 7))):
        found = fans(shape, layout=layout)
        assert (found.fan_in, found.fan_out, found.agree) == (7, 5, True)
        assert found.values() == {FAN_IN: 7, FAN_OUT: 5, MATRIX_SIDE: 7}


@pytest.mark.parametrize(
    ("shape", "kind", "layout", "groups", "true", "counted"),
    [
        (
            (64, 8, 3, 3),
            "convolution",
            "pytorch",
            4,
            (72, 144),
            (72, 576),
        ),  # ResNeXt: fan_out 4 times too large
        ((32, 1, 3, 3), "depthwise", "pytorch", 1, (9, 9), (9, 288)),
        ((16, 8, 2, 2), "transposed", "pytorch", 1, (64, 32), (32, 64)),  # the fans change places
        ((3, 3, 32, 1), "depthwise", "keras", 1, (9, 9), (288, 9)),
        ((2, 2, 8, 16), "transposed", "keras", 1, (64, 32), (32, 64)),
        ((3, 8, 64), "convolution", "jax", 4, (24, 48), (24, 192)),
        ((2, 2, 16, 8), "transposed", "jax", 1, (64, 32), (64, 32)),
        ((2, 2, 8, 16), "transpose_kernel", "jax", 1, (64, 32), (32, 64)),
        # As MLX's glorot and he count: the last axis for the inputs, the first for the units.
        ((64, 3, 3, 8), "convolution", "mlx", 4, (72, 144), (72, 576)),
        ((32, 3, 3, 1), "depthwise", "mlx", 1, (9, 9), (9, 288)),
        ((8, 2, 2, 16), "transposed", "mlx", 1, (64, 32), (64, 32)),
    ],
)
def test_where_a_framework_counts_otherwise(
    shape: tuple[int, ...],
    kind: str,
    layout: str,
    groups: int,
    true: tuple[int, int],
    counted: tuple[int, int],
) -> None:
    found = fans(shape, kind, layout, groups)
    assert (found.fan_in, found.fan_out) == true
    assert (found.framework_fan_in, found.framework_fan_out) == counted
    assert found.agree == (true == counted)
    assert found.as_counted == replace(found, fan_in=counted[0], fan_out=counted[1])
    assert found.as_counted.agree


@pytest.mark.parametrize(("layout", "matrix"), [("pytorch", (6, 20)), ("keras", (30, 4)), ("jax", (4, 30))])
def test_the_matrix_that_is_made_orthogonal(layout: str, matrix: tuple[int, int]) -> None:
    found = fans((6, 5, 4), "convolution", layout)
    assert math.prod(matrix) == 120
    assert (
        (found.rows, found.columns) == matrix if layout != "jax" else (found.rows, found.columns) == (4, 30)
    )


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (((5,),), "a dense weight must have 2 axes or more; a bias has no fans"),
        (((5, 4, 3),), "say by input_axes how many axes"),
        (((5, 4, 3), "dense", "keras", 1, 3), "input_axes = 3: it must be an integer from 1 to 2"),
        (((5, 4, 3), "convolution", "keras", 1, 1), "it is for a dense weight alone"),
        (((5, 4, 3), "convolution", "pytorch", 1, None, 2), "stride = 2: it must divide the kernel's (3,)"),
        (((5, 4, 3), "convolution", "pytorch", 1, None, 0), "every number must be 1 or more, got 0"),
        (
            ((5, 4, 3), "convolution", "pytorch", 1, None, (3, 3)),
            "give one number, or one for each of the 1 axes",
        ),
        (((5, 4), "dense", "pytorch", 1, None, 2), "stride = 2: a dense weight has none"),
        (((5, 4), "convolution"), "must have 3 axes or more"),
        (((5, 0),), "every number must be 1 or more, got 0"),
        (((6, 4, 3), "convolution", "pytorch", 4), "groups = 4: it must divide the 6 channels out"),
        (((6, 4, 3), "transposed", "pytorch", 4), "groups = 4: it must divide the 6 channels in"),
        (((6, 4), "dense", "pytorch", 2), "a dense weight has no groups"),
        (((6, 2, 3), "depthwise"), "axis 1 of a depthwise weight must have length 1"),
        (((3, 2, 6), "depthwise", "jax"), "axis 1 of a depthwise weight must have length 1"),
        (((3, 4, 2), "depthwise", "keras", 3), "has 4 groups"),
        (((3, 4, 2), "transposed", "keras", 2), "Keras's transposed convolution has no groups"),
        (((4, 3, 2), "transposed", "mlx", 2), "MLX's transposed convolution has no groups"),
        (((3, 4, 2), "transpose_kernel", "jax", 2), "Flax's transposed convolution has no groups"),
        (((3, 4, 2), "transpose_kernel", "keras"), "it is Flax's, so layout must be 'jax', got 'keras'"),
        (((6, 3, 2), "depthwise", "mlx"), "axis 2 of a depthwise weight must have length 1"),
        (((5, 4), "dens"), "kind = 'dens': it must be one of dense, convolution"),
        (((5, 4), "dense", "torch"), "layout = 'torch': it must be one of pytorch"),
        (((5, 4), "dense", "pytorch", 0), "groups = 0: it must be at least 1"),
    ],
)
def test_shapes_that_are_refused(arguments: tuple[object, ...], message: str) -> None:
    with pytest.raises(ValueError, match=re.escape(message)):
        fans(*arguments)  # type: ignore[arg-type]


@pytest.mark.parametrize("shape", [5, (5, 2.0), (5, True), None])
def test_what_is_no_shape(shape: object) -> None:
    with pytest.raises(TypeError, match="shape"):
        fans(shape)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("shape", "layout", "axes", "true", "counted"),
    [
        ((768, 12, 64), "keras", 1, (768, 768), (768, 768)),  # query of an attention of 12 heads
        ((12, 64, 768), "keras", 2, (768, 768), (768, 768)),  # and its output
        ((768, 12, 64), "jax", 1, (768, 768), (768, 768)),
        ((12, 64, 768), "jax", 2, (768, 768), (768, 768)),
        ((4, 5, 6, 7), "pytorch", 2, (42, 20), (210, 168)),
        ((4, 5, 6, 7), "mlx", 2, (42, 20), (210, 120)),
    ],
)
def test_dense_weights_of_more_axes(
    shape: tuple[int, ...], layout: str, axes: int, true: tuple[int, int], counted: tuple[int, int]
) -> None:
    found = fans(shape, "dense", layout, input_axes=axes)
    assert (found.fan_in, found.fan_out) == true
    assert (found.framework_fan_in, found.framework_fan_out) == counted
    assert found.rows * found.columns == math.prod(shape)


def test_fans_are_values() -> None:
    assert fans((5, 7)) == Fans(7, 5, 7, 5, 5, 7)


def test_a_number_of_axes_that_is_no_integer_is_of_a_wrong_type():
    with pytest.raises(TypeError, match=r"input_axes = 1\.0: it must be an integer"):
        fans((5, 4, 3), "dense", "keras", 1, 1.0)
