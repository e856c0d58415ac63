"""22 and 30 layers: what is drawn is the side-car, and the prediction is the theory's."""

import numpy as np
import pytest

from paper_checks import Run
from paper_checks.plots import PLOTS


@pytest.mark.parametrize("layers", [22, 30])
def test_what_is_drawn_is_the_side_car(layers: int, trained: Run) -> None:
    data = PLOTS[f"he{layers}"].data(trained)
    error, loss, gradient = PLOTS[f"he{layers}"].draw(data).axes
    assert f"{layers} ReLU layers" in error.get_title()
    for name, weight_variance in (("He", 2), ("Xavier", 1)):
        curve, gid = data["curves"][name], f"{name}, N v² = {weight_variance}"
        at_the_end = (gradient, "gradient at the end", f"{gid}: at the end")
        drawn = (
            (error, "validation error", gid),
            (loss, "loss", gid),
            (gradient, "gradient", gid),
            at_the_end,
        )
        for axes, key, own in drawn:
            (line,) = (line for line in axes.lines if line.get_gid() == own)
            np.testing.assert_array_equal(line.get_ydata(), curve[key]["median"])
        assert len(curve["gradient"]["median"]) == layers


@pytest.mark.parametrize("layers", [22, 30])
def test_xaviers_gradients_are_predicted_from_hes(layers: int, trained: Run) -> None:
    he, xavier = (PLOTS[f"he{layers}"].data(trained)["curves"][name] for name in ("He", "Xavier"))
    assert he["predicted gradient"] == pytest.approx(np.median(he["gradient"]["median"]), rel=1e-6)
    factor = 2 ** (-(layers - 1) / 2)
    assert xavier["predicted gradient"] == pytest.approx(he["predicted gradient"] * factor, rel=1e-5)
    assert (he["chi"], he["settles at"], he["depth scale"]) == (1.0, 2.0, None)
    assert (xavier["chi"], xavier["settles at"]) == (0.5, 0.0)
    assert xavier["depth scale"] == pytest.approx(1 / np.log(2), rel=1e-6)
