"""Every initialiser of keras.initializers, and the defaults of its layers, against the schemes."""

import importlib.util
import os

import numpy as np
import pytest

from tests.theory.schemes.agreement import assert_drawn_from, counted_by_layer, random_convolutions
from theory.schemes.fan_counts import fans
from theory.schemes.lookup import scheme

# Keras reads this when it is imported, and takes TensorFlow otherwise.
os.environ.setdefault("KERAS_BACKEND", "jax" if importlib.util.find_spec("jax") else "torch")
keras = pytest.importorskip("keras")

SEED = 940
CASES = [
    ("Zeros", {}, "zeros"),
    ("Ones", {}, "ones"),
    ("Constant", {"value": 0.5}, "constant(0.5)"),
    ("RandomNormal", {"stddev": 0.02}, "normal(0.02)"),
    ("RandomUniform", {"minval": -0.3, "maxval": 0.1}, "uniform(-0.3, 0.1)"),
    # Not the deviation that is asked for, as the description of stddev has it.
    ("TruncatedNormal", {"stddev": 0.02}, "truncated_normal_uncorrected(0.02)"),
    ("Orthogonal", {"gain": 1.5}, "orthogonal(1.5)"),
    ("LecunNormal", {}, "lecun_truncated_normal"),
    ("LecunUniform", {}, "lecun_uniform"),
    ("GlorotNormal", {}, "glorot_truncated_normal"),
    ("GlorotUniform", {}, "glorot_uniform"),
    ("HeNormal", {}, "he_truncated_normal"),
    ("HeUniform", {}, "he_uniform"),
] + [
    (
        "VarianceScaling",
        {"scale": 3.0, "mode": mode, "distribution": distribution},
        f"variance_scaling(3, {mode}, {distribution})",
    )
    for mode in ("fan_in", "fan_out", "fan_avg")
    for distribution in ("untruncated_normal", "truncated_normal", "uniform")
]
# These draw no law: identities, Fourier's matrix, and the class that all extend.
OTHERS = {"Identity", "IdentityInitializer", "STFT", "STFTInitializer", "Initializer"}


def test_every_initialiser_is_here() -> None:
    found = {
        name for name in dir(keras.initializers) if name[0].isupper() and not name.endswith("Initializer")
    }
    assert {name for name, _, _ in CASES} | {
        name for name in OTHERS if not name.endswith("Initializer")
    } == found


@pytest.mark.parametrize(("name", "options", "text"), CASES)
@pytest.mark.parametrize("shape", [(250, 120), (5, 3, 15, 40)])
def test_initialiser(name: str, options: dict[str, object], text: str, shape: tuple[int, ...]) -> None:
    seed = {} if name in ("Zeros", "Ones", "Constant") else {"seed": SEED}
    weight = getattr(keras.initializers, name)(**options, **seed)(shape, dtype="float32")
    kind = "dense" if len(shape) == 2 else "convolution"
    assert_drawn_from(np.asarray(weight), scheme(text).at(fans(shape, kind, "keras")))


def _weight(layer, *inputs: tuple[int, ...]) -> np.ndarray:
    layer.build(*inputs)
    return np.asarray(layer.weights[0].value)


def _glorot():
    return keras.initializers.GlorotUniform(seed=SEED)


def _he():
    return keras.initializers.HeUniform(seed=SEED)


IMAGE = (None, 9, 9, 60)
LAYERS = {
    "dense": lambda: _weight(keras.layers.Dense(120, kernel_initializer=_he()), (None, 250)),
    "convolution": lambda: _weight(keras.layers.Conv2D(80, 3, groups=4, kernel_initializer=_he()), IMAGE),
    "depthwise": lambda: _weight(keras.layers.DepthwiseConv2D(7, depthwise_initializer=_he()), IMAGE),
    "transposed": lambda: _weight(keras.layers.Conv2DTranspose(90, 3, kernel_initializer=_he()), IMAGE),
}


@pytest.mark.parametrize("kind", LAYERS)
def test_weights_of_a_layer(kind: str) -> None:
    """He's law as it is drawn, which is not that of the true fan_in for depthwise and transposed convolutions."""
    drawn = LAYERS[kind]()
    found = fans(drawn.shape, kind, "keras", 4 if kind == "convolution" else 1)
    assert_drawn_from(drawn, scheme("he_uniform").at(found.as_counted))
    agrees = found.fan_in == found.framework_fan_in
    assert agrees == (kind in ("dense", "convolution"))
    if not agrees:
        with pytest.raises(AssertionError):
            assert_drawn_from(drawn, scheme("he_uniform").at(found))


def test_weights_of_an_attention() -> None:
    """Its weights have three axes, and the layer tells the initialiser which of them count the inputs."""
    layer = keras.layers.MultiHeadAttention(4, 15, kernel_initializer=_glorot())
    layer.build((None, 5, 60), (None, 5, 60))
    weights = {
        weight.path.split("/")[-2]: np.asarray(weight.value)
        for weight in layer.weights
        if "kernel" in weight.path
    }
    for name, axes, shape in (("query", 1, (60, 4, 15)), ("attention_output", 2, (4, 15, 60))):
        assert weights[name].shape == shape
        found = fans(shape, "dense", "keras", input_axes=axes)
        assert_drawn_from(weights[name], scheme("glorot_uniform").at(found))


@pytest.mark.parametrize("shape", [(5, 7), (3, 4, 6), (3, 2, 4, 6)])
def test_counted_fans(shape: tuple[int, ...]) -> None:
    from keras.src.initializers.random_initializers import compute_fans

    for kind in ("dense",) if len(shape) == 2 else ("convolution", "depthwise", "transposed"):
        found = fans(shape, kind, "keras")
        assert (found.framework_fan_in, found.framework_fan_out) == compute_fans(shape)


def test_true_fans_are_those_of_the_layers() -> None:
    given = {"use_bias": False, "padding": "valid"}
    for kind, inputs, outputs, groups, taps in random_convolutions(
        941, ("convolution", "depthwise", "transposed")
    ):
        rank = f"{len(taps)}D"
        if kind == "depthwise":
            make = getattr(keras.layers, f"DepthwiseConv{rank}")
            layer = make(taps, depth_multiplier=outputs // inputs, depthwise_initializer="ones", **given)
        elif kind == "transposed":
            groups = 1
            layer = getattr(keras.layers, f"Conv{rank}Transpose")(
                outputs, taps, kernel_initializer="ones", **given
            )
        else:
            make = getattr(keras.layers, f"Conv{rank}")
            layer = make(outputs, taps, groups=groups, kernel_initializer="ones", **given)
        by_layer = counted_by_layer(layer, inputs, taps, last=True)
        found = fans(layer.weights[0].shape, kind, "keras", groups)
        assert (found.fan_in, found.fan_out) == by_layer
