"""Every initialiser of torch.nn.init, and the defaults of its layers, against the schemes."""

import math

import numpy as np
import pytest

from tests.theory.schemes.agreement import assert_drawn_from, counted_by_layer, random_convolutions
from theory.schemes.fan_counts import fans
from theory.schemes.lookup import scheme

torch = pytest.importorskip("torch")
init = pytest.importorskip("torch.nn.init")

DENSE = (120, 250)
CASES = [
    ("uniform_", {}, "uniform(0, 1)"),
    ("uniform_", {"a": -0.3, "b": 0.1}, "uniform(-0.3, 0.1)"),
    ("normal_", {"std": 0.02}, "normal(0.02)"),
    ("trunc_normal_", {}, "trunc_normal(1)"),
    ("trunc_normal_", {"std": 0.02}, "trunc_normal(0.02)"),  # timm's: cut at an absolute 2, so not cut at all
    ("trunc_normal_", {"std": 0.02, "a": -0.04, "b": 0.04}, "truncated_normal_uncorrected(0.02)"),
    ("trunc_normal_", {"std": 1.0, "a": 0.5, "b": 2.0}, "trunc_normal(1, 0.5, 2)"),
    ("constant_", {"val": 0.3}, "constant(0.3)"),
    ("ones_", {}, "ones"),
    ("zeros_", {}, "zeros"),
    ("xavier_uniform_", {"gain": 2.0}, "glorot_uniform(2)"),
    ("xavier_normal_", {}, "glorot_normal"),
    ("kaiming_uniform_", {}, "he_uniform"),
    ("kaiming_uniform_", {"a": math.sqrt(5)}, "pytorch_default"),
    ("kaiming_uniform_", {"mode": "fan_out", "a": 0.5}, "he_uniform(fan_out, 0.5)"),
    ("kaiming_normal_", {}, "he_normal"),
    ("kaiming_normal_", {"mode": "fan_out", "nonlinearity": "relu"}, "he_normal(fan_out)"),
    ("orthogonal_", {"gain": 1.5}, "orthogonal(1.5)"),
]
# These draw no law: an identity, a convolution that is one, and weights of which most are 0.
OTHERS = {"eye_", "dirac_", "sparse_"}


def _generator(number: int):
    return torch.Generator().manual_seed(910 + number)


def test_every_initialiser_is_here() -> None:
    found = {name for name in dir(init) if name.endswith("_") and not name.startswith("_")}
    assert {name for name, _, _ in CASES} | OTHERS == found


@pytest.mark.parametrize(("name", "options", "text"), CASES)
@pytest.mark.parametrize("shape", [DENSE, (40, 15, 5, 3)])
def test_initialiser(name: str, options: dict[str, object], text: str, shape: tuple[int, ...]) -> None:
    weight = torch.empty(shape)
    random = {} if name in ("constant_", "ones_", "zeros_") else {"generator": _generator(len(shape))}
    if name == "constant_":
        options = {"val": torch.tensor(options["val"]).item()}  # as float32 has it
        text = f"constant({options['val']})"
    getattr(init, name)(weight, **options, **random)
    kind = "dense" if len(shape) == 2 else "convolution"
    assert_drawn_from(weight.numpy(), scheme(text).at(fans(shape, kind)))


def test_an_orthogonal_weight_has_orthonormal_rows_or_columns() -> None:
    for shape in ((30, 70), (40, 3, 3)):
        found = fans(shape, "dense" if len(shape) == 2 else "convolution")
        matrix = init.orthogonal_(torch.empty(shape), generator=_generator(1)).reshape(
            found.rows, found.columns
        )
        short = matrix @ matrix.T if found.rows < found.columns else matrix.T @ matrix
        np.testing.assert_allclose(short.numpy(), np.eye(len(short)), atol=1e-5)


def test_sparse_weights_are_normal_but_for_the_zeros_of_each_column() -> None:
    weight = init.sparse_(torch.empty(DENSE), 0.3, std=0.02, generator=_generator(2)).numpy()
    assert ((weight == 0).sum(axis=0) == 36).all()
    assert_drawn_from(weight[weight != 0], scheme("normal(0.02)").at())


@pytest.mark.parametrize(
    ("layer", "kind", "groups"),
    [
        (lambda: torch.nn.Linear(250, 120), "dense", 1),
        (lambda: torch.nn.Conv1d(60, 80, 5), "convolution", 1),
        (lambda: torch.nn.Conv2d(60, 80, 3, groups=4), "convolution", 4),
        (lambda: torch.nn.Conv2d(512, 512, 7, groups=512), "depthwise", 512),
        (lambda: torch.nn.ConvTranspose2d(60, 90, 3), "transposed", 1),
    ],
)
def test_default_of_a_layer(layer, kind: str, groups: int) -> None:
    with torch.random.fork_rng():
        torch.manual_seed(920)
        weight = layer().weight.detach().numpy()
    found = fans(weight.shape, kind, "pytorch", groups)
    assert_drawn_from(weight, scheme("pytorch_default").at(found.as_counted))
    agrees = found.fan_in == found.framework_fan_in
    assert agrees == (kind != "transposed")
    if not agrees:
        with pytest.raises(AssertionError):
            assert_drawn_from(weight, scheme("pytorch_default").at(found))


@pytest.mark.parametrize("shape", [(7, 5), (6, 4, 3), (6, 4, 3, 2), (8, 4, 3, 2, 5)])
def test_counted_fans(shape: tuple[int, ...]) -> None:
    found = fans(shape, "dense" if len(shape) == 2 else "convolution")
    counted = init._calculate_fan_in_and_fan_out(torch.empty(shape))
    assert (found.framework_fan_in, found.framework_fan_out) == counted
    if len(shape) > 2:
        swapped = fans(shape, "transposed")
        assert (
            (swapped.framework_fan_in, swapped.framework_fan_out)
            == counted
            == (swapped.fan_out, swapped.fan_in)
        )


def test_true_fans_are_what_autograd_sees() -> None:
    """Count the inputs on which a unit of a real layer depends, and the units that depend on an input."""
    with torch.random.fork_rng():
        torch.manual_seed(921)
        cases = [
            (torch.nn.Conv1d(6, 9, 3, groups=3, padding=1), "convolution", 3),
            (torch.nn.Conv1d(6, 9, 4, groups=3, padding=1, stride=2), "convolution", 3),
            (torch.nn.Conv1d(4, 8, 3, groups=4, padding=1), "depthwise", 4),
            (torch.nn.ConvTranspose1d(6, 9, 3, groups=3, padding=1), "transposed", 3),
            (torch.nn.ConvTranspose1d(6, 9, 4, groups=3, padding=1, stride=2), "transposed", 3),
        ]
    for layer, kind, groups in cases:
        jacobian = torch.autograd.functional.jacobian(layer, torch.ones(1, layer.in_channels, 9))[0, :, :, 0]
        found = fans(tuple(layer.weight.shape), kind, "pytorch", groups, stride=layer.stride)
        assert int((jacobian[0, jacobian.shape[1] // 2] != 0).sum()) == found.fan_in
        assert int((jacobian[:, :, 0, 4] != 0).sum()) == found.fan_out


def test_true_fans_are_those_of_the_layers() -> None:
    for kind, inputs, outputs, groups, taps in random_convolutions(
        922, ("convolution", "depthwise", "transposed")
    ):
        name = f"Conv{'Transpose' if kind == 'transposed' else ''}{len(taps)}d"
        with torch.random.fork_rng():
            layer = getattr(torch.nn, name)(inputs, outputs, taps, groups=groups, bias=False)
        torch.nn.init.ones_(layer.weight)
        by_layer = counted_by_layer(
            lambda values, layer=layer: layer(torch.from_numpy(values)).detach(), inputs, taps, last=False
        )
        found = fans(tuple(layer.weight.shape), kind, "pytorch", groups)
        assert (found.fan_in, found.fan_out) == by_layer
