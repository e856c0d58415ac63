import pytest
from scipy import stats

from paper_checks.experiments.laws import variance_between


@pytest.mark.parametrize(("numerator", "fans"), [(6, 8), (1, 3), (6, 500)])
def test_the_variance_of_a_uniform_law(numerator: float, fans: int) -> None:
    bound = (numerator / fans) ** 0.5
    expected = stats.uniform(-bound, 2 * bound).var()
    assert variance_between(numerator=numerator, fans=fans) == pytest.approx(expected, rel=1e-12)


@pytest.mark.parametrize("wrong", [{"numerator": 0, "fans": 3}, {"numerator": 6, "fans": 0}])
def test_bad_parameters_are_named(wrong: dict) -> None:
    with pytest.raises(ValueError, match=r"give a numerator above 0, and 1 or more for fans"):
        variance_between(**wrong)
