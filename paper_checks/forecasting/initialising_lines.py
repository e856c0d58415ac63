"""The lines that initialise the networks of a forecast in PyTorch, Keras and JAX: exactly the law that it simulates."""

from __future__ import annotations

import math

from paper_checks.forecasting.forecast import Forecast

__all__ = ["initialising_lines"]


_PYTORCH = """\
for number, layer in enumerate(m for m in model.modules() if isinstance(m, torch.nn.Linear)):
    gain, fan_in = {gain}, layer.in_features
    torch.nn.init.normal_(layer.weight, std=gain / fan_in**0.5)
    {biases}"""
_KERAS = """\
for number, layer in enumerate(m for m in model.layers if isinstance(m, keras.layers.Dense)):
    gain, fan_in = {gain}, layer.kernel.shape[0]
    layer.kernel.assign(keras.random.normal(layer.kernel.shape, stddev=gain / fan_in**0.5))
    {biases}"""
_JAX = """\
widths, layers = {widths}, []
keys = iter(jax.random.split(jax.random.key(0), 2 * len(widths)))
for number, (fan_in, fan_out) in enumerate(zip(widths, widths[1:])):
    gain = {gain}
    weight = gain / fan_in**0.5 * jax.random.normal(next(keys), (fan_in, fan_out))
    bias = {biases}
    layers.append((weight, bias))"""
_LOW, _HIGH = "-(fan_in**-0.5)", "fan_in**-0.5"  # uniform between them, biases have the variance 1/(3 fan_in)


def initialising_lines(forecast: Forecast) -> dict[str, str]:
    """Return lines of Python by the name of the framework.

    Those for PyTorch and Keras initialise a `model`, layer after layer in its order; those for JAX make a list `layers`
    of weights and biases, for x @ weight + bias.  Each framework is imported before, under its own name.
    """
    gain, first = f"{forecast.gain:.8g}", f"{forecast.first_gain:.8g}"
    chosen = (
        gain if gain == first else first if forecast.network.depth == 1 else f"{gain} if number else {first}"
    )
    pytorch, keras, jax = _biases(forecast)
    widths = forecast.network.widths
    listed = f"[{widths[0]}] * {len(widths)}" if len(set(widths)) == 1 else str(list(widths))
    return {
        "PyTorch": _PYTORCH.format(gain=chosen, biases=pytorch),
        "Keras": _KERAS.format(gain=chosen, biases=keras),
        "JAX": _JAX.format(gain=chosen, biases=jax, widths=listed),
    }


def _biases(forecast: Forecast) -> tuple[str, str, str]:
    """Return how biases are set, in each framework."""
    if forecast.bias_law == "uniform":
        return (
            f"torch.nn.init.uniform_(layer.bias, {_LOW}, {_HIGH})",
            f"layer.bias.assign(keras.random.uniform(layer.bias.shape, {_LOW}, {_HIGH}))",
            f"jax.random.uniform(next(keys), (fan_out,), minval={_LOW}, maxval={_HIGH})",
        )
    deviation = math.sqrt(forecast.network.bias_variances[0])
    if deviation == 0:
        return (
            "if layer.bias is not None:\n        torch.nn.init.zeros_(layer.bias)",
            "if layer.bias is not None:\n        layer.bias.assign(keras.ops.zeros(layer.bias.shape))",
            "jax.numpy.zeros(fan_out)",
        )
    return (
        f"torch.nn.init.normal_(layer.bias, std={deviation:.8g})",
        f"layer.bias.assign(keras.random.normal(layer.bias.shape, stddev={deviation:.8g}))",
        f"{deviation:.8g} * jax.random.normal(next(keys), (fan_out,))",
    )
