import pytest

from montecarlo.sampling.activation_catalogue import ALIASES, CATALOGUE
from montecarlo.sampling.activation_names import Named, parsed, unknown


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("silu", Named("silu", ())),
        ("Swish", Named("silu", ())),
        ("LeakyReLU", Named("leaky_relu", (0.01,))),
        ("leaky_relu(0.2)", Named("leaky_relu", (0.2,))),
        ("leaky_relu( negative_slope = 1/5 )", Named("leaky_relu", (0.2,))),
        ("hardtanh(-2, max_val=3e0)", Named("hardtanh", (-2.0, 3.0))),
        ("hermite(5)", Named("hermite", (5,))),
        ("relu()", Named("relu", ())),
    ],
)
def test_what_a_text_names(text, expected):
    assert parsed(text) == expected


def test_slopes():
    assert parsed("leaky_relu(0.2)").slope == 0.2
    assert parsed("rrelu").slope == pytest.approx(11 / 48)
    assert parsed("abrelu(0.5, 1)").slope == 0.5
    assert parsed("abrelu(0.5, 2)").slope is None
    assert parsed("threshold(1, 0)").slope is None
    assert parsed("threshold(0, 0)").slope == 0.0
    assert parsed("elu").slope is None


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("leaky_relu(0.2", "must end with a closing bracket"),
        (
            "leaky_relu(slope=0.2)",
            "no parameter 'slope': its parameters and their defaults are negative_slope=0.01",
        ),
        ("leaky_relu(0.2, 0.3)", "too many parameters"),
        ("relu(1)", "relu takes none"),
        ("hardtanh(1, min_val=2)", "two values for 'min_val'"),
        ("elu(nan)", "alpha must be a finite number, got 'nan'"),
        ("elu(1/0)", "alpha must be a finite number"),
        ("elu(1e999999999)", "alpha must be a finite number"),
        ("elu(__import__)", "alpha must be a finite number"),
        ("hermite(7)", "degree must be an integer from 1 to 6, got 7"),
    ],
)
def test_bad_parameters_are_named(text, reason):
    with pytest.raises(ValueError, match=reason):
        parsed(text)


def test_unknown_names():
    assert parsed("gelo") is None
    assert "did you mean 'gelu'?" in str(unknown("activation", "gelo(1)", ()))
    assert "did you mean 'swish'?" in str(unknown("activation", "swisch", ()))
    assert "did you mean" not in str(unknown("activation", "x" * 10**6, ()))
    assert len(str(unknown("activation", "x" * 10**6, ()))) < 1000
    listed = str(unknown("activation", 3, ("mine",)))
    assert all(name in listed for name in (*CATALOGUE, *ALIASES, "mine"))
