"""Tests of a law: they keep their level, and tell laws apart."""

import re

import numpy as np
import pytest
from scipy import stats

from paper_checks.auditing.cut_normals import FORMS, cells
from paper_checks.auditing.law_tests import fits_form, fitting_cuts, refusals
from tests.paper_checks.auditing.weights import DRAWS, sample_of
from theory.schemes.laws import Law, Normal, Uniform
from theory.schemes.truncated_normal import TruncatedNormal

LAWS: dict[str, Law] = {
    "normal": Normal(1.0),
    "uniform": Uniform(-1.0, 1.0),
    "truncated normal at 2": TruncatedNormal(1.0, -2.0, 2.0),
}


@pytest.mark.parametrize("name", LAWS)
@pytest.mark.parametrize("size", [1, 30])
def test_level_of_a_known_law(name: str, size: int) -> None:
    """At 0.2, 100 clean samples are refused 20 times at most, and 5 deviations more."""
    draws = DRAWS[name](np.random.default_rng(size), (100, size))
    assert sum(any(refusals(sample_of(row), LAWS[name], 0.2)) for row in draws) <= 40


@pytest.mark.parametrize("name", FORMS)
def test_level_of_a_form(name: str) -> None:
    draws = DRAWS[name](np.random.default_rng(9), (100, 50))
    assert sum(not fits_form(sample_of(0.01 * row), FORMS[name], 0.2) for row in draws) <= 40


@pytest.mark.parametrize("drawn", DRAWS)
def test_forms_are_told_apart(drawn: str) -> None:
    sample = sample_of(0.02 * DRAWS[drawn](np.random.default_rng(5), (40_000,)))
    fitting = [name for name, form in FORMS.items() if fits_form(sample, form, 1e-6)]
    assert fitting == ([drawn] if drawn in FORMS else [])


@pytest.mark.parametrize("cut", [0.5, 1.1, 2.6, 3.4])
def test_any_cut_is_found(cut: float) -> None:
    values = stats.truncnorm.rvs(-cut, cut, size=30_000, random_state=np.random.default_rng(6))
    found = fitting_cuts(sample_of(values), 1e-6)
    assert found is not None
    assert found[0] <= cut <= found[1]


@pytest.mark.parametrize("size", [16, 64, 400])
def test_level_at_any_cut(size: int) -> None:
    """At 0.2, 200 clean samples of all cuts are refused 40 times at most, and 5 deviations more."""
    rng, refused = np.random.default_rng(size), 0
    for _ in range(200):
        cell = cells()[rng.integers(len(cells()))]
        cut = rng.uniform(max(cell.first, 0.05), cell.last)
        values = 10 ** rng.uniform(-4, 1) * stats.truncnorm.rvs(-cut, cut, size=size, random_state=rng)
        refused += not fits_form(sample_of(values), cell, 0.2)
    assert refused <= 40 + 28


@pytest.mark.parametrize("size", [64, 300])
def test_no_cut_fits_values_of_one_sign(size: int) -> None:
    """The median of each of these laws is 0, whatever their std, which a small sample hardly tells."""
    rng = np.random.default_rng(size)
    for _ in range(20):
        values = rng.uniform(0.2, 0.8) + 0.1 * rng.standard_normal(size)
        assert fitting_cuts(sample_of(np.abs(values)), 1e-4) is None


def test_no_cut_fits_another_law() -> None:
    assert fitting_cuts(sample_of(DRAWS["laplace"](np.random.default_rng(7), (10_000,))), 1e-6) is None


@pytest.mark.parametrize(
    ("change", "word"),
    [
        (lambda w: 1.03 * w, "std"),
        (lambda w: w + 0.05, "distribution"),
        (lambda w: np.append(w, 8.0), "too large"),
        (lambda w: w[np.abs(w) < 2.5], "too small"),
    ],
)
def test_each_part_refuses_what_it_is_for(change, word: str) -> None:
    values = change(np.random.default_rng(8).standard_normal(60_000))
    assert any(word in reason for reason in refusals(sample_of(values), Normal(1.0), 1e-6))


def test_the_std_that_is_printed_lies_in_the_interval_beside_it() -> None:
    rng = np.random.default_rng(1605)
    for name, law in LAWS.items():
        for _ in range(20):
            values = rng.uniform(0.2, 4) * DRAWS[name](rng, (int(rng.integers(500, 5000)),))
            for reason in refusals(sample_of(values), law, 1e-6):
                if reason.startswith("std"):
                    std, ratio, expected, low, high = map(float, re.findall(r"[\d.e+-]*\d", reason)[:5])
                    assert low * 0.9999 <= std <= high * 1.0001
                    assert std / expected == pytest.approx(ratio, rel=1e-3)


def test_uniform_numbers_of_few_bits_are_uniform() -> None:
    """PyTorch draws them in float16 from 11 random bits.  Those of 8 are told from them."""
    rng = np.random.default_rng(1606)
    for bits in (11, 8):
        step, scale = 2.0**-bits, 10 ** rng.uniform(-2, 1)
        grid = scale * (2 * step * rng.integers(0, 1 / step, 4_000_000) - 1)
        sample, law = sample_of(grid.astype(np.float16)), Uniform(-scale, scale)
        assert any(refusals(sample, law, 1e-6)) == (bits == 8)
        assert fits_form(sample, FORMS["uniform"], 1e-6) == (bits == 11)


def test_a_bound_is_kept() -> None:
    values = np.append(np.random.default_rng(1).uniform(-0.1, 0.1, 500), 0.1001)
    assert any("leave" in reason for reason in refusals(sample_of(values), Uniform(-0.1, 0.1), 1e-6))


@pytest.mark.parametrize("std", [5e-324, 1e-310, 1e-290, 1e90])
@pytest.mark.parametrize("text", ["normal", "uniform", "truncated_normal"])
def test_a_law_of_any_width_is_refused_in_silence(std: float, text: str) -> None:
    law = {
        "normal": lambda: Normal(std),
        "uniform": lambda: Uniform(-std, std),
        "truncated_normal": lambda: TruncatedNormal(std, -2 * std, 2 * std),
    }[text]()
    values = np.random.default_rng(3).normal(0, 0.02, 500)
    assert any("std" in reason for reason in refusals(sample_of(values), law, 1e-6))


def test_rounding_is_no_reason() -> None:
    values = np.random.default_rng(2).uniform(-0.1, 0.1, 30_000).astype(np.float16)
    assert not list(refusals(sample_of(values), Uniform(-0.1, 0.1), 0.01))
