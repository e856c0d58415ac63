"""Back-propagation, against complex steps through a network that is written again, and against PyTorch."""

import numpy as np
import pytest

from montecarlo.sampling.activations import DERIVATIVES
from montecarlo.training import backprop
from montecarlo.training.backprop import forward, gradients, population
from montecarlo.training.losses import losses
from montecarlo.training.network import Trained, views
from tests.montecarlo.training.complex_networks import (
    ACTIVATIONS,
    batch_loss,
    complex_step_gradients,
    outputs,
    unpacked,
)

WIDTHS = (4, 5, 3, 6, 3)  # no two layers that follow each other are equal, so a transposed matrix shows
OPTIONS = {
    "cross entropy": {},
    "squared": {"loss": "squared"},
    "l1": {"l1": 0.03},
    "l2": {"l2": 0.07},
    "dropout": {"keep": 0.6},
    "batch norm": {"batch_norm": True},
    "all": {"loss": "squared", "l1": 0.02, "l2": 0.05, "keep": 0.7, "batch_norm": True},
}


def problem(network, seed=0, networks=2, examples=7):
    """Return random parameters, inputs, labels and masks; biases and scales are random too."""
    rng = np.random.default_rng(seed)
    parameters = [rng.normal(0, 0.7, (networks, size)) for size in network.sizes()]
    x = rng.normal(0.2, 1, (networks, network.widths[0], examples))
    labels = rng.integers(network.widths[-1], size=(networks, examples))
    masks = [
        (rng.random((networks, units, examples)) < network.keep) / network.keep
        for units in network.widths[1:-1]
    ]
    return parameters, x, labels, masks if network.keep < 1 else None


def found(network, parameters, x, labels, masks):
    layers = [views(network, m, layer) for m, layer in enumerate(parameters)]
    return dict(gradients(network, layers, x, labels, masks))


def largest_error(network, seed=0):
    """Return the largest error over all gradients, relative to the largest gradient of the layer."""
    parameters, x, labels, masks = problem(network, seed)
    by_layer, worst = found(network, parameters, x, labels, masks), 0.0
    for k in range(len(x)):
        exact = complex_step_gradients(
            network,
            [layer[k] for layer in parameters],
            x[k],
            labels[k],
            masks and [mask[k] for mask in masks],
        )
        for m, gradient in enumerate(exact):
            worst = max(worst, np.abs(by_layer[m][k] - gradient).max() / np.abs(gradient).max())
    return worst


def test_every_activation_with_a_derivative_is_tested():
    assert set(ACTIVATIONS) == set(DERIVATIVES)


@pytest.mark.parametrize("activation", sorted(ACTIVATIONS))
def test_gradients_of_every_activation(activation):
    assert largest_error(Trained(WIDTHS, activation, 1.0)) < 1e-9


@pytest.mark.parametrize("option", OPTIONS)
@pytest.mark.parametrize("activation", ["relu", "tanh", "gelu"])
def test_gradients_of_every_option(option, activation):
    assert largest_error(Trained(WIDTHS, activation, 1.0, **OPTIONS[option]), seed=1) < 1e-9


@pytest.mark.parametrize("option", ["l1", "l2", "dropout", "batch norm"])
def test_an_option_changes_the_gradients(option):
    """A test that passes without the option would prove nothing."""
    network = Trained(WIDTHS, "tanh", 1.0, **OPTIONS[option])
    parameters, x, labels, masks = problem(network, networks=1)
    exact = complex_step_gradients(network, [layer[0] for layer in parameters], x[0], labels[0])
    plain = Trained(WIDTHS, "tanh", 1.0)
    sizes = plain.sizes()
    cut = [layer[:, :size] for layer, size in zip(parameters, sizes, strict=True)]
    others = found(plain, cut, x, labels, None)
    if option == "dropout":
        exact = [others[m][0] for m in range(plain.depth)]
        others = found(network, parameters, x, labels, masks)
    differences = [np.abs(others[m][0] - exact[m][: sizes[m]]).max() for m in range(plain.depth)]
    assert max(differences) > 1e-3


def test_gradients_come_from_the_last_layer_to_the_first_and_leave_the_layer_free():
    """The caller may change the parameters of a layer as soon as its gradient is yielded."""
    network = Trained(WIDTHS, "tanh", 1.0, batch_norm=True, l2=0.1)
    parameters, x, labels, masks = problem(network)
    expected = found(network, parameters, x, labels, masks)
    layers = [views(network, m, layer) for m, layer in enumerate(parameters)]
    order = []
    for m, gradient in gradients(network, layers, x, labels, masks):
        order.append(m)
        np.testing.assert_array_equal(gradient, expected[m])
        parameters[m][...] = np.nan
    assert order == [3, 2, 1, 0]


def test_the_forward_pass():
    network = Trained(WIDTHS, "elu", 1.0, keep=0.5, batch_norm=True)
    parameters, x, labels, masks = problem(network)
    layers = [views(network, m, layer) for m, layer in enumerate(parameters)]
    y = forward(network, layers, x, masks)[-1].y
    for k in range(2):
        own = unpacked(network, [layer[k] for layer in parameters])
        np.testing.assert_allclose(
            y[k], outputs(network, own, x[k], [mask[k] for mask in masks]), rtol=1e-12, atol=1e-14
        )
        exact = batch_loss(network, own, x[k], labels[k], [mask[k] for mask in masks])
        assert losses("cross_entropy", y, labels)[k].mean() == pytest.approx(exact.real, rel=1e-12)


def test_the_population_is_the_batch_of_all_examples():
    network = Trained(WIDTHS, "relu", 1.0, batch_norm=True)
    parameters, x, _, _ = problem(network, networks=1)
    layers = [views(network, m, layer) for m, layer in enumerate(parameters)]
    spreads = population(network, layers, x)
    all_at_once = forward(network, layers, x)[-1].y
    one_by_one = [forward(network, layers, x[:, :, [k]], spreads=spreads)[-1].y for k in range(x.shape[2])]
    np.testing.assert_allclose(np.concatenate(one_by_one, axis=2), all_at_once, rtol=1e-12, atol=1e-13)
    assert population(Trained(WIDTHS, "relu", 1.0), layers, x) is None
    np.testing.assert_array_equal(
        backprop.outputs(network, layers, x, spreads), forward(network, layers, x, spreads=spreads)[-1].y
    )


@pytest.mark.parametrize("option", OPTIONS)
def test_gradients_against_autograd(option):
    torch = pytest.importorskip("torch")
    network = Trained(WIDTHS, "tanh", 1.0, **OPTIONS[option])
    parameters, x, labels, masks = problem(network, seed=2)
    by_layer = found(network, parameters, x, labels, masks)
    for k in range(len(x)):
        flat = [torch.tensor(layer[k], requires_grad=True) for layer in parameters]
        layers = unpacked(network, flat)
        signal, penalty = torch.tensor(x[k].T), 0
        for m, (weights, biases, scales) in enumerate(layers):
            penalty = penalty + network.l1 * weights.abs().sum() + network.l2 * weights.square().sum()
            signal = torch.nn.functional.linear(signal, weights, None if scales is not None else biases)
            if scales is not None:
                signal = torch.nn.functional.batch_norm(
                    signal, None, None, scales, biases, training=True, eps=1e-5
                )
            if m < network.depth - 1:
                signal = torch.tanh(signal)
                signal = signal if masks is None else signal * torch.tensor(masks[m][k].T)
        target = torch.tensor(labels[k])
        if network.loss == "squared":
            distance = signal - torch.nn.functional.one_hot(target, network.widths[-1])
            loss = distance.square().sum(dim=1).mean() / 2
        else:
            loss = torch.nn.functional.cross_entropy(signal, target)
        (loss + penalty).backward()
        for m, layer in enumerate(flat):
            np.testing.assert_allclose(by_layer[m][k], layer.grad.numpy(), rtol=1e-9, atol=1e-11)
