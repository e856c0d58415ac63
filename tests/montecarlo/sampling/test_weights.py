import numpy as np
import pytest
from scipy import stats

from montecarlo import inputs, weight_matrices
from montecarlo.sampling.weights import INPUT_LAWS, WEIGHT_LAWS, fill

# Of a standard normal cut at two standard deviations.
CUT_VARIANCE = stats.truncnorm(-2, 2).var()
COUNT, FAN_OUT, FAN_IN, WEIGHT_VARIANCE = 4000, 3, 5, 1.7


@pytest.fixture
def rng():
    return np.random.default_rng(0)


def scores(values, mean):
    """Standard errors between the mean of independent values and what it should be."""
    return abs(values.mean(axis=0) - mean) / (values.std(axis=0) / np.sqrt(len(values)))


@pytest.mark.parametrize("law", WEIGHT_LAWS)
def test_entries_have_mean_zero_and_the_variance(law, rng):
    weights = weight_matrices(law, rng, COUNT, FAN_OUT, FAN_IN, WEIGHT_VARIANCE)
    assert weights.shape == (COUNT, FAN_OUT, FAN_IN)
    assert (scores(weights, 0.0) < 5).all()
    if law == "rademacher":
        np.testing.assert_allclose(weights**2, WEIGHT_VARIANCE / FAN_IN, rtol=1e-12)
    else:
        kept = CUT_VARIANCE if law == "truncated_normal_uncorrected" else 1.0
        assert (scores(weights**2, kept * WEIGHT_VARIANCE / FAN_IN) < 5).all()
        # The test has power: fan_out in place of fan_in is seen.
        assert (scores(weights**2, WEIGHT_VARIANCE / FAN_OUT) > 5).all()


@pytest.mark.parametrize("dtype", ["float64", "float32"])
@pytest.mark.parametrize("law", WEIGHT_LAWS)
def test_one_percent_of_the_variance_is_seen(law, dtype, rng):
    entries = np.empty((4000, 25, 20), dtype=dtype)
    fill(law, rng, entries)
    squares = entries.astype(np.float64).ravel() ** 2
    kept = CUT_VARIANCE if law == "truncated_normal_uncorrected" else 1.0
    if law in ("rademacher", "orthogonal"):  # whose mean over a matrix is no random number
        assert squares.mean() == pytest.approx(kept, rel=1e-6)
        return
    assert scores(squares, kept) < 5
    assert scores(squares, 1.01 * kept) > 5
    assert scores(squares, 0.99 * kept) > 5


@pytest.mark.parametrize("law", WEIGHT_LAWS)
def test_entries_are_uncorrelated(law, rng):
    weights = weight_matrices(law, rng, COUNT, FAN_OUT, FAN_IN, WEIGHT_VARIANCE).reshape(COUNT, -1)
    correlations = np.corrcoef(weights.T) - np.eye(FAN_OUT * FAN_IN)
    assert abs(correlations).max() < 5 / np.sqrt(COUNT)


@pytest.mark.parametrize(("law", "kurtosis"), [("normal", 3.0), ("uniform", 1.8), ("rademacher", 1.0)])
def test_the_law_is_told_by_its_fourth_moment(law, kurtosis, rng):
    weights = weight_matrices(law, rng, COUNT, FAN_OUT, FAN_IN, FAN_IN).ravel()
    assert scores(weights**4, kurtosis) < 5 if law != "rademacher" else (weights**4 == kurtosis).all()


@pytest.mark.parametrize("dtype", ["float64", "float32"])
@pytest.mark.parametrize(
    ("law", "deviation"), [("truncated_normal", np.sqrt(CUT_VARIANCE)), ("truncated_normal_uncorrected", 1.0)]
)
def test_truncated_normals_are_cut_at_two_deviations(law, deviation, dtype, rng):
    draws = np.empty((200, 1000), dtype=dtype)
    fill(law, rng, draws)
    sample = draws.astype(np.float64).ravel() * deviation
    assert abs(sample).max() <= 2 * (1 + 1e-6)
    assert stats.kstest(sample, stats.truncnorm(-2, 2).cdf).pvalue > 1e-6
    assert stats.kstest(sample, stats.norm.cdf).pvalue < 1e-6


@pytest.mark.parametrize("law", WEIGHT_LAWS)
def test_single_precision_has_the_same_law(law, rng):
    draws = [np.empty((4000, 3, 5), dtype=dtype) for dtype in ("float64", "float32")]
    for out in draws:
        fill(law, rng, out)
    double, single = (out.astype(np.float64).ravel() for out in draws)
    assert stats.ks_2samp(double, single, method="asymp").pvalue > 1e-6
    assert stats.ks_2samp(double, 1.1 * single, method="asymp").pvalue < 1e-6


@pytest.mark.parametrize(("fan_out", "fan_in"), [(5, 3), (4, 1)])
def test_orthogonal_columns_where_the_layer_grows(fan_out, fan_in, rng):
    weights = weight_matrices("orthogonal", rng, 50, fan_out, fan_in, WEIGHT_VARIANCE)
    products = weights.transpose(0, 2, 1) @ weights
    expected = WEIGHT_VARIANCE * fan_out / fan_in * np.eye(fan_in)
    np.testing.assert_allclose(products, np.tile(expected, (50, 1, 1)), atol=1e-14)


@pytest.mark.parametrize(("fan_out", "fan_in"), [(3, 5), (5, 5), (1, 4)])
def test_orthogonal_rows(fan_out, fan_in, rng):
    weights = weight_matrices("orthogonal", rng, 50, fan_out, fan_in, WEIGHT_VARIANCE)
    products = weights @ weights.transpose(0, 2, 1)
    np.testing.assert_allclose(products, np.tile(WEIGHT_VARIANCE * np.eye(fan_out), (50, 1, 1)), atol=1e-14)


def test_orthogonal_matrices_are_haar(rng):
    # E (trace)^2 = 1 and E (trace)^4 = 3 on O(4) (Diaconis, Shahshahani 1994); QR without signs fails.
    weights = weight_matrices("orthogonal", rng, 20_000, 4, 4, 1.0)
    traces = np.trace(weights, axis1=1, axis2=2)
    assert scores(traces, 0.0) < 5
    assert scores(traces**2, 1.0) < 5
    assert scores(traces**4, 3.0) < 5
    q, _ = np.linalg.qr(rng.standard_normal((20_000, 4, 4)))
    assert scores(np.trace(q, axis1=1, axis2=2), 0.0) > 5


@pytest.mark.parametrize("law", INPUT_LAWS)
def test_inputs_have_their_mean_variance_and_correlation(law, rng):
    x = inputs(law, rng, 20_000, 3, mean=0.5, deviation=2.0, correlation=0.3)
    assert x.shape == (20_000, 3)
    assert (scores(x, 0.5) < 5).all()
    assert (scores((x - 0.5) ** 2, 4.0) < 5).all()
    assert scores((x[:, 0] - 0.5) * (x[:, 1] - 0.5), 1.2) < 5
    assert scores((x[:, 0] - 0.5) * (x[:, 1] - 0.5), 0.0) > 5


def test_rademacher_inputs_have_constant_length(rng):
    x = inputs("rademacher", rng, 100, 7, deviation=1.5)
    np.testing.assert_allclose((x**2).sum(axis=1), 7 * 2.25, rtol=1e-14)


def test_full_correlation_is_one_number(rng):
    x = inputs("normal", rng, 10, 4, correlation=1.0)
    np.testing.assert_array_equal(x, np.tile(x[:, :1], (1, 4)))


def test_bad_input(rng):
    with pytest.raises(ValueError, match="weight_law must have a finite second moment"):
        weight_matrices("cauchy", rng, 1, 5, 3, 1.0)
    with pytest.raises(ValueError, match="input_law must have a finite second moment"):
        inputs("levy", rng, 1, 5)
    with pytest.raises(ValueError, match="did you mean 'orthogonal'"):
        weight_matrices("orthogonale", rng, 1, 3, 3, 1.0)
    with pytest.raises(ValueError, match=r"input_law must be one of .* got 'orthogonal'"):
        inputs("orthogonal", rng, 1, 3)
