"""Back-propagation through networks of unequal widths, by differences."""

import numpy as np
import pytest
import sympy as sp

from theory.derivation.arrays import number_of
from theory.results.backprop_layers import (
    JACOBIANS,
    WIDEST,
    backprop_biases,
    backprop_weights,
    first_factor_columns,
    loss_by_bias_of_layer,
    loss_by_unit,
    loss_by_weight_of_layer,
    loss_with_moved_unit,
)

STEP = 1e-6


@pytest.mark.parametrize("widths", [(4, 2), (2, 3, 5), (3, 1, 4, 2), (2, 5, 3, 1, 4)])
def test_the_traces_are_the_change_of_the_loss(widths) -> None:
    """The loss is linear in the last units, so its change tells the gradient that is stated."""
    rng = np.random.default_rng(len(widths))
    layers = len(widths) - 1
    weights = [rng.standard_normal((widths[i + 1], widths[i])) for i in range(layers)]
    biases = [rng.standard_normal(width) for width in widths[1:]]
    inputs, last = rng.standard_normal(widths[0]), rng.standard_normal(widths[-1])
    by_weights, by_biases = rng.standard_normal(weights[0].shape), rng.standard_normal(widths[1])

    def run(step_weights=0.0, step_biases=0.0):
        h, found = inputs, []
        for i, (matrix, bias) in enumerate(zip(weights, biases, strict=True)):
            if i == 0:
                z = (matrix + step_weights * by_weights) @ h + bias + step_biases * by_biases
            else:
                z = matrix @ h + bias
            h = np.tanh(z)
            found.append(h)
        return found

    given = {f"W_{i + 1}": weights[i] for i in range(layers)} | {"g": last[:, np.newaxis]}
    given |= {f"s_{i + 1}": 1 - h[:, np.newaxis] ** 2 for i, h in enumerate(run())}
    given |= {"V": by_weights, "c": by_biases[:, np.newaxis], "h_0": inputs[:, np.newaxis]}

    def stated(derivation) -> float:
        arrays = {symbol: given[symbol.name] for symbol in derivation.rhs.atoms(sp.MatrixSymbol)}
        sizes = {
            sp.Symbol(f"D_{i}", integer=True, positive=True): sp.Integer(w) for i, w in enumerate(widths)
        }
        return float(number_of(derivation.rhs, arrays, sizes))

    for derivation, moved in (
        (backprop_weights(layers), lambda step: last @ run(step_weights=step)[-1]),
        (backprop_biases(layers), lambda step: last @ run(step_biases=step)[-1]),
    ):
        assert (moved(STEP) - moved(-STEP)) / (2 * STEP) == pytest.approx(stated(derivation), rel=1e-6)


@pytest.mark.parametrize("layers", [1, 2, 4])
def test_any_number_of_layers_is_derived(layers) -> None:
    for build in (backprop_weights, backprop_biases):
        build(layers).check()
        assert len(
            {size for part in build(layers).start.atoms(sp.MatrixSymbol) for size in part.shape}
        ) == layers + 2 - (build is backprop_biases)


@pytest.mark.parametrize("layers", [0, -1, 1.5, "2"])
def test_a_number_of_layers_that_is_none_is_refused(layers) -> None:
    for build in (backprop_weights, backprop_biases):
        with pytest.raises(ValueError, match=r"layers = .*: give how many layers there are"):
            build(layers)


def test_the_gradients_of_a_layer() -> None:
    rng = np.random.default_rng(0)
    column, deltas = rng.standard_normal(WIDEST), rng.standard_normal(WIDEST)
    z, h = 0.4, -1.3
    named = {f"w_{{{j}k}}": part for j, part in enumerate(column, start=1)}
    named |= {f"d_{j}": part for j, part in enumerate(deltas, start=1)} | {"z_k": z}

    def loss(moved):
        return deltas @ (column * np.tanh(moved))

    by_weight = (loss(z + STEP * h) - loss(z - STEP * h)) / (2 * STEP)
    by_bias = (loss(z + STEP) - loss(z - STEP)) / (2 * STEP)
    assert by_weight == pytest.approx(float(loss_by_weight_of_layer()(**named, h_l=h)))
    assert by_bias == pytest.approx(float(loss_by_bias_of_layer()(**named)))
    del named["z_k"]
    moved = loss_with_moved_unit()(**named, r_l=0.5, x_k=2.0)
    assert float(moved) == pytest.approx(0.5 + 2 * column @ deltas)


@pytest.mark.parametrize("widths", [(3, 3, 3), (2, 3, 1), (1, 2, 3)])
def test_the_jacobians_are_transposed_and_the_first_layer_comes_first(widths: tuple[int, int, int]) -> None:
    """A narrower layer has 0 in place of what it lacks."""
    rng = np.random.default_rng(1)
    below, middle, above = widths
    first, second = rng.standard_normal((middle, below)), rng.standard_normal((above, middle))
    last = rng.standard_normal(above)
    named = dict.fromkeys(map(str, loss_by_unit().arguments), 0.0)
    for name, matrix in (("J", first), ("K", second), ("g", last)):
        for place in np.ndindex(matrix.shape):
            symbol = f"{name}_" + "".join(str(at + 1) for at in place)
            if symbol in named:
                named[symbol] = matrix[place]
    assert float(loss_by_unit()(**named)) == pytest.approx((first.T @ second.T @ last)[0])
    if below == middle == above:
        assert (first @ second @ last)[0] != pytest.approx(float(loss_by_unit()(**named)), rel=0.1)


def test_a_jacobian_has_a_column_for_each_unit_below() -> None:
    assert first_factor_columns()(D_i=5) == 5
    assert JACOBIANS[0].shape == JACOBIANS[1].shape == (3, 3)
