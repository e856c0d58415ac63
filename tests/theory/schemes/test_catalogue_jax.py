"""Every initialiser of jax.nn.initializers, and the layers of Flax, against the schemes."""

from functools import partial

import numpy as np
import pytest

from tests.theory.schemes.agreement import assert_drawn_from, counted_by_layer, random_convolutions
from theory.schemes.fan_counts import fans
from theory.schemes.lookup import scheme

jax = pytest.importorskip("jax")
init = pytest.importorskip("jax.nn.initializers")

CASES = [
    ("zeros", None, "zeros"),
    ("ones", None, "ones"),
    ("constant", {"value": 0.5}, "constant(0.5)"),
    ("normal", {"stddev": 0.02}, "normal(0.02)"),
    ("uniform", {"scale": 0.3}, "uniform(0, 0.3)"),
    # Not the deviation that is asked for, as the description of what it returns has it.
    ("truncated_normal", {"stddev": 0.02}, "truncated_normal_uncorrected(0.02)"),
    ("truncated_normal", {"stddev": 0.02, "lower": -1.0, "upper": 3.0}, "trunc_normal(0.02, -0.02, 0.06)"),
    ("orthogonal", {"scale": 1.5}, "orthogonal(1.5)"),
    ("lecun_normal", {}, "lecun_truncated_normal"),
    ("lecun_uniform", {}, "lecun_uniform"),
    ("glorot_normal", {}, "glorot_truncated_normal"),
    ("glorot_uniform", {}, "glorot_uniform"),
    ("xavier_normal", {}, "glorot_truncated_normal"),
    ("xavier_uniform", {}, "glorot_uniform"),
    ("he_normal", {}, "he_truncated_normal"),
    ("he_uniform", {}, "he_uniform"),
    ("kaiming_normal", {}, "he_truncated_normal"),
    ("kaiming_uniform", {}, "he_uniform"),
] + [
    (
        "variance_scaling",
        {"scale": 3.0, "mode": mode, "distribution": distribution},
        f"variance_scaling(3, {mode}, {distribution})",
    )
    for mode in ("fan_in", "fan_out", "fan_avg", "fan_geo_avg")
    for distribution in ("normal", "truncated_normal", "uniform")
]


def test_every_initialiser_is_here() -> None:
    # A delta-orthogonal convolution is an orthogonal matrix amid zeros.
    assert {name for name, _, _ in CASES} | {"delta_orthogonal", "Initializer"} == {
        name for name in dir(init) if not name.startswith("_")
    }


@pytest.mark.parametrize(("name", "options", "text"), CASES)
@pytest.mark.parametrize("shape", [(250, 120), (5, 3, 15, 40)])
def test_initialiser(name: str, options: dict[str, object] | None, text: str, shape: tuple[int, ...]) -> None:
    built = getattr(init, name) if options is None else getattr(init, name)(**options)
    weight = built(jax.random.key(930), shape, jax.numpy.float32)
    kind = "dense" if len(shape) == 2 else "convolution"
    assert_drawn_from(np.asarray(weight), scheme(text).at(fans(shape, kind, "jax")))


def test_a_truncated_normal_has_not_the_deviation_that_was_asked_for() -> None:
    weight = init.truncated_normal(0.02)(jax.random.key(931), (250, 120), jax.numpy.float32)
    with pytest.raises(AssertionError, match=r"std 0\.88"):
        assert_drawn_from(np.asarray(weight) / 1.0001, scheme("normal(0.02)").at())


def test_the_orthogonal_matrix_in_the_middle_of_a_convolution() -> None:
    weight = np.asarray(init.delta_orthogonal()(jax.random.key(932), (3, 3, 5, 8), jax.numpy.float32))
    np.testing.assert_allclose(weight[1, 1] @ weight[1, 1].T, np.eye(5), atol=1e-5)
    assert np.count_nonzero(weight) == weight[1, 1].size


@pytest.mark.parametrize("shape", [(5, 7), (3, 4, 6), (3, 2, 4, 6)])
def test_counted_fans(shape: tuple[int, ...]) -> None:
    from jax._src.nn.initializers import _compute_fans

    for kind in ("dense",) if len(shape) == 2 else ("convolution", "transposed"):
        found = fans(shape, kind, "jax")
        assert (found.framework_fan_in, found.framework_fan_out) == _compute_fans(shape)


def test_weights_of_flax() -> None:
    linen = pytest.importorskip("flax.linen")
    key, image = jax.random.key(933), jax.numpy.ones((1, 9, 9, 12))
    cases = [
        (linen.Conv(80, (3, 3), feature_group_count=4), "convolution", 4, None),
        (linen.Conv(24, (3, 3), feature_group_count=12), "depthwise", 12, None),
        (linen.ConvTranspose(60, (5, 5)), "transposed", 1, None),
        (linen.ConvTranspose(60, (5, 5), transpose_kernel=True), "transpose_kernel", 1, None),
        (linen.DenseGeneral((40, 50)), "dense", 1, 1),
    ]
    for layer, kind, groups, axes in cases:
        weight = np.asarray(layer.init(key, image)["params"]["kernel"])
        found = fans(weight.shape, kind, "jax", groups, axes)
        # With transpose_kernel, Flax draws as if the channels out were those that come in.
        assert (found.fan_in == found.framework_fan_in) == (kind != "transpose_kernel")
        assert_drawn_from(weight, scheme("lecun_truncated_normal").at(found.as_counted))


def test_true_fans_are_those_of_the_layers() -> None:
    linen = pytest.importorskip("flax.linen")
    kinds = ("convolution", "depthwise", "transposed", "transpose_kernel")
    for kind, inputs, outputs, groups, taps in random_convolutions(934, kinds, each=1):
        if kind.startswith("transpose"):
            groups, whole = 1, kind == "transpose_kernel"
            layer = linen.ConvTranspose(
                outputs, taps, transpose_kernel=whole, padding="VALID", use_bias=False
            )
        else:
            layer = linen.Conv(outputs, taps, feature_group_count=groups, padding="VALID", use_bias=False)
        given = jax.eval_shape(layer.init, jax.random.key(0), np.ones((1, *taps, inputs)))
        shape = given["params"]["kernel"].shape
        ones = {"params": {"kernel": np.ones(shape, np.float32)}}
        found = fans(shape, kind, "jax", groups)
        by_layer = counted_by_layer(partial(layer.apply, ones), inputs, taps, last=True)
        assert (found.fan_in, found.fan_out) == by_layer
