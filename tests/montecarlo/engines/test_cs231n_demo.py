import numpy as np
import pytest

from montecarlo import Demo, run, stream

SMALL = Demo(samples=7, widths=(6, 5, 4), activation="tanh", weight_variance=1.3)


def test_it_is_the_loop():
    row = SMALL.sample(stream(SMALL, 0, 0), 1)[0]
    rng = stream(SMALL, 0, 0)
    x = rng.standard_normal((7, 6))
    expected = []
    for fan_in, fan_out in ((6, 5), (5, 4)):
        weights = rng.standard_normal((fan_in, fan_out)) * np.sqrt(1.3 / fan_in)
        x = np.tanh(x @ weights)
        expected += [x.mean(), x.std()]
    assert SMALL.fields == ("mean1", "std1", "mean2", "std2")
    np.testing.assert_allclose(row, expected, rtol=1e-5, atol=1e-6)


def test_the_first_layer_has_the_variance_of_its_weights():
    # The defaults are the demonstration's; here with fewer inputs and two layers.
    moments = run(Demo(samples=50, widths=(100, 100, 100), activation="linear"), replicates=200, seed=0)
    error = np.sqrt(np.diag(moments.covariance) / moments.count)
    assert abs(moments.mean[1] - 1.0) < 5 * error[1] + 1 / 200
    wrong = run(
        Demo(samples=50, widths=(100, 100, 100), activation="linear", weight_variance=1.1),
        replicates=200,
        seed=0,
    )
    assert wrong.mean[1] - 1.0 > 5 * error[1] + 1 / 200


def test_defaults_are_the_demonstrations():
    demo = Demo()
    assert (demo.samples, demo.widths, len(demo.fields), demo.batch) == (1000, (500,) * 11, 20, 1)
    assert demo.engine == "demo"


@pytest.mark.parametrize(
    ("name", "value"), [("samples", 0), ("widths", (5,)), ("activation", "rely"), ("weight_variance", -1.0)]
)
def test_bad_parameters_are_named(name, value):
    with pytest.raises(ValueError, match=name):
        Demo(**{name: value})
