import numpy as np
import pytest
from scipy import stats

from paper_checks.experiments.penalties import added_to_gradient, decay, posterior_strength, weight_of
from paper_checks.experiments.perceptrons import perceptron

NET = {"seed": 5, "widths": (3, 4, 2), "samples": 3, "activation": "tanh"}


@pytest.mark.parametrize("place", [{"layer": 0, "row": 2, "column": 1}, {"layer": 1, "row": 0, "column": 3}])
def test_what_a_penalty_adds(place: dict) -> None:
    weight = perceptron(**NET).weights[place["layer"]][place["row"], place["column"]]
    assert weight_of(**place, **NET) == weight
    added = {
        penalty: added_to_gradient(penalty=penalty, strength=0.4, **place, **NET)
        for penalty in ("absolute", "squared")
    }
    assert added["absolute"] == pytest.approx(0.4 * np.sign(weight), rel=1e-12)
    assert added["squared"] == pytest.approx(0.8 * weight, rel=1e-12)


def test_the_squared_penalty_shrinks_a_weight() -> None:
    found = decay(step=0.5, strength=0.3, layer=1, row=0, column=2, **NET)
    assert found == pytest.approx(1 - 2 * 0.5 * 0.3, rel=1e-12)


@pytest.mark.parametrize("weight", [1.25, -0.75])
def test_the_strength_of_a_prior(weight: float) -> None:
    """The squared error's slope over the noise's is 2 noise^2, by SciPy's densities."""
    data = {"seed": 6, "noise": 0.3, "scale": 0.9, "weight": weight}
    constant = 1 / (stats.norm(scale=0.3).logpdf(0) - stats.norm(scale=0.3).logpdf(1))
    laplace = stats.laplace(scale=0.9).logpdf
    assert posterior_strength(penalty="absolute", **data) == pytest.approx(
        constant * (laplace(0) - laplace(1)), rel=1e-10
    )
    normal = stats.norm(scale=0.9).logpdf
    assert posterior_strength(penalty="squared", **data) == pytest.approx(
        constant * (normal(0) - normal(1)), rel=1e-10
    )


def test_an_unknown_penalty_is_named() -> None:
    with pytest.raises(ValueError, match="penalty = 'cubed': give one of absolute, squared"):
        added_to_gradient(penalty="cubed", strength=1.0, layer=0, row=0, column=0, **NET)
    with pytest.raises(ValueError, match="penalty = 'cubed'"):
        posterior_strength(seed=1, penalty="cubed", noise=0.1, scale=1.0, weight=1.0)


@pytest.mark.parametrize(
    ("wrong", "match"),
    [
        ({"noise": 0.0}, "noise, scale, weight = 0.0, 0.9, 1.0"),
        ({"scale": -1.0}, "give a noise and a scale above 0"),
        ({"weight": 0.0}, "and a weight that is not 0"),
        ({"scale": 0.004}, "no mode lies between 0 and 2.0"),
    ],
)
def test_priors_that_have_no_mode_there(wrong: dict, match: str) -> None:
    data = {"seed": 6, "penalty": "absolute", "noise": 0.3, "scale": 0.9, "weight": 1.0}
    with pytest.raises(ValueError, match=match):
        posterior_strength(**data | wrong)
